//! The table of replies: a provider's own words, then the enhanced code, then the basic code.
//!
//! Sources: RFC 5321, RFC 3463 and the registry of enhanced codes it began; what Gmail says of its codes
//! (<https://support.google.com/a/answer/3726730>), and Yahoo (<https://senders.yahooinc.com/smtp-error-codes>).

use ReplyMeaning::{Permanent, RateLimited, RelayRejected, RelayUnavailable, SenderFault, SendingLimit, Transient};

use super::reply_words::{ReplyWords, contains_any};
use super::sender_faults::find_sender_fault;
use super::sending_limits::is_sending_limit;
use super::{BounceBlame, SERVICE_CLOSING};
use crate::model::{PauseReason, Reply, UNKNOWN_USER_PHRASES};
use crate::smtp::SmtpPhase;

/// What a reply says of a copy or of the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReplyMeaning {
    /// Not now.
    Transient,
    /// Less, to this domain.
    RateLimited,
    /// Never, for this reason.
    Permanent(BounceBlame),
    /// The relay is in trouble, or has had enough of us for a while.
    RelayUnavailable,
    /// Our account has sent as much as it may in an hour or a day.
    SendingLimit,
    /// Our domain or our relay is at fault: every copy would be refused.
    SenderFault(PauseReason),
    /// The relay will not have us, however long we wait.
    RelayRejected,
}

