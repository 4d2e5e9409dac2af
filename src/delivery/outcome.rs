//! What a reply means: the only file that knows SMTP's numbers.

use crate::model::{Reply, single_line};
use crate::transport::{Cause, Failure, Phase};

/// What becomes of a copy, or of the run, after one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The relay took it.
    Sent(String),
    /// Not now; the try counts.
    Deferred(String),
    /// The recipient's domain asks for less: its copies wait, the try does not count.
    Slow(String),
    /// Never.
    Bounced {
        /// What the relay said, or why it was not sent.
        words: String,
        /// Whose fault it is.
        fault: Fault,
    },
    /// The final dot may have arrived, its answer did not (RFC 1047).
    InDoubt(String),
    /// The relay's trouble and no recipient's: the copy goes back, the try does not count.
    Relay {
        /// What went wrong.
        words: String,
        /// Whether waiting cannot help, as with a wrong password.
        hopeless: bool,
    },
}

/// Whose fault a refusal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// No such address.
    Address,
    /// The mailbox.
    Mailbox,
    /// Us.
    Us,
    /// The copy.
    Copy,
}

/// Tells whether the relay closed the line before this copy began, as it may at any time (RFC 5321 §3.8): without a
/// word, or with 421 when the line was idle for too long.
pub(super) fn closed_between(result: &Result<Reply, Failure>) -> bool {
    result.as_ref().is_err_and(|failure| {
        let silent_or_closing = failure.reply.as_ref().is_none_or(|reply| reply.code == 421);
        failure.phase == Phase::Mail && failure.line_lost && silent_or_closing
    })
}

/// Judges what came of handing one copy over.
pub(super) fn judge(result: Result<Reply, Failure>) -> Verdict {
    let failure = match result {
        Ok(reply) => return Verdict::Sent(reply.to_string()),
        Err(failure) => failure,
    };
    let words = words(&failure);
    match failure.cause {
        // What the settings or the relay's offer make impossible stays so however long one waits.
        Some(Cause::NoTls | Cause::NoMechanism | Cause::ClearPassword) => {
            return Verdict::Relay { words, hopeless: true };
        }
        Some(Cause::TooLarge { .. } | Cause::NeedsUtf8) => return Verdict::Bounced { words, fault: Fault::Copy },
        _ => {}
    }
    let fault = match failure.reply.as_ref().and_then(Reply::enhanced) {
        Some((5, 1, _)) => Fault::Address,
        Some((5, 2, _)) => Fault::Mailbox,
        _ => Fault::Us,
    };
    match (failure.phase, failure.reply.map(|reply| reply.code)) {
        (_, Some(530 | 534 | 535 | 538)) => Verdict::Relay { words, hopeless: true },
        (_, Some(421 | 454)) => Verdict::Relay { words, hopeless: false },
        (Phase::Dot, None) => Verdict::InDoubt(words),
        (Phase::Recipient | Phase::Data | Phase::Body | Phase::Dot, Some(500..)) => Verdict::Bounced { words, fault },
        (Phase::Recipient | Phase::Data | Phase::Body | Phase::Dot, Some(_)) => Verdict::Deferred(words),
        (_, code) => Verdict::Relay { words, hopeless: code.is_some_and(|code| code >= 500) },
    }
}

fn words(failure: &Failure) -> String {
    let mut words = failure.to_string();
    if let Some(cause) = &failure.cause {
        words = format!("{words}: {cause}");
    }
    single_line(&words).chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(phase: Phase, code: u16, text: &str) -> Failure {
        Failure { phase, reply: Some(Reply { code, text: text.to_owned() }), line_lost: code == 421, cause: None }
    }

    fn lost(phase: Phase) -> Failure {
        Failure { phase, reply: None, line_lost: true, cause: Some(Cause::Closed) }
    }

    fn name(verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Sent(_) => "sent",
            Verdict::Deferred(_) => "deferred",
            Verdict::Slow(_) => "slow",
            Verdict::Bounced { fault: Fault::Address | Fault::Mailbox, .. } => "bounced, address",
            Verdict::Bounced { .. } => "bounced",
            Verdict::InDoubt(_) => "in doubt",
            Verdict::Relay { hopeless: false, .. } => "relay",
            Verdict::Relay { hopeless: true, .. } => "relay, hopeless",
        }
    }

    #[test]
    fn each_failure_has_its_meaning() {
        let ours = Failure { line_lost: false, cause: Some(Cause::NeedsUtf8), ..lost(Phase::Recipient) };
        let too_large = Cause::TooLarge { size: 2, limit: 1 };
        let too_large = Failure { line_lost: false, cause: Some(too_large), ..lost(Phase::Mail) };
        let no_tls = Failure { cause: Some(Cause::NoTls), ..lost(Phase::StartTls) };
        for (failure, meaning) in [
            (refused(Phase::Recipient, 450, "4.2.1 later"), "deferred"),
            (refused(Phase::Recipient, 550, "5.1.1 no such user"), "bounced, address"),
            (refused(Phase::Recipient, 552, "5.2.2 full"), "bounced, address"),
            (refused(Phase::Recipient, 550, "no such user"), "bounced"),
            (refused(Phase::Recipient, 554, "5.7.1 relay access denied"), "bounced"),
            (refused(Phase::Data, 452, "4.2.2 full"), "deferred"),
            (refused(Phase::Dot, 554, "5.7.1 no"), "bounced"),
            (refused(Phase::Dot, 451, "4.3.0 try again"), "deferred"),
            (refused(Phase::Recipient, 421, "4.3.2 closing"), "relay"),
            (refused(Phase::Recipient, 530, "5.7.0 log in first"), "relay, hopeless"),
            (refused(Phase::Auth, 535, "5.7.8 wrong password"), "relay, hopeless"),
            (refused(Phase::Auth, 454, "4.7.0 later"), "relay"),
            (refused(Phase::Greeting, 554, "no service"), "relay, hopeless"),
            (refused(Phase::Mail, 451, "4.3.0 busy"), "relay"),
            (refused(Phase::Mail, 550, "5.7.1 not this sender"), "relay, hopeless"),
            (lost(Phase::Connect), "relay"),
            (lost(Phase::Mail), "relay"),
            (lost(Phase::Recipient), "relay"),
            (lost(Phase::Body), "relay"),
            (lost(Phase::Dot), "in doubt"),
            (ours, "bounced"),
            (too_large, "bounced"),
            (no_tls, "relay, hopeless"),
        ] {
            let what = format!("{failure}");
            assert_eq!(name(&judge(Err(failure))), meaning, "{what}");
        }
    }

    #[test]
    fn only_a_line_closed_before_the_copy_began_is_opened_again() {
        assert!(closed_between(&Err(lost(Phase::Mail))));
        assert!(closed_between(&Err(refused(Phase::Mail, 421, "4.4.2 idle for too long"))));
        for failure in [lost(Phase::Connect), lost(Phase::Recipient), lost(Phase::Dot), refused(Phase::Mail, 451, "")] {
            assert!(!closed_between(&Err(failure)));
        }
        assert!(!closed_between(&Ok(Reply { code: 250, text: String::new() })));
    }
}
