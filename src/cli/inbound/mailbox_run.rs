//! `circular inbound process` without files: a mail on standard input, or else the mailbox in the settings.

use std::io::{self, IsTerminal as _};

use super::inbound_tally::InboundTally;
use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::cli::output::{print_line, print_status};
use crate::clock;
use crate::config::MailboxSettings;
use crate::database::Database;
use crate::inbound::{self, MailboxReader};

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
pub(super) async fn read_mailbox(app: &App, database: Database, mut tally: InboundTally) -> Result<(), CommandError> {
    let settings = &app.workspace.settings.mailbox;
    let Some(reader) = MailboxReader::new(database, settings, &app.workspace.root, clock::now)? else {
        return Err(CommandError::new("no mailbox is set"));
    };
    let read = reader.read_once(|outcome| tally.count_unnamed(outcome)).await;
    let is_interrupted = read.is_err();
    if tally.is_empty() && !is_interrupted {
        print_line("No new mail.");
    } else if !tally.is_empty() {
        print_line(tally.summary());
    }
    if is_interrupted && !tally.is_empty() {
        print_status("The rest was not read.");
    }
    Ok(read?)
}
