//! Replies that say that our own domain or relay is at fault, so that every copy would be refused.
//!
//! What Gmail says of its codes: <https://support.google.com/a/answer/3726730>; the others are those of RFC 7372 and
//! Microsoft. They come in either class: to wait never helps.

use super::reply_words::ReplyWords;
use crate::model::PauseReason::{
    self, DkimMissing, DmarcFailed, DmarcMissing, ForeignSender, NoAuthentication, NotAligned, ReverseDnsMissing,
    SpfFailed, TlsMissing,
};

/// What a detail of X.7 means, if the words of the reply do not say more.
const DETAILS: &[(u16, PauseReason)] = &[
    (26, NoAuthentication),
    (515, NoAuthentication),
    (23, SpfFailed),
    (27, SpfFailed),
    (20, DkimMissing),
    (21, DkimMissing),
    (30, DkimMissing),
    (22, NotAligned),
    (32, NotAligned),
    (40, DmarcMissing),
    (509, DmarcFailed),
    (29, TlsMissing),
    (25, ReverseDnsMissing),
    (60, ForeignSender),
];

/// What relays say that send only for the domain or the address of the account.
const FOREIGN_SENDER: &[&str] = &[
    // OVH since July 2026: `From header domain does not align with authenticated domain`.
    "align with authenticated",
    "aligned with authenticated",
    "match authenticated",
    "match the authenticated",
    "match your authenticated",
    "differs from the authenticated",
    "different from the authenticated",
    "cross-domain spoofing",
    // Postfix.
    "not owned by user",
    "not owned by authenticated",
    // Exchange.
    "sendasdenied",
    "permissions to send as",
    "not allowed to send as",
    "not authorized to send as",
    "not permitted to send as",
    "not allowed to send from",
    "not authorized to send from",
    "not authorised to send from",
    "not permitted to send from",
    // GMX, web.de and Ionos; iCloud; Zoho; Amazon; SendGrid; Emailit.
    "sender address is not allowed",
    "sender address not allowed",
    "from address is not one of your",
    "relaying disallowed as",
    "address is not verified",
    "does not match a verified sender",
    "domain is not verified",
    "from domain not verified",
];

const FAILURE: &[&str] = &[
    "fail",
    "pass",
    "reject",
    "policy",
    "not permitted",
    "not authorized",
    "not authorised",
    "not allowed",
    "not designated",
    "unauthenticated",
    "missing",
    "lack",
    "required",
    "no ",
    "without",
    "invalid",
];

/// A check that could not be made says nothing about us.
const NO_RESULT: &[&str] = &["temperror", "temporary", "temporarily", "timeout", "timed out", "dns error", "lookup"];

/// Returns what is wrong with our domain or relay, if a refusal of a message says so.
pub(super) fn find_sender_fault(words: &ReplyWords) -> Option<PauseReason> {
    let by_code = DETAILS.iter().find(|(detail, _)| words.names(7, *detail)).map(|(_, reason)| *reason);
    match by_code {
        // RFC 7505 gives 5.7.27 to a sender that takes no mail itself.
        Some(SpfFailed) if words.says_any(&["null mx"]) => None,
        // Gmail's 4.7.23 is about PTR records, RFC 7372's about SPF.
        Some(SpfFailed) if words.says_any(&["ptr", "reverse"]) => Some(ReverseDnsMissing),
        Some(NoAuthentication) => Some(by_words(words).unwrap_or(NoAuthentication)),
        Some(reason) => Some(reason),
        None if words.says_any(FOREIGN_SENDER) => Some(ForeignSender),
        None if words.code >= 500 && !words.says_any(NO_RESULT) => by_words(words),
        None => None,
    }
}

