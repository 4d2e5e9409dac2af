//! Conditions in the front matter, as people write them: `where: "student" in tags` is no YAML by itself.

use std::borrow::Cow;

/// The keys whose values are conditions.
pub(super) const CONDITION_KEYS: [&str; 2] = ["where", "exclude"];

/// Puts each condition that stands bare behind its key, and in indented lines below it, into quotation marks, so that YAML
/// takes it as it is; no line moves.
pub(super) fn quote_conditions(head: &str) -> Cow<'_, str> {
    if !head.lines().any(|line| condition_value(line).is_some_and(is_unquoted)) {
        return head.into();
    }
    let mut text = String::with_capacity(head.len() + 16);
    let mut lines = head.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(condition) = condition_value(line).filter(|value| is_unquoted(value)) else {
            text.extend([line, "\n"]);
            continue;
        };
        let key = line.split(':').next().unwrap_or_default();
        text.extend([key, ": '", &escape_single_quotes(condition)]);
        while let Some(more) = lines.next_if(|next| next.starts_with([' ', '\t']) && !next.trim().is_empty()) {
            text.extend(["\n  ", &escape_single_quotes(more.trim())]);
        }
        text.push_str("'\n");
    }
    text.into()
}

/// Writes a line of a condition as YAML has it within quotation marks.
fn escape_single_quotes(line: &str) -> String {
    strip_comment(line).replace('\'', "''")
}

/// Returns what stands behind the key of a condition; `None` for any other line.
fn condition_value(line: &str) -> Option<&str> {
    let (key, value) = line.split_once(':')?;
    CONDITION_KEYS.contains(&key.trim_end()).then_some(value.trim())
}

/// Tells whether YAML must not see a value: it is neither in quotation marks as a whole, nor a block of lines, nor nothing.
fn is_unquoted(value: &str) -> bool {
    let whole = match value.chars().next() {
        None | Some('|' | '>' | '#') => true,
        Some(mark @ ('"' | '\'')) => {
            let rest = after_closing_quote(value, mark).trim_start();
            rest.is_empty() || rest.starts_with('#')
        }
        Some(_) => false,
    };
    !whole
}

/// Returns what stands behind a text in quotation marks, as YAML ends it.
fn after_closing_quote(value: &str, mark: char) -> &str {
    let mut escaped = false;
    let mut inside = value.char_indices().skip(1).peekable();
    while let Some((at, c)) = inside.next() {
        if c != mark || escaped {
            escaped = mark == '"' && c == '\\' && !escaped;
        } else if mark == '\'' && inside.peek().is_some_and(|(_, next)| *next == mark) {
            inside.next();
        } else {
            return &value[at + 1..];
        }
    }
    ""
}

/// Cuts off a comment, which begins with ` #` outside of the condition's own texts.
fn strip_comment(value: &str) -> &str {
    let (mut open, mut escaped, mut before) = (None, false, ' ');
    for (at, c) in value.char_indices() {
        match open {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(mark) if c == mark => open = None,
            None if c == '#' && before.is_whitespace() => return value[..at].trim_end(),
            None if matches!(c, '"' | '\'') => open = Some(c),
            _ => {}
        }
        before = c;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::quote_conditions;

    #[test]
    fn a_bare_condition_is_taken_as_it_is() {
        for (line, expected) in [
            (r#"where: "student" in tags"#, r#"where: '"student" in tags'"#),
            ("where: 'it''s' == town", "where: '''it''''s'' == town'"),
            ("exclude: !gift_aid", "exclude: '!gift_aid'"),
            (r#"where: town == "a: b" # and # so on"#, r#"where: 'town == "a: b"'"#),
            (r#"where: town == " # " || a ? b : c"#, r#"where: 'town == " # " || a ? b : c'"#),
            (r#"where: town == "\" # " # x"#, r#"where: 'town == "\" # "'"#),
            ("where: [1] == [1]", "where: '[1] == [1]'"),
            ("where: !gift_aid # no\n\t&& 'a' in tags\n    # yes", "where: '!gift_aid\n  && ''a'' in tags\n  '"),
        ] {
            assert_eq!(
                quote_conditions(&format!("to: a\n{line}\nissue: 'b'\n")),
                format!("to: a\n{expected}\nissue: 'b'\n")
            );
        }
        for line in [
            "where: '\"student\" in tags'",
            "where: 'it''s' # x",
            r#"where: "town == \"x\"""#,
            "where:",
            "where: # nothing",
            "where: |\n  gift_aid\n  && known(town)",
            "subject: \"a\" b",
            "  where: \"a\" b",
            "somewhere: \"a\" b",
        ] {
            let head = format!("{line}\n");
            assert_eq!(quote_conditions(&head), head);
        }
    }
}
