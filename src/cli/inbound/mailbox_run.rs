//! `circular inbound process` without files: a mail on standard input, or else the mailbox in the settings.

use std::io::{self, IsTerminal as _};

use super::inbound_tally::{InboundTally, MAILBOX_MAIL};
use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::cli::output::{print_line, print_status};
use crate::clock;
use crate::config::MailboxSettings;
use crate::database::Database;
use crate::inbound::{self, InboundOutcome, MailboxReader};
use crate::model::SigningKeys;

/// Returns the mail on standard input; `None` if the mailbox is to be read: nothing is piped, or nothing came.
pub(super) fn piped_mail(settings: &MailboxSettings) -> Result<Option<Vec<u8>>, CommandError> {
    if io::stdin().is_terminal() {
        if settings.url.is_none() {
            return Err(CommandError::new("no mailbox is set").with_hint(
                "set `url` in `[mailbox]`, such as `imaps://leave@mail.example.org`, or name a file with mails",
            ));
        }
        return Ok(None);
    }
    let mail = inbound::read_message(io::stdin().lock())?;
    Ok(Some(mail).filter(|mail| !mail.is_empty() || settings.url.is_none()))
}

/// Reads what is new in the mailbox.
pub(super) async fn read_mailbox(
    app: &App,
    database: Database,
    keys: &SigningKeys,
    mut tally: InboundTally,
) -> Result<(), CommandError> {
    let settings = &app.workspace.settings.mailbox;
    let Some(reader) = MailboxReader::new(database, settings, &app.workspace.root, clock::now)? else {
        return Err(CommandError::new("no mailbox is set"));
    };
    let report = |mail: &[u8], outcome: &InboundOutcome| {
        if tally.as_json {
            tally.keep(MAILBOX_MAIL, &inbound::classify_message(keys, mail), outcome);
        }
        tally.count_unnamed(outcome);
    };
    let read = reader.read_once(report).await;
    if tally.as_json {
        print_line(serde_json::to_string_pretty(tally.mails())?);
    } else if !tally.is_empty() {
        print_line(tally.summary());
    } else if read.is_ok() {
        print_line("No new mail.");
    }
    if read.is_err() && !tally.is_empty() {
        print_status("The rest was not read.");
    }
    Ok(read?)
}
