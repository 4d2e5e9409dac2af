//! Mailboxes are read over real TCP from a server that does what a test's script says.

mod folders;
mod interrupted;
mod login;
mod maildir;
mod odd_answers;
mod pass;
mod scripted_imap;
mod starttls;
mod waiting;

pub(crate) use scripted_imap::{FakeFolder, ScriptedImap, ServerAct, say};

use std::path::Path;
use std::time::Duration;

use circular::config::MailboxSettings;
use circular::mailbox::{Error, ImapConnector, ImapFailure, ImapSession, ImapTimeouts, PassStep};
use circular::model::MailboxCursor;

const SHORT: Duration = Duration::from_millis(200);

fn settings(url: &str) -> MailboxSettings {
    MailboxSettings { url: Some(url.parse().unwrap()), ..MailboxSettings::default() }
}

fn connector(server: &ScriptedImap) -> ImapConnector {
    let settings = settings(&format!("imap://ann:secret@{}", server.address));
    ImapConnector::new(&settings, Path::new(".")).unwrap()
}

/// The same connector, impatient.
fn hasty(connector: ImapConnector) -> ImapConnector {
    connector.with_timeouts(ImapTimeouts {
        connect: SHORT,
        greeting: SHORT,
        command: SHORT,
        mail: SHORT,
        idle: SHORT,
        poll: SHORT,
    })
}

async fn session(server: &ScriptedImap) -> ImapSession {
    hasty(connector(server)).open().await.unwrap()
}

fn failure(error: Error) -> ImapFailure {
    match error {
        Error::Session(failure) => failure,
        error => panic!("{error}"),
    }
}

/// What a pass did until it ended or failed.
#[derive(Debug, Default)]
struct PassLog {
    /// The mails that came, by UID.
    mails: Vec<(u32, String)>,
    cursor: Option<MailboxCursor>,
    failure: Option<ImapFailure>,
}

impl PassLog {
    fn uids(&self) -> Vec<u32> {
        self.mails.iter().map(|(uid, _)| *uid).collect()
    }
}

async fn run_pass(session: &mut ImapSession, cursor: Option<MailboxCursor>) -> PassLog {
    let mut log = PassLog { cursor, ..PassLog::default() };
    let mut pass = match session.begin_pass("INBOX", cursor, None).await {
        Ok(pass) => pass,
        Err(failure) => return PassLog { failure: Some(failure), ..log },
    };
    loop {
        match pass.next_step().await {
            Ok(Some(PassStep::Mail(mail))) => {
                log.mails.push((mail.uid, String::from_utf8_lossy(&mail.octets).into_owned()));
            }
            Ok(Some(PassStep::Advance(cursor))) => log.cursor = Some(cursor),
            Ok(None) => return log,
            Err(failure) => return PassLog { failure: Some(failure), ..log },
        }
    }
}

/// Runs a pass on a new connection.
async fn read(server: &ScriptedImap, cursor: Option<MailboxCursor>) -> PassLog {
    run_pass(&mut session(server).await, cursor).await
}

fn cursor(uid_validity: u32, next_uid: u32) -> MailboxCursor {
    MailboxCursor { uid_validity, next_uid }
}
