//! Disposition notifications (RFC 8098): a recipient's filter rejected a message (RFC 5429 §2.1.2), or a program reports
//! that it was read.

use super::complaint::bare_address;
use super::parsed_mail::{ParsedMail, report_field};
use crate::model::single_line;

/// A notification about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DispositionNotification {
    /// The recipient.
    pub(super) recipient: Option<String>,
    /// Whether a filter rejected the message; else it was only displayed or deleted unread.
    pub(super) is_rejection: bool,
    /// The words for the sender, on one line.
    pub(super) words: String,
}

/// Finds a notification.
pub(super) fn find_disposition(mail: &ParsedMail<'_>) -> Option<DispositionNotification> {
    let report = mail.parts_of("message/disposition-notification").next()?;
    let field = |wanted| report_field(report, wanted);
    let disposition = field("Disposition").unwrap_or_default().to_ascii_lowercase();
    let words = mail.parts_of("text/plain").next().map(single_line).unwrap_or_default().into_owned();
    // Sieve's `reject` says "automatic-action/MDN-sent-automatically; deleted"; a reader who deletes says "manual-action".
    let by_filter = disposition.starts_with("automatic-action") && disposition.contains("deleted");
    Some(DispositionNotification {
        recipient: field("Final-Recipient").map(bare_address),
        is_rejection: by_filter || words.to_lowercase().contains("rejected"),
        words,
    })
}
