//! `circular doctor`.

mod report_json;
mod report_lines;

use super::app::App;
use super::error::CommandError;
use super::output::{print_line, print_status};
use crate::doctor::{self, DoctorReport, ExaminationInput};
use crate::mailer::{self, SendResult};
use crate::model::{Address, RelayTable};
use crate::sending::{self, TransportError};
use crate::smtp::SmtpTimeouts;
use crate::{clock, random, subscription, wording};

/// Examine whether letters will arrive: the sender's domain, the relay, the mailbox, the public pages
///
/// It looks up SPF, DKIM, DMARC and mail servers in the DNS, logs in to the relay and the mailbox, and opens the public
/// page. It sends nothing and changes nothing. The exit code is 1 if letters would be refused or cannot be sent, and 0
/// otherwise, even if there are warnings.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Also send a mail to each address with `{token}`, to see whether it arrives
    #[arg(long)]
    send_test: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let (workspace, settings) = (&app.workspace, &app.workspace.settings);
    let database = app.database().await?;
    let now = clock::now();
    let mut transports = Vec::new();
    for relay in settings.all_relays() {
        let opened = sending::open_transport(settings, &workspace.root, &database, relay.name, now).await;
        let opened = opened.map(|transport| transport.with_timeouts(SmtpTimeouts::of_examination()));
        transports.push(opened.map_err(|error| describe(&error)));
    }
    let input = ExaminationInput { workspace, database: &database, transports: &transports, now };
    let report = Box::pin(doctor::examine(input)).await?;
    if args.json {
        print_line(serde_json::to_string_pretty(&report_json::report_json(settings, &report))?);
    } else {
        for line in report_lines::report_lines(settings, &report) {
            print_line(line);
        }
    }
    if args.send_test {
        let keys = subscription::signing_keys(&database, now).await?;
        if !settings.sender.read_addresses().any(|address| address.token_affixes().is_some()) {
            print_status("No address in `[sender]` has a `{token}`: there is nothing to test.");
            return conclude(&report);
        }
        for (relay, transport) in settings.all_relays().zip(&transports) {
            // The report says why a relay cannot be used. Files reach nobody, unless they are all there is.
            let Ok(transport) = transport else { continue };
            if relay.is_outbox() && !settings.all_relays().all(|relay| relay.is_outbox()) {
                continue;
            }
            let id = random::random_hex()?;
            let own = relay.own_settings(settings, relay.sender_domain(settings));
            let sent = mailer::send_address_tests(&own, &keys, transport, &id, now).await;
            let sent = sent.map_err(|error| CommandError::from_error(&error))?;
            print_tests(&sent, relay.name.map(|_| relay.table()));
        }
        print_status("Look into the mailbox in some minutes. What is not there, the mail server does not deliver.");
    }
    conclude(&report)
}

fn conclude(report: &DoctorReport) -> Result<(), CommandError> {
    if report.is_blocked() { Err(CommandError::already_reported()) } else { Ok(()) }
}

fn describe(error: &TransportError) -> String {
    let causes = wording::error_causes(error);
    [vec![wording::error_message(error)], causes].concat().join(": ")
}

/// Says what became of the mails to the addresses with a token; JSON goes to standard output, so this does not.
fn print_tests(sent: &[(Address, SendResult)], table: Option<&RelayTable>) {
    let through = table.map(|table| format!(" through `{table}`")).unwrap_or_default();
    for (address, result) in sent {
        print_status(match result {
            SendResult::Accepted(reply) => format!("Sent to {address}{through}: {reply}"),
            SendResult::InDoubt(cause) => format!("It may or may not have been sent to {address}{through}: {cause}"),
            SendResult::NotSent { reply, .. } => format!("Not sent to {address}{through}: {reply}"),
        });
    }
}
