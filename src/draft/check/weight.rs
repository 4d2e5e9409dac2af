//! What a copy weighs.

use super::page::Page;
use crate::model::{Finding, Severity};

/// Attachments as they go are longer by this: base64 and its line ends.
const ENCODED: f64 = 1.37;
const HEAVY: f64 = 5e6;
const TOO_HEAVY: f64 = 10e6;
/// Octets of the HTML part as it goes; Gmail cuts at 102,400.
const LONG: usize = 80_000;
const TOO_LONG: usize = 100_000;

/// Finds attachments that many providers refuse.
pub(super) fn attached(page: &Page<'_>) -> Option<Finding> {
    let octets: usize = page.around.attached.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "a size in megabytes needs no more digits")]
    let sent = octets as f64 * ENCODED;
    let severity = if sent >= TOO_HEAVY { Severity::Block } else { Severity::Warning };
    (sent >= HEAVY).then(|| {
        let sentence = format!("the attachments make each copy {:.1} MB", sent / 1e6);
        page.at_key("attach-big", severity, "attachments", sentence)
            .with_hint("put the files on the web and link to them")
    })
}

/// Finds an HTML part that Gmail cuts off; `octets` are those of the largest as it goes.
#[must_use]
pub fn clipped(octets: usize) -> Option<Finding> {
    let severity = if octets >= TOO_LONG { Severity::Block } else { Severity::Warning };
    let sentence = format!("the HTML part has {} kB, and Gmail cuts it off at 102", octets.div_ceil(1_000));
    (octets >= LONG).then(|| Finding {
        id: "size-clip",
        severity,
        place: None,
        sentence,
        hint: Some("shorten the letter, or put the whole of it on the web".to_owned()),
    })
}
