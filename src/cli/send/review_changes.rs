//! What changed since the last review of a draft, in words.

use crate::cli::output::format_count;
use crate::model::ReviewSnapshot;

/// Describes what changed since the last review.
pub(super) fn describe_changes(last: Option<&ReviewSnapshot>, now: &ReviewSnapshot, slug: &str) -> String {
    let Some(last) = last else { return format!("never: `circular preview {slug}` shows it") };
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
    match changed.as_slice() {
        [] => "nothing has changed since".to_owned(),
        some => format!("changed since: {}", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_named() {
        let last = ReviewSnapshot { recipient_count: 140, ..ReviewSnapshot::default() };
        let of = |now: ReviewSnapshot| describe_changes(Some(&last), &now, "spring");
        assert_eq!(of(last), "nothing has changed since");
        assert_eq!(
            of(ReviewSnapshot { draft: [1; 32], recipients: [1; 32], recipient_count: 142, ..last }),
            "changed since: the draft, 2 recipients more"
        );
        assert_eq!(
            of(ReviewSnapshot { templates: [1; 32], recipients: [1; 32], recipient_count: 139, ..last }),
            "changed since: the templates, 1 recipient fewer"
        );
        assert_eq!(
            of(ReviewSnapshot { settings: [1; 32], recipients: [1; 32], ..last }),
            "changed since: the settings, who gets it, or what is known of them"
        );
        assert_eq!(describe_changes(None, &last, "spring"), "never: `circular preview spring` shows it");
    }
}
