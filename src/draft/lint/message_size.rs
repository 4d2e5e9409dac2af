//! What a copy weighs.

use super::lint_document::LintDocument;
use crate::model::{Diagnostic, Severity};

/// Attachments as they go are longer by this: base64 and its line ends.
const BASE64_FACTOR: f64 = 1.37;
const WARN_TOTAL_BYTES: f64 = 5e6;
const MAX_TOTAL_BYTES: f64 = 10e6;
/// Octets of the HTML part as it goes; Gmail cuts at 102,400.
const WARN_HTML_BYTES: usize = 80_000;
const MAX_HTML_BYTES: usize = 100_000;

/// Finds attachments that many providers refuse.
pub(super) fn attachments_too_large(page: &LintDocument<'_>) -> Option<Diagnostic> {
    let octets: usize = page.context.attachment_sizes.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "a size in megabytes needs no more digits")]
    let sent = octets as f64 * BASE64_FACTOR;
    let severity = if sent >= MAX_TOTAL_BYTES { Severity::Block } else { Severity::Warning };
    (sent >= WARN_TOTAL_BYTES).then(|| {
        let sentence = format!("the attachments make each copy {:.1} MB", sent / 1e6);
        page.diagnostic_at_key("attach-big", severity, "attachments", sentence)
            .with_help("put the files on the web and link to them")
    })
}

/// Finds an HTML part that Gmail cuts off; `octets` are those of the largest as it goes.
#[must_use]
pub fn clipped_html(octets: usize) -> Option<Diagnostic> {
    let severity = if octets >= MAX_HTML_BYTES { Severity::Block } else { Severity::Warning };
    let sentence = format!("the HTML part has {} kB, and Gmail cuts it off at 102", octets.div_ceil(1_000));
    (octets >= WARN_HTML_BYTES).then(|| Diagnostic {
        id: "size-clip",
        severity,
        location: None,
        message: sentence,
        help: Some("shorten the letter, or put the whole of it on the web".to_owned()),
    })
}
