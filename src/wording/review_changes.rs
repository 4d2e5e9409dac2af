//! What changed since the last review of a draft, in words.

use crate::model::{ReviewSnapshot, format_count};

/// Names what changed since a review, each as part of a sentence; empty if nothing did.
#[must_use]
pub fn review_changes(last: &ReviewSnapshot, now: &ReviewSnapshot) -> Vec<String> {
    let mut changed = Vec::new();
    for (before, after, what) in [
        (last.draft, now.draft, "the draft"),
        (last.templates, now.templates, "the templates"),
        (last.settings, now.settings, "the settings"),
    ] {
        changed.extend((before != after).then(|| what.to_owned()));
    }
    if last.recipients != now.recipients {
        let people = |count| format_count(count, "recipient", "recipients");
        changed.push(match now.recipient_count.checked_sub(last.recipient_count) {
            Some(0) => "who gets it, or what is known of them".to_owned(),
            Some(more) => format!("{} more", people(more)),
            None => format!("{} fewer", people(last.recipient_count - now.recipient_count)),
        });
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_named() {
        let last = ReviewSnapshot { recipient_count: 140, ..ReviewSnapshot::default() };
        let of = |now: ReviewSnapshot| review_changes(&last, &now).join(", ");
        assert_eq!(of(last), "");
        assert_eq!(
            of(ReviewSnapshot { draft: [1; 32], recipients: [1; 32], recipient_count: 142, ..last }),
            "the draft, 2 recipients more"
        );
        assert_eq!(
            of(ReviewSnapshot { templates: [1; 32], recipients: [1; 32], recipient_count: 139, ..last }),
            "the templates, 1 recipient fewer"
        );
        assert_eq!(
            of(ReviewSnapshot { settings: [1; 32], recipients: [1; 32], ..last }),
            "the settings, who gets it, or what is known of them"
        );
    }
}
