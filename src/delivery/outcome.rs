//! What a reply means: with its table, the only place that knows SMTP's numbers.
//!
//! Whom a failure concerns comes before how bad it is: the relay, the recipient's domain, the address, the mailbox, us,
//! or the one copy. Nobody pays for what is not surely theirs.

mod table;

use crate::model::{Reply, single_line};
use crate::transport::{Cause, Failure, Phase};
use table::Meaning;

/// The relay goes away (RFC 5321 §3.8).
const CLOSING: u16 = 421;

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

/// Whose fault it is that a copy will never go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// No such address: it is suppressed at once.
    Address,
    /// The mailbox is full or otherwise not ours to judge: this copy only; it counts neither against us nor the person.
    Mailbox,
    /// Policy, content, authentication: the relay's or provider's opinion of us; many stop the issue, no person is
    /// touched.
    Us,
    /// The copy cannot be built or offered: too large, in need of SMTPUTF8, a template that fails.
    Copy,
}

/// Tells whether the relay closed the line before this copy began, as it may at any time (RFC 5321 §3.8): without a
/// word, or with 421 when the line was idle for too long.
pub(super) fn closed_between(result: &Result<Reply, Failure>) -> bool {
    result.as_ref().is_err_and(|failure| {
        let silent_or_closing = failure.reply.as_ref().is_none_or(|reply| reply.code == CLOSING);
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
    let meaning = match (&failure.reply, &failure.cause) {
        (Some(reply), _) => table::read(failure.phase, reply),
        // What the settings or the relay's offer make impossible stays so however long one waits.
        (None, Some(Cause::NoTls | Cause::NoMechanism | Cause::ClearPassword)) => Meaning::Hopeless,
        (None, Some(Cause::TooLarge { .. } | Cause::NeedsUtf8)) => Meaning::Never(Fault::Copy),
        (None, _) if failure.phase == Phase::Dot => return Verdict::InDoubt(words),
        (None, _) => Meaning::Trouble,
    };
    match meaning {
        Meaning::Later => Verdict::Deferred(words),
        Meaning::Less => Verdict::Slow(words),
        Meaning::Never(fault) => Verdict::Bounced { words, fault },
        Meaning::Trouble => Verdict::Relay { words, hopeless: false },
        Meaning::Hopeless => Verdict::Relay { words, hopeless: true },
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
    use Phase::{Auth, Body, Connect, Data, Dot, Greeting, Hello, Mail, Recipient, StartTls};

    use super::*;

    fn refused(phase: Phase, code: u16, text: &str) -> Failure {
        Failure { phase, reply: Some(Reply { code, text: text.to_owned() }), line_lost: code == CLOSING, cause: None }
    }

    fn lost(phase: Phase) -> Failure {
        Failure { phase, reply: None, line_lost: true, cause: Some(Cause::Closed) }
    }

    fn ours(phase: Phase, cause: Cause) -> Failure {
        Failure { phase, reply: None, line_lost: false, cause: Some(cause) }
    }

    /// Returns what was judged, without the words.
    fn judged(failure: Failure) -> Verdict {
        let nothing = String::new;
        match judge(Err(failure)) {
            Verdict::Sent(_) => Verdict::Sent(nothing()),
            Verdict::Deferred(_) => Verdict::Deferred(nothing()),
            Verdict::Slow(_) => Verdict::Slow(nothing()),
            Verdict::Bounced { fault, .. } => Verdict::Bounced { words: nothing(), fault },
            Verdict::InDoubt(_) => Verdict::InDoubt(nothing()),
            Verdict::Relay { hopeless, .. } => Verdict::Relay { words: nothing(), hopeless },
        }
    }

    #[test]
    fn without_a_reply_the_cause_and_the_phase_decide() {
        let trouble = Verdict::Relay { words: String::new(), hopeless: false };
        let hopeless = Verdict::Relay { words: String::new(), hopeless: true };
        let copy = Verdict::Bounced { words: String::new(), fault: Fault::Copy };
        for phase in [Connect, Greeting, Hello, StartTls, Auth, Mail, Recipient, Data, Body] {
            assert_eq!(judged(lost(phase)), trouble, "{phase}");
        }
        assert_eq!(judged(lost(Dot)), Verdict::InDoubt(String::new()));
        assert_eq!(judged(ours(StartTls, Cause::NoTls)), hopeless);
        assert_eq!(judged(ours(Auth, Cause::NoMechanism)), hopeless);
        assert_eq!(judged(ours(Auth, Cause::ClearPassword)), hopeless);
        assert_eq!(judged(ours(Recipient, Cause::NeedsUtf8)), copy);
        assert_eq!(judged(ours(Mail, Cause::TooLarge { size: 2, limit: 1 })), copy);
    }

    #[test]
    fn words_name_the_reply_or_the_cause() {
        let taken = Reply { code: 250, text: "2.0.0 taken".to_owned() };
        assert_eq!(judge(Ok(taken)), Verdict::Sent("250 2.0.0 taken".to_owned()));
        let full = refused(Data, 452, "4.2.2 full");
        assert_eq!(judge(Err(full)), Verdict::Deferred("the relay answered `452 4.2.2 full` to DATA".to_owned()));
        let words = "the line to the relay failed at the final dot: the relay closed the connection";
        assert_eq!(judge(Err(lost(Dot))), Verdict::InDoubt(words.to_owned()));
    }

    #[test]
    fn only_a_line_closed_before_the_copy_began_is_opened_again() {
        assert!(closed_between(&Err(lost(Mail))));
        assert!(closed_between(&Err(refused(Mail, 421, "4.4.2 idle for too long"))));
        for failure in [lost(Connect), lost(Recipient), lost(Dot), refused(Mail, 451, "")] {
            assert!(!closed_between(&Err(failure)));
        }
        assert!(!closed_between(&Ok(Reply { code: 250, text: String::new() })));
    }
}
