//! The table of replies: a provider's own words, then the enhanced code, then the basic code.
//!
//! Sources: RFC 5321, RFC 3463 and the registry of enhanced codes it began; what Gmail says of its codes
//! (<https://support.google.com/a/answer/3726730>), and Yahoo (<https://senders.yahooinc.com/smtp-error-codes>).

use Meaning::{Hopeless, Later, Less, Never, Trouble};

use super::{CLOSING, Fault};
use crate::model::Reply;
use crate::transport::Phase;

/// What a reply says of a copy or of the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Not now.
    Later,
    /// Less, to this domain.
    Less,
    /// Never, for this reason.
    Never(Fault),
    /// The relay is in trouble, or has had enough of us for a while.
    Trouble,
    /// The relay will not have us, however long we wait.
    Hopeless,
}

/// From which phase on, in replies of which first digits, which words mean what.
type Row = (Phase, &'static [u16], &'static [&'static str], Meaning);

/// Words that say more than their code; the first row that fits counts.
const WORDS: &[Row] = &[
    // Gmail as our relay, under 4.2.1, 5.4.5 and 5.7.1: our account has sent enough for today.
    (Phase::Greeting, &[4, 5], &["relay limit exceeded", "sending limit exceeded"], Trouble),
    // Gmail under 4.2.1 and 5.2.1: a rate for this one user, which passes even after 5yz.
    (Phase::Recipient, &[4, 5], &["receiving mail too quickly", "receiving mail at a rate"], Later),
    // Greylisting (RFC 6647) is asked of every newcomer and says nothing of our pace.
    (Phase::Recipient, &[4], &["greylist", "graylist"], Later),
    // Gmail under 421 4.7.0: a line grown old, not a pace.
    (Phase::Recipient, &[4], &["connection expired"], Trouble),
    // We name one recipient at a time, so 452 and 552 cannot mean what RFC 5321 §4.5.3.1.10 has them mean.
    (Phase::Recipient, &[4, 5], &["too many recipients"], Less),
    // Gmail, Yahoo's `[TSS04]`, Microsoft's `RP-001`, Postfix's "too much mail", and what others say in plain words.
    (Phase::Recipient, &[4], &["rate limit", "[ts", "rp-00", "slow down", "slower", "too many", "too much"], Less),
    // Postfix and Exim refuse a sender at RCPT, with "user unknown" in the same reply.
    (Phase::Recipient, &[5], &["sender address rejected", "sender rejected", "sender verify failed"], Never(Fault::Us)),
    // Some filters refuse what they dislike as 5.1.1: whoever speaks of these does not surely speak of the address.
    (Phase::Recipient, &[5], &["spam", "policy", "blocked", "block list", "blocklist", "blacklist"], Never(Fault::Us)),
    (Phase::Recipient, &[5], &["reputation", "invalid dns"], Never(Fault::Us)),
    // Yahoo checks addresses after the dot and says so under a bare 554.
    (Phase::Recipient, &[5], &["this user doesn't have a"], Never(Fault::Address)),
];

/// What servers without enhanced codes call an address that is not there.
const UNKNOWN: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "user not found",
    "user does not exist",
    "user not exist",
    "unknown recipient",
    "no such recipient",
    "recipient not found",
    "recipient unknown",
    "invalid recipient",
    "unknown mailbox",
    "no such mailbox",
    "mailbox not found",
    "mailbox does not exist",
];

/// A mailbox that is there but full; or "unavailable", which RFC 5321 §4.2.3 lets a server say for policy as well.
const MAILBOX: &[&str] = &["mailbox full", "mailbox is full", "over quota", "mailbox unavailable"];

/// Reads a reply that refuses.
pub(super) fn read(phase: Phase, reply: &Reply) -> Meaning {
    let text = reply.text.to_lowercase();
    account(reply.code)
        .or_else(|| words(phase, reply.code / 100, &text))
        .or_else(|| (phase < Phase::Recipient).then(|| opening(phase, reply.code)))
        .or_else(|| enhanced(reply, &text))
        .unwrap_or_else(|| basic(phase, reply, &text))
}

/// Codes that speak of logging in and of TLS, in whatever phase (RFC 4954 §6, RFC 3207 §4).
fn account(code: u16) -> Option<Meaning> {
    match code {
        530 | 534 | 535 | 538 => Some(Hopeless),
        454 => Some(Trouble),
        _ => None,
    }
}

fn words(phase: Phase, class: u16, text: &str) -> Option<Meaning> {
    let fits = |row: &&Row| phase >= row.0 && row.1.contains(&class) && says(text, row.2);
    WORDS.iter().find(fits).map(|row| row.3)
}

/// Up to MAIL the relay does not know whom a copy is for: only its size can be wrong with it (RFC 1870 §6.1).
fn opening(phase: Phase, code: u16) -> Meaning {
    match (phase, code) {
        (Phase::Mail, 552) => Never(Fault::Us),
        (_, 500..) => Hopeless,
        _ => Trouble,
    }
}

/// Reads the enhanced code, where its subject and detail leave no doubt (RFC 3463 §3).
#[expect(clippy::match_same_arms, reason = "a row for each reason")]
fn enhanced(reply: &Reply, text: &str) -> Option<Meaning> {
    Some(match reply.enhanced()? {
        // Bad mailbox, host or syntax; moved; null MX (RFC 7505).
        (5, 1, 1 | 2 | 3 | 6 | 10) => Never(Fault::Address),
        // The sender's address, which is ours.
        (5, 1, 7 | 8) => Never(Fault::Us),
        (4, 1, 7 | 8) => Trouble,
        // Disabled, which is no state of a day.
        (5, 2, 1) => Never(Fault::Address),
        // The letter is too long for this mailbox; it is one letter for all.
        (5, 2, 3) => Never(Fault::Us),
        (5, 2, _) => Never(Fault::Mailbox),
        // The address needs SMTPUTF8 (RFC 6531 §4.3).
        (5, 6, 7) => Never(Fault::Copy),
        // The mail system, routes, content, policy: the relay's opinion or the relay's own faults, never a person's.
        (5, 3 | 4 | 6 | 7, _) => Never(Fault::Us),
        // 4.7.0 is a rate at Gmail and Yahoo, from X.7.20 on it is authentication and reputation, 4.7.500 and more are
        // Microsoft's throttles; 4.7.1 is what greylisting says.
        (4, 7, _) if reply.code == CLOSING => Less,
        (4, 7, 0) if says(text, &["try again later"]) => Later,
        (4, 7, 0 | 20..) => Less,
        _ => return None,
    })
}

/// Reads the basic code; an unknown detail falls back to its subject, an unknown code to its first digit (RFC 3463 §2,
/// RFC 5321 §4.2.1).
fn basic(phase: Phase, reply: &Reply, text: &str) -> Meaning {
    let subject = reply.enhanced().map_or(0, |(_, subject, _)| subject);
    match reply.code {
        CLOSING => Trouble,
        ..500 => Later,
        // RFC 7504 §4: the domain takes no mail.
        556 => Never(Fault::Address),
        // After the dot it may be a filter that says so.
        550 | 551 | 553 if says(text, UNKNOWN) && phase == Phase::Recipient => Never(Fault::Address),
        550 | 551 | 553 if says(text, UNKNOWN) || says(text, MAILBOX) => Never(Fault::Mailbox),
        552 if !says(text, &["message size", "message too"]) => Never(Fault::Mailbox),
        _ if subject == 1 => Never(Fault::Mailbox),
        _ => Never(Fault::Us),
    }
}

fn says(text: &str, any: &[&str]) -> bool {
    any.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use Fault::{Address, Copy, Mailbox, Us};
    use Phase::{Auth, Data, Dot, Greeting, Hello, Mail, Recipient, StartTls};

    use super::*;

    /// What was said to what, and what it means.
    const TABLE: &[(Phase, u16, &str, Meaning)] = &[
        // Nobody was named yet.
        (Greeting, 421, "4.7.0 Too many connections", Trouble),
        (Greeting, 421, "RP-001 Unfortunately, some messages from 192.0.2.1 weren't sent", Trouble),
        (Greeting, 421, "Rate limit reached. Please try again later", Trouble),
        (Greeting, 554, "5.7.1 192.0.2.1 is on our block list (S3140)", Hopeless),
        (Greeting, 521, "5.3.2 This host takes no mail", Hopeless),
        (Hello, 501, "5.5.4 Empty HELO/EHLO argument not allowed", Hopeless),
        (StartTls, 454, "4.7.0 TLS not available due to temporary reason", Trouble),
        (Auth, 535, "5.7.8 Error: authentication failed", Hopeless),
        (Auth, 534, "5.7.9 Please log in with your web browser", Hopeless),
        (Auth, 538, "5.7.11 Encryption required", Hopeless),
        (Auth, 525, "5.7.13 User account disabled", Hopeless),
        (Auth, 454, "4.7.0 Too many login attempts, please try again later", Trouble),
        (Auth, 432, "4.7.12 A password transition is needed", Trouble),
        (Mail, 421, "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred", Trouble),
        (Mail, 450, "4.7.1 Error: too much mail from 192.0.2.1", Trouble),
        (Mail, 451, "4.3.0 Busy", Trouble),
        (Mail, 530, "5.7.0 Must issue a STARTTLS command first", Hopeless),
        (Mail, 550, "5.7.1 Not this sender", Hopeless),
        (Mail, 553, "5.1.8 Domain of sender address does not exist", Hopeless),
        (Mail, 550, "5.1.1 Sender unknown", Hopeless),
        (Mail, 552, "5.3.4 Message size exceeds fixed limit", Never(Us)),
        (Mail, 550, "5.4.5 Daily user sending limit exceeded. - gsmtp", Trouble),
        // Words that say more than their code.
        (Data, 550, "5.7.1 Daily SMTP relay sending limit exceeded for this customer. - gsmtp", Trouble),
        (Recipient, 450, "4.2.1 Peak SMTP relay limit exceeded for this customer. - gsmtp", Trouble),
        (Recipient, 450, "4.2.1 The user you are trying to contact is receiving mail too quickly. - gsmtp", Later),
        (Recipient, 450, "User is receiving mail too quickly", Later),
        (Recipient, 550, "5.2.1 The user you are trying to contact is receiving mail at a rate that - gsmtp", Later),
        (Recipient, 450, "4.2.0 <s1@example.org>: Recipient address rejected: Greylisted", Later),
        (Recipient, 451, "4.7.0 Graylisted, rate limit for newcomers", Later),
        (Recipient, 421, "Greylisting in action", Later),
        (Dot, 421, "4.7.0 Connection expired, try reconnecting. - gsmtp", Trouble),
        (Recipient, 552, "Too many recipients", Less),
        (Recipient, 452, "4.5.3 Too many recipients", Less),
        (Recipient, 450, "4.7.1 Error: too many recipients from 192.0.2.1", Less),
        (Recipient, 421, "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints", Less),
        (Recipient, 451, "[TS01] Messages temporarily deferred", Less),
        (Recipient, 421, "RP-003 Unfortunately, some messages from 192.0.2.1 weren't sent", Less),
        (Recipient, 421, "Rate limit reached. Please try again later", Less),
        (Data, 452, "4.3.2 Connection rate limit exceeded.", Less),
        (Dot, 451, "4.3.0 Please try again slower", Less),
        (Dot, 421, "Too many messages, slow down", Less),
        (Recipient, 550, "5.1.1 <chair@example.org>: Sender address rejected: User unknown", Never(Us)),
        (
            Recipient,
            550,
            "Verification failed for <chair@example.org> No such user here Sender verify failed",
            Never(Us),
        ),
        (Recipient, 550, "5.1.1 Message blocked by our filter", Never(Us)),
        (Recipient, 550, "Requested action not taken: mailbox unavailable invalid DNS MX resource record", Never(Us)),
        (Dot, 554, "delivery error: dd This user doesn't have a example.org account", Never(Address)),
        // The enhanced code.
        (Recipient, 550, "5.1.1 The email account that you tried to reach does not exist. - gsmtp", Never(Address)),
        (Recipient, 553, "5.1.2 We weren't able to find the recipient domain. - gsmtp", Never(Address)),
        (Recipient, 501, "5.1.3 Bad recipient address syntax", Never(Address)),
        (Recipient, 550, "#5.1.1 bad address s1@example.org", Never(Address)),
        (Recipient, 551, "5.1.6 Moved", Never(Address)),
        (Recipient, 556, "5.1.10 Domain takes no mail (null MX)", Never(Address)),
        (
            Recipient,
            550,
            "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found [example.outlook.com]",
            Never(Address),
        ),
        (Dot, 550, "5.1.1 No such user", Never(Address)),
        (Recipient, 553, "5.1.7 The sender address is not valid", Never(Us)),
        (Recipient, 553, "5.1.8 Domain of sender address does not exist", Never(Us)),
        (Recipient, 450, "4.1.8 <chair@example.org>: Sender address rejected: Domain not found", Trouble),
        (Recipient, 450, "4.1.1 Unverified address", Later),
        (Recipient, 550, "5.2.1 The email account that you tried to reach is inactive. - gsmtp", Never(Address)),
        (Dot, 552, "5.2.2 The recipient's inbox is out of storage space. - gsmtp", Never(Mailbox)),
        (Recipient, 552, "5.2.3 Message length exceeds limit set by recipient", Never(Us)),
        (Recipient, 550, "5.2.0 Message Filtered", Never(Mailbox)),
        (Recipient, 452, "4.2.2 Mailbox full", Later),
        (Dot, 552, "5.3.4 Your message exceeded the size limits. - gsmtp", Never(Us)),
        (Recipient, 550, "5.4.4 Unable to route", Never(Us)),
        (Recipient, 550, "5.4.1 Recipient address rejected: Access denied", Never(Us)),
        (Recipient, 550, "5.5.3 Too few rights", Never(Us)),
        (Dot, 554, "5.6.0 Mail message is malformed. - gsmtp", Never(Us)),
        (Recipient, 553, "5.6.7 Needs SMTPUTF8", Never(Copy)),
        (Recipient, 554, "5.7.1 Relay access denied", Never(Us)),
        (Recipient, 550, "5.7.1 <s1@example.org>: Recipient address rejected: User unknown", Never(Us)),
        (Recipient, 525, "5.7.13 Disabled recipient address", Never(Us)),
        (Dot, 550, "5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp", Never(Us)),
        (Dot, 550, "5.7.27 SPF did not pass - gsmtp", Never(Us)),
        (Dot, 550, "5.7.515 Access denied, sending domain lacks authentication [example.outlook.com]", Never(Us)),
        (Recipient, 550, "5.7.1 Unfortunately, messages from 192.0.2.1 weren't sent (S3150)", Never(Us)),
        (Recipient, 553, "5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred", Never(Us)),
        (Recipient, 421, "4.7.0 Try again later, closing connection. - gsmtp", Less),
        (Dot, 421, "4.7.28 Gmail has detected an unusual rate of unsolicited mail. - gsmtp", Less),
        (Dot, 451, "4.7.24 The SPF record has suspicious entries. - gsmtp", Less),
        (Recipient, 451, "4.7.500 Server busy. Please try again later from 192.0.2.1 (S77719)", Less),
        (Recipient, 451, "4.7.650 The mail server has been temporarily limited (S775)", Less),
        (Recipient, 451, "4.7.0 Policy", Less),
        (Recipient, 451, "4.7.0 Please try again later", Later),
        (Recipient, 451, "4.7.1 Please try again later", Later),
        (Recipient, 450, "4.7.1 Client host rejected: cannot find your reverse hostname", Later),
        (Dot, 451, "4.3.0 Mail server has temporarily rejected this message. - gsmtp", Later),
        // The basic code.
        (Recipient, 421, "4.3.0 Temporary System Problem. Try again later. - gsmtp", Trouble),
        (Dot, 421, "", Trouble),
        (Recipient, 454, "4.7.0 Cannot authenticate due to a temporary system problem", Trouble),
        (Recipient, 530, "5.7.0 Authentication required", Hopeless),
        (Recipient, 450, "", Later),
        (Recipient, 499, "odd", Later),
        (Dot, 400, "498 odder", Later),
        (Recipient, 450, "5.1.1 class and code differ", Later),
        (Recipient, 550, "No such user", Never(Address)),
        (Recipient, 550, "5.0.0 <s1@example.org>... User unknown", Never(Address)),
        (Recipient, 553, "Invalid recipient s1@example.org", Never(Address)),
        (Recipient, 550, "5.5.0 Unknown user", Never(Address)),
        (Recipient, 551, "User not local", Never(Us)),
        (Recipient, 556, "", Never(Address)),
        (Dot, 550, "User unknown", Never(Mailbox)),
        (Recipient, 550, "#5.1.0 Address rejected.", Never(Mailbox)),
        (Recipient, 550, "5.1.4 Ambiguous", Never(Mailbox)),
        (Recipient, 550, "5.5.0 Requested action not taken: mailbox unavailable", Never(Mailbox)),
        (Recipient, 550, "Mailbox is full", Never(Mailbox)),
        (Dot, 552, "Requested mail action aborted: exceeded storage allocation", Never(Mailbox)),
        (Dot, 552, "Message size exceeds fixed maximum message size", Never(Us)),
        (Recipient, 554, "User unknown", Never(Us)),
        (Recipient, 550, "", Never(Us)),
        (Dot, 554, "Transaction failed", Never(Us)),
        (Dot, 554, "Message not allowed - [PH01] Email not accepted for policy reasons.", Never(Us)),
        (Recipient, 500, "599 odd", Never(Us)),
        (Recipient, 550, "4.4.7 class and code differ", Never(Us)),
    ];

    #[test]
    fn each_reply_has_its_meaning() {
        for (phase, code, text, meaning) in TABLE {
            let reply = Reply { code: *code, text: (*text).to_owned() };
            assert_eq!(read(*phase, &reply), *meaning, "{reply} to {phase}");
        }
    }

    #[test]
    fn only_a_reply_to_a_recipient_touches_one() {
        for (phase, code, text, _) in TABLE {
            let reply = Reply { code: *code, text: (*text).to_owned() };
            let opening = [Greeting, Hello, StartTls, Auth, Mail].map(|phase| read(phase, &reply));
            let of_the_relay = |meaning: &Meaning| matches!(meaning, Trouble | Hopeless | Never(Us));
            assert!(opening.iter().all(of_the_relay), "{reply}");
            let never = matches!(read(*phase, &reply), Never(_) | Hopeless);
            assert!(!never || *code >= 500, "{reply} is for now");
        }
    }
}
