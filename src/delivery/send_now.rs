//! Handing over mails that belong to no issue: what answers somebody, and what the chair sends to try a letter.

use super::reply_classifier::{DeliveryOutcome, classify};
use crate::model::Address;
use crate::smtp::{Transport, TransportSession};

/// What came of a mail that belongs to no issue, with what the relay said or what went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendResult {
    /// The relay took it.
    Accepted(String),
    /// It may have: its answer did not arrive.
    InDoubt(String),
    /// It was not sent.
    NotSent(String),
}

impl From<DeliveryOutcome> for SendResult {
    fn from(verdict: DeliveryOutcome) -> Self {
        match verdict {
            DeliveryOutcome::Sent(words) => Self::Accepted(words),
            DeliveryOutcome::InDoubt(words) => Self::InDoubt(words),
            DeliveryOutcome::Deferred(words)
            | DeliveryOutcome::RateLimited(words)
            | DeliveryOutcome::Bounced { words, .. }
            | DeliveryOutcome::RelayFailed { words, .. } => Self::NotSent(words),
        }
    }
}

/// Hands mails over one after the other on one line, each to its address, and tells what came of each.
///
/// Nothing is tried twice: who waits for it sees what was said.
pub async fn send_now(
    transport: &Transport,
    from: &Address,
    mails: Vec<(Address, Vec<u8>)>,
) -> Vec<(Address, SendResult)> {
    let mut session = None;
    let mut handed = Vec::with_capacity(mails.len());
    for (to, mail) in mails {
        let verdict = send_one(transport, &mut session, from, &to, &mail).await;
        handed.push((to, verdict.into()));
    }
    if let Some(session) = session {
        TransportSession::quit(session).await;
    }
    handed
}

/// Hands one mail over on a line that is open, or on a new one; the envelope is the sender's address and the recipient's.
pub(super) async fn send_one(
    transport: &Transport,
    session: &mut Option<TransportSession>,
    from: &Address,
    to: &Address,
    mail: &[u8],
) -> DeliveryOutcome {
    if session.as_ref().is_some_and(|session| !session.is_open()) {
        *session = None;
    }
    let open = match session {
        Some(open) => open,
        None => match transport.open().await {
            Ok(new) => session.insert(new),
            Err(failure) => return classify(Err(failure)),
        },
    };
    classify(open.send(from, to, mail).await)
}
