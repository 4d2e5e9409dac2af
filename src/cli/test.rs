//! `circular test`.

use super::app::App;
use super::error::CommandError;
use super::lint_words::{count_by_severity, severity_summary};
use super::output::{print_line, print_status};
use super::segment_args::SegmentArgs;
use crate::mailer::SendResult;
use crate::model::{Address, ParseAddressError};
use crate::sending::{self, MAX_TEST_ADDRESSES, PreparedIssue, TestAddresses, TestError};
use crate::{clock, wording};

/// Send yourself a test copy through the configured relay, as a subscriber would get it
///
/// Its subject says that it is a test, its links change nothing, and it is not counted in reports. The copy contains
/// what is known of the subscriber whose copy it is: send it only to people who may see the list.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The draft, by name or path
    draft: String,
    /// The address to send to; can be repeated, up to ten times
    #[arg(long, value_name = "ADDRESS", required = true)]
    to: Vec<String>,
    /// Whose copy it is: a part of their name or address [default: the first recipient's]
    #[arg(long = "as", value_name = "SUBSCRIBER")]
    reader: Option<String>,
    #[command(flatten)]
    segment: SegmentArgs,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let (workspace, settings) = (&app.workspace, &app.workspace.settings);
    let addresses = parse_addresses(&args.to)?;
    let segment_override = args.segment.to_override()?;
    let database = app.database().await?;
    let now = clock::now();
    let addresses = TestAddresses::new(&database, addresses, now).await.map_err(|error| test_error(error, args))?;
    sending::check_relay_lists(settings, &database).await?;
    let issue = PreparedIssue::prepare_named(workspace, &database, &args.draft, &segment_override, now).await?;
    let transport = sending::open_transport(settings, &workspace.root, &database, issue.relay.as_ref(), now).await?;
    let copies = issue
        .test_copies(&database, addresses, args.reader.as_deref(), settings.society.time_zone(), now)
        .await
        .map_err(|error| test_error(error, args))?;
    let relay = issue.chosen_relay(settings);
    let trial = if relay.is_outbox() { " (files on this machine: nobody is mailed)" } else { "" };
    let table = relay.table().clone();
    let relay = wording::relay_words(&relay, &issue.segment.list);
    print_line(format!("`{}` as {} gets it, through {relay}{trial}:", issue.draft.slug, copies.recipient));
    let results = copies.send(&transport, &issue.content.sender.address).await;
    if results.iter().any(|(_, result)| matches!(result, SendResult::Accepted(_))) {
        issue.record_test(&database, clock::now()).await?;
    }
    for (address, result) in &results {
        print_line(match result {
            SendResult::Accepted(reply) => format!("  {address}: {reply}"),
            SendResult::InDoubt(cause) => format!("  {address}: it may or may not have arrived: {cause}"),
            SendResult::NotSent { reply, .. } => format!("  {address}: not sent: {reply}"),
        });
    }
    let outcomes = results.iter().map(|(_, result)| result);
    for hint in wording::test_advice(outcomes, issue.content.sender.address.domain(), &table) {
        print_status(format!("hint: {hint}"));
    }
    print_status(diagnostic_summary(&issue));
    if results.iter().all(|(_, result)| matches!(result, SendResult::Accepted(_))) {
        Ok(())
    } else {
        Err(CommandError::already_reported())
    }
}

fn parse_addresses(given: &[String]) -> Result<Vec<Address>, CommandError> {
    let parse = |text: &String| {
        text.parse().map_err(|bad: ParseAddressError| CommandError::new(format!("`--to {text}`: {bad}")))
    };
    given.iter().map(parse).collect()
}

fn test_error(error: TestError, args: &Args) -> CommandError {
    match error {
        TestError::TooManyAddresses(count) => {
            CommandError::new(format!("a test goes to {MAX_TEST_ADDRESSES} addresses at most, not to {count}"))
                .with_hint("make a list of them: `circular list create committee --title \"The committee\"`")
        }
        TestError::Suppressed(address) => CommandError::new(format!("{address} must not be mailed, not even a test"))
            .with_hint(format!("`circular subscriber show {address}` says why")),
        TestError::NoRecipient => match &args.reader {
            Some(part) => {
                CommandError::new(format!("no recipient of this letter has `{part}` in their name or address"))
            }
            None => CommandError::new("nobody would get this letter").with_hint("look at its `to` and `where`"),
        },
        TestError::Render { address, cause } => {
            CommandError::new(format!("the copy for {address} cannot be made: {cause}"))
        }
        TestError::Random(error) => error.into(),
        TestError::Failed(error) => error.into(),
    }
}

/// Says what the checks found, so that nobody takes a letter that arrived for one that is ready.
fn diagnostic_summary(issue: &PreparedIssue) -> String {
    let counts = count_by_severity(&issue.lint_diagnostics);
    let found = if counts == [0; 3] {
        String::new()
    } else {
        format!("The checks found {} in its text. ", severity_summary(counts))
    };
    format!("{found}`circular check {}` renders it for everybody.", issue.draft.slug)
}
