//! The fields that a letter prints, and whether something stands in for them.

use std::collections::BTreeMap;

use crate::draft::front_matter::place_of;
use crate::draft::read::Draft;
use crate::model::Place;
use crate::render::{Role, position, tags};

/// How a letter prints a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Where, at first.
    pub place: Place,
    /// Whether nothing stands in for it somewhere: it is not behind `default`, not within `{{#if}}` of it.
    pub bare: bool,
}

/// Returns the fields that a letter prints; of one that is printed bare, the first such place.
#[must_use]
pub fn printed(draft: &Draft) -> BTreeMap<String, Printed> {
    let mut found: BTreeMap<String, Printed> = BTreeMap::new();
    let mut add = |field: &str, bare: bool, (line, column)| {
        let printed = Printed { place: Place { file: draft.file.clone(), line, column }, bare };
        match found.get_mut(field) {
            Some(known) if bare && !known.bare => *known = printed,
            Some(_) => {}
            None => drop(found.insert(field.to_owned(), printed)),
        }
    };
    for (key, source) in [("subject", &draft.subject), ("preheader", &draft.preheader)] {
        for (field, bare, _) in fields(source) {
            add(field, bare, place_of(&draft.head, key, field));
        }
    }
    for (field, bare, at) in fields(&draft.body) {
        let (line, column) = position(&draft.body, at);
        add(field, bare, (draft.offset + line, column));
    }
    found
}

/// Lists what is printed: its name, whether bare, and where.
fn fields(source: &str) -> Vec<(&str, bool, usize)> {
    let mut open: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for tag in tags(source).unwrap_or_default() {
        match tag.role {
            Role::Open => open.push(tag.inner),
            Role::Close => drop(open.pop()),
            Role::Value => {
                let mut words = tag.inner.split_whitespace();
                let (first, second) = (words.next().unwrap_or_default(), words.next());
                match second {
                    // Whatever a block around it asks about the field, somebody thought of those who lack it.
                    None => found.push((first, !open.iter().any(|inner| asks(inner, first)), tag.start)),
                    Some(field) if first == "default" => found.push((field, false, tag.start)),
                    Some(_) => {}
                }
            }
            _ => {}
        }
    }
    found
}

fn asks(inner: &str, field: &str) -> bool {
    inner.split(|c: char| c.is_whitespace() || "()".contains(c)).any(|word| word == field)
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn what_is_asked_about_is_not_bare() {
        let source =
            "{{a}} {{default b \"x\"}} {{#if c}}{{c}} {{d}}{{/if}} {{#if (eq e \"x\")}}{{e}}{{else}}{{f}}{{/if}}";
        let found: Vec<_> = fields(source).into_iter().map(|(field, bare, _)| (field, bare)).collect();
        let expected = [("a", true), ("b", false), ("c", false), ("d", true), ("e", false), ("f", true)];
        assert_eq!(found, expected);
        assert!(fields("{{a").is_empty());
    }
}
