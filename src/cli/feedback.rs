//! `circular feedback`.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::app::App;
use super::failure::Failure;
use super::output::{counted, say, tell};
use crate::database::Database;
use crate::feedback::{self, Outcome, maildir};
use crate::model::Keys;
use crate::{clock, subscription};

/// Take in what comes back by mail
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read unsubscribe mails and take off whoever wrote them
    ///
    /// A mail is ours by the sealed word in its address or its subject, from whichever address it was written. Mails that
    /// hold none, and those that a program wrote by itself, are named and left where they are. Nothing is ever answered.
    /// The exit code is 0 when every mail could be read, whatever it was.
    Read {
        /// Mails, or Maildir folders: of these, each mail in `new` is read and put into `cur` when it was understood
        /// [default: one mail from standard input]
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// How many mails did what.
#[derive(Debug, Default)]
struct Tally {
    left: u64,
    off_already: u64,
    others: u64,
    unread: u64,
}

pub(super) async fn run(app: &App, command: Command) -> Result<(), Failure> {
    let Command::Read { files } = command;
    let database = app.database().await?;
    let keys = subscription::keys(&database, clock::now()).await?;
    let mut tally = Tally::default();
    if files.is_empty() {
        let mail = feedback::read(io::stdin().lock())?;
        take(&database, &keys, &mail, "the mail on standard input", &mut tally).await?;
    }
    for file in &files {
        if file.is_dir() {
            let mails = maildir::waiting(file).map_err(|error| {
                let failure = cannot_read(file, &error);
                if error.kind() == io::ErrorKind::NotFound {
                    return failure.hint("a folder of mails has folders `new` and `cur` in it: a Maildir");
                }
                failure
            })?;
            for mail in mails {
                let outcome = read(&database, &keys, &mail, &mut tally).await?;
                if outcome.is_some_and(Outcome::is_understood) {
                    maildir::put_away(&mail).map_err(|error| {
                        Failure::new(format!("cannot move `{}` to `cur`: {error}", mail.display()))
                            .hint("what it asked for is done; reading it once more does no harm")
                    })?;
                }
            }
        } else {
            read(&database, &keys, file, &mut tally).await?;
        }
    }
    say(tally.words());
    if tally.unread > 0 { Err(Failure::said()) } else { Ok(()) }
}

/// Reads a mail from its file; one that cannot be read is named, and the others are read all the same.
async fn read(database: &Database, keys: &Keys, file: &Path, tally: &mut Tally) -> Result<Option<Outcome>, Failure> {
    match File::open(file).and_then(feedback::read) {
        Ok(mail) => take(database, keys, &mail, &format!("`{}`", file.display()), tally).await.map(Some),
        Err(error) => {
            tell(format!("error: cannot read `{}`: {error}", file.display()));
            tally.unread += 1;
            Ok(None)
        }
    }
}

async fn take(
    database: &Database,
    keys: &Keys,
    mail: &[u8],
    name: &str,
    tally: &mut Tally,
) -> Result<Outcome, Failure> {
    let outcome = feedback::take(database, keys, mail, clock::now()).await?;
    match outcome {
        Outcome::Left => tally.left += 1,
        Outcome::OffAlready => tally.off_already += 1,
        Outcome::Automatic => tell(format!("{name} was written by a program: it takes nobody off")),
        Outcome::Unknown => tell(format!("{name} holds no word of ours: somebody should read it")),
    }
    tally.others += u64::from(!outcome.is_understood());
    Ok(outcome)
}

impl Tally {
    fn words(&self) -> String {
        let all = self.left + self.off_already + self.others;
        let mut parts = Vec::new();
        for (count, words) in [
            (self.left, "took somebody off"),
            (self.off_already, "named somebody who was off already"),
            (self.others, "left for you"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {words}"));
            }
        }
        let colon = if parts.is_empty() { "." } else { ": " };
        let end = if parts.is_empty() { "" } else { "." };
        format!("Read {}{colon}{}{end}", counted(all, "mail", "mails"), parts.join(", "))
    }
}

fn cannot_read(file: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot read `{}`: {error}", file.display()))
}
