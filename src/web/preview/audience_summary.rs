//! Who gets a letter and who does not, in the words of the desk.

use serde_json::{Value, json};

use crate::model::{SubscriptionState, format_count, format_number};
use crate::segment::{ExcludedSubscriber, ExclusionReason, SegmentStats};
use crate::sending::DryRun;

/// Says it in one line, which is always in view: `138 of 140 will receive this`.
pub(super) fn audience_summary(reach: &SegmentStats) -> String {
    match (reach.recipients, reach.on_list()) {
        (0, 0) => "Nobody is on this list: the reader below is made up".to_owned(),
        (0, all) => format!("None of {} will receive this: the reader below is made up", format_number(all)),
        (1, 1) => "One person will receive this".to_owned(),
        (some, all) if some == all => format!("All {} will receive this", format_number(all)),
        (some, all) => format!("{} of {} will receive this", format_number(some), format_number(all)),
    }
}

/// Lays out who is left out, by the reasons, with some of them by name.
pub(super) fn excluded_groups(reach: &SegmentStats, absent: &[ExcludedSubscriber]) -> Vec<Value> {
    let groups = [
        (reach.excluded_by_where, ExclusionReason::ConditionFalse, "the condition `where` does not fit them"),
        (reach.excluded_by_exclude, ExclusionReason::Excluded, "the condition `exclude` fits them"),
        (
            reach.excluded_notices_only,
            ExclusionReason::SubscriptionState(SubscriptionState::NoticesOnly),
            "they want only the notices that your rules ask for",
        ),
        (
            reach.suppressed,
            ExclusionReason::SubscriptionState(SubscriptionState::Suppressed),
            "their address takes no mail, or must not be mailed",
        ),
        (reach.unsubscribed, ExclusionReason::SubscriptionState(SubscriptionState::Unsubscribed), "they left the list"),
    ];
    let groups = groups.into_iter().filter(|(count, ..)| *count > 0);
    groups.map(|(count, left, why)| excluded_group(count, left, why, absent)).collect()
}

fn excluded_group(count: u64, left: ExclusionReason, why: &str, absent: &[ExcludedSubscriber]) -> Value {
    let some = absent.iter().filter(|absent| absent.reason == left);
    let named: Vec<_> = some.map(|absent| absent.mailbox.to_string()).collect();
    let more = count.saturating_sub(named.len() as u64);
    json!({
        "sentence": super::diagnostic_json::sentence_parts(&format!("{}: {why}", format_count(count, "person", "people"))),
        "names": named,
        "more": (more > 0).then(|| format!("and {} more", format_number(more))),
    })
}

/// Says how many different letters there are, and of how many copies that is known.
pub(super) fn copies_summary(rehearsal: &DryRun) -> Option<String> {
    if rehearsal.rendered < rehearsal.recipients {
        return Some(format!(
            "The first {} copies were made to look for exceptions.",
            format_number(rehearsal.rendered)
        ));
    }
    match (rehearsal.rendered, rehearsal.distinct_messages?) {
        (0 | 1, _) => None,
        (_, 1) => Some("All copies say the same.".to_owned()),
        (made, different) if made == different => Some("No two copies are the same.".to_owned()),
        (made, different) => {
            Some(format!("{} copies, {} different letters.", format_number(made), format_number(different)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audience_counts_become_one_line() {
        let reach = |recipients, by_where, suppressed| SegmentStats {
            recipients,
            excluded_by_where: by_where,
            suppressed,
            unsubscribed: 9,
            ..SegmentStats::default()
        };
        for (reach, said) in [
            (reach(138, 1, 1), "138 of 140 will receive this"),
            (reach(1_140, 0, 0), "All 1,140 will receive this"),
            (reach(1, 0, 0), "One person will receive this"),
            (reach(0, 3, 0), "None of 3 will receive this: the reader below is made up"),
            (reach(0, 0, 0), "Nobody is on this list: the reader below is made up"),
        ] {
            assert_eq!(audience_summary(&reach), said);
        }
    }
}
