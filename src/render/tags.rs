//! Finds the `{{…}}` of a source, with their places: what Handlebars' own errors do not tell a person.

use super::Error;

/// How deep blocks may nest: the parser needs quadratic time, and thousands of levels end the process.
const DEEPEST: usize = 32;

/// How long one tag may be, in bytes: its parser recurses, too.
const LONGEST: usize = 500;

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Prints something: `{{first_name}}`.
    Value,
    /// Opens a block: `{{#if …}}`.
    Open,
    /// Divides a block: `{{else}}`.
    Else,
    /// Closes a block: `{{/if}}`.
    Close,
    /// Says nothing: `{{!-- … --}}`.
    Comment,
    /// Prints braces: `\{{…}}`.
    Escaped,
}

/// One `{{…}}` of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'s> {
    /// Where it begins in the source, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What stands between the braces, without `#`, `/`, `~`.
    pub inner: &'s str,
    /// What it does.
    pub role: Role,
}

impl Tag<'_> {
    /// Tells whether it stands alone between lines without leaving anything behind.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        !matches!(self.role, Role::Value | Role::Escaped)
    }

    /// Tells whether the engine can read it, too.
    pub(super) fn reads(&self) -> bool {
        let alone = match self.role {
            Role::Value => format!("{{{{{}}}}}", self.inner),
            Role::Open => format!("{{{{#{}}}}}{{{{/{}}}}}", self.inner, word(self.inner)),
            Role::Else => format!("{{{{#if x}}}}{{{{else {}}}}}{{{{/if}}}}", self.inner),
            Role::Close | Role::Comment | Role::Escaped => return true,
        };
        handlebars::Template::compile(&alone).is_ok()
    }

    /// Tells by how much it changes the depth of blocks.
    #[must_use]
    pub fn depth(&self) -> isize {
        match self.role {
            Role::Open => 1,
            Role::Close => -1,
            _ => 0,
        }
    }
}

/// Finds the tags of a source and holds its blocks against each other.
///
/// # Errors
/// A brace or a block is not closed, or a tag is of a kind that letters do not use.
pub fn tags(source: &str) -> Result<Vec<Tag<'_>>, Error> {
    let mut found = Vec::new();
    let mut open: Vec<Tag<'_>> = Vec::new();
    let mut from = 0;
    while let Some(start) = source[from..].find("{{").map(|at| from + at) {
        let tag = read(source, start)?;
        match tag.role {
            Role::Open if open.len() == DEEPEST => {
                return Err(fault(source, start, format!("blocks nest deeper than {DEEPEST}")));
            }
            Role::Open => open.push(tag),
            Role::Else if open.is_empty() => {
                return Err(fault(source, start, "`{{else}}` stands outside of a block".to_owned()));
            }
            Role::Close => match open.pop() {
                Some(opened) if word(opened.inner) == tag.inner => {}
                Some(opened) => {
                    let (line, _) = position(source, opened.start);
                    let name = word(opened.inner);
                    let sentence = format!("`{{{{#{name}}}}}` of line {line} is closed by `{{{{/{}}}}}`", tag.inner);
                    return Err(fault(source, start, sentence));
                }
                None => {
                    return Err(fault(
                        source,
                        start,
                        format!("`{{{{/{}}}}}` closes a block that is not open", tag.inner),
                    ));
                }
            },
            _ => {}
        }
        found.push(tag);
        from = tag.end;
    }
    match open.last() {
        Some(opened) => {
            let name = word(opened.inner);
            Err(fault(source, opened.start, format!("`{{{{#{name}}}}}` is never closed by `{{{{/{name}}}}}`")))
        }
        None => Ok(found),
    }
}

fn read(source: &str, start: usize) -> Result<Tag<'_>, Error> {
    let rest = &source[start..];
    let backslashes = source[..start].bytes().rev().take_while(|byte| *byte == b'\\').count();
    if rest.starts_with("{{!--") {
        let end = rest.find("--}}").ok_or_else(|| unclosed(source, start))?;
        return Ok(Tag { start, end: start + end + 4, inner: "", role: Role::Comment });
    }
    let close = rest.find("}}").ok_or_else(|| unclosed(source, start))?;
    let inner = &rest[2..close];
    if backslashes == 1 {
        return Ok(Tag { start: start - 1, end: start + close + 2, inner, role: Role::Escaped });
    }
    if inner.contains("{{") || (inner.contains('\n') && !inner.starts_with('!')) {
        return Err(unclosed(source, start));
    }
    if close > LONGEST {
        return Err(fault(source, start, format!("a `{{{{` is longer than {LONGEST} characters")));
    }
    let trimmed = inner.trim_start_matches('~').trim_end_matches('~').trim();
    let (role, inner) = match trimmed.as_bytes().first() {
        None => return Err(fault(source, start, "`{{}}` names no field".to_owned())),
        Some(b'!') => (Role::Comment, ""),
        Some(b'{' | b'&') => {
            let sentence = "`{{{…}}}` and `{{&…}}` would print a field without making it safe: write `{{…}}`";
            return Err(fault(source, start, sentence.to_owned()));
        }
        Some(b'>' | b'*') => {
            return Err(fault(
                source,
                start,
                format!("`{{{{{trimmed}}}}}` is not for letters: write out what it says"),
            ));
        }
        Some(b'#') if trimmed[1..].trim_start().starts_with(['>', '*']) => {
            return Err(fault(
                source,
                start,
                format!("`{{{{{trimmed}}}}}` is not for letters: write out what it says"),
            ));
        }
        Some(b'#') => (Role::Open, trimmed[1..].trim()),
        Some(b'/') => (Role::Close, trimmed[1..].trim()),
        Some(b'^') => (Role::Else, trimmed[1..].trim()),
        Some(_) if word(trimmed) == "else" => (Role::Else, trimmed["else".len()..].trim()),
        Some(_) => (Role::Value, trimmed),
    };
    Ok(Tag { start, end: start + close + 2, inner, role })
}

/// Returns line and column of a place in a source, from 1, in characters.
#[must_use]
pub fn position(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

/// Makes an error of a place in a source.
pub(super) fn fault(source: &str, at: usize, sentence: String) -> Error {
    let (line, column) = position(source, at);
    Error::Source { template: String::new(), line, column, sentence }
}

fn unclosed(source: &str, at: usize) -> Error {
    fault(source, at, "`{{` is never closed by `}}`".to_owned())
}

fn word(inner: &str) -> &str {
    inner.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_in_their_roles() {
        let source =
            r#"Dear {{ name }},{{~#if (eq a "b")~}}x{{else if c}}y{{else}}z{{/if}}{{!-- {{no}} --}}\{{raw}}\\{{a}}"#;
        let found: Vec<_> = tags(source).unwrap().iter().map(|tag| (tag.role, tag.inner)).collect();
        assert_eq!(
            found,
            [
                (Role::Value, "name"),
                (Role::Open, r#"if (eq a "b")"#),
                (Role::Else, "if c"),
                (Role::Else, ""),
                (Role::Close, "if"),
                (Role::Comment, ""),
                (Role::Escaped, "raw"),
                (Role::Value, "a"),
            ]
        );
    }

    #[test]
    fn mistakes_are_said_in_words_at_their_place() {
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
            let Error::Source { line, column, sentence, .. } = tags(source).unwrap_err() else { panic!("{source}") };
            assert_eq!(((line, column), sentence.as_str()), (place, words), "{source}");
        }
        assert!(tags(&"{{#if a}}".repeat(20_000)).is_err());
    }
}
