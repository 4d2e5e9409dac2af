//! Backslashes before signs that Markdown and templates would take for their own.

/// Escapes the words of a text that begins a paragraph or is part of one; fields such as `{{first_name}}` stay.
#[must_use]
pub fn escape_markdown(text: &str) -> String {
    escape_words(text, None)
}

/// Escapes the words of a text; `before` is the character before them.
pub(super) fn escape_words(text: &str, before: Option<char>) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut previous = before;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(tag) = simple_tag(rest) {
            if !is_field(tag) {
                out.push('\\');
            }
            out.push_str(tag);
            rest = &rest[tag.len()..];
            previous = Some('}');
            continue;
        }
        let behind = &rest[c.len_utf8()..];
        let next = behind.chars().next();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_escaped = match c {
            '\\' | '`' | '*' | '[' | ']' | '~' => true,
            '_' => !(is_word(previous) && is_word(next)),
            '<' => next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
            '&' => is_entity(behind),
            _ => false,
        };
        if is_escaped {
            out.push('\\');
        }
        out.push(c);
        // What does not end cannot be written as braces alone.
        if c == '{' && next == Some('{') {
            out.push(' ');
        }
        rest = behind;
        previous = Some(c);
    }
    out
}

/// Returns what stands between two pairs of braces, with them: a field, or words that are to be printed.
fn simple_tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("{{")?;
    let end = inner.find("}}")?;
    let has_braces = inner.get(..end)?.contains(['{', '}', '\n']) || inner.get(end + 2..)?.starts_with('}');
    (end > 0 && !has_braces).then(|| &text[..end + 4])
}

/// Returns whether a tag prints a field, as somebody typed it who knows drafts: `{{first_name}}`.
fn is_field(tag: &str) -> bool {
    let name = tag.trim_start_matches("{{").trim_end_matches("}}").trim();
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.'))
}

fn is_entity(behind: &str) -> bool {
    let Some(end) = behind.find(';') else { return false };
    let name = &behind[..end];
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Escapes an address for the round brackets of a link.
pub(super) fn escape_address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '"' => out.push_str("%22"),
            '*' => out.push_str("%2A"),
            '|' => out.push_str("%7C"),
            c if c.is_whitespace() || c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Escapes what would make lines of a paragraph something else.
pub(super) fn escape_line_starts(text: &str) -> String {
    text.split('\n').map(escape_line_start).collect::<Vec<_>>().join("\n")
}

fn escape_line_start(line: &str) -> String {
    let line = line.trim_start_matches([' ', '\t']);
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', '\\']);
    let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_rule = line.contains(['-', '=']) && line.trim_end_matches('\\').chars().all(|c| "-=:| \t".contains(c));
    let is_marked = line.starts_with('>')
        || ((1..=6).contains(&hashes) && ends(&line[hashes..]))
        || (line.starts_with(['-', '+']) && ends(&line[1..]))
        || is_rule;
    if is_marked {
        return format!("\\{line}");
    }
    let behind = &line[digits..];
    if (1..=9).contains(&digits) && behind.starts_with(['.', ')']) && ends(&behind[1..]) {
        return format!("{}\\{behind}", &line[..digits]);
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::{escape_address, escape_line_start, escape_words};

    #[test]
    fn signs_of_markdown_are_escaped() {
        for (text, escaped) in [
            ("5 * 3 [a] `b`", "5 \\* 3 \\[a\\] \\`b\\`"),
            ("snake_case _a_", "snake_case \\_a\\_"),
            ("a < b <c> AT&T &amp;", "a < b \\<c> AT&T \\&amp;"),
            ("{{first_name}} {{#if x}}", "{{first_name}} \\{{#if x}}"),
            ("C:\\x", "C:\\\\x"),
            ("a {{b {{{c}}} {{}}", "a { {b { { {c}}} { {}}"),
        ] {
            assert_eq!(escape_words(text, None), escaped);
        }
    }

    #[test]
    fn lines_stay_paragraphs() {
        for (line, escaped) in [
            ("17. May", "17\\. May"),
            ("2026 was", "2026 was"),
            ("1.5 m", "1.5 m"),
            ("- a", "\\- a"),
            ("-a", "-a"),
            ("# a", "\\# a"),
            ("#a", "#a"),
            ("---", "\\---"),
            ("=====", "\\====="),
            ("> a", "\\> a"),
            ("| - | - |", "\\| - | - |"),
        ] {
            assert_eq!(escape_line_start(line), escaped);
        }
        assert_eq!(escape_address("https://x.example/a (b)"), "https://x.example/a%20%28b%29");
    }
}
