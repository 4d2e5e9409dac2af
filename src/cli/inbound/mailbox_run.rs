//! `circular inbound process` without files: a mail on standard input, or else the mailbox in the settings.

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use super::inbound_tally::{InboundTally, MAILBOX_MAIL};
use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::cli::output::{print_line, print_status};
use crate::clock;
use crate::config::MailboxSettings;
use crate::database::Database;
use crate::inbound::{self, InboundOutcome, MailboxReader, UnderstoodMail};

/// Returns whether an argument names standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// Returns the mail on standard input if it is named, or if no file is named and something is piped.
pub(super) fn piped_mail(files: &[PathBuf]) -> Result<Option<Vec<u8>>, CommandError> {
    let is_meant =
        if files.is_empty() { !io::stdin().is_terminal() } else { files.iter().any(|path| is_standard_input(path)) };
    Ok(if is_meant { Some(inbound::read_message(io::stdin().lock())?) } else { None })
}

/// Returns whether a run without files reads the mailbox: nothing was piped, or nothing came and a mailbox is set.
pub(super) fn is_mailbox_meant(settings: &MailboxSettings, piped: Option<&[u8]>) -> Result<bool, CommandError> {
    match (piped, &settings.url) {
        (None, None) => Err(CommandError::new("no mailbox is set").with_hint(
            "set `url` in `[mailbox]`, such as `imaps://leave@mail.example.org`, or name a file with mails",
        )),
        (None, Some(_)) => Ok(true),
        (Some(mail), url) => Ok(mail.is_empty() && url.is_some()),
    }
}

/// Reads what is new in the mailbox.
pub(super) async fn read_mailbox(app: &App, database: Database, mut tally: InboundTally) -> Result<(), CommandError> {
    let settings = &app.workspace.settings.mailbox;
    let Some(reader) = MailboxReader::new(database, settings, &app.workspace.root, clock::now)? else {
        return Err(CommandError::new("no mailbox is set"));
    };
    let report = |mail: &UnderstoodMail<'_>, outcome: &InboundOutcome| {
        if tally.as_json {
            tally.keep(MAILBOX_MAIL, mail.classification(), outcome);
        }
        tally.count_in_mailbox(|| mail.label(), outcome);
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
