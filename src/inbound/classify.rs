//! Decides what a message is. Reports come first: half of all bounces say that they were submitted automatically.

use std::borrow::Cow;
use std::cell::LazyCell;

use super::auto_reply::is_auto_reply;
use super::bounce_reason::{bounce_reason, first_enhanced_code};
use super::complaint::{bare_address, find_complaint};
use super::delivery_report::{self, RecipientFields, ReportAction};
use super::disposition::find_disposition;
use super::join_mail::{JoinMail, find_join_mail};
use super::old_bounce;
use super::parsed_mail::ParsedMail;
use super::person_text::{PersonText, answer_tokens, find_person_text};
use super::reply::{RepliedCopy, find_replied_copies};
use super::unsubscribe_request::{UnsubscribeRequest, find_request};
use crate::message::headers;
use crate::model::{BounceReason, InboundKind, RequestId, SigningKeys, Token, hide_tokens, single_line};

/// The maximum length of the words that are kept, in characters.
const MAX_WORDS: usize = 300;

/// What a message is, before anything follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// Its kind.
    pub kind: InboundKind,
    /// The copy that it is about, if a token of ours says so.
    pub token: Option<Token>,
    /// The recipients that it names: of a bounce, those to whom nothing was delivered.
    pub recipients: Vec<FailedRecipient>,
    /// The words of a complaint or a filter, on one line; a bounce has those about each recipient.
    pub words: String,
    /// Whether it is a complaint after which the person must not be mailed.
    pub is_opt_out: bool,
    /// The request, if it is one.
    pub(super) request: Option<UnsubscribeRequest>,
    /// The signup request whose confirmation mail came back.
    pub(super) signup: Option<RequestId>,
    /// The copies that it replies to.
    pub(super) replied: Vec<RepliedCopy>,
    /// What a person wrote.
    pub(super) text: Option<PersonText>,
    /// What it may say about joining.
    pub(super) join: Option<JoinMail>,
}

/// A recipient in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRecipient {
    /// The address; empty if the report does not name it.
    pub address: String,
    /// Why the copy came back; `None` if it did not.
    pub reason: Option<BounceReason>,
    /// The enhanced status code.
    pub status: Option<String>,
    /// The words of the server, on one line.
    pub words: String,
}

impl Classification {
    /// Returns the classification of something that is no message.
    pub(super) fn unknown() -> Self {
        Self::new(InboundKind::Other)
    }

    fn new(kind: InboundKind) -> Self {
        Self {
            kind,
            token: None,
            recipients: Vec::new(),
            words: String::new(),
            is_opt_out: false,
            request: None,
            signup: None,
            replied: Vec::new(),
            text: None,
            join: None,
        }
    }

    fn about(mut self, address: Option<String>) -> Self {
        let recipient = |address| FailedRecipient { address, reason: None, status: None, words: String::new() };
        self.recipients.extend(address.filter(|address| address.contains('@')).map(recipient));
        self
    }
}

/// Classifies a parsed message.
pub(super) fn classify(keys: &SigningKeys, mail: &ParsedMail<'_>) -> Classification {
    let found = find_report(mail);
    if let Some(report) = found {
        return match find_mail(keys, mail) {
            Some(ReturnedToken::Copy(token)) => Classification { token: Some(token), ..report },
            Some(ReturnedToken::Request(request)) => Classification { signup: Some(request), ..report },
            None => report,
        };
    }
    let is_automatic = is_auto_reply(mail);
    let tokens = if is_automatic { Vec::new() } else { answer_tokens(keys, mail) };
    let is_answer = !tokens.is_empty();
    let text = || Some(find_person_text(tokens, mail));
    if is_answer {
        return Classification { text: text(), ..Classification::new(InboundKind::Answer) };
    }
    if let Some(request) = find_request(keys, mail) {
        let token = Some(request.token);
        return Classification { token, request: Some(request), ..Classification::new(InboundKind::Unsubscribe) };
    }
    if let Some(complaint) = find_complaint(mail) {
        return Classification {
            token: find_mail(keys, mail).and_then(ReturnedToken::copy),
            words: trim(&complaint.feedback_type),
            is_opt_out: complaint.is_opt_out,
            ..Classification::new(InboundKind::Complaint).about(complaint.recipient)
        };
    }
    if is_automatic {
        let from = mail.header(headers::FROM).map(|from| bare_address(&from));
        return Classification::new(InboundKind::AutoReply).about(from);
    }
    let join = find_join_mail(keys, mail);
    let replied = find_replied_copies(mail);
    let kind = if replied.is_empty() { InboundKind::Other } else { InboundKind::Reply };
    Classification { replied, join, text: text(), ..Classification::new(kind) }
}

