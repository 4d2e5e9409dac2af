//! Who of a list gets a letter, and who does not and why, in words.

use serde_json::{Value, json};

use super::output::{format_count, format_number};
use crate::segment::{Condition, Segment, SegmentStats};

/// Says how many get it: `140`, or `138 of 140` when some are left out.
pub(super) fn recipient_count(reach: &SegmentStats) -> String {
    if reach.recipients == reach.eligible() {
        return format_number(reach.recipients);
    }
    format!("{} of {}", format_number(reach.recipients), format_number(reach.eligible()))
}

/// Says how many are left out by which condition; `None` when nobody is.
pub(super) fn excluded_summary(reach: &SegmentStats) -> Option<String> {
    let by = [("where", reach.excluded_by_where), ("exclude", reach.excluded_by_exclude)];
    let by =
        by.iter().filter(|(_, count)| *count > 0).map(|(key, count)| format!("{} by `{key}`", format_number(*count)));
    Some(by.collect::<Vec<_>>().join(", ")).filter(|words| !words.is_empty())
}

/// Says whom a notice reaches that the society's rules ask for, and whom it cannot; `None` for any other letter.
pub(super) fn notice_summary(audience: &Segment, reach: &SegmentStats) -> Option<String> {
    if !audience.statutory {
        return None;
    }
    let words = format!(
        "{} and {}",
        format_count(
            reach.recipients.saturating_sub(reach.notices_only_recipients),
            "who gets newsletters",
            "who get newsletters"
        ),
        format_count(reach.notices_only_recipients, "who gets only notices", "who get only notices")
    );
    let without = [(reach.unsubscribed, "who left"), (reach.suppressed, "who are suppressed")];
    let without: Vec<_> = without
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, who)| format!("{} {who}", format_number(*count)))
        .collect();
    if without.is_empty() {
        return Some(words);
    }
    let verb = if reach.unsubscribed + reach.suppressed == 1 { "gets" } else { "get" };
    let them = format!("{} {verb} nothing: tell them by post if your rules ask for it", without.join(" and "));
    Some(format!("{words}; {them}"))
}

/// Says all of it in lines, for a letter that does not go to everybody who gets the newsletters, or to others, too.
pub(super) fn recipient_lines(audience: &Segment, reach: &SegmentStats) -> Vec<String> {
    let left_out = excluded_summary(reach).map(|by| {
        let people = format_count(reach.eligible(), "reader", "readers");
        format!(
            "It goes to {} of {people} of `{}`; left out: {by}.",
            format_number(reach.recipients),
            audience.list.name
        )
    });
    let notice = notice_summary(audience, reach)
        .map(|words| format!("The notice goes to {}: {words}.", format_number(reach.recipients)));
    left_out.into_iter().chain(notice).collect()
}

/// Lays it out as JSON.
pub(super) fn recipients_json(audience: &Segment, reach: &SegmentStats) -> Value {
    json!({
        "list": audience.list.name.as_str(),
        "where": audience.condition.as_ref().map(Condition::text),
        "exclude": audience.exclusion.as_ref().map(Condition::text),
        "statutory": audience.statutory,
        "recipients": reach.recipients,
        "left_out": { "where": reach.excluded_by_where, "exclude": reach.excluded_by_exclude },
        "only_notices": if audience.statutory { reach.notices_only_recipients } else { reach.excluded_notices_only },
        "unsubscribed": reach.unsubscribed,
        "suppressed": reach.suppressed,
    })
}
