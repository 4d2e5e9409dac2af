//! The fields that a letter prints, and whether something stands in for them.

use std::collections::BTreeMap;

use crate::draft::Draft;
use crate::model::SourceLocation;
use crate::template::{TagRole, TemplateSource};

/// How a letter prints a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldUsage {
    /// Where, at first.
    pub location: SourceLocation,
    /// Whether nothing stands in for it somewhere: it is not behind `default`, not within `{{#if}}` of it.
    pub without_default: bool,
}

/// Returns the fields that a letter prints; of one that is printed bare, the first such place.
#[must_use]
pub fn field_usage(draft: &Draft) -> BTreeMap<String, FieldUsage> {
    let mut found: BTreeMap<String, FieldUsage> = BTreeMap::new();
    let mut add = |field: &str, bare: bool, (line, column)| {
        let printed =
            FieldUsage { location: SourceLocation { file: draft.file.clone(), line, column }, without_default: bare };
        match found.get_mut(field) {
            Some(known) if bare && !known.without_default => *known = printed,
            Some(_) => {}
            None => drop(found.insert(field.to_owned(), printed)),
        }
    };
    let document = &draft.document;
    for (key, source) in [("subject", &document.subject), ("preheader", &document.preheader)] {
        for (field, bare, _) in source.iter().flat_map(used_fields) {
            add(field, bare, draft.value_position(key, field));
        }
    }
    if let Ok(body) = &document.body {
        for (field, bare, at) in used_fields(&body.source) {
            let (line, column) = body.line_and_column(at);
            add(field, bare, (draft.body_line_offset + line, column));
        }
    }
    found
}

/// Lists what is printed: its name, whether bare, and where.
fn used_fields(source: &TemplateSource) -> Vec<(&str, bool, usize)> {
    let mut open: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for tag in source.tags() {
        match tag.role {
            TagRole::Open => open.push(&tag.expression),
            TagRole::Close => drop(open.pop()),
            TagRole::Value => {
                let mut words = tag.expression.split_whitespace();
                let (first, second) = (words.next().unwrap_or_default(), words.next());
                match second {
                    // Whatever a block around it asks about the field, somebody thought of those who lack it.
                    None => found.push((first, !open.iter().any(|inner| mentions_field(inner, first)), tag.start)),
                    Some(field) if first == "default" => found.push((field, false, tag.start)),
                    Some(_) => {}
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns the words that a letter prints instead of a field, as its tag `default` says first.
#[must_use]
pub fn default_words(draft: &Draft, field: &str) -> Option<String> {
    let document = &draft.document;
    let body = document.body.as_ref().ok().map(|body| &body.source);
    let sources = body.into_iter().chain(&document.subject).chain(&document.preheader);
    sources.flat_map(TemplateSource::tags).find_map(|tag| {
        let rest = tag.expression.trim().strip_prefix("default")?.trim_start().strip_prefix(field)?;
        let words = rest.strip_prefix(char::is_whitespace)?.trim();
        let quote = words.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
        Some(words.get(1..)?.split(quote).next()?.to_owned())
    })
}

fn mentions_field(inner: &str, field: &str) -> bool {
    inner.split(|c: char| c.is_whitespace() || "()".contains(c)).any(|word| word == field)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::used_fields;
    use crate::template::TemplateSource;

    #[test]
    fn what_is_asked_about_is_not_bare() {
        let source =
            "{{a}} {{default b \"x\"}} {{#if c}}{{c}} {{d}}{{/if}} {{#if (eq e \"x\")}}{{e}}{{else}}{{f}}{{/if}}";
        let source = TemplateSource::parse(source).unwrap();
        let found: Vec<_> = used_fields(&source).into_iter().map(|(field, bare, _)| (field, bare)).collect();
        let expected = [("a", true), ("b", false), ("c", false), ("d", true), ("e", false), ("f", true)];
        assert_eq!(found, expected);
    }
}
