//! Tells what a template does with a field that is empty: leaves a gap, or says something else.

use std::collections::BTreeSet;

use super::Error;
use super::names::words;
use super::tags::{Role, tags};

/// How a template prints fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Fields that are printed as they are: where one is empty, there is a gap.
    pub bare: BTreeSet<String>,
    /// Fields in whose place other words are printed where they are empty.
    pub fallback: BTreeSet<String>,
}

/// Reads how a template prints fields.
///
/// # Errors
/// The source cannot be read.
pub fn uses(source: &str) -> Result<Uses, Error> {
    let mut uses = Uses::default();
    let mut blocks: Vec<Option<&str>> = Vec::new();
    for tag in tags(source)? {
        let words: Vec<&str> = words(tag.inner).into_iter().map(|(_, word)| word).collect();
        match (tag.role, words.as_slice()) {
            (Role::Value, [field]) if !blocks.contains(&Some(*field)) => drop(uses.bare.insert((*field).to_owned())),
            (Role::Value, ["default", field, _, ..]) => drop(uses.fallback.insert((*field).to_owned())),
            (Role::Open, ["if", field]) => blocks.push(Some(field)),
            (Role::Open, _) => blocks.push(None),
            (Role::Else, condition) => {
                let Some(guard) = blocks.last_mut() else { continue };
                let next = if let ["if", field] = condition { Some(*field) } else { None };
                if let Some(field) = std::mem::replace(guard, next) {
                    uses.fallback.insert(field.to_owned());
                }
            }
            (Role::Close, _) => drop(blocks.pop()),
            _ => {}
        }
    }
    Ok(uses)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_told_from_other_words() {
        for (source, bare, fallback) in [
            ("Dear {{first_name}},", vec!["first_name"], vec![]),
            ("Dear {{default first_name \"friend\"}},", vec![], vec!["first_name"]),
            ("{{#if a}}Dear {{a}}{{else}}Dear friend{{/if}}", vec![], vec!["a"]),
            ("{{#if a}}in {{a}}{{/if}}{{#if (eq b \"x\")}}{{c}}{{/if}}", vec!["c"], vec![]),
            ("{{#if a}}{{#if b}}{{a}}{{/if}}{{else}}{{a}}{{/if}}", vec!["a"], vec!["a"]),
            ("{{#unless a}}no {{a}}{{/unless}}", vec!["a"], vec![]),
            ("{{#if a}}{{a}}{{else if b}}{{b}}{{else}}none{{/if}}", vec![], vec!["a", "b"]),
        ] {
            let uses = uses(source).unwrap();
            assert_eq!(uses.bare.iter().collect::<Vec<_>>(), bare, "{source}");
            assert_eq!(uses.fallback.iter().collect::<Vec<_>>(), fallback, "{source}");
        }
    }
}
