//! Finds the `{{…}}` tags of a source with their positions, for clearer errors than those of Handlebars.

use super::Error;
use crate::model::line_and_column;

/// The maximum block depth: the parser needs quadratic time, and thousands of levels overflow the stack.
const MAX_BLOCK_DEPTH: usize = 32;

/// The maximum length of one tag, in bytes: the parser recurses within a tag, too.
const MAX_TAG_BYTES: usize = 500;

/// The role of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagRole {
    /// Prints a value: `{{first_name}}`.
    Value,
    /// Opens a block: `{{#if …}}`.
    Open,
    /// Divides a block: `{{else}}`.
    Else,
    /// Closes a block: `{{/if}}`.
    Close,
    /// A comment: `{{!-- … --}}`.
    Comment,
    /// Prints literal braces: `\{{…}}`.
    Escaped,
}

/// One `{{…}}` of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateTag {
    /// The offset of its start, in bytes.
    pub start: usize,
    /// The offset of its end, in bytes.
    pub end: usize,
    /// The content between the braces, without `#`, `/`, `~`.
    pub expression: String,
    /// The role of the tag.
    pub role: TagRole,
}

impl TemplateTag {
    /// Returns whether the tag prints nothing, so that it disappears with its line when it is alone on one.
    #[must_use]
    pub fn is_standalone(&self) -> bool {
        !matches!(self.role, TagRole::Value | TagRole::Escaped)
    }

    /// Returns whether the engine can parse it, too.
    pub(super) fn is_parsable(&self) -> bool {
        let alone = match self.role {
            TagRole::Value => format!("{{{{{}}}}}", self.expression),
            TagRole::Open => format!("{{{{#{}}}}}{{{{/{}}}}}", self.expression, first_word(&self.expression)),
            TagRole::Else => format!("{{{{#if x}}}}{{{{else {}}}}}{{{{/if}}}}", self.expression),
            TagRole::Close | TagRole::Comment | TagRole::Escaped => return true,
        };
        handlebars::Template::compile(&alone).is_ok()
    }

    /// Returns by how much it changes the block depth.
    #[must_use]
    pub fn depth_change(&self) -> isize {
        match self.role {
            TagRole::Open => 1,
            TagRole::Close => -1,
            _ => 0,
        }
    }
}

/// Parses the tags of a source and checks that its blocks are closed.
///
/// # Errors
/// Returns an error if a brace or a block is not closed, or a tag is of a kind that messages do not use.
pub(super) fn parse_tags(source: &str) -> Result<Vec<TemplateTag>, Error> {
    let mut found = Vec::new();
    let mut open: Vec<TemplateTag> = Vec::new();
    let mut from = 0;
    while let Some(start) = source[from..].find("{{").map(|at| from + at) {
        let tag = parse_tag(source, start)?;
        match tag.role {
            TagRole::Open if open.len() == MAX_BLOCK_DEPTH => {
                return Err(error_at(source, start, format!("blocks nest deeper than {MAX_BLOCK_DEPTH}")));
            }
            TagRole::Open => open.push(tag.clone()),
            TagRole::Else if open.is_empty() => {
                return Err(error_at(source, start, "`{{else}}` stands outside of a block".to_owned()));
            }
            TagRole::Close => match open.pop() {
                Some(opened) if first_word(&opened.expression) == tag.expression => {}
                Some(opened) => {
                    let (line, _) = line_and_column(source, opened.start);
                    let name = first_word(&opened.expression);
                    let sentence =
                        format!("`{{{{#{name}}}}}` of line {line} is closed by `{{{{/{}}}}}`", tag.expression);
                    return Err(error_at(source, start, sentence));
                }
                None => {
                    return Err(error_at(
                        source,
                        start,
                        format!("`{{{{/{}}}}}` closes a block that is not open", tag.expression),
                    ));
                }
            },
            _ => {}
        }
        from = tag.end;
        found.push(tag);
    }
    match open.last() {
        Some(opened) => {
            let name = first_word(&opened.expression);
            Err(error_at(source, opened.start, format!("`{{{{#{name}}}}}` is never closed by `{{{{/{name}}}}}`")))
        }
        None => Ok(found),
    }
}

