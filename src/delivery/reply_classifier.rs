//! What a reply means: with its table, the only place that knows SMTP's reply codes.
//!
//! It decides who is at fault before how severe a failure is (the relay, the recipient's domain, the address, the
//! mailbox, the sender, or the one copy), and never blames a recipient on doubtful evidence.

mod reply_table;

use std::sync::Arc;

use crate::model::{Reply, single_line};
use crate::smtp::{FailureCause, SmtpFailure, SmtpPhase};
use reply_table::ReplyMeaning;

/// The relay is closing the connection (RFC 5321 §3.8).
const SERVICE_CLOSING: u16 = 421;
/// How many characters of a failure are kept.
const MAX_TEXT_LENGTH: usize = 300;

/// The outcome of one attempt to deliver a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// The relay accepted it, with this reply.
    Sent(Arc<str>),
    /// Not now; the attempt counts.
    Deferred(Arc<str>),
    /// The recipient's domain throttles us: its copies wait, and the attempt does not count.
    RateLimited(Arc<str>),
    /// Never.
    Bounced {
        /// The relay's reply, or why the copy was not sent.
        reply: Arc<str>,
        /// Who is at fault.
        blame: BounceBlame,
    },
    /// The final dot may have arrived, but its reply did not (RFC 1047).
    InDoubt(Arc<str>),
    /// The relay failed and no recipient is to blame: the copy goes back, and the attempt does not count.
    RelayFailed {
        /// What went wrong.
        reason: Arc<str>,
        /// Whether waiting cannot help, as with a wrong password.
        permanent: bool,
    },
}

/// Who is at fault when a copy can never be delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BounceBlame {
    /// The address does not exist: it is suppressed at once.
    Address,
    /// The mailbox is full or otherwise not for us to judge: affects this copy only, and counts against nobody.
    Mailbox,
    /// Policy, content, authentication: the receiver's opinion of us. Many of them pause the issue; no recipient is
    /// affected.
    Sender,
    /// The copy cannot be built or offered: too large, needs SMTPUTF8, a template that fails.
    Message,
}

/// Returns `true` if the relay closed the connection before this copy began, as it may at any time (RFC 5321 §3.8):
/// without a reply, or with 421 after the connection was idle for too long.
pub(super) fn closed_while_idle(result: &Result<Reply, SmtpFailure>) -> bool {
    result.as_ref().is_err_and(|failure| {
        let silent_or_closing = failure.reply.as_ref().is_none_or(|reply| reply.code == SERVICE_CLOSING);
        failure.phase == SmtpPhase::Mail && failure.connection_lost && silent_or_closing
    })
}

/// Returns the outcome of handing one copy to the relay.
#[must_use]
pub fn classify(result: Result<Reply, SmtpFailure>) -> DeliveryOutcome {
    let failure = match result {
        Ok(reply) => return DeliveryOutcome::Sent(reply.to_string().into()),
        Err(failure) => failure,
    };
    let text = failure_text(&failure);
    let meaning = match (&failure.reply, &failure.cause) {
        (Some(reply), _) => reply_table::classify_reply(failure.phase, reply),
        // Waiting does not change what the settings or the relay's extensions rule out.
        (
            None,
            Some(FailureCause::StartTlsNotOffered | FailureCause::NoAuthMechanism | FailureCause::CleartextPassword),
        ) => ReplyMeaning::RelayRejected,
        (None, Some(FailureCause::TooLarge { .. } | FailureCause::NeedsSmtpUtf8)) => {
            ReplyMeaning::Permanent(BounceBlame::Message)
        }
        (None, _) if failure.phase == SmtpPhase::FinalDot => return DeliveryOutcome::InDoubt(text),
        (None, _) => ReplyMeaning::RelayUnavailable,
    };
    match meaning {
        ReplyMeaning::Transient => DeliveryOutcome::Deferred(text),
        ReplyMeaning::RateLimited => DeliveryOutcome::RateLimited(text),
        ReplyMeaning::Permanent(blame) => DeliveryOutcome::Bounced { reply: text, blame },
        ReplyMeaning::RelayUnavailable => DeliveryOutcome::RelayFailed { reason: text, permanent: false },
        ReplyMeaning::RelayRejected => DeliveryOutcome::RelayFailed { reason: text, permanent: true },
    }
}

