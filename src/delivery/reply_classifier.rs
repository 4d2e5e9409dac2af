//! What a reply means: with its table, the only place that knows SMTP's numbers.
//!
//! Whom a failure concerns comes before how bad it is: the relay, the recipient's domain, the address, the mailbox, us,
//! or the one copy. Nobody pays for what is not surely theirs.

mod reply_table;

use crate::model::{Reply, single_line};
use crate::smtp::{FailureCause, SmtpFailure, SmtpPhase};
use reply_table::ReplyMeaning;

/// The relay goes away (RFC 5321 §3.8).
const SERVICE_CLOSING: u16 = 421;

/// What becomes of a copy, or of the run, after one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DeliveryOutcome {
    /// The relay took it.
    Sent(String),
    /// Not now; the try counts.
    Deferred(String),
    /// The recipient's domain asks for less: its copies wait, the try does not count.
    RateLimited(String),
    /// Never.
    Bounced {
        /// What the relay said, or why it was not sent.
        words: String,
        /// Whose fault it is.
        blame: BounceBlame,
    },
    /// The final dot may have arrived, its answer did not (RFC 1047).
    InDoubt(String),
    /// The relay's trouble and no recipient's: the copy goes back, the try does not count.
    RelayFailed {
        /// What went wrong.
        words: String,
        /// Whether waiting cannot help, as with a wrong password.
        permanent: bool,
    },
}

/// Whose fault it is that a copy will never go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BounceBlame {
    /// No such address: it is suppressed at once.
    Address,
    /// The mailbox is full or otherwise not ours to judge: this copy only; it counts neither against us nor the person.
    Mailbox,
    /// Policy, content, authentication: the relay's or provider's opinion of us; many stop the issue, no person is
    /// touched.
    Sender,
    /// The copy cannot be built or offered: too large, in need of SMTPUTF8, a template that fails.
    Message,
}

/// Tells whether the relay closed the line before this copy began, as it may at any time (RFC 5321 §3.8): without a
/// word, or with 421 when the line was idle for too long.
pub(super) fn closed_while_idle(result: &Result<Reply, SmtpFailure>) -> bool {
    result.as_ref().is_err_and(|failure| {
        let silent_or_closing = failure.reply.as_ref().is_none_or(|reply| reply.code == SERVICE_CLOSING);
        failure.phase == SmtpPhase::Mail && failure.connection_lost && silent_or_closing
    })
}

/// Judges what came of handing one copy over.
pub(super) fn classify(result: Result<Reply, SmtpFailure>) -> DeliveryOutcome {
    let failure = match result {
        Ok(reply) => return DeliveryOutcome::Sent(reply.to_string()),
        Err(failure) => failure,
    };
    let words = failure_text(&failure);
    let meaning = match (&failure.reply, &failure.cause) {
        (Some(reply), _) => reply_table::classify_reply(failure.phase, reply),
        // What the settings or the relay's offer make impossible stays so however long one waits.
        (
            None,
            Some(FailureCause::StartTlsNotOffered | FailureCause::NoAuthMechanism | FailureCause::CleartextPassword),
        ) => ReplyMeaning::RelayRejected,
        (None, Some(FailureCause::TooLarge { .. } | FailureCause::NeedsSmtpUtf8)) => {
            ReplyMeaning::Permanent(BounceBlame::Message)
        }
        (None, _) if failure.phase == SmtpPhase::FinalDot => return DeliveryOutcome::InDoubt(words),
        (None, _) => ReplyMeaning::RelayUnavailable,
    };
    match meaning {
        ReplyMeaning::Transient => DeliveryOutcome::Deferred(words),
        ReplyMeaning::RateLimited => DeliveryOutcome::RateLimited(words),
        ReplyMeaning::Permanent(fault) => DeliveryOutcome::Bounced { words, blame: fault },
        ReplyMeaning::RelayUnavailable => DeliveryOutcome::RelayFailed { words, permanent: false },
        ReplyMeaning::RelayRejected => DeliveryOutcome::RelayFailed { words, permanent: true },
    }
}

fn failure_text(failure: &SmtpFailure) -> String {
    let mut words = failure.to_string();
    if let Some(cause) = &failure.cause {
        words = format!("{words}: {cause}");
    }
    single_line(&words).chars().take(300).collect()
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

    /// Returns what was judged, without the words.
    fn judged(failure: SmtpFailure) -> DeliveryOutcome {
        let nothing = String::new;
        match classify(Err(failure)) {
            DeliveryOutcome::Sent(_) => DeliveryOutcome::Sent(nothing()),
            DeliveryOutcome::Deferred(_) => DeliveryOutcome::Deferred(nothing()),
            DeliveryOutcome::RateLimited(_) => DeliveryOutcome::RateLimited(nothing()),
            DeliveryOutcome::Bounced { blame: fault, .. } => {
                DeliveryOutcome::Bounced { words: nothing(), blame: fault }
            }
            DeliveryOutcome::InDoubt(_) => DeliveryOutcome::InDoubt(nothing()),
            DeliveryOutcome::RelayFailed { permanent: hopeless, .. } => {
                DeliveryOutcome::RelayFailed { words: nothing(), permanent: hopeless }
            }
        }
    }

    #[test]
    fn without_a_reply_the_cause_and_the_phase_decide() {
        let trouble = DeliveryOutcome::RelayFailed { words: String::new(), permanent: false };
        let hopeless = DeliveryOutcome::RelayFailed { words: String::new(), permanent: true };
        let copy = DeliveryOutcome::Bounced { words: String::new(), blame: BounceBlame::Message };
        for phase in [Connect, Greeting, Hello, StartTls, Auth, Mail, Recipient, Data, Body] {
            assert_eq!(judged(lost(phase)), trouble, "{phase}");
        }
        assert_eq!(judged(lost(FinalDot)), DeliveryOutcome::InDoubt(String::new()));
        assert_eq!(judged(ours(StartTls, FailureCause::StartTlsNotOffered)), hopeless);
        assert_eq!(judged(ours(Auth, FailureCause::NoAuthMechanism)), hopeless);
        assert_eq!(judged(ours(Auth, FailureCause::CleartextPassword)), hopeless);
        assert_eq!(judged(ours(Recipient, FailureCause::NeedsSmtpUtf8)), copy);
        assert_eq!(judged(ours(Mail, FailureCause::TooLarge { size: 2, limit: 1 })), copy);
    }

    #[test]
    fn words_name_the_reply_or_the_cause() {
        let taken = Reply { code: 250, text: "2.0.0 taken".to_owned() };
        assert_eq!(classify(Ok(taken)), DeliveryOutcome::Sent("250 2.0.0 taken".to_owned()));
        let full = refused(Data, 452, "4.2.2 full");
        assert_eq!(
            classify(Err(full)),
            DeliveryOutcome::Deferred("the relay answered `452 4.2.2 full` to DATA".to_owned())
        );
        let words = "the line to the relay failed at the final dot: the relay closed the connection";
        assert_eq!(classify(Err(lost(FinalDot))), DeliveryOutcome::InDoubt(words.to_owned()));
    }

    #[test]
    fn only_a_line_closed_before_the_copy_began_is_opened_again() {
        assert!(closed_while_idle(&Err(lost(Mail))));
        assert!(closed_while_idle(&Err(refused(Mail, 421, "4.4.2 idle for too long"))));
        for failure in [lost(Connect), lost(Recipient), lost(FinalDot), refused(Mail, 451, "")] {
            assert!(!closed_while_idle(&Err(failure)));
        }
        assert!(!closed_while_idle(&Ok(Reply { code: 250, text: String::new() })));
    }
}
