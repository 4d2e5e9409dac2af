//! `circular test`.

use super::app::App;
use super::check::{count_by_severity, severity_summary};
use super::error::CommandError;
use super::output::{print_line, print_status};
use super::send::prepare_send::{PrepareSendError, SegmentArgs, prepare_draft};
use super::send::{is_trial, run_issue};
use crate::clock;
use crate::mailer::{self, SendResult};
use crate::model::{Address, Mailbox, ParseAddressError};
use crate::random;
use crate::sending::PreparedDraft;
use crate::subscription;

/// To how many addresses one test goes: more people are a list.
const MAX_ADDRESSES: usize = 10;

/// Send a letter to yourself, as a member would get it, by the real relay
///
/// Its subject says that it is a test, its links take nobody off any list, and it stands in no report. The copy holds
/// what is known of the member as whom it is sent: send it only to whom the list may be shown.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The draft, by name or path
    draft: String,
    /// Where it goes; may be said again, up to ten times
    #[arg(long, value_name = "ADDRESS", required = true)]
    to: Vec<String>,
    /// Whose copy it is: a part of their name or address [default: the first reader's]
    #[arg(long = "as", value_name = "SUBSCRIBER")]
    reader: Option<String>,
    #[command(flatten)]
    whom: SegmentArgs,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let addresses = parse_addresses(&args.to)?;
    let database = app.database().await?;
    for address in &addresses {
        if subscription::suppression_cause(&database, address, clock::now()).await?.is_some() {
            return Err(CommandError::new(format!("{address} must not be mailed, and gets no test either"))
                .with_hint(format!("`circular subscriber show {address}` tells why")));
        }
    }
    let transport = run_issue::open_transport(app, &database).await?;
    let script =
        prepare_draft(app, &database, &args.draft, &args.whom).await.map_err(PrepareSendError::into_command_error)?;
    let Some(reader) = script.find_recipient(&database, args.reader.as_deref()).await? else {
        return Err(match &args.reader {
            Some(part) => CommandError::new(format!("no reader of this letter has `{part}` in their name or address")),
            None => CommandError::new("nobody would get this letter").with_hint("look at its `to` and `where`"),
        });
    };
    let settings = &app.workspace.settings;
    let now = clock::now();
    let mark = now.to_zoned(settings.society.time_zone()).strftime("[TEST %H:%M:%S]").to_string();
    let mut mails = Vec::with_capacity(addresses.len());
    for address in addresses {
        let to = Mailbox::new("", address.clone());
        let copy = script.renderer.build_test_copy(&reader, &to, &mark, &random::random_hex()?, now);
        let copy = copy.map_err(|why| CommandError::new(format!("the copy for {address} cannot be made: {why}")))?;
        mails.push((address, copy));
    }
    let by = settings.relay.url.to_string();
    let by = if is_trial(app) { format!("{by} (files on this machine: nobody is mailed)") } else { by };
    print_line(format!("`{}` as {} gets it, by {by}:", script.composed.draft.slug, reader.mailbox()));
    let handed = mailer::send_now(&transport, &settings.sender.from.address, mails).await;
    for (address, handed) in &handed {
        print_line(match handed {
            SendResult::Accepted(words) => format!("  {address}: {words}"),
            SendResult::InDoubt(words) => format!("  {address}: it may have arrived, or not: {words}"),
            SendResult::NotSent(words) => format!("  {address}: not sent: {words}"),
        });
    }
    print_status(diagnostic_summary(&script));
    if handed.iter().all(|(_, handed)| matches!(handed, SendResult::Accepted(_))) {
        Ok(())
    } else {
        Err(CommandError::already_reported())
    }
}

fn parse_addresses(given: &[String]) -> Result<Vec<Address>, CommandError> {
    let mut addresses = Vec::with_capacity(given.len());
    for text in given {
        let address: Address =
            text.parse().map_err(|bad: ParseAddressError| CommandError::new(format!("`--to {text}`: {bad}")))?;
        if !addresses.iter().any(|known: &Address| known.folded() == address.folded()) {
            addresses.push(address);
        }
    }
    if addresses.len() > MAX_ADDRESSES {
        return Err(CommandError::new(format!(
            "a test goes to {MAX_ADDRESSES} addresses at most, not to {}",
            addresses.len()
        ))
        .with_hint("make a list of them: `circular list create committee --title \"The committee\"`"));
    }
    Ok(addresses)
}

/// Says what the checks found, so that nobody takes a letter that arrived for one that is ready.
fn diagnostic_summary(script: &PreparedDraft) -> String {
    let tally = count_by_severity(&script.lint_diagnostics);
    let found = if tally == [0; 3] {
        String::new()
    } else {
        format!("In its text the checks found {}. ", severity_summary(tally))
    };
    format!("{found}`circular check {}` renders it for everybody.", script.composed.draft.slug)
}