fn failure_text(failure: &SmtpFailure) -> Arc<str> {
    let mut text = failure.to_string();
    if let Some(cause) = &failure.cause {
        text = format!("{text}: {cause}");
    }
    single_line(&text).chars().take(MAX_TEXT_LENGTH).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use SmtpPhase::{Auth, Body, Connect, Data, FinalDot, Greeting, Hello, Mail, Recipient, StartTls};

    use super::*;

    fn refused(phase: SmtpPhase, code: u16, text: &str) -> SmtpFailure {
        SmtpFailure {
            phase,
            reply: Some(Reply { code, text: text.to_owned() }),
            connection_lost: code == SERVICE_CLOSING,
            cause: None,
        }
    }

    fn lost(phase: SmtpPhase) -> SmtpFailure {
        SmtpFailure { phase, reply: None, connection_lost: true, cause: Some(FailureCause::Closed) }
    }

    fn ours(phase: SmtpPhase, cause: FailureCause) -> SmtpFailure {
        SmtpFailure { phase, reply: None, connection_lost: false, cause: Some(cause) }
    }

    /// Returns the outcome without its text.
    fn outcome_of(failure: SmtpFailure) -> DeliveryOutcome {
        let none: Arc<str> = "".into();
        match classify(Err(failure)) {
            DeliveryOutcome::Sent(_) => DeliveryOutcome::Sent(none),
            DeliveryOutcome::Deferred(_) => DeliveryOutcome::Deferred(none),
            DeliveryOutcome::RateLimited(_) => DeliveryOutcome::RateLimited(none),
            DeliveryOutcome::Bounced { blame, .. } => DeliveryOutcome::Bounced { reply: none, blame },
            DeliveryOutcome::InDoubt(_) => DeliveryOutcome::InDoubt(none),
            DeliveryOutcome::RelayFailed { permanent, .. } => DeliveryOutcome::RelayFailed { reason: none, permanent },
        }
    }

    #[test]
    fn missing_reply_is_classified_by_cause_and_phase() {
        let unavailable = DeliveryOutcome::RelayFailed { reason: "".into(), permanent: false };
        let permanent = DeliveryOutcome::RelayFailed { reason: "".into(), permanent: true };
        let message = DeliveryOutcome::Bounced { reply: "".into(), blame: BounceBlame::Message };
        for phase in [Connect, Greeting, Hello, StartTls, Auth, Mail, Recipient, Data, Body] {
            assert_eq!(outcome_of(lost(phase)), unavailable, "{phase}");
        }
        assert_eq!(outcome_of(lost(FinalDot)), DeliveryOutcome::InDoubt("".into()));
        assert_eq!(outcome_of(ours(StartTls, FailureCause::StartTlsNotOffered)), permanent);
        assert_eq!(outcome_of(ours(Auth, FailureCause::NoAuthMechanism)), permanent);
        assert_eq!(outcome_of(ours(Auth, FailureCause::CleartextPassword)), permanent);
        assert_eq!(outcome_of(ours(Recipient, FailureCause::NeedsSmtpUtf8)), message);
        assert_eq!(outcome_of(ours(Mail, FailureCause::TooLarge { size: 2, limit: 1 })), message);
    }

    #[test]
    fn text_names_the_reply_or_the_cause() {
        let taken = Reply { code: 250, text: "2.0.0 taken".to_owned() };
        assert_eq!(classify(Ok(taken)), DeliveryOutcome::Sent("250 2.0.0 taken".into()));
        let full = refused(Data, 452, "4.2.2 full");
        assert_eq!(
            classify(Err(full)),
            DeliveryOutcome::Deferred("the relay answered `452 4.2.2 full` to DATA".into())
        );
        let text = "the line to the relay failed at the final dot: the relay closed the connection";
        assert_eq!(classify(Err(lost(FinalDot))), DeliveryOutcome::InDoubt(text.into()));
    }

    #[test]
    fn connection_closed_before_the_copy_is_idle_closure() {
        assert!(closed_while_idle(&Err(lost(Mail))));
        assert!(closed_while_idle(&Err(refused(Mail, 421, "4.4.2 idle for too long"))));
        for failure in [lost(Connect), lost(Recipient), lost(FinalDot), refused(Mail, 451, "")] {
            assert!(!closed_while_idle(&Err(failure)));
        }
        assert!(!closed_while_idle(&Ok(Reply { code: 250, text: String::new() })));
    }
}
