//! The fields that a letter prints with nothing to stand in for them.

use std::collections::BTreeMap;

use crate::draft::front_matter::place_of;
use crate::draft::read::Draft;
use crate::model::Place;
use crate::render::{Role, position, tags};

/// Returns the fields that are printed bare, each with its first place: not behind `default`, not within `{{#if}}` of it.
#[must_use]
pub fn printed(draft: &Draft) -> BTreeMap<String, Place> {
    let mut found = BTreeMap::new();
    let mut add = |field: &str, line, column| {
        found.entry(field.to_owned()).or_insert_with(|| Place { file: draft.file.clone(), line, column });
    };
    for (key, source) in [("subject", &draft.subject), ("preheader", &draft.preheader)] {
        for (field, _) in bare(source) {
            let (line, column) = place_of(&draft.head, key, field);
            add(field, line, column);
        }
    }
    for (field, at) in bare(&draft.body) {
        let (line, column) = position(&draft.body, at);
        add(field, draft.offset + line, column);
    }
    found
}

fn bare(source: &str) -> Vec<(&str, usize)> {
    let mut open: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for tag in tags(source).unwrap_or_default() {
        match tag.role {
            Role::Open => open.push(tag.inner),
            Role::Close => drop(open.pop()),
            Role::Value if !tag.inner.contains(char::is_whitespace) => {
                // Whatever a block around it asks about the field, somebody thought of those who lack it.
                let asks = |inner: &&str| {
                    inner.split(|c: char| c.is_whitespace() || "()".contains(c)).any(|word| word == tag.inner)
                };
                if !open.iter().any(asks) {
                    found.push((tag.inner, tag.start));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn what_is_asked_about_is_not_bare() {
        let source =
            "{{a}} {{default b \"x\"}} {{#if c}}{{c}} {{d}}{{/if}} {{#if (eq e \"x\")}}{{e}}{{else}}{{f}}{{/if}}";
        let fields: Vec<_> = bare(source).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["a", "d", "f"]);
        assert!(bare("{{a").is_empty());
    }
}
