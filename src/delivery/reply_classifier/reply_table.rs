//! The table of replies: a provider's own words, then the enhanced code, then the basic code.
//!
//! Sources: RFC 5321, RFC 3463 and the registry of enhanced codes it began; what Gmail says of its codes
//! (<https://support.google.com/a/answer/3726730>), and Yahoo (<https://senders.yahooinc.com/smtp-error-codes>).

use ReplyMeaning::{Permanent, RateLimited, RelayRejected, RelayUnavailable, Transient};

use super::{BounceBlame, SERVICE_CLOSING};
use crate::model::{Reply, UNKNOWN_USER_PHRASES};
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
    /// The relay will not have us, however long we wait.
    RelayRejected,
}

/// From which phase on, in replies of which first digits, which words mean what.
type Row = (SmtpPhase, &'static [u16], &'static [&'static str], ReplyMeaning);

/// Words that say more than their code; the first row that fits counts.
const PHRASES: &[Row] = &[
    // Gmail as our relay, under 4.2.1, 5.4.5 and 5.7.1: our account has sent enough for today.
    (SmtpPhase::Greeting, &[4, 5], &["relay limit exceeded", "sending limit exceeded"], RelayUnavailable),
    // Gmail under 4.2.1 and 5.2.1: a rate for this one user, which passes even after 5yz.
    (SmtpPhase::Recipient, &[4, 5], &["receiving mail too quickly", "receiving mail at a rate"], Transient),
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
const OWN_TROUBLE_WORDS: &[&str] =
    &["econnrefused", "econnreset", "etimedout", "enotfound", "eai_again", "ehostunreach", "enetunreach", "epipe"];

/// A mailbox that is there but full; or "unavailable", which RFC 5321 §4.2.3 lets a server say for policy as well.
const MAILBOX_PHRASES: &[&str] = &["mailbox full", "mailbox is full", "over quota", "mailbox unavailable"];

/// Reads a reply that refuses.
pub(super) fn classify_reply(phase: SmtpPhase, reply: &Reply) -> ReplyMeaning {
    let text = reply.text.to_lowercase();
    authentication_reply(reply.code)
        .or_else(|| match_phrase(phase, reply.code / 100, &text))
        .or_else(|| (phase < SmtpPhase::Recipient).then(|| before_recipient(phase, reply.code)))
        .or_else(|| match_enhanced_code(reply, &text))
        .unwrap_or_else(|| match_basic_code(phase, reply, &text))
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
fn match_basic_code(phase: SmtpPhase, reply: &Reply, text: &str) -> ReplyMeaning {
    let subject = reply.enhanced_code().map_or(0, |(_, subject, _)| subject);
    match reply.code {
        SERVICE_CLOSING => RelayUnavailable,
        ..500 => Transient,
        _ if reply.enhanced_code().is_none() && contains_any(&without_addresses(text), OWN_TROUBLE_WORDS) => {
            RelayUnavailable
        }
        // RFC 7504 §4: the domain takes no mail.
        556 => Permanent(BounceBlame::Address),
        // After the dot it may be a filter that says so.
        550 | 551 | 553 if names_unknown_user(text) && phase == SmtpPhase::Recipient => Permanent(BounceBlame::Address),
        550 | 551 | 553 if names_unknown_user(text) || contains_any(text, MAILBOX_PHRASES) => {
            Permanent(BounceBlame::Mailbox)
        }
        552 if !contains_any(text, &["message size", "message too"]) => Permanent(BounceBlame::Mailbox),
        _ if subject == 1 => Permanent(BounceBlame::Mailbox),
        _ => Permanent(BounceBlame::Sender),
    }
}

/// Returns whether a text calls a user unknown, also with an address between the words, as Courier writes it.
fn names_unknown_user(text: &str) -> bool {
    contains_any(text, UNKNOWN_USER_PHRASES) || contains_any(&without_addresses(text), UNKNOWN_USER_PHRASES)
}

fn without_addresses(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.contains('@') && !word.starts_with('<'));
    words.collect::<Vec<_>>().join(" ")
}

pub(super) fn contains_any(text: &str, any: &[&str]) -> bool {
    any.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use BounceBlame::{Address, Mailbox, Message, Sender};
    use SmtpPhase::{Auth, Data, FinalDot, Greeting, Hello, Mail, Recipient, StartTls};

    use super::*;

    /// What was said to what, and what it means.
    const TABLE: &[(SmtpPhase, u16, &str, ReplyMeaning)] = &[
        // Nobody was named yet.
        (Greeting, 421, "4.7.0 Too many connections", RelayUnavailable),
        (Greeting, 421, "RP-001 Unfortunately, some messages from 192.0.2.1 weren't sent", RelayUnavailable),
        (Greeting, 421, "Rate limit reached. Please try again later", RelayUnavailable),
        (Greeting, 554, "5.7.1 192.0.2.1 is on our block list (S3140)", RelayRejected),
        (Greeting, 521, "5.3.2 This host takes no mail", RelayRejected),
        (Hello, 501, "5.5.4 Empty HELO/EHLO argument not allowed", RelayRejected),
        (StartTls, 454, "4.7.0 TLS not available due to temporary reason", RelayUnavailable),
        (Auth, 535, "5.7.8 Error: authentication failed", RelayRejected),
        (Auth, 534, "5.7.9 Please log in with your web browser", RelayRejected),
        (Auth, 538, "5.7.11 Encryption required", RelayRejected),
        (Auth, 525, "5.7.13 User account disabled", RelayRejected),
        (Auth, 454, "4.7.0 Too many login attempts, please try again later", RelayUnavailable),
        (Auth, 432, "4.7.12 A password transition is needed", RelayUnavailable),
        (Mail, 421, "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred", RelayUnavailable),
        (Mail, 450, "4.7.1 Error: too much mail from 192.0.2.1", RelayUnavailable),
        (Mail, 451, "4.3.0 Busy", RelayUnavailable),
        (Mail, 530, "5.7.0 Must issue a STARTTLS command first", RelayRejected),
        (Mail, 550, "5.7.1 Not this sender", RelayRejected),
        (Mail, 553, "5.1.8 Domain of sender address does not exist", RelayRejected),
        (Mail, 550, "5.1.1 Sender unknown", RelayRejected),
        (Mail, 552, "5.3.4 Message size exceeds fixed limit", Permanent(Sender)),
        (Mail, 550, "5.4.5 Daily user sending limit exceeded. - gsmtp", RelayUnavailable),
        // Words that say more than their code.
        (Data, 550, "5.7.1 Daily SMTP relay sending limit exceeded for this customer. - gsmtp", RelayUnavailable),
        (Recipient, 450, "4.2.1 Peak SMTP relay limit exceeded for this customer. - gsmtp", RelayUnavailable),
        (Recipient, 450, "4.2.1 The user you are trying to contact is receiving mail too quickly. - gsmtp", Transient),
        (Recipient, 450, "User is receiving mail too quickly", Transient),
        (
            Recipient,
            550,
            "5.2.1 The user you are trying to contact is receiving mail at a rate that - gsmtp",
            Transient,
        ),
        (Recipient, 450, "4.2.0 <s1@example.org>: Recipient address rejected: Greylisted", Transient),
        (Recipient, 451, "4.7.0 Graylisted, rate limit for newcomers", Transient),
        (Recipient, 421, "Greylisting in action", Transient),
        (FinalDot, 421, "4.7.0 Connection expired, try reconnecting. - gsmtp", RelayUnavailable),
        (Recipient, 552, "Too many recipients", RateLimited),
        (Recipient, 452, "4.5.3 Too many recipients", RateLimited),
        (Recipient, 450, "4.7.1 Error: too many recipients from 192.0.2.1", RateLimited),
        (
            Recipient,
            421,
            "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints",
            RateLimited,
        ),
        (Recipient, 451, "[TS01] Messages temporarily deferred", RateLimited),
        (Recipient, 421, "RP-003 Unfortunately, some messages from 192.0.2.1 weren't sent", RateLimited),
        (Recipient, 421, "Rate limit reached. Please try again later", RateLimited),
        (Data, 452, "4.3.2 Connection rate limit exceeded.", RateLimited),
        (FinalDot, 451, "4.3.0 Please try again slower", RateLimited),
        (FinalDot, 421, "Too many messages, slow down", RateLimited),
        (Recipient, 550, "5.1.1 <chair@example.org>: Sender address rejected: User unknown", Permanent(Sender)),
        (
            Recipient,
            550,
            "Verification failed for <chair@example.org> No such user here Sender verify failed",
            Permanent(Sender),
        ),
        (Recipient, 550, "5.1.1 Message blocked by our filter", Permanent(Sender)),
        (
            Recipient,
            550,
            "Requested action not taken: mailbox unavailable invalid DNS MX resource record",
            Permanent(Sender),
        ),
        (FinalDot, 554, "delivery error: dd This user doesn't have a example.org account", Permanent(Address)),
        // The enhanced code.
        (Recipient, 550, "5.1.1 The email account that you tried to reach does not exist. - gsmtp", Permanent(Address)),
        (Recipient, 553, "5.1.2 We weren't able to find the recipient domain. - gsmtp", Permanent(Address)),
        (Recipient, 501, "5.1.3 Bad recipient address syntax", Permanent(Address)),
        (Recipient, 550, "#5.1.1 bad address s1@example.org", Permanent(Address)),
        (Recipient, 551, "5.1.6 Moved", Permanent(Address)),
        (Recipient, 556, "5.1.10 Domain takes no mail (null MX)", Permanent(Address)),
        (
            Recipient,
            550,
            "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found [example.outlook.com]",
            Permanent(Address),
        ),
        (FinalDot, 550, "5.1.1 No such user", Permanent(Address)),
        (Recipient, 553, "5.1.7 The sender address is not valid", Permanent(Sender)),
        (Recipient, 553, "5.1.8 Domain of sender address does not exist", Permanent(Sender)),
        (Recipient, 450, "4.1.8 <chair@example.org>: Sender address rejected: Domain not found", RelayUnavailable),
        (Recipient, 450, "4.1.1 Unverified address", Transient),
        (Recipient, 550, "5.2.1 The email account that you tried to reach is inactive. - gsmtp", Permanent(Address)),
        (FinalDot, 552, "5.2.2 The recipient's inbox is out of storage space. - gsmtp", Permanent(Mailbox)),
        (Recipient, 552, "5.2.3 Message length exceeds limit set by recipient", Permanent(Sender)),
        (Recipient, 550, "5.2.0 Message Filtered", Permanent(Mailbox)),
        (Recipient, 452, "4.2.2 Mailbox full", Transient),
        (FinalDot, 552, "5.3.4 Your message exceeded the size limits. - gsmtp", Permanent(Sender)),
        (Recipient, 550, "5.4.4 Unable to route", Permanent(Sender)),
        (Recipient, 550, "5.4.1 Recipient address rejected: Access denied", Permanent(Sender)),
        (Recipient, 550, "5.5.3 Too few rights", Permanent(Sender)),
        (FinalDot, 554, "5.6.0 Mail message is malformed. - gsmtp", Permanent(Sender)),
        (Recipient, 553, "5.6.7 Needs SMTPUTF8", Permanent(Message)),
        (Recipient, 554, "5.7.1 Relay access denied", Permanent(Sender)),
        (Recipient, 550, "5.7.1 <s1@example.org>: Recipient address rejected: User unknown", Permanent(Sender)),
        (Recipient, 525, "5.7.13 Disabled recipient address", Permanent(Sender)),
        (
            FinalDot,
            550,
            "5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp",
            Permanent(Sender),
        ),
        (FinalDot, 550, "5.7.27 SPF did not pass - gsmtp", Permanent(Sender)),
        (
            FinalDot,
            550,
            "5.7.515 Access denied, sending domain lacks authentication [example.outlook.com]",
            Permanent(Sender),
        ),
        (Recipient, 550, "5.7.1 Unfortunately, messages from 192.0.2.1 weren't sent (S3150)", Permanent(Sender)),
        (Recipient, 553, "5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred", Permanent(Sender)),
        (Recipient, 421, "4.7.0 Try again later, closing connection. - gsmtp", RateLimited),
        (FinalDot, 421, "4.7.28 Gmail has detected an unusual rate of unsolicited mail. - gsmtp", RateLimited),
        (FinalDot, 451, "4.7.24 The SPF record has suspicious entries. - gsmtp", RateLimited),
        (Recipient, 451, "4.7.500 Server busy. Please try again later from 192.0.2.1 (S77719)", RateLimited),
        (Recipient, 451, "4.7.650 The mail server has been temporarily limited (S775)", RateLimited),
        (Recipient, 451, "4.7.0 Policy", RateLimited),
        (Recipient, 451, "4.7.0 Please try again later", Transient),
        (Recipient, 451, "4.7.1 Please try again later", Transient),
        (Recipient, 450, "4.7.1 Client host rejected: cannot find your reverse hostname", Transient),
        (FinalDot, 451, "4.3.0 Mail server has temporarily rejected this message. - gsmtp", Transient),
        // The basic code.
        (Recipient, 421, "4.3.0 Temporary System Problem. Try again later. - gsmtp", RelayUnavailable),
        (FinalDot, 421, "", RelayUnavailable),
        (Recipient, 454, "4.7.0 Cannot authenticate due to a temporary system problem", RelayUnavailable),
        (Recipient, 530, "5.7.0 Authentication required", RelayRejected),
        (Recipient, 450, "", Transient),
        (Recipient, 499, "odd", Transient),
        (FinalDot, 400, "498 odder", Transient),
        (Recipient, 450, "5.1.1 class and code differ", Transient),
        (Recipient, 550, "No such user", Permanent(Address)),
        (Recipient, 550, "5.0.0 <s1@example.org>... User unknown", Permanent(Address)),
        (Recipient, 553, "Invalid recipient s1@example.org", Permanent(Address)),
        (Recipient, 550, "5.5.0 Unknown user", Permanent(Address)),
        (Recipient, 550, "Unrouteable address", Permanent(Address)),
        (Recipient, 550, "User <s1@example.org> unknown", Permanent(Address)),
        (Recipient, 550, "User <s1> unknown", Permanent(Address)),
        (Recipient, 550, "Invalid recipient: <s1@example.org>", Permanent(Address)),
        (Recipient, 550, "s1@example.org: user s1@example.org not found", Permanent(Address)),
        (
            Recipient,
            550,
            "Verification failed for <chair@example.org> Unrouteable address Sender verify failed",
            Permanent(Sender),
        ),
        (FinalDot, 550, "Unrouteable address", Permanent(Mailbox)),
        (Recipient, 550, "connect ECONNREFUSED 127.0.0.1:5432", RelayUnavailable),
        (Recipient, 550, "connect ETIMEDOUT 192.0.2.7:25", RelayUnavailable),
        (Recipient, 550, "getaddrinfo ENOTFOUND db.internal", RelayUnavailable),
        (Recipient, 550, "getaddrinfo EAI_AGAIN db.internal", RelayUnavailable),
        (Recipient, 550, "<econnrefused@example.org> User unknown", Permanent(Address)),
        (Recipient, 550, "5.7.1 ECONNREFUSED", Permanent(Sender)),
        (Recipient, 551, "User not local", Permanent(Sender)),
        (Recipient, 556, "", Permanent(Address)),
        (FinalDot, 550, "User unknown", Permanent(Mailbox)),
        (Recipient, 550, "#5.1.0 Address rejected.", Permanent(Mailbox)),
        (Recipient, 550, "5.1.4 Ambiguous", Permanent(Mailbox)),
        (Recipient, 550, "5.5.0 Requested action not taken: mailbox unavailable", Permanent(Mailbox)),
        (Recipient, 550, "Mailbox is full", Permanent(Mailbox)),
        (FinalDot, 552, "Requested mail action aborted: exceeded storage allocation", Permanent(Mailbox)),
        (FinalDot, 552, "Message size exceeds fixed maximum message size", Permanent(Sender)),
        (Recipient, 554, "User unknown", Permanent(Sender)),
        (Recipient, 550, "", Permanent(Sender)),
        (FinalDot, 554, "Transaction failed", Permanent(Sender)),
        (FinalDot, 554, "Message not allowed - [PH01] Email not accepted for policy reasons.", Permanent(Sender)),
        (Recipient, 500, "599 odd", Permanent(Sender)),
        (Recipient, 550, "4.4.7 class and code differ", Permanent(Sender)),
    ];

    #[test]
    fn each_reply_has_its_meaning() {
        for (phase, code, text, meaning) in TABLE {
            let reply = Reply { code: *code, text: (*text).to_owned() };
            assert_eq!(classify_reply(*phase, &reply), *meaning, "{reply} to {phase}");
        }
    }

    #[test]
    fn only_a_reply_to_a_recipient_touches_one() {
        for (phase, code, text, _) in TABLE {
            let reply = Reply { code: *code, text: (*text).to_owned() };
            let opening = [Greeting, Hello, StartTls, Auth, Mail].map(|phase| classify_reply(phase, &reply));
            let of_the_relay =
                |meaning: &ReplyMeaning| matches!(meaning, RelayUnavailable | RelayRejected | Permanent(Sender));
            assert!(opening.iter().all(of_the_relay), "{reply}");
            let never = matches!(classify_reply(*phase, &reply), Permanent(_) | RelayRejected);
            assert!(!never || *code >= 500, "{reply} is for now");
        }
    }
}
