//! What a reply means: with its table, the only place that knows SMTP's reply codes.
//!
//! It decides who is at fault before how severe a failure is (the relay, the recipient's domain, the address, the
//! mailbox, the sender, or the one copy), and never blames a recipient on doubtful evidence.

mod connection_replies;
mod login_replies;
#[cfg(test)]
mod reply_examples;
mod reply_table;
mod reply_words;
mod sender_faults;
mod sending_limits;

use std::sync::Arc;

use super::relay_failure::RelayFailureKind;
use crate::model::{PauseReason, Reply, single_line};
use crate::smtp::{FailureCause, SmtpFailure, SmtpPhase};
use reply_table::ReplyMeaning;
use reply_words::ReplyWords;

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
    /// Our domain or our relay is at fault, and every copy would be refused: the issue pauses, the copy goes back, and
    /// the attempt does not count.
    SenderRefused {
        /// The relay's reply.
        reply: Arc<str>,
        /// What is at fault.
        reason: PauseReason,
        /// Whether this copy is refused for good.
        permanent: bool,
    },
    /// The final dot may have arrived, but its reply did not (RFC 1047).
    InDoubt(Arc<str>),
    /// The run was stopped before the copy was handed over: it goes back, and the attempt does not count.
    Stopped,
    /// The relay failed and no recipient is to blame: the copy goes back, and the attempt does not count.
    RelayFailed {
        /// What went wrong.
        reason: Arc<str>,
        /// What kind of failure it is.
        kind: RelayFailureKind,
        /// The code of the relay's reply; `None` if it did not reply.
        code: Option<u16>,
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

/// Returns whether a connection that was used before is at its end, and a new one may take the copy at once: the relay
/// closed it while it was idle, as it may at any time (RFC 5321 §3.8), says that it has had enough of it, or mistakes the
/// copy for a part of the one before.
pub(super) fn is_connection_worn_out(result: &Result<Reply, SmtpFailure>) -> bool {
    let Err(failure) = result else { return false };
    match &failure.reply {
        None => failure.phase == SmtpPhase::Mail && failure.connection_lost,
        Some(reply) => connection_replies::is_about_connection(failure.phase, reply),
    }
}

/// Returns whether the relay says that a connection sends no more than a number of messages.
pub(super) fn names_message_limit(failure: &SmtpFailure) -> bool {
    failure.reply.as_ref().is_some_and(connection_replies::is_message_limit)
}

/// Returns whether a failure is about how many connections there are, or how fast new ones come.
pub(super) fn limits_connections(reason: &str) -> bool {
    connection_replies::limits_connections(reason)
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
        (None, Some(cause)) if cause.is_permanent() => ReplyMeaning::RelayRejected,
        (None, Some(FailureCause::TooLarge { .. } | FailureCause::NeedsSmtpUtf8)) => {
            ReplyMeaning::Permanent(BounceBlame::Message)
        }
        (None, Some(cause)) if failure.phase <= SmtpPhase::Auth && cause.is_silence() => {
            return DeliveryOutcome::RelayFailed { reason: text, kind: RelayFailureKind::Silent, code: None };
        }
        (None, _) if failure.phase == SmtpPhase::FinalDot => return DeliveryOutcome::InDoubt(text),
        (None, _) => ReplyMeaning::RelayUnavailable,
    };
    let code = failure.reply.as_ref().map(|reply| reply.code);
    let relay_failed = |kind| DeliveryOutcome::RelayFailed { reason: Arc::clone(&text), kind, code };
    match meaning {
        ReplyMeaning::Transient => DeliveryOutcome::Deferred(text),
        ReplyMeaning::RateLimited => DeliveryOutcome::RateLimited(text),
        ReplyMeaning::Permanent(blame) => DeliveryOutcome::Bounced { reply: text, blame },
        ReplyMeaning::SenderFault(reason) => {
            let permanent = code.is_some_and(|code| code >= 500);
            DeliveryOutcome::SenderRefused { reply: text, reason, permanent }
        }
        ReplyMeaning::RelayUnavailable => relay_failed(RelayFailureKind::Unavailable),
        ReplyMeaning::SendingLimit => relay_failed(RelayFailureKind::SendingLimit),
        ReplyMeaning::RelayRejected => {
            // A cause beside the reply says more than the reply does.
            let words = failure.reply.as_ref().filter(|_| failure.cause.is_none()).map(ReplyWords::new);
            let kind =
                words.map_or(RelayFailureKind::Rejected, |words| login_replies::rejection_kind(failure.phase, &words));
            relay_failed(kind)
        }
    }
}

