//! Handing over mails that belong to no issue: what answers somebody, and what the chair sends to try a letter.

use super::outcome::{Verdict, judge};
use crate::model::Address;
use crate::transport::{Session, Transport};

/// What came of a mail that belongs to no issue, with what the relay said or what went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// The relay took it.
    Taken(String),
    /// It may have: its answer did not arrive.
    InDoubt(String),
    /// It was not sent.
    Left(String),
}

impl From<Verdict> for Handed {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Sent(words) => Self::Taken(words),
            Verdict::InDoubt(words) => Self::InDoubt(words),
            Verdict::Deferred(words)
            | Verdict::Slow(words)
            | Verdict::Bounced { words, .. }
            | Verdict::Relay { words, .. } => Self::Left(words),
        }
    }
}

/// Hands mails over one after the other on one line, each to its address, and tells what came of each.
///
/// Nothing is tried twice: who waits for it sees what was said.
pub async fn hand_over(
    transport: &Transport,
    from: &Address,
    mails: Vec<(Address, Vec<u8>)>,
) -> Vec<(Address, Handed)> {
    let mut session = None;
    let mut handed = Vec::with_capacity(mails.len());
    for (to, mail) in mails {
        let verdict = hand_one(transport, &mut session, from, &to, &mail).await;
        handed.push((to, verdict.into()));
    }
    if let Some(session) = session {
        Session::quit(session).await;
    }
    handed
}

/// Hands one mail over on a line that is open, or on a new one; the envelope is the sender's address and the recipient's.
pub(super) async fn hand_one(
    transport: &Transport,
    session: &mut Option<Session>,
    from: &Address,
    to: &Address,
    mail: &[u8],
) -> Verdict {
    if session.as_ref().is_some_and(|session| !session.is_open()) {
        *session = None;
    }
    let open = match session {
        Some(open) => open,
        None => match transport.open().await {
            Ok(new) => session.insert(new),
            Err(failure) => return judge(Err(failure)),
        },
    };
    judge(open.send(from, to, mail).await)
}
