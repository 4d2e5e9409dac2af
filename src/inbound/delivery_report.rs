//! Delivery reports (RFC 3464): the fields for each recipient, wherever in a message they are.

use std::borrow::Cow;

use super::line_search::lines;
use super::mail_part::{MailPart, REPORT_TYPE};
use super::parsed_mail::{ParsedMail, report_field};
use crate::model::without_deceptive;

/// More recipients than this are not read.
const MAX_RECIPIENTS: usize = 100;

/// What happened to a copy, as `Action` says (RFC 3464 §2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ReportAction {
    /// Delivered, relayed or expanded.
    Delivered,
    /// Still on its way.
    Delayed,
    /// Given up.
    Failed,
}

/// The fields about one recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RecipientFields {
    /// The address that failed: `Final-Recipient`, or else `Original-Recipient`.
    pub(super) address: Option<String>,
    pub(super) action: Option<ReportAction>,
    /// The enhanced status code.
    pub(super) status: Option<String>,
    /// The words of the server that refused.
    pub(super) diagnostic: String,
}

/// Returns the fields of all recipients: from the report part, or else from the text of a report that lost its MIME
/// structure on the way.
pub(super) fn find_recipients(mail: &ParsedMail<'_>) -> Vec<RecipientFields> {
    let in_part: Vec<_> = report_parts(mail).flat_map(read_groups).collect();
    if !in_part.is_empty() {
        return in_part;
    }
    let texts = mail.parts_of("text/plain").filter(|text| contains_field(text));
    texts.flat_map(read_groups).collect()
}

/// Returns the envelope id that was given with the message (RFC 3464 §2.2.1).
pub(super) fn original_envelope_id<'m>(mail: &'m ParsedMail<'_>) -> Option<&'m str> {
    report_parts(mail).find_map(|report| report_field(report, "Original-Envelope-Id"))
}

fn report_parts<'m>(mail: &'m ParsedMail<'_>) -> impl Iterator<Item = &'m str> {
    mail.parts.iter().filter(|part| part.media_type.ends_with(REPORT_TYPE)).map(MailPart::text)
}

fn contains_field(text: &str) -> bool {
    lines(text).any(|line| line.get(..16).is_some_and(|name| name.eq_ignore_ascii_case("final-recipient:")))
}

/// The name of a field in any case, and its value.
type ReportField<'t> = (&'t str, Cow<'t, str>);

/// Reads the groups of fields; an empty line or a field that repeats begins the next one.
fn read_groups(text: &str) -> Vec<RecipientFields> {
    let mut groups = Vec::new();
    let mut fields: Vec<ReportField<'_>> = Vec::with_capacity(8);
    for line in lines(text) {
        if matches!(line.as_bytes().first(), Some(b' ' | b'\t')) && !line.trim().is_empty() {
            if let Some((_, value)) = fields.last_mut() {
                let value = value.to_mut();
                value.push(' ');
                value.push_str(line.trim());
            }
            continue;
        }
        let colon = line.bytes().position(|byte| byte == b':');
        let field = colon.map(|colon| (line[..colon].trim(), line[colon + 1..].trim()));
        let repeats =
            field.as_ref().is_some_and(|(name, _)| fields.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)));
        if line.trim().is_empty() || repeats {
            groups.extend(read_fields(&fields));
            fields.clear();
        }
        if let Some((name, value)) = field
            && !name.bytes().any(|byte| byte == b' ')
        {
            fields.push((name, Cow::Borrowed(value)));
        }
        if groups.len() >= MAX_RECIPIENTS {
            return groups;
        }
    }
    groups.extend(read_fields(&fields));
    groups
}

fn read_fields(fields: &[ReportField<'_>]) -> Option<RecipientFields> {
    let get = |wanted: &str| {
        fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_ref())
    };
    let (last, first) = (get("final-recipient"), get("original-recipient"));
    let action = get("action");
    let status = get("status").and_then(|value| value.split([' ', '(']).find(|word| word.contains('.')));
    if (last.is_none() && first.is_none()) || (action.is_none() && status.is_none()) {
        return None;
    }
    let address = last.and_then(read_address).or_else(|| first.and_then(read_address));
    let diagnostic = get("diagnostic-code").unwrap_or_default();
    let diagnostic =
        diagnostic.split_once(';').filter(|(kind, _)| !kind.contains(' ')).map_or(diagnostic, |(_, text)| text);
    Some(RecipientFields {
        address,
        action: action.and_then(read_action).or_else(|| status.and_then(action_of_status)),
        status: status.map(|status| without_deceptive(status).into_owned()),
        diagnostic: diagnostic.trim().to_owned(),
    })
}

/// Reads `rfc822; ann@example.org`, with or without the type and brackets.
fn read_address(value: &str) -> Option<String> {
    let address = value.rsplit_once(';').map_or(value, |(_, address)| address);
    let address = address.trim().trim_matches(['<', '>', '"', '\'']);
    let (local, domain) = address.rsplit_once('@')?;
    let is_address = !local.is_empty() && !domain.is_empty() && !address.contains(char::is_whitespace);
    is_address.then(|| without_deceptive(address).into_owned())
}

fn read_action(value: &str) -> Option<ReportAction> {
    let word = value.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty())?;
    Some(match word.to_ascii_lowercase().as_str() {
        "failed" | "failure" => ReportAction::Failed,
        "delayed" => ReportAction::Delayed,
        "delivered" | "relayed" | "expanded" | "deliverable" => ReportAction::Delivered,
        _ => return None,
    })
}

/// A report without `Action` is taken by the class of its status (RFC 3463 §2).
fn action_of_status(status: &str) -> Option<ReportAction> {
    match status.as_bytes().first()? {
        b'2' => Some(ReportAction::Delivered),
        b'4' | b'5' => Some(ReportAction::Failed),
        _ => None,
    }
}
