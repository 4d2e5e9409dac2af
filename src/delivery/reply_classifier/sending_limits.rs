//! Replies that say that our account has sent as much as it may in an hour or a day.
//!
//! They come as 4yz and as 5yz. Waiting is enough in both, and no recipient has to do with them.

use super::reply_words::ReplyWords;

/// Microsoft's: the limits of a trial tenant, of a tenant and of an `onmicrosoft.com` address for recipients outside, and
/// of a mailbox for recipients in a day. Subject and detail.
const CODES: [[u16; 2]; 4] = [[7, 232], [7, 233], [7, 236], [1, 90]];

/// What providers call such a limit.
const PHRASES: &[&str] = &[
    // Gmail: `Daily user sending limit exceeded`, `Peak SMTP relay limit exceeded`; Ionos: `Mail send limit exceeded`.
    "sending limit",
    "sending quota",
    "send limit",
    "send quota",
    "relay limit",
    "relay quota",
    "external recipient rate limit",
    // Exchange: `SubmissionQuotaExceededException`.
    "submissionquota",
    "submission quota",
    "outgoing limit",
    "outgoing mail limit",
    "outbound limit",
    "messaging limit",
    "message quota",
    "credits exceeded",
];

/// A time for which a limit counts, and what makes it one.
const PERIODS: &[&str] =
    &["daily", "per day", "/day", "today", "24 h", "24h", "24-h", "hourly", "per hour", "/hour", "this hour"];
const LIMITS: &[&str] =
    &["limit", "quota", "exceed", "maximum", "max ", "allowed", "allowance", "too many", "reached", "threshold"];

/// What says that somebody else's limit is meant: how much a mailbox takes or holds.
const NOT_OURS: &[&str] = &[
    "receiving",
    "receive limit",
    "inbox",
    "storage",
    "disk",
    "over quota",
    "overquota",
    "mailbox full",
    "mailbox is full",
    "mailbox quota",
    "recipient's",
    "greylist",
    "graylist",
];

/// Returns whether a refusal is about how much we have sent in an hour or a day.
pub(super) fn is_sending_limit(words: &ReplyWords) -> bool {
    if CODES.iter().any(|[subject, detail]| words.names(*subject, *detail)) {
        return true;
    }
    !words.says_any(NOT_OURS) && (words.says_any(PHRASES) || words.says_any(PERIODS) && words.says_any(LIMITS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reply;

    fn is_limit(code: u16, text: &str) -> bool {
        is_sending_limit(&ReplyWords::new(&Reply { code, text: text.to_owned() }))
    }

    #[test]
    fn limits_of_an_account_are_recognized() {
        for (code, text) in [
            (
                550,
                "5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients (tenant external recipient rate limit)",
            ),
            (550, "5.7.232 Your message can't be sent because your trial tenant has exceeded its limit"),
            (550, "5.7.236 Messages from *.onmicrosoft.com domains are limited to 100 external recipients"),
            (550, "5.1.90 Your message can't be sent because you've reached your daily limit for message recipients"),
            (450, "4.7.233 Try later"),
            (554, "Transaction failed: 5.7.233"),
            (554, "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException"),
            (550, "5.4.5 Daily user sending limit exceeded. - gsmtp"),
            (550, "5.4.5 DAILY SENDING QUOTA EXCEEDED"),
            (550, "5.7.1 Daily SMTP relay sending limit exceeded for this customer. - gsmtp"),
            (450, "4.2.1 Peak SMTP relay limit exceeded for this customer. - gsmtp"),
            (550, "5.4.5 <s1@example.org>: Recipient address rejected: Domain Sending Quota Exceeded"),
            (450, "Requested mail action not taken: mailbox unavailable Mail send limit exceeded"),
            (550, "User chair@example.org has exceeded its 24-hour sending limit"),
            (
                550,
                "Domain example.org has exceeded the max emails per hour (150/150 (100%)) allowed. Message discarded.",
            ),
            (452, "4.5.3 Too many recipients received this hour"),
            (452, "4.5.3 Daily message limit exceeded"),
            (454, "Throttling failure: Daily message quota exceeded."),
            (451, "You've exceeded your messaging limits"),
            (554, "5.7.1 You may send at most 200 mails/hour: limit reached"),
        ] {
            assert!(is_limit(code, text), "{code} {text}");
        }
    }

    #[test]
    fn other_limits_are_not_ours() {
        for (code, text) in [
            (550, "5.2.1 The user you are trying to contact is receiving mail at a rate that - gsmtp"),
            (452, "4.2.2 The recipient's inbox is out of storage space and reached its limit today"),
            (552, "5.2.2 Mailbox quota exceeded"),
            (550, "5.2.121 Recipient's per hour message receive limit from specific sender exceeded"),
            (451, "4.7.0 Greylisted, 60 messages per hour allowed"),
            (421, "4.7.28 Gmail has detected an unusual rate of unsolicited mail. - gsmtp"),
            (421, "4.7.0 Try again later, closing connection. - gsmtp"),
            (552, "5.3.4 Message size exceeds fixed limit"),
            (450, "4.7.1 Error: too many recipients from 192.0.2.1"),
            (550, "5.1.1 No such user"),
            (550, "5.7.1 Our office is closed today"),
        ] {
            assert!(!is_limit(code, text), "{code} {text}");
        }
    }
}