/// Reads which check a reply names.
fn by_words(words: &ReplyWords) -> Option<PauseReason> {
    if !words.says_any(FAILURE) {
        return None;
    }
    let text = words.without_addresses();
    match ["dmarc", "dkim", "spf"].map(|check| text.contains(check)) {
        [true, ..] if words.says_any(&["no dmarc", "dmarc record", "missing dmarc"]) => Some(DmarcMissing),
        [true, ..] => Some(DmarcFailed),
        [_, true, true] => Some(NoAuthentication),
        [_, true, _] => Some(DkimMissing),
        [_, _, true] => Some(SpfFailed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reply;

    fn fault(code: u16, text: &str) -> Option<PauseReason> {
        find_sender_fault(&ReplyWords::new(&Reply { code, text: text.to_owned() }))
    }

    #[test]
    fn fault_is_named_by_code_or_words() {
        for (code, text, reason) in [
            // Gmail.
            (
                421,
                "4.7.26 This mail has been rate limited because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM. - gsmtp",
                NoAuthentication,
            ),
            (550, "5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp", NoAuthentication),
            (
                550,
                "5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy. - gsmtp",
                DmarcFailed,
            ),
            (
                550,
                "5.7.26 The MAIL FROM domain [example.org] has an SPF record with a hard fail policy (-all) but it fails to pass SPF checks",
                SpfFailed,
            ),
            (421, "4.7.27 This mail has been rate limited because SPF does not pass. - gsmtp", SpfFailed),
            (550, "5.7.27 This mail has been blocked because SPF does not pass. - gsmtp", SpfFailed),
            (
                421,
                "4.7.29 This mail has been rate limited because it was not sent over a TLS connection. - gsmtp",
                TlsMissing,
            ),
            (421, "4.7.30 This mail has been rate limited because DKIM does not pass. - gsmtp", DkimMissing),
            (421, "4.7.32 This mail has been rate limited because there is no DMARC alignment. - gsmtp", NotAligned),
            (421, "5.7.32 This mail has been blocked because there is no DMARC alignment. - gsmtp", NotAligned),
            (
                421,
                "4.7.40 This mail has been rate limited because the domain has no DMARC record. - gsmtp",
                DmarcMissing,
            ),
            (550, "5.7.40 This mail has been blocked because the domain has no DMARC record. - gsmtp", DmarcMissing),
            (
                451,
                "4.7.23 The sending IP address for this message doesn't have a PTR record. - gsmtp",
                ReverseDnsMissing,
            ),
            (550, "5.7.25 The sending IP address does not have a PTR record. - gsmtp", ReverseDnsMissing),
            (421, "Rate limited, see 4.7.30 in the list", DkimMissing),
            // GMX, web.de, mail.com.
            (554, "Transaction failed Reject due to domain's DMARC policy", DmarcFailed),
            (
                554,
                "TRANSACTION FAILED Reject due to domain’s DMARC policy. For explanation visit https://postmaster.gmx.net/en/case?c=r2001",
                DmarcFailed,
            ),
            (
                550,
                "<chair@example.org>: Reject due to SPF policy. The originating IP of the message is not permitted by the domain owner",
                SpfFailed,
            ),
            // Microsoft.
            (
                550,
                "5.7.515 Access denied, sending domain example.org does not meet the required authentication level",
                NoAuthentication,
            ),
            (
                550,
                "5.7.509 Access denied, sending domain example.org does not pass DMARC verification and has a DMARC policy of reject",
                DmarcFailed,
            ),
            // The relay sends for its own domain only.
            (
                550,
                "5.7.1 Rejected by policy: From header domain does not align with authenticated domain",
                ForeignSender,
            ),
            (
                553,
                "5.7.1 <chair@example.com>: Sender address rejected: not owned by user ann@example.org",
                ForeignSender,
            ),
            (550, "5.7.60 SMTP; Client does not have permissions to send as this sender", ForeignSender),
            (554, "5.2.252 SendAsDenied; ann@example.org not allowed to send as chair@example.com", ForeignSender),
            (550, "Requested action not taken: mailbox unavailable Sender address is not allowed.", ForeignSender),
            (554, "Message rejected: Email address is not verified.", ForeignSender),
            (550, "5.7.1 SPF check failed", SpfFailed),
            (550, "5.7.20 No passing DKIM signature found", DkimMissing),
        ] {
            assert_eq!(fault(code, text), Some(reason), "{code} {text}");
        }
    }

    #[test]
    fn other_refusals_name_no_fault() {
        for (code, text) in [
            (
                421,
                "4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your DKIM domain. - gsmtp",
            ),
            (421, "4.7.0 Try again later, closing connection. - gsmtp"),
            (451, "4.7.24 The SPF record of the sending domain has one or more suspicious entries. - gsmtp"),
            (451, "4.4.3 Temporary DNS error while checking SPF, DKIM and DMARC"),
            (550, "5.7.1 SPF lookup timed out"),
            (550, "5.7.27 Sender address has null MX"),
            (550, "5.7.1 Relay access denied"),
            (550, "5.7.1 Message rejected as spam"),
            (550, "5.1.1 <dkim@example.org>... User unknown"),
            (554, "5.7.1 Blocked, see https://example.org/spf"),
            (450, "4.7.1 Client host rejected: cannot find your reverse hostname"),
        ] {
            assert_eq!(fault(code, text), None, "{code} {text}");
        }
    }
}
