//! Replies of real servers, and what they mean.

use BounceBlame::{Address, Mailbox, Message, Sender};
use SmtpPhase::{Auth, Data, FinalDot, Greeting, Hello, Mail, Recipient, StartTls};

use super::reply_table::ReplyMeaning::{
    self, Permanent, RateLimited, RelayRejected, RelayUnavailable, SenderFault, SendingLimit, Transient,
};
use super::reply_table::classify_reply;
use crate::delivery::BounceBlame;
use crate::model::{PauseReason, Reply};
use crate::smtp::SmtpPhase;

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
    (Mail, 550, "5.4.5 Daily user sending limit exceeded. - gsmtp", SendingLimit),
    // A limit of our account, and faults of our domain and relay, in whatever class.
    (Auth, 454, "4.7.0 Throttling failure: Daily message quota exceeded.", SendingLimit),
    (Mail, 452, "4.5.3 Daily message limit exceeded", SendingLimit),
    (
        Recipient,
        550,
        "5.7.233 Your tenant exceeded its daily limit for sending email to external recipients",
        SendingLimit,
    ),
    (Recipient, 550, "5.7.232 Your trial tenant exceeded its daily limit", SendingLimit),
    (FinalDot, 550, "5.7.236 Messages from *.onmicrosoft.com domains are limited", SendingLimit),
    (FinalDot, 550, "5.1.90 You've reached your daily limit for message recipients", SendingLimit),
    (Recipient, 550, "5.2.121 Recipient's per hour message receive limit from specific sender exceeded", Transient),
    (FinalDot, 421, "4.7.26 The sender is unauthenticated. - gsmtp", SenderFault(PauseReason::NoAuthentication)),
    (FinalDot, 421, "4.7.30 DKIM does not pass. - gsmtp", SenderFault(PauseReason::DkimMissing)),
    (FinalDot, 421, "5.7.32 There is no DMARC alignment. - gsmtp", SenderFault(PauseReason::NotAligned)),
    (FinalDot, 554, "Transaction failed Reject due to domain's DMARC policy", SenderFault(PauseReason::DmarcFailed)),
    (
        Mail,
        550,
        "5.7.1 Rejected by policy: From header domain does not align with authenticated domain",
        SenderFault(PauseReason::ForeignSender),
    ),
    (
        Recipient,
        553,
        "5.7.1 <chair@example.com>: Sender address rejected: not owned by user ann@example.org",
        SenderFault(PauseReason::ForeignSender),
    ),
    (FinalDot, 530, "From domain is not verified", SenderFault(PauseReason::ForeignSender)),
    (Auth, 550, "5.7.30 Basic authentication is not supported for Client Submission.", RelayRejected),
    (Recipient, 553, "5.7.1 <chair@example.org>: Sender address rejected: not logged in", RelayRejected),
    (Mail, 553, "5.7.1 <chair@example.org>: Sender address rejected: not logged in", RelayRejected),
    (Recipient, 550, "5.1.8 Access denied, bad outbound sender. AS(42004)", RelayRejected),
    (FinalDot, 554, "5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process", RelayRejected),
    (
        FinalDot,
        554,
        "5.2.252 SendAsDenied; ann@example.net not allowed to send as",
        SenderFault(PauseReason::ForeignSender),
    ),
    (
        FinalDot,
        550,
        "5.7.60 SMTP; Client does not have permissions to send as this sender",
        SenderFault(PauseReason::ForeignSender),
    ),
    (Mail, 502, "5.7.0 Your SMTP account is not yet activated", RelayRejected),
    (FinalDot, 454, "Throttling failure: Daily message quota exceeded.", SendingLimit),
    (FinalDot, 454, "Throttling failure: Maximum sending rate exceeded.", RelayUnavailable),
    (FinalDot, 432, "4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", Transient),
    // Words that say more than their code.
    (Data, 550, "5.7.1 Daily SMTP relay sending limit exceeded for this customer. - gsmtp", SendingLimit),
    (Recipient, 450, "4.2.1 Peak SMTP relay limit exceeded for this customer. - gsmtp", SendingLimit),
    (Recipient, 450, "4.2.1 The user you are trying to contact is receiving mail too quickly. - gsmtp", Transient),
    (Recipient, 450, "User is receiving mail too quickly", Transient),
    (Recipient, 550, "5.2.1 The user you are trying to contact is receiving mail at a rate that - gsmtp", Transient),
    (Recipient, 450, "4.2.0 <s1@example.org>: Recipient address rejected: Greylisted", Transient),
    (Recipient, 451, "4.7.0 Graylisted, rate limit for newcomers", Transient),
    (Recipient, 421, "Greylisting in action", Transient),
    (FinalDot, 421, "4.7.0 Connection expired, try reconnecting. - gsmtp", RelayUnavailable),
    (Recipient, 552, "Too many recipients", RateLimited),
    (Recipient, 452, "4.5.3 Too many recipients", RateLimited),
    (Recipient, 450, "4.7.1 Error: too many recipients from 192.0.2.1", RateLimited),
    (Recipient, 421, "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints", RateLimited),
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
        SenderFault(PauseReason::NoAuthentication),
    ),
    (FinalDot, 550, "5.7.27 SPF did not pass - gsmtp", SenderFault(PauseReason::SpfFailed)),
    (
        FinalDot,
        550,
        "5.7.515 Access denied, sending domain lacks authentication [example.outlook.com]",
        SenderFault(PauseReason::NoAuthentication),
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
    (Recipient, 550, "USER <S1@EXAMPLE.ORG> UNKNOWN", Permanent(Address)),
    (Recipient, 550, "sorry, no mailbox here by that name", Permanent(Address)),
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
    (FinalDot, 554, "5.0.0 dial tcp 127.0.0.1:5432: connect: connection refused", RelayUnavailable),
    (Recipient, 550, "Recipient verify callout failed: connection refused", Permanent(Sender)),
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
        let of_the_relay = |meaning: &ReplyMeaning| {
            matches!(meaning, RelayUnavailable | RelayRejected | SendingLimit | SenderFault(_) | Permanent(Sender))
        };
        assert!(opening.iter().all(of_the_relay), "{reply}");
        let never = matches!(classify_reply(*phase, &reply), Permanent(_) | RelayRejected);
        assert!(!never || *code >= 500, "{reply} is for now");
    }
}
