//! Sends messages that belong to no issue, one after the other on one connection.

use std::sync::Arc;

use crate::delivery::{DeliveryOutcome, classify};
use crate::model::Address;
use crate::smtp::{Transport, TransportSession};

/// What became of a message that belongs to no issue, with the relay's reply or what went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendResult {
    /// The relay accepted it.
    Accepted(Arc<str>),
    /// The relay may have accepted it: its reply did not arrive.
    InDoubt(Arc<str>),
    /// It was not sent.
    NotSent(Arc<str>),
}

impl From<DeliveryOutcome> for SendResult {
    fn from(outcome: DeliveryOutcome) -> Self {
        match outcome {
            DeliveryOutcome::Sent(reply) => Self::Accepted(reply),
            DeliveryOutcome::InDoubt(reason) => Self::InDoubt(reason),
            DeliveryOutcome::Deferred(reply)
            | DeliveryOutcome::RateLimited(reply)
            | DeliveryOutcome::Bounced { reply, .. }
            | DeliveryOutcome::RelayFailed { reason: reply, .. } => Self::NotSent(reply),
        }
    }
}

/// Sends messages over one connection, each to its recipient, and returns what became of each.
///
/// Nothing is tried twice: the caller is waiting and sees the result.
pub async fn send_now(
    transport: &Transport,
    from: &Address,
    messages: Vec<(Address, Vec<u8>)>,
) -> Vec<(Address, SendResult)> {
    let mut session = None;
    let mut results = Vec::with_capacity(messages.len());
    for (to, message) in messages {
        let outcome = send_one(transport, &mut session, from, &to, &message).await;
        results.push((to, outcome.into()));
    }
    if let Some(session) = session {
        TransportSession::quit(session).await;
    }
    results
}

/// Sends one message over the open connection, or over a new one.
pub(super) async fn send_one(
    transport: &Transport,
    session: &mut Option<TransportSession>,
    from: &Address,
    to: &Address,
    message: &[u8],
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
    classify(open.send(from, to, message).await)
}
