//! `circular inbound`.

mod inbound_tally;
mod mail_replies;
mod mailbox_error;
mod mailbox_run;
mod outcome_words;
mod unread_notes;

use std::io;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::app::App;
use super::error::CommandError;
use super::output::{print_line, print_status};
use crate::database::Database;
use crate::handover::handed_over_at;
use crate::inbound::{self, MailQueue, MailStore, MailboxReadError, QueuedMail, UnderstoodMail};
use crate::model::io_reason;
use crate::{clock, subscription};
use inbound_tally::InboundTally;

/// Process mail that comes back
#[derive(Debug, Subcommand)]
pub(super) enum InboundCommand {
    /// Read what came back: requests to unsubscribe, bounces, complaints
    ///
    /// A request to unsubscribe is carried out. An address that does not exist is suppressed, and so is one whose copies
    /// of three issues came back over two weeks; `circular suppression remove` undoes it. Somebody who complains is
    /// unsubscribed and suppressed. If a server refuses the letter because of the sender, nobody is affected: `circular
    /// inbound unread` lists its words. Only mails with a sealed token of ours change anything. Automatic replies are
    /// ignored. Answers and everything else are left for you, and `circular inbound unread` lists them.
    ///
    /// Without files, it reads what is new in the mailbox in `[mailbox]`. A mail is processed once, however often it is
    /// read, and stays where it is. Nothing is ever answered. The exit code is 0 if every mail could be read. If a mail on
    /// standard input could not be processed, it is 75, and the mail server tries again. After `circular handover` mails
    /// are read at the new place only.
    ///
    /// Somebody who asks by mail to join gets the mail by which they confirm, and then the welcome letter: what is due is
    /// sent at the end, and while `circular serve` runs.
    Process {
        /// Mail files, mbox files, or Maildir folders; `-` is one mail from standard input [default: the mail on standard
        /// input, or else the mailbox in the settings]
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print JSON: each mail with its kind, the recipients that it names, and what followed
        #[arg(long)]
        json: bool,
    },
    /// List what nobody has read yet: words of other servers, and mails that are left for you
    ///
    /// Refusals because of the sender, filters of members, copies that came back from where they were forwarded, answers
    /// to letters, and mails without a token of yours. A mail is listed by its subject and sender, for 90 days at most;
    /// the mail itself stays where it is.
    Unread {
        /// Mark the notes as read
        #[arg(long)]
        mark_read: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// What the mail on standard input is called.
const STANDARD_INPUT: &str = "the mail on standard input";

/// Runs the command. Every error about a mail on standard input is temporary, so that the mail server keeps the mail.
pub(super) async fn run(app: Result<App, CommandError>, command: InboundCommand) -> Result<(), CommandError> {
    let (files, json) = match command {
        InboundCommand::Process { files, json } => (files, json),
        InboundCommand::Unread { mark_read, json } => return unread_notes::run(&app?, mark_read, json).await,
    };
    let piped = mailbox_run::piped_mail(&files).map_err(CommandError::into_temporary)?;
    let is_piped = piped.as_ref().is_some_and(|mail| !mail.is_empty());
    let processed = process(app, &files, piped, json).await;
    processed.map_err(|error| if is_piped { error.into_temporary() } else { error })
}

async fn process(
    app: Result<App, CommandError>,
    files: &[PathBuf],
    piped: Option<Vec<u8>>,
    json: bool,
) -> Result<(), CommandError> {
    let app = app?;
    let database = app.database().await?;
    // What a mail says would be recorded here, where nobody sends any more.
    if handed_over_at(&database).await?.is_some() {
        return Err(MailboxReadError::HandedOver.into());
    }
    let keys = subscription::signing_keys(&database, clock::now()).await?;
    let mut tally = InboundTally::new(json);
    if files.is_empty() && mailbox_run::is_mailbox_meant(&app.workspace.settings.mailbox, piped.as_deref())? {
        let read = mailbox_run::read_mailbox(&app, database.clone(), tally).await;
        mail_replies::send_due(&app, &database, keys).await;
        return read;
    }
    if let Some(mail) = piped {
        process_mail(&database, &UnderstoodMail::new(&keys, &mail), STANDARD_INPUT, &mut tally).await?;
    }
    for path in files.iter().filter(|path| !mailbox_run::is_standard_input(path)) {
        let store = MailStore::of(path);
        let files = store.mail_files(path).map_err(|error| {
            let failure = unreadable_file(path, &error);
            if error.kind() == io::ErrorKind::NotFound {
                return failure.with_hint("a Maildir has the folders `new` and `cur`");
            }
            failure
        })?;
        process_files(&database, MailQueue::new(&keys, store, files), &mut tally).await?;
    }
    if json {
        print_line(serde_json::to_string_pretty(tally.mails())?);
    } else {
        print_line(tally.summary());
    }
    mail_replies::send_due(&app, &database, keys).await;
    if tally.unreadable > 0 { Err(CommandError::already_reported()) } else { Ok(()) }
}

/// Processes the mails in files; reports a file that cannot be read, so that the others are still processed.
async fn process_files(
    database: &Database,
    mut queue: MailQueue,
    tally: &mut InboundTally,
) -> Result<(), CommandError> {
    while let Some(QueuedMail { file, number, mail }) = queue.next().await {
        match mail {
            Ok(mail) => {
                let place = number.map(|number| format!(", mail {number}")).unwrap_or_default();
                process_mail(database, &mail, &format!("`{}`{place}", file.display()), tally).await?;
            }
            Err(error) => {
                print_status(format!("error: cannot read `{}`: {}", file.display(), io_reason(&error)));
                tally.unreadable += 1;
            }
        }
    }
    Ok(())
}

async fn process_mail(
    database: &Database,
    mail: &UnderstoodMail<'_>,
    name: &str,
    tally: &mut InboundTally,
) -> Result<(), CommandError> {
    let outcome = inbound::apply_mail(database, mail, clock::now()).await?;
    tally.count(name, &outcome);
    if tally.as_json {
        tally.keep(name, mail.classification(), &outcome);
    }
    Ok(())
}

fn unreadable_file(file: &Path, error: &io::Error) -> CommandError {
    CommandError::new(format!("cannot read `{}`: {}", file.display(), io_reason(error)))
}