fn parse_tag(source: &str, start: usize) -> Result<TemplateTag, Error> {
    let rest = &source[start..];
    let backslashes = source[..start].bytes().rev().take_while(|byte| *byte == b'\\').count();
    if rest.starts_with("{{!--") {
        let end = rest.find("--}}").ok_or_else(|| unclosed_error(source, start))?;
        return Ok(TemplateTag { start, end: start + end + 4, expression: String::new(), role: TagRole::Comment });
    }
    let close = rest.find("}}").ok_or_else(|| unclosed_error(source, start))?;
    let inner = &rest[2..close];
    if backslashes == 1 {
        return Ok(TemplateTag {
            start: start - 1,
            end: start + close + 2,
            expression: inner.to_owned(),
            role: TagRole::Escaped,
        });
    }
    if inner.contains("{{") || (inner.contains('\n') && !inner.starts_with('!')) {
        return Err(unclosed_error(source, start));
    }
    if close > MAX_TAG_BYTES {
        return Err(error_at(source, start, format!("a `{{{{` is longer than {MAX_TAG_BYTES} characters")));
    }
    let trimmed = inner.trim_start_matches('~').trim_end_matches('~').trim();
    let (role, inner) = match trimmed.as_bytes().first() {
        None => return Err(error_at(source, start, "`{{}}` names no field".to_owned())),
        Some(b'!') => (TagRole::Comment, ""),
        Some(b'{' | b'&') => {
            let sentence = "`{{{…}}}` and `{{&…}}` would print a field without making it safe: write `{{…}}`";
            return Err(error_at(source, start, sentence.to_owned()));
        }
        Some(b'>' | b'*') => {
            return Err(error_at(
                source,
                start,
                format!("`{{{{{trimmed}}}}}` is not for letters: write out what it says"),
            ));
        }
        Some(b'#') if trimmed[1..].trim_start().starts_with(['>', '*']) => {
            return Err(error_at(
                source,
                start,
                format!("`{{{{{trimmed}}}}}` is not for letters: write out what it says"),
            ));
        }
        Some(b'#') => (TagRole::Open, trimmed[1..].trim()),
        Some(b'/') => (TagRole::Close, trimmed[1..].trim()),
        Some(b'^') => (TagRole::Else, trimmed[1..].trim()),
        Some(_) if first_word(trimmed) == "else" => (TagRole::Else, trimmed["else".len()..].trim()),
        Some(_) => (TagRole::Value, trimmed),
    };
    Ok(TemplateTag { start, end: start + close + 2, expression: inner.to_owned(), role })
}

/// Creates an error at a position in a source.
pub(super) fn error_at(source: &str, at: usize, sentence: String) -> Error {
    let (line, column) = line_and_column(source, at);
    Error::Source { template: String::new(), line, column, message: sentence }
}

fn unclosed_error(source: &str, at: usize) -> Error {
    error_at(source, at, "`{{` is never closed by `}}`".to_owned())
}

fn first_word(inner: &str) -> &str {
    inner.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn tags_are_parsed_with_their_roles() {
        let source =
            r#"Dear {{ name }},{{~#if (eq a "b")~}}x{{else if c}}y{{else}}z{{/if}}{{!-- {{no}} --}}\{{raw}}\\{{a}}"#;
        let found: Vec<_> = parse_tags(source).unwrap().iter().map(|tag| (tag.role, tag.expression.clone())).collect();
        assert_eq!(
            found.iter().map(|(role, expression)| (*role, expression.as_str())).collect::<Vec<_>>(),
            [
                (TagRole::Value, "name"),
                (TagRole::Open, r#"if (eq a "b")"#),
                (TagRole::Else, "if c"),
                (TagRole::Else, ""),
                (TagRole::Close, "if"),
                (TagRole::Comment, ""),
                (TagRole::Escaped, "raw"),
                (TagRole::Value, "a"),
            ]
        );
    }

    #[test]
    fn mistakes_are_reported_with_their_position() {
        for (source, place, words) in [
            ("a\n  {{#if x}}\nb", (2, 3), "`{{#if}}` is never closed by `{{/if}}`"),
            ("é {{#if x}}{{/each}}", (1, 12), "`{{#if}}` of line 1 is closed by `{{/each}}`"),
            ("{{/if}}", (1, 1), "`{{/if}}` closes a block that is not open"),
            ("{{else}}", (1, 1), "`{{else}}` stands outside of a block"),
            ("{{name\n}}", (1, 1), "`{{` is never closed by `}}`"),
            ("{{name", (1, 1), "`{{` is never closed by `}}`"),
            ("{{}}", (1, 1), "`{{}}` names no field"),
            (
                "x {{{name}}}",
                (1, 3),
                "`{{{…}}}` and `{{&…}}` would print a field without making it safe: write `{{…}}`",
            ),
            ("{{> other}}", (1, 1), "`{{> other}}` is not for letters: write out what it says"),
        ] {
            let Error::Source { line, column, message: sentence, .. } = parse_tags(source).unwrap_err() else {
                panic!("{source}")
            };
            assert_eq!(((line, column), sentence.as_str()), (place, words), "{source}");
        }
        assert!(parse_tags(&"{{#if a}}".repeat(20_000)).is_err());
    }
}
