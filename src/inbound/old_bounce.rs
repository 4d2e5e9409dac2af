//! Bounces without a report part: what mail servers say in their own words to the sender.

mod failed_addresses;
mod human_text;

pub(super) use failed_addresses::{FailedAddress, find_failed_addresses, text_about};
pub(super) use human_text::{human_text, returned_texts};

use std::borrow::Cow;
use std::sync::LazyLock;

use super::bounce_reason::bounce_reason;
use super::line_search::lines;
use super::parsed_mail::ParsedMail;
use super::word_list::{WordList, to_lower_case};
use crate::message::headers;
use crate::model::BounceReason;

/// The sender names of mail servers, as parts of the address or of the name beside it.
const DAEMONS: [&str; 17] = [
    "mailer-daemon",
    "mailerdaemon",
    "mail-daemon",
    "postmaster",
    "no-reply",
    "noreply",
    "-admin@",
    "mail delivery",
    "mail system",
    "system administrator",
    "mailer daemon",
    "mailsystem",
    "mail deliver",
    "post_master",
    "sysadmin@",
    "mail administrator",
    "mailmarshal",
];

/// The subjects of bounces.
const SUBJECTS: [&str; 38] = [
    "[bounce]",
    "loop back warning",
    "undeliverable",
    "undelivered",
    "delivery status notification",
    "failure notice",
    "returned mail",
    "returned to sender",
    "delivery failure",
    "delivery failed",
    "failed delivery",
    "mail delivery failed",
    "mail failure",
    "delivery has failed",
    "could not be delivered",
    "delivery notification",
    "mail system error",
    "error sending your mail",
    "error sending message",
    "delivery report",
    "loop alert",
    "unzustellbar",
    "nicht zugestellt",
    "non remis",
    "\u{e9}chec de la remise",
    "echec de la remise",
    "\u{e9}chec de la distribution",
    "\u{e9}chec de remise",
    "no entregado",
    "no se puede entregar",
    "mancata consegna",
    "impossibile recapitare",
    "n\u{e3}o entregue",
    "onbestelbaar",
    "kan inte levereras",
    "could not send message",
    "delayed mail",
    "delivery delayed",
];

/// What bounces say.
const BODIES: [&str; 26] = [
    "could not be delivered",
    "couldn't be delivered",
    "cannot be delivered",
    "can not be delivered",
    "was not delivered",
    "wasn't delivered",
    "not able to deliver",
    "unable to deliver",
    "wasn't able to deliver",
    "were unable to deliver",
    "delivery failed",
    "delivery has failed",
    "delivery to the following",
    "did not reach the following",
    "undeliverable",
    "permanent error",
    "permanent fatal error",
    "had permanent",
    "error delivering your mail",
    "returned permanent errors",
    "transcript of session follows",
    "did not receive this message",
    "attempting to deliver",
    "while trying to deliver",
    "failure reasons",
    "has been delayed",
];

/// What warnings say: the server goes on trying.
const WARNINGS: [&str; 15] = [
    "this is a warning",
    "warning only",
    "warning message only",
    "has been delayed",
    "message is delayed",
    "still being retried",
    "will be retried",
    "temporary failure report",
    "not been delivered yet",
    "will keep trying",
    "will continue to try",
    "do not need to resend",
    "nur eine warnung",
    "ceci est un avertissement",
    "esto es solo una advertencia",
];

static SUBJECT_WORDS: LazyLock<WordList> = LazyLock::new(|| WordList::new(SUBJECTS));
static BODY_WORDS: LazyLock<WordList> = LazyLock::new(|| WordList::new(BODIES));
static WARNING_WORDS: LazyLock<WordList> = LazyLock::new(|| WordList::new(WARNINGS));

/// A text in lower case, with the apostrophes of a keyboard.
pub(super) struct LowerText(String);

impl LowerText {
    /// Makes one of a text.
    pub(super) fn new(text: &str) -> Self {
        let lower = to_lower_case(text);
        Self(if lower.contains('\u{2019}') { lower.replace('\u{2019}', "'") } else { lower })
    }
}

/// Returns whether nobody can answer the message, as with a bounce (RFC 5321 §4.5.5).
pub(super) fn has_null_sender(mail: &ParsedMail<'_>) -> bool {
    mail.header("Return-Path").is_some_and(|path| path.trim() == "<>")
}

/// Returns whether a message is a bounce or a warning of a mail server. Its sender must be a program: a person may use
/// the same words.
pub(super) fn is_bounce(mail: &ParsedMail<'_>, LowerText(text): &LowerText) -> bool {
    if mail.header(headers::X_FAILED_RECIPIENTS).is_some() {
        return true;
    }
    let from = mail.header(headers::FROM).unwrap_or_default().to_lowercase();
    if !has_null_sender(mail) && !DAEMONS.iter().any(|name| from.contains(name)) {
        return false;
    }
    let is_report = mail.is_multipart_report && !from.is_empty();
    is_report
        || SUBJECT_WORDS.is_in(&mail.subject().to_lowercase())
        || BODY_WORDS.is_in(text)
        || (from.contains(DAEMONS[0]) && names_failed_address(text))
}

/// Returns whether a text has a line that begins with an address, and says a reason: a bounce in any language.
fn names_failed_address(text: &str) -> bool {
    let mut lines = lines(text).filter(|line| memchr::memchr(b'@', line.as_bytes()).is_some());
    lines.any(|line| !failed_addresses::at_line_start(line).is_empty())
        && bounce_reason(text, None, Cow::default) != BounceReason::Undefined
}

/// Returns whether a bounce is only a warning.
pub(super) fn is_warning(mail: &ParsedMail<'_>, LowerText(text): &LowerText) -> bool {
    mail.subject().to_lowercase().contains("(delay)") || WARNING_WORDS.is_in(text)
}