/// From which phase on, in replies of which first digits, which words mean what.
type Row = (SmtpPhase, &'static [u16], &'static [&'static str], ReplyMeaning);

/// Words that say more than their code; the first row that fits counts.
const PHRASES: &[Row] = &[
    // Gmail under 4.2.1 and 5.2.1, Microsoft under 5.2.121 and 5.2.122: a rate for this one user, which passes even after
    // 5yz.
    (
        SmtpPhase::Recipient,
        &[4, 5],
        &["receiving mail too quickly", "receiving mail at a rate", "message receive limit"],
        Transient,
    ),
    // Greylisting (RFC 6647) is asked of every newcomer and says nothing of our pace.
    (SmtpPhase::Recipient, &[4], &["greylist", "graylist"], Transient),
    // Gmail under 421 4.7.0: a line grown old, not a pace.
    (SmtpPhase::Recipient, &[4], &["connection expired"], RelayUnavailable),
    // We name one recipient at a time, so 452 and 552 cannot mean what RFC 5321 §4.5.3.1.10 has them mean.
    (SmtpPhase::Recipient, &[4, 5], &["too many recipients"], RateLimited),
    // Gmail, Yahoo's `[TSS04]`, Microsoft's `RP-001`, Postfix's "too much mail", and what others say in plain words.
    (
        SmtpPhase::Recipient,
        &[4],
        &["rate limit", "[ts", "rp-00", "slow down", "slower", "too many", "too much"],
        RateLimited,
    ),
    // Our own account: Postfix wants a login for this sender, Exchange has blocked the account or takes its letter for spam.
    (
        SmtpPhase::Recipient,
        &[5],
        &["sender address rejected: not logged in", "bad outbound sender", "outboundspam"],
        RelayRejected,
    ),
    // Postfix and Exim refuse a sender at RCPT, with "user unknown" in the same reply.
    (
        SmtpPhase::Recipient,
        &[5],
        &["sender address rejected", "sender rejected", "sender verify failed"],
        Permanent(BounceBlame::Sender),
    ),
    // Some filters refuse what they dislike as 5.1.1: whoever speaks of these does not surely speak of the address.
    (
        SmtpPhase::Recipient,
        &[5],
        &["spam", "policy", "blocked", "block list", "blocklist", "blacklist"],
        Permanent(BounceBlame::Sender),
    ),
    (SmtpPhase::Recipient, &[5], &["reputation", "invalid dns"], Permanent(BounceBlame::Sender)),
    // Yahoo checks addresses after the dot and says so under a bare 554.
    (SmtpPhase::Recipient, &[5], &["this user doesn't have a"], Permanent(BounceBlame::Address)),
];

/// What a relay that was made with a library says of its own trouble: the names of system errors.
const OWN_TROUBLE_WORDS: &[&str] = &[
    "econnrefused",
    "econnreset",
    "econnaborted",
    "etimedout",
    "enotfound",
    "eai_again",
    "ehostunreach",
    "enetunreach",
    "epipe",
    // The same in Go and Python.
    "connection refused",
    "connectionrefused",
    "connection reset by peer",
    "connection timed out",
    "i/o timeout",
    "no such host",
    "deadline exceeded",
    "failure in name resolution",
    "database is locked",
];

/// What says that the relay asked another server about an address: that one is in trouble.
const CALLOUT_WORDS: &[&str] = &["verif", "callout"];

/// A mailbox that is there but full; or "unavailable", which RFC 5321 §4.2.3 lets a server say for policy as well.
const MAILBOX_PHRASES: &[&str] = &["mailbox full", "mailbox is full", "over quota", "mailbox unavailable"];

/// Reads a reply that refuses.
pub(super) fn classify_reply(phase: SmtpPhase, reply: &Reply) -> ReplyMeaning {
    let words = ReplyWords::new(reply);
    if is_sending_limit(&words) {
        return SendingLimit;
    }
    if phase >= SmtpPhase::Mail
        && let Some(reason) = find_sender_fault(&words)
    {
        return SenderFault(reason);
    }
    authentication_reply(reply.code)
        .or_else(|| match_phrase(phase, reply.code / 100, &words.text))
        .or_else(|| (phase < SmtpPhase::Recipient).then(|| before_recipient(phase, reply.code)))
        .or_else(|| match_enhanced_code(reply, &words.text))
        .unwrap_or_else(|| match_basic_code(phase, reply, &words))
}

/// Codes that speak of logging in and of TLS, in whatever phase (RFC 4954 §6, RFC 3207 §4).
fn authentication_reply(code: u16) -> Option<ReplyMeaning> {
    match code {
        530 | 534 | 535 | 538 => Some(RelayRejected),
        454 => Some(RelayUnavailable),
        _ => None,
    }
}

fn match_phrase(phase: SmtpPhase, class: u16, text: &str) -> Option<ReplyMeaning> {
    let fits = |row: &&Row| phase >= row.0 && row.1.contains(&class) && contains_any(text, row.2);
    PHRASES.iter().find(fits).map(|row| row.3)
}

/// Up to MAIL the relay does not know whom a copy is for: only its size can be wrong with it (RFC 1870 §6.1).
fn before_recipient(phase: SmtpPhase, code: u16) -> ReplyMeaning {
    match (phase, code) {
        (SmtpPhase::Mail, 552) => Permanent(BounceBlame::Sender),
        (_, 500..) => RelayRejected,
        _ => RelayUnavailable,
    }
}

/// Reads the enhanced code, where its subject and detail leave no doubt (RFC 3463 §3).
#[expect(clippy::match_same_arms, reason = "a row for each reason")]
fn match_enhanced_code(reply: &Reply, text: &str) -> Option<ReplyMeaning> {
    Some(match reply.enhanced_code()? {
        // Bad mailbox, host or syntax; moved; null MX (RFC 7505).
        (5, 1, 1 | 2 | 3 | 6 | 10) => Permanent(BounceBlame::Address),
        // The sender's address, which is ours.
        (5, 1, 7 | 8) => Permanent(BounceBlame::Sender),
        (4, 1, 7 | 8) => RelayUnavailable,
        // Disabled, which is no state of a day.
        (5, 2, 1) => Permanent(BounceBlame::Address),
        // The letter is too long for this mailbox; it is one letter for all.
        (5, 2, 3) => Permanent(BounceBlame::Sender),
        (5, 2, _) => Permanent(BounceBlame::Mailbox),
        // The address needs SMTPUTF8 (RFC 6531 §4.3).
        (5, 6, 7) => Permanent(BounceBlame::Message),
        // The mail system, routes, content, policy: the relay's opinion or the relay's own faults, never a person's.
        (5, 3 | 4 | 6 | 7, _) => Permanent(BounceBlame::Sender),
        // 4.7.0 is a rate at Gmail and Yahoo, from X.7.20 on it is authentication and reputation, 4.7.500 and more are
        // Microsoft's throttles; 4.7.1 is what greylisting says.
        (4, 7, _) if reply.code == SERVICE_CLOSING => RateLimited,
        (4, 7, 0) if contains_any(text, &["try again later"]) => Transient,
        (4, 7, 0 | 20..) => RateLimited,
        _ => return None,
    })
}

/// Reads the basic code; an unknown detail falls back to its subject, an unknown code to its first digit (RFC 3463 §2,
/// RFC 5321 §4.2.1).
fn match_basic_code(phase: SmtpPhase, reply: &Reply, words: &ReplyWords) -> ReplyMeaning {
    let subject = reply.enhanced_code().map_or(0, |(_, subject, _)| subject);
    let text = &words.text;
    match reply.code {
        SERVICE_CLOSING => RelayUnavailable,
        ..500 => Transient,
        _ if is_own_trouble(reply, words) => RelayUnavailable,
        // RFC 7504 §4: the domain takes no mail.
        556 => Permanent(BounceBlame::Address),
        // After the dot it may be a filter that says so.
        550 | 551 | 553 if names_unknown_user(words) && phase == SmtpPhase::Recipient => {
            Permanent(BounceBlame::Address)
        }
        550 | 551 | 553 if names_unknown_user(words) || contains_any(text, MAILBOX_PHRASES) => {
            Permanent(BounceBlame::Mailbox)
        }
        552 if !contains_any(text, &["message size", "message too"]) => Permanent(BounceBlame::Mailbox),
        _ if subject == 1 => Permanent(BounceBlame::Mailbox),
        _ => Permanent(BounceBlame::Sender),
    }
}

/// Returns whether a reply without a code that says more is about the relay's own trouble.
fn is_own_trouble(reply: &Reply, words: &ReplyWords) -> bool {
    matches!(reply.enhanced_code(), None | Some((_, 0, 0)))
        && contains_any(&words.without_addresses(), OWN_TROUBLE_WORDS)
        && !words.says_any(CALLOUT_WORDS)
}

/// Returns whether a text calls a user unknown, also with an address between the words, as Courier writes it.
fn names_unknown_user(words: &ReplyWords) -> bool {
    words.says_any(UNKNOWN_USER_PHRASES) || contains_any(&words.without_addresses(), UNKNOWN_USER_PHRASES)
}
