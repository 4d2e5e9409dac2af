//! Describes how many people receive a message, who does not and why, and how many variants there are.

use crate::model::{SubscriptionState, format_count, format_number};
use crate::segment::{ExclusionReason, Segment, SegmentStats};
use crate::sending::DryRun;

/// Describes how many people on the list receive a message, as in `138 of 140 will receive this`.
#[must_use]
pub fn audience_summary(stats: &SegmentStats) -> String {
    match (stats.recipients, stats.on_list()) {
        (0, 0) => "Nobody is on this list: the reader below is made up".to_owned(),
        (0, all) => format!("None of {} will receive this: the reader below is made up", format_number(all)),
        (1, 1) => "One person will receive this".to_owned(),
        (some, all) if some == all => format!("All {} will receive this", format_number(all)),
        (some, all) => format!("{} of {} will receive this", format_number(some), format_number(all)),
    }
}

/// Describes the number of recipients: `140`, or `138 of 140` if conditions exclude some.
#[must_use]
pub fn recipient_count(stats: &SegmentStats) -> String {
    if stats.recipients == stats.eligible() {
        return format_number(stats.recipients);
    }
    format!("{} of {}", format_number(stats.recipients), format_number(stats.eligible()))
}

/// Describes how many people each condition excludes; `None` if nobody is excluded.
#[must_use]
pub fn excluded_summary(stats: &SegmentStats) -> Option<String> {
    let by = [("where", stats.excluded_by_where), ("exclude", stats.excluded_by_exclude)];
    let by =
        by.iter().filter(|(_, count)| *count > 0).map(|(key, count)| format!("{} by `{key}`", format_number(*count)));
    Some(by.collect::<Vec<_>>().join(", ")).filter(|words| !words.is_empty())
}

/// Describes who receives a statutory notice and who cannot; `None` for other messages.
#[must_use]
pub fn notice_summary(segment: &Segment, stats: &SegmentStats) -> Option<String> {
    if !segment.statutory {
        return None;
    }
    let words = format!(
        "{} and {}",
        format_count(
            stats.recipients.saturating_sub(stats.notices_only_recipients),
            "who gets newsletters",
            "who get newsletters"
        ),
        format_count(stats.notices_only_recipients, "who gets only notices", "who get only notices")
    );
    let without = [(stats.unsubscribed, "who unsubscribed"), (stats.suppressed, "who are suppressed")];
    let without: Vec<_> = without
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, who)| format!("{} {who}", format_number(*count)))
        .collect();
    if without.is_empty() {
        return Some(words);
    }
    let verb = if stats.unsubscribed + stats.suppressed == 1 { "gets" } else { "get" };
    let them = format!("{} {verb} nothing: tell them by post if your rules ask for it", without.join(" and "));
    Some(format!("{words}; {them}"))
}

/// Returns these counts as lines of text; empty if everyone who gets the list's newsletters is a recipient.
#[must_use]
pub fn recipient_lines(segment: &Segment, stats: &SegmentStats) -> Vec<String> {
    let left_out = excluded_summary(stats).map(|by| {
        let people = format_count(stats.eligible(), "reader", "readers");
        format!(
            "It goes to {} of {people} of `{}`; left out: {by}.",
            format_number(stats.recipients),
            segment.list.name
        )
    });
    let notice = notice_summary(segment, stats)
        .map(|words| format!("The notice goes to {}: {words}.", format_number(stats.recipients)));
    left_out.into_iter().chain(notice).collect()
}

/// Returns the reasons why people do not receive a message, each with its count.
pub fn exclusion_counts(stats: &SegmentStats) -> impl Iterator<Item = (u64, ExclusionReason)> + use<> {
    let by_state = ExclusionReason::SubscriptionState;
    let counts = [
        (stats.excluded_by_where, ExclusionReason::ConditionFalse),
        (stats.excluded_by_exclude, ExclusionReason::Excluded),
        (stats.excluded_notices_only, by_state(SubscriptionState::NoticesOnly)),
        (stats.suppressed, by_state(SubscriptionState::Suppressed)),
        (stats.unsubscribed, by_state(SubscriptionState::Unsubscribed)),
    ];
    counts.into_iter().filter(|(count, _)| *count > 0)
}

/// Describes how many people do not receive a message for a reason, as in `3 people: they unsubscribed`.
#[must_use]
pub fn exclusion_summary(count: u64, reason: ExclusionReason) -> String {
    let reason = match reason {
        ExclusionReason::ConditionFalse => "the condition `where` does not match them",
        ExclusionReason::Excluded => "the condition `exclude` matches them",
        ExclusionReason::SubscriptionState(state) => match state {
            SubscriptionState::NoticesOnly => "they want only the notices that your rules require",
            SubscriptionState::Suppressed => "their address is suppressed",
            SubscriptionState::Unsubscribed => "they unsubscribed",
            SubscriptionState::Confirmed => "they are on the list",
        },
    };
    format!("{}: {reason}", format_count(count, "person", "people"))
}

/// Describes how many people do not receive a letter for a reason, in a few words: `4 left`.
#[must_use]
pub fn short_exclusion(count: u64, reason: ExclusionReason) -> String {
    let (one, many) = match reason {
        ExclusionReason::ConditionFalse => ("is not chosen by its condition", "are not chosen by its condition"),
        ExclusionReason::Excluded => ("is left out by its condition", "are left out by its condition"),
        ExclusionReason::SubscriptionState(state) => match state {
            SubscriptionState::NoticesOnly => ("wants notices only", "want notices only"),
            SubscriptionState::Suppressed => ("address takes no mail", "addresses take no mail"),
            SubscriptionState::Unsubscribed => ("left", "left"),
            SubscriptionState::Confirmed => ("is on the list", "are on the list"),
        },
    };
    format_count(count, one, many)
}

/// Returns `and 5 more` if only `named` of `count` are named.
#[must_use]
pub fn and_more(count: u64, named: usize) -> Option<String> {
    let more = count.saturating_sub(named as u64);
    (more > 0).then(|| format!("and {} more", format_number(more)))
}

/// Describes how many different messages there are, or how many were checked; `None` for a single message.
#[must_use]
pub fn copies_summary(dry_run: &DryRun) -> Option<String> {
    if dry_run.rendered < dry_run.recipients {
        return Some(format!("Only the first {} copies were checked.", format_number(dry_run.rendered)));
    }
    match (dry_run.rendered, dry_run.distinct_messages?) {
        (0 | 1, _) => None,
        (_, 1) => Some("All copies are the same.".to_owned()),
        (copies, different) if copies == different => Some("No two copies are the same.".to_owned()),
        (copies, different) => {
            Some(format!("{} copies, {} different letters.", format_number(copies), format_number(different)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audience_counts_become_one_line() {
        let stats = |recipients, by_where, suppressed| SegmentStats {
            recipients,
            excluded_by_where: by_where,
            suppressed,
            unsubscribed: 9,
            ..SegmentStats::default()
        };
        for (stats, summary) in [
            (stats(138, 1, 1), "138 of 140 will receive this"),
            (stats(1_140, 0, 0), "All 1,140 will receive this"),
            (stats(1, 0, 0), "One person will receive this"),
            (stats(0, 3, 0), "None of 3 will receive this: the reader below is made up"),
            (stats(0, 0, 0), "Nobody is on this list: the reader below is made up"),
        ] {
            assert_eq!(audience_summary(&stats), summary);
        }
    }
}
