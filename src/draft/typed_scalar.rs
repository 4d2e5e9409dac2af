//! One value of the front matter: whether YAML may read it, and how it is quoted otherwise.

use serde_json::Value;

/// Tells whether a value announces a block of lines, as `>-` and `|` do.
pub(super) fn block_header(value: &str) -> bool {
    let Some(rest) = value.strip_prefix(['|', '>']) else { return false };
    let rest = rest.trim_start_matches(|c: char| c == '+' || c == '-' || c.is_ascii_digit());
    rest.is_empty() || rest.trim_start().starts_with('#') && rest.starts_with(' ')
}

/// Returns the offset behind the closing mark of a quoted text, as YAML ends it.
pub(super) fn quoted_end(text: &str, mark: char) -> Option<usize> {
    if !text.starts_with(mark) || !matches!(mark, '"' | '\'') {
        return None;
    }
    let mut escaped = false;
    let mut inside = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = inside.next() {
        if c != mark || escaped {
            escaped = mark == '"' && c == '\\' && !escaped;
        } else if mark == '\'' && inside.peek().is_some_and(|(_, next)| *next == mark) {
            inside.next();
        } else {
            return Some(at + 1);
        }
    }
    None
}

/// Returns a value if it is a list or a map in brackets.
pub(super) fn flow_collection(value: &str) -> Option<&str> {
    let value = if value.starts_with(['[', '{']) { strip_comment(value) } else { value };
    let closed = (value.starts_with('[') && value.ends_with(']'))
        || (value.starts_with('{') && value.ends_with('}') && !value.starts_with("{{"));
    closed.then_some(value)
}

/// Quotes the bare items of a list in brackets; a list within a list is left as it is.
pub(super) fn quote_flow_items(list: &str) -> String {
    let inner = list.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let Some(inner) = inner.filter(|inner| !inner.contains(['[', ']', '{', '}'])) else { return list.to_owned() };
    let mut items = Vec::new();
    let mut rest = inner.trim();
    while !rest.is_empty() {
        let quoted = rest.chars().next().and_then(|mark| quoted_end(rest, mark)).unwrap_or(0);
        let end = rest.get(quoted..).and_then(|tail| tail.find(',')).map_or(rest.len(), |comma| quoted + comma);
        let item = rest.get(..end).unwrap_or_default().trim();
        items.push(if quoted > 0 || is_canonical(item) { item.to_owned() } else { quote_single(item) });
        rest = rest.get(end + 1..).unwrap_or_default().trim();
    }
    format!("[{}]", items.join(", "))
}

/// Tells whether YAML reads a value as a number or a flag that prints exactly as it was typed.
pub(super) fn is_canonical(value: &str) -> bool {
    serde_json::from_str::<Value>(value)
        .is_ok_and(|read| matches!(read, Value::Bool(_) | Value::Number(_)) && format!("{read}").as_str() == value)
}

/// Puts a text between single quotation marks, as YAML has it.
pub(super) fn quote_single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Puts a text between the quotation marks that a person would write.
pub(super) fn suggest_quotes(text: &str) -> String {
    if text.contains(['"', '\\']) { quote_single(text) } else { format!("\"{text}\"") }
}

/// Returns a line of text as the front matter has it behind a key: as it is, or in quotation marks.
#[must_use]
pub fn front_matter_value(text: &str) -> String {
    let text = text.trim();
    let is_bare = !text.starts_with(['"', '\'']) && trailing_note(text).is_none() && !block_header(text);
    if is_bare { text.to_owned() } else { suggest_quotes(text) }
}

/// Returns what stands behind ` # `: perhaps a note to oneself.
pub(super) fn trailing_note(text: &str) -> Option<&str> {
    let at = text.match_indices('#').map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).unwrap_or_default();
        let after = text.get(at + 1..).unwrap_or_default();
        (before.is_empty() || before.ends_with(char::is_whitespace))
            && (after.is_empty() || after.starts_with(char::is_whitespace))
    });
    at.and_then(|at| text.get(at..))
}

/// Cuts off a comment from a value that cannot have a `#` in it.
pub(super) fn strip_comment(value: &str) -> &str {
    value.find(" #").and_then(|at| value.get(..at)).unwrap_or(value).trim_end()
}

/// Cuts off a comment, which begins with ` #` outside of the condition's own texts.
pub(super) fn strip_condition_comment(value: &str) -> &str {
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
    use super::{block_header, front_matter_value, is_canonical, quote_flow_items, trailing_note};

    #[test]
    fn number_that_prints_otherwise_is_text() {
        for value in ["3", "-3", "12.5", "0", "true", "false", "140"] {
            assert!(is_canonical(value), "{value}");
        }
        for value in
            ["12.50", "007", "02079460000", "1e3", "0x1F", "~", "null", "yes", "no", "+3", "-0", "1_000", ".5", "True"]
        {
            assert!(!is_canonical(value), "{value}");
        }
    }

    #[test]
    fn items_of_a_list_keep_their_figures() {
        assert_eq!(quote_flow_items("[12.50, \"a, b\", no, 3]"), "['12.50', \"a, b\", 'no', 3]");
        assert_eq!(quote_flow_items("[[1, 2], 3]"), "[[1, 2], 3]");
        assert_eq!(quote_flow_items("[]"), "[]");
    }

    #[test]
    fn number_sign_before_a_figure_is_no_note() {
        assert_eq!(trailing_note("Meeting #2 of the year"), None);
        assert_eq!(trailing_note("C# and A#"), None);
        assert_eq!(trailing_note("Meeting # ask Ann"), Some("# ask Ann"));
    }

    #[test]
    fn title_is_quoted_only_if_it_must_be() {
        for (title, value) in [
            ("Ann's \"spring\": what's on?", "Ann's \"spring\": what's on?"),
            ("\"Spring\" & more", "'\"Spring\" & more'"),
            ("Meeting # 2", "\"Meeting # 2\""),
            (">", "\">\""),
        ] {
            assert_eq!(front_matter_value(title), value);
        }
    }

    #[test]
    fn block_of_lines_is_told_from_words() {
        for value in ["|", ">-", ">2+", "|-  # words"] {
            assert!(block_header(value), "{value}");
        }
        for value in ["> 50 people", "|x", "", "-"] {
            assert!(!block_header(value), "{value}");
        }
    }
}
