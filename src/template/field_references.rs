//! Lists the names that a template reads, with their positions.

use super::template_tags::{TagRole, TemplateTag};
use crate::model::line_and_column;

/// A name that a template reads: a field, or a path such as `issue.place`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldReference {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The name as it is written in the source.
    pub path: String,
}

/// Returns every name that a template reads, in source order.
pub(super) fn references(source: &str, tags: &[TemplateTag]) -> Vec<FieldReference> {
    let mut found = Vec::new();
    let mut blocks: Vec<bool> = Vec::new();
    for tag in tags {
        let inside = blocks.contains(&true);
        if !inside && matches!(tag.role, TagRole::Value | TagRole::Open | TagRole::Else) {
            collect_references(source, tag, &mut found);
        }
        match tag.role {
            TagRole::Open => blocks.push(tag.expression.starts_with("each ") || tag.expression.starts_with("with ")),
            TagRole::Close => drop(blocks.pop()),
            _ => {}
        }
    }
    found
}

fn collect_references(source: &str, tag: &TemplateTag, found: &mut Vec<FieldReference>) {
    let offset = tag.start + source[tag.start..tag.end].find(&tag.expression).unwrap_or_default();
    let words = split_words(&tag.expression);
    let alone = words.len() == 1 && tag.role == TagRole::Value;
    let mut calls = !alone;
    for (at, word) in words {
        let called = std::mem::replace(&mut calls, word == "(");
        let literal = word.starts_with(['"', '\'', '(', ')', '@', '.', '|', '-', '[', '{'])
            || word.starts_with(|c: char| c.is_ascii_digit())
            || matches!(word, "true" | "false" | "null" | "this" | "as" | "else")
            || word.starts_with("this.");
        if literal || word.ends_with('=') || called {
            continue;
        }
        let (line, column) = line_and_column(source, offset + at);
        found.push(FieldReference { line, column, path: word.replace('/', ".") });
    }
}

/// Splits the content of a tag into words, strings and parentheses, with their offsets.
pub(super) fn split_words(inner: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut from = 0;
    while let Some(start) = inner[from..].find(|c: char| !c.is_whitespace()).map(|at| from + at) {
        let rest = &inner[start..];
        let length = match rest.as_bytes()[0] {
            b'(' | b')' => 1,
            quote @ (b'"' | b'\'') => string_length(rest, char::from(quote)),
            _ => rest
                .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '='))
                .map_or(rest.len(), |at| at + usize::from(rest[at..].starts_with('='))),
        };
        words.push((start, &rest[..length]));
        from = start + length;
    }
    words
}

fn string_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use crate::template::TemplateSource;

    #[test]
    fn names_are_found_in_every_position() {
        for (source, expected) in [
            ("Dear {{frist_name}},", vec![(1, 8, "frist_name")]),
            ("\nü {{default  name \"a (b) c\"}}", vec![(2, 14, "name")]),
            (
                "{{#if (or (eq category \"student\") town)}}{{x}}{{else if y}}{{/if}}",
                vec![(1, 15, "category"), (1, 35, "town"), (1, 44, "x"), (1, 57, "y")],
            ),
            ("{{#each issue.dates}}{{this}} {{when}}{{/each}}{{z}}", vec![(1, 9, "issue.dates"), (1, 50, "z")]),
            ("{{@index}}{{this}}{{../up}}{{!-- {{a}} --}}\\{{b}}", vec![]),
            ("{{issue/place}}{{default}}", vec![(1, 3, "issue.place"), (1, 18, "default")]),
            ("{{#if (has tags \"student\" kind)}}{{/if}}", vec![(1, 12, "tags"), (1, 27, "kind")]),
            ("{{greet name}}", vec![(1, 9, "name")]),
        ] {
            let found = TemplateSource::parse(source).unwrap().references();
            let found: Vec<_> = found.iter().map(|name| (name.line, name.column, name.path.as_str())).collect();
            assert_eq!(found, expected, "{source}");
        }
    }
}
