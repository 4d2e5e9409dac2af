//! `circular inbound`.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::app::App;
use super::error::CommandError;
use super::output::{format_count, print_line, print_status};
use crate::database::Database;
use crate::inbound::{self, InboundOutcome, maildir};
use crate::model::{SigningKeys, io_reason};
use crate::{clock, subscription};

/// Process mail that comes back
#[derive(Debug, Subcommand)]
pub(super) enum InboundCommand {
    /// Read unsubscribe mails and unsubscribe their senders
    ///
    /// The sealed token in the address or the subject of a mail says who unsubscribes, whatever address it was sent
    /// from. A mail without a token, or one that a program sent by itself, is listed and left where it is. Nothing is
    /// ever answered. The exit code is 0 if every mail could be read.
    Process {
        /// Mail files, or Maildir folders: each mail in `new` is read, and moved to `cur` if it was understood
        /// [default: one mail from standard input]
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

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
        let mail = inbound::read_message(io::stdin().lock())?;
        process_message(&database, &keys, &mail, "the mail on standard input", &mut tally).await?;
    }
    for file in &files {
        if file.is_dir() {
            let mails = maildir::list_new(file).map_err(|error| {
                let failure = unreadable_file(file, &error);
                if error.kind() == io::ErrorKind::NotFound {
                    return failure.with_hint("a Maildir has the folders `new` and `cur`");
                }
                failure
            })?;
            for mail in mails {
                let outcome = process_file(&database, &keys, &mail, &mut tally).await?;
                if outcome.is_some_and(|outcome| outcome.is_handled()) {
                    maildir::move_to_cur(&mail).map_err(|error| {
                        CommandError::new(format!("cannot move `{}` to `cur`: {}", mail.display(), io_reason(&error)))
                            .with_hint("the mail was processed; processing it again does no harm")
                    })?;
                }
            }
        } else {
            process_file(&database, &keys, file, &mut tally).await?;
        }
    }
    print_line(tally.summary());
    if tally.unreadable > 0 { Err(CommandError::already_reported()) } else { Ok(()) }
}

/// Processes a mail file; reports one that cannot be read, so that the others are still processed.
async fn process_file(
    database: &Database,
    keys: &SigningKeys,
    file: &Path,
    tally: &mut InboundTally,
) -> Result<Option<InboundOutcome>, CommandError> {
    match File::open(file).and_then(inbound::read_message) {
        Ok(mail) => process_message(database, keys, &mail, &format!("`{}`", file.display()), tally).await.map(Some),
        Err(error) => {
            print_status(format!("error: cannot read `{}`: {}", file.display(), io_reason(&error)));
            tally.unreadable += 1;
            Ok(None)
        }
    }
}

async fn process_message(
    database: &Database,
    keys: &SigningKeys,
    mail: &[u8],
    name: &str,
    tally: &mut InboundTally,
) -> Result<InboundOutcome, CommandError> {
    let outcome = inbound::process_message(database, keys, mail, clock::now()).await?;
    match outcome {
        InboundOutcome::Unsubscribed => tally.unsubscribed += 1,
        InboundOutcome::AlreadyUnsubscribed => tally.already_unsubscribed += 1,
        InboundOutcome::AlreadyProcessed(_) => tally.already_processed += 1,
        InboundOutcome::TestLetter => {
            tally.test_letters += 1;
            print_status(format!("{name} is about a test letter, which belongs to no member: nobody was unsubscribed"));
        }
        InboundOutcome::AutoReply => print_status(format!("{name} is an automatic reply: nobody was unsubscribed")),
        InboundOutcome::Unrecognized => {
            print_status(format!("{name}: no unsubscribe token found: please read it yourself"));
        }
    }
    let is_new = !matches!(outcome, InboundOutcome::AlreadyProcessed(_));
    tally.unrecognized += u64::from(is_new && !outcome.is_handled());
    Ok(outcome)
}

impl InboundTally {
    fn summary(&self) -> String {
        let all = self.unsubscribed
            + self.already_unsubscribed
            + self.already_processed
            + self.test_letters
            + self.unrecognized;
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
