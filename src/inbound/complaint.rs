//! Complaints: the recipient calls a message spam or opts out by a provider's button.

use super::parsed_mail::{ParsedMail, report_field};
use crate::message::headers;

/// The types of feedback that mean "send me no more" (RFC 5965 §7.3, RFC 6449 §4.1). `not-spam` and reports about
/// authentication do not.
const ACTED_ON: [&str; 4] = ["abuse", "opt-out", "opt-out-list", "fraud"];

/// A complaint, and whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Complaint {
    /// The address of the person, if the provider did not remove it.
    pub(super) recipient: Option<String>,
    /// What the provider calls it.
    pub(super) feedback_type: String,
    /// Whether the person wants no more mail.
    pub(super) is_opt_out: bool,
}

/// Finds a complaint: the feedback report (RFC 5965), Microsoft's form of it, or Apple's way to unsubscribe.
pub(super) fn find_complaint(mail: &ParsedMail<'_>) -> Option<Complaint> {
    let report = mail.parts_of("message/feedback-report").next();
    if let Some(report) = report {
        let field = |wanted| report_field(report, wanted);
        let kind = field("Feedback-Type").unwrap_or("abuse").to_ascii_lowercase();
        let recipient = field("Original-Rcpt-To").or_else(|| field("Original-Recipient")).map(bare_address);
        return Some(Complaint { recipient, is_opt_out: ACTED_ON.contains(&kind.as_str()), feedback_type: kind });
    }
    let from_apple = mail.header(headers::X_APPLE_UNSUBSCRIBE).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if from_apple {
        let recipient = mail.header(headers::FROM).map(|from| bare_address(&from));
        return Some(Complaint { recipient, feedback_type: "opt-out".to_owned(), is_opt_out: true });
    }
    let subject = mail.subject().to_lowercase();
    let returned = mail.parts_of("message/rfc822").next().unwrap_or_default();
    let original = returned.lines().find_map(|line| line.strip_prefix("X-HmXmrOriginalRecipient:"));
    (subject.starts_with("complaint about message from") || original.is_some()).then(|| Complaint {
        recipient: original.map(bare_address),
        feedback_type: "abuse".to_owned(),
        is_opt_out: true,
    })
}

/// Returns the address in `Name <address>` or `rfc822; address`.
pub(super) fn bare_address(value: &str) -> String {
    let value = value.rsplit_once(';').map_or(value, |(_, address)| address);
    let value = value.rsplit_once('<').map_or(value, |(_, address)| address);
    value.trim().trim_matches(['<', '>', '"']).to_owned()
}