/// Writes on one line what went wrong.
#[must_use]
pub fn failure_text(failure: &SmtpFailure) -> Arc<str> {
    let text = match &failure.cause {
        Some(cause) if cause.is_complete_sentence() => cause.to_string(),
        Some(cause) => format!("{failure}: {cause}"),
        None => failure.to_string(),
    };
    single_line(&text).chars().take(MAX_TEXT_LENGTH).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use SmtpPhase::{Auth, Body, Connect, Data, FinalDot, Greeting, Hello, Mail, Recipient, StartTls};

    use super::*;
    use crate::model::RelayTable;

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
            DeliveryOutcome::SenderRefused { reason, permanent, .. } => {
                DeliveryOutcome::SenderRefused { reply: none, reason, permanent }
            }
            DeliveryOutcome::InDoubt(_) => DeliveryOutcome::InDoubt(none),
            DeliveryOutcome::Stopped => DeliveryOutcome::Stopped,
            DeliveryOutcome::RelayFailed { kind, code, .. } => {
                DeliveryOutcome::RelayFailed { reason: none, kind, code }
            }
        }
    }

    fn relay_failed(kind: RelayFailureKind, code: Option<u16>) -> DeliveryOutcome {
        DeliveryOutcome::RelayFailed { reason: "".into(), kind, code }
    }

    #[test]
    fn missing_reply_is_classified_by_cause_and_phase() {
        let unavailable = relay_failed(RelayFailureKind::Unavailable, None);
        let permanent = relay_failed(RelayFailureKind::Rejected, None);
        let message = DeliveryOutcome::Bounced { reply: "".into(), blame: BounceBlame::Message };
        for phase in [Connect, Greeting, Hello, StartTls, Auth, Mail, Recipient, Data, Body] {
            assert_eq!(outcome_of(lost(phase)), unavailable, "{phase}");
        }
        assert_eq!(outcome_of(lost(FinalDot)), DeliveryOutcome::InDoubt("".into()));
        let hidden = FailureCause::StartTlsNotOffered { url: "smtps://mail.example.org:465".to_owned() };
        assert_eq!(outcome_of(ours(StartTls, hidden)), permanent);
        assert_eq!(outcome_of(ours(Auth, FailureCause::NoAuthMechanism)), permanent);
        assert_eq!(outcome_of(ours(Auth, FailureCause::CleartextPassword)), permanent);
        assert_eq!(outcome_of(ours(Connect, FailureCause::CertificateExpired)), permanent);
        let refused = FailureCause::NothingListens {
            host: "mail.example.org".to_owned(),
            port: 587,
            table: RelayTable::default(),
        };
        assert_eq!(outcome_of(ours(Connect, refused)), unavailable);
        assert_eq!(outcome_of(ours(Recipient, FailureCause::NeedsSmtpUtf8)), message);
        assert_eq!(outcome_of(ours(Mail, FailureCause::TooLarge { size: 2, limit: 1 })), message);
    }

    #[test]
    fn reply_decides_what_waits_and_what_pauses() {
        let limit = refused(FinalDot, 550, "5.7.233 Your tenant exceeded its daily limit");
        assert_eq!(outcome_of(limit), relay_failed(RelayFailureKind::SendingLimit, Some(550)));
        let disabled = refused(Auth, 535, "5.7.139 Authentication unsuccessful, basic authentication is disabled.");
        assert_eq!(outcome_of(disabled), relay_failed(RelayFailureKind::PasswordsDisabled, Some(535)));
        for (code, permanent) in [(421, false), (550, true)] {
            let fault = refused(FinalDot, code, "5.7.32 There is no DMARC alignment");
            let reason = PauseReason::NotAligned;
            assert_eq!(outcome_of(fault), DeliveryOutcome::SenderRefused { reply: "".into(), reason, permanent });
        }
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
    fn worn_out_connection_is_told_from_relay_in_trouble() {
        assert!(is_connection_worn_out(&Err(lost(Mail))));
        for worn in [
            refused(Mail, 421, "4.4.2 idle for too long"),
            refused(Mail, 452, "4.5.3 Too many recipients: Too many messages sent"),
            refused(Mail, 503, "5.5.1 Sender already specified."),
            refused(Mail, 451, "Too many transactions on this connection"),
            refused(Recipient, 452, "4.5.3 Too many recipients this session"),
            refused(Recipient, 421, "4.7.0 mail.example.org Error: too many errors"),
            refused(Recipient, 421, "4.7.0 Connection expired, try reconnecting. - gsmtp"),
        ] {
            assert!(is_connection_worn_out(&Err(worn)));
        }
        for failure in [
            lost(Connect),
            lost(Recipient),
            lost(FinalDot),
            refused(Mail, 451, "4.3.0 Busy"),
            refused(Mail, 450, "4.7.1 Error: too much mail from 192.0.2.1"),
            refused(Recipient, 421, "4.7.0 Try again later"),
            refused(Recipient, 503, "5.5.1 Need MAIL"),
            refused(FinalDot, 452, "4.5.3 Too many messages"),
        ] {
            assert!(!is_connection_worn_out(&Err(failure)));
        }
        assert!(!is_connection_worn_out(&Ok(Reply { code: 250, text: String::new() })));
        assert!(names_message_limit(&refused(Mail, 421, "too many messages in this connection")));
        assert!(!names_message_limit(&refused(Mail, 421, "4.4.2 idle for too long")));
    }
}
