//! Sends messages that belong to no issue, one after the other on one connection.

use std::sync::Arc;

use crate::delivery::{DeliveryOutcome, RelayFailureKind, RelaySession};
use crate::model::{Address, PauseReason};
use crate::smtp::{Envelope, Transport};

/// What became of a message that belongs to no issue, with the relay's reply or what went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendResult {
    /// The relay accepted it.
    Accepted(Arc<str>),
    /// The relay may have accepted it: its reply did not arrive.
    InDoubt(Arc<str>),
    /// It was not sent.
    NotSent {
        /// The relay's reply, or what went wrong.
        reply: Arc<str>,
        /// What keeps the relay from taking it, if it is the relay.
        relay_failure: Option<RelayFailureKind>,
        /// What is wrong with our domain or relay, if the reply says so.
        sender_fault: Option<PauseReason>,
    },
}

impl From<DeliveryOutcome> for SendResult {
    fn from(outcome: DeliveryOutcome) -> Self {
        let not_sent = |reply| Self::NotSent { reply, relay_failure: None, sender_fault: None };
        match outcome {
            DeliveryOutcome::Sent(reply) => Self::Accepted(reply),
            DeliveryOutcome::InDoubt(reason) => Self::InDoubt(reason),
            DeliveryOutcome::Deferred(reply)
            | DeliveryOutcome::RateLimited(reply)
            | DeliveryOutcome::Bounced { reply, .. } => not_sent(reply),
            DeliveryOutcome::RelayFailed { reason: reply, kind, .. } => {
                Self::NotSent { reply, relay_failure: Some(kind), sender_fault: None }
            }
            DeliveryOutcome::SenderRefused { reply, reason, .. } => {
                Self::NotSent { reply, relay_failure: None, sender_fault: Some(reason) }
            }
            DeliveryOutcome::Stopped => not_sent("stopped".into()),
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
    let mut session = RelaySession::new(transport);
    let mut results = Vec::with_capacity(messages.len());
    for (to, message) in messages {
        let attempt = session.send(Envelope::new(from, &to), &message).await;
        results.push((to, attempt.outcome.into()));
    }
    session.quit().await;
    results
}
