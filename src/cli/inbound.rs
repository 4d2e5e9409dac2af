//! `circular inbound`.

mod mailbox_error;
mod mailbox_run;

use std::io;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::app::App;
use super::error::CommandError;
use super::output::{format_count, print_line, print_status};
use crate::database::Database;
use crate::inbound::{self, InboundOutcome};
use crate::model::{SigningKeys, io_reason};
use crate::{clock, subscription};

/// Process mail that comes back
#[derive(Debug, Subcommand)]
pub(super) enum InboundCommand {
    /// Read unsubscribe mails and unsubscribe their senders
    ///
    /// The sealed token in the address or the subject of a mail says who unsubscribes, whatever address it was sent
    /// from. Without files, it reads what is new in the mailbox in `[mailbox]`. A mail is processed once, however often
    /// it is read, and stays where it is. Nothing is ever answered. The exit code is 0 if every mail could be read.
    Process {
        /// Mail files, mbox files, or Maildir folders; `-` is one mail from standard input [default: the mail on standard
        /// input, or else the mailbox in the settings]
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// What the mail on standard input is called.
const STANDARD_INPUT: &str = "the mail on standard input";

/// How many mails had which outcome.
#[derive(Debug, Default)]
struct InboundTally {
    unsubscribed: u64,
    already_unsubscribed: u64,
    already_processed: u64,
    test_letters: u64,
    unrecognized: u64,
    unreadable: u64,
}

pub(super) async fn run(app: &App, command: InboundCommand) -> Result<(), CommandError> {
    let InboundCommand::Process { files } = command;
    let database = app.database().await?;
    let keys = subscription::signing_keys(&database, clock::now()).await?;
    let mut tally = InboundTally::default();
    if files.is_empty() {
        match mailbox_run::piped_mail(&app.workspace.settings.mailbox)? {
            Some(mail) => process_message(&database, &keys, &mail, STANDARD_INPUT, &mut tally).await?,
            None => return mailbox_run::read_mailbox(app, database, tally).await,
        }
    }
    for path in &files {
        if path == Path::new("-") {
            let mail = inbound::read_message(io::stdin().lock())?;
            process_message(&database, &keys, &mail, STANDARD_INPUT, &mut tally).await?;
            continue;
        }
        let is_maildir = path.is_dir();
        let mails = inbound::mail_files(path, is_maildir).map_err(|error| {
            let failure = unreadable_file(path, &error);
            if error.kind() == io::ErrorKind::NotFound {
                return failure.with_hint("a Maildir has the folders `new` and `cur`");
            }
            failure
        })?;
        for file in mails {
            process_file(&database, &keys, &file, is_maildir, &mut tally).await?;
        }
    }
    print_line(tally.summary());
    if tally.unreadable > 0 { Err(CommandError::already_reported()) } else { Ok(()) }
}

/// Processes the mails in a file; reports one that cannot be read, so that the others are still processed.
async fn process_file(
    database: &Database,
    keys: &SigningKeys,
    file: &Path,
    is_maildir: bool,
    tally: &mut InboundTally,
) -> Result<(), CommandError> {
    let mails = match inbound::read_mail_file(file, is_maildir) {
        Ok(mails) => mails,
        Err(error) => {
            print_status(format!("error: cannot read `{}`: {}", file.display(), io_reason(&error)));
            tally.unreadable += 1;
            return Ok(());
        }
    };
    for mail in mails {
        let place = mail.number.map(|number| format!(", mail {number}")).unwrap_or_default();
        process_message(database, keys, &mail.octets, &format!("`{}`{place}", file.display()), tally).await?;
    }
    Ok(())
}

async fn process_message(
    database: &Database,
    keys: &SigningKeys,
    mail: &[u8],
    name: &str,
    tally: &mut InboundTally,
) -> Result<(), CommandError> {
    let outcome = inbound::process_message(database, keys, mail, clock::now()).await?;
    tally.count(&outcome);
    match outcome {
        InboundOutcome::TestLetter => {
            print_status(format!("{name} is about a test letter, which belongs to no member: nobody was unsubscribed"));
        }
        InboundOutcome::AutoReply => print_status(format!("{name} is an automatic reply: nobody was unsubscribed")),
        InboundOutcome::Unrecognized => {
            print_status(format!("{name}: no unsubscribe token found: please read it yourself"));
        }
        InboundOutcome::Unsubscribed | InboundOutcome::AlreadyUnsubscribed | InboundOutcome::AlreadyProcessed(_) => {}
    }
    Ok(())
}

impl InboundTally {
    fn count(&mut self, outcome: &InboundOutcome) {
        match outcome {
            InboundOutcome::Unsubscribed => self.unsubscribed += 1,
            InboundOutcome::AlreadyUnsubscribed => self.already_unsubscribed += 1,
            InboundOutcome::AlreadyProcessed(_) => self.already_processed += 1,
            InboundOutcome::TestLetter => self.test_letters += 1,
            InboundOutcome::AutoReply | InboundOutcome::Unrecognized => self.unrecognized += 1,
        }
    }

    fn is_empty(&self) -> bool {
        self.total() == 0
    }

    fn total(&self) -> u64 {
        self.unsubscribed + self.already_unsubscribed + self.already_processed + self.test_letters + self.unrecognized
    }

    fn summary(&self) -> String {
        let all = self.total();
        let mut parts = Vec::new();
        for (count, words) in [
            (self.unsubscribed, "unsubscribed"),
            (self.already_unsubscribed, "already unsubscribed"),
            (self.test_letters, "about a test letter"),
            (self.already_processed, "read before"),
            (self.unrecognized, "left for you to read"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {words}"));
            }
        }
        let colon = if parts.is_empty() { "." } else { ": " };
        let end = if parts.is_empty() { "" } else { "." };
        format!("Read {}{colon}{}{end}", format_count(all, "mail", "mails"), parts.join(", "))
    }
}

fn unreadable_file(file: &Path, error: &io::Error) -> CommandError {
    CommandError::new(format!("cannot read `{}`: {}", file.display(), io_reason(error)))
}