/// Finds a delivery report, a notification of a filter, or a bounce in a server's own words.
fn find_report(mail: &ParsedMail<'_>) -> Option<Classification> {
    if mail.parts_of("message/feedback-report").next().is_some() {
        return None;
    }
    let fields = delivery_report::find_recipients(mail);
    if !fields.is_empty() {
        return Some(from_fields(mail, &fields));
    }
    if let Some(notification) = find_disposition(mail) {
        let kind = if notification.is_rejection { InboundKind::FilterRejection } else { InboundKind::AutoReply };
        return Some(Classification {
            words: trim(&notification.words),
            ..Classification::new(kind).about(notification.recipient)
        });
    }
    let human = old_bounce::human_text(mail);
    let lower = old_bounce::LowerText::new(&human);
    if !old_bounce::is_bounce(mail, &lower) {
        return None;
    }
    let kind = if old_bounce::is_warning(mail, &lower) { InboundKind::Delayed } else { InboundKind::Bounce };
    let mut failed = old_bounce::find_failed_addresses(mail, &human);
    if failed.is_empty() {
        failed.push(old_bounce::FailedAddress { address: String::new(), text: human.to_string() });
    }
    let recipients = failed.into_iter().map(|failed| FailedRecipient {
        reason: Some(bounce_reason(&failed.text, None, || Cow::Borrowed(&*human))),
        status: first_enhanced_code(&failed.text).map(str::to_owned),
        words: trim(&failed.text),
        address: failed.address,
    });
    Some(Classification { recipients: recipients.collect(), ..Classification::new(kind) })
}

fn from_fields(mail: &ParsedMail<'_>, fields: &[RecipientFields]) -> Classification {
    // Most reports say the reason in their fields.
    let human = LazyCell::new(|| old_bounce::human_text(mail));
    let action = fields.iter().filter_map(|fields| fields.action).max().unwrap_or(ReportAction::Failed);
    let kind = match action {
        ReportAction::Failed => InboundKind::Bounce,
        ReportAction::Delayed => InboundKind::Delayed,
        ReportAction::Delivered => InboundKind::Delivered,
    };
    let all: Vec<String> =
        fields.iter().filter_map(|fields| fields.address.as_ref()).map(|address| address.to_lowercase()).collect();
    let mut recipients: Vec<FailedRecipient> = Vec::new();
    for fields in fields.iter().filter(|fields| fields.action.is_none_or(|own| own == action)) {
        let address = fields.address.clone().or_else(|| {
            let found = old_bounce::find_failed_addresses(mail, &human);
            found.into_iter().next().map(|failed| failed.address)
        });
        let address = address.unwrap_or_default();
        if recipients.iter().any(|known| known.address.eq_ignore_ascii_case(&address)) {
            continue;
        }
        let around = || old_bounce::text_about(&human, &address, &all);
        let by_reply = bounce_reason(&fields.diagnostic, fields.status.as_deref(), around);
        // Without the other server's words, the report says it in its own.
        let reason = if fields.diagnostic.is_empty() || by_reply == BounceReason::Undefined {
            bounce_reason(&around(), fields.status.as_deref(), Cow::default)
        } else {
            by_reply
        };
        let words = if fields.diagnostic.is_empty() { trim(&around()) } else { trim(&fields.diagnostic) };
        let reason = (action != ReportAction::Delivered).then_some(reason);
        recipients.push(FailedRecipient { address, reason, status: fields.status.clone(), words });
    }
    Classification { recipients, ..Classification::new(kind) }
}

/// What a token in a report says was returned.
enum ReturnedToken {
    /// A copy of an issue, or a welcome letter.
    Copy(Token),
    /// A confirmation mail.
    Request(RequestId),
}

impl ReturnedToken {
    fn copy(self) -> Option<Token> {
        if let Self::Copy(token) = self { Some(token) } else { None }
    }
}

/// Finds the mail that a report is about: by the address or the envelope id that we gave to it, or by what was returned
/// of it.
fn find_mail(keys: &SigningKeys, mail: &ParsedMail<'_>) -> Option<ReturnedToken> {
    let find_bounce = |places: &[&str]| {
        let request = || places.iter().find_map(|place| keys.find_request_bounce(place)).map(ReturnedToken::Request);
        places.iter().find_map(|place| keys.find_bounce(place)).map(ReturnedToken::Copy).or_else(request)
    };
    let find = |text: &str| find_bounce(&keys.possible_tokens(text));
    let by_address = mail.recipients().find_map(|value| find(&value));
    let by_route = || mail.received_for().find_map(|value| find(&value));
    let by_envelope = || delivery_report::original_envelope_id(mail).and_then(find);
    let by_content = || {
        let mut texts = old_bounce::returned_texts(mail).map(|text| keys.possible_tokens(text));
        texts.find_map(|places| {
            let link = || places.iter().find_map(|place| keys.find(place)).map(ReturnedToken::Copy);
            find_bounce(&places).or_else(link)
        })
    };
    by_address.or_else(by_route).or_else(by_envelope).or_else(by_content)
}

/// Returns the beginning of a server's words on one line, without our tokens: they are kept and shown.
fn trim(words: &str) -> String {
    // Blanks become fewer, and a token shorter.
    let line = single_line(beginning(words.trim_start(), MAX_WORDS * 2));
    beginning(&hide_tokens(&line), MAX_WORDS).to_owned()
}

/// Returns the first characters of a text.
fn beginning(text: &str, count: usize) -> &str {
    if text.as_bytes().get(..count).is_some_and(<[u8]>::is_ascii) {
        return text.get(..count).unwrap_or(text);
    }
    let end = if text.len() > count { text.char_indices().nth(count).map(|(end, _)| end) } else { None };
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}
