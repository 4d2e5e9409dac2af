//! What changed since somebody last looked at a draft.

use crate::cli::output::counted;
use crate::model::Look;

/// Says in words what is no longer as it was seen.
pub(super) fn words(last: Option<&Look>, now: &Look, slug: &str) -> String {
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
        let people = |count| counted(count, "recipient", "recipients");
        changed.push(match now.people.checked_sub(last.people) {
            Some(0) => "who gets it, or what is known of them".to_owned(),
            Some(more) => format!("{} more", people(more)),
            None => format!("{} fewer", people(last.people - now.people)),
        });
    }
    match changed.as_slice() {
        [] => "nothing has changed since".to_owned(),
        some => format!("since then changed: {}", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_named() {
        let last = Look { people: 140, ..Look::default() };
        let of = |now: Look| words(Some(&last), &now, "spring");
        assert_eq!(of(last), "nothing has changed since");
        assert_eq!(
            of(Look { draft: [1; 32], recipients: [1; 32], people: 142, ..last }),
            "since then changed: the draft, 2 recipients more"
        );
        assert_eq!(
            of(Look { templates: [1; 32], recipients: [1; 32], people: 139, ..last }),
            "since then changed: the templates, 1 recipient fewer"
        );
        assert_eq!(
            of(Look { settings: [1; 32], recipients: [1; 32], ..last }),
            "since then changed: the settings, who gets it, or what is known of them"
        );
        assert_eq!(words(None, &last, "spring"), "never: `circular preview spring` shows it");
    }
}
