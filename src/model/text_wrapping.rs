//! Wraps the text part of a message after rendering.

use unicode_width::UnicodeWidthStr as _;

/// The maximum line width, in columns (RFC 5322 §2.1.1 advises 78; six remain for `> ` in replies).
const MAX_COLUMNS: usize = 72;

/// The signature separator (RFC 3676 §4.3); its trailing space must be kept.
const SIGNATURE_SEPARATOR: &str = "-- ";

/// Wraps lines at 72 columns with a hanging indent, collapses runs of empty lines and removes those at both ends.
///
/// Words without spaces, such as URLs, are never broken.
#[must_use]
pub fn wrap_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    TextWrapper::default().wrap_lines(text, &mut out);
    out
}

/// Wraps a text as [`wrap_text`] does, when some of its lines are wrapped already.
#[derive(Debug, Default)]
pub struct TextWrapper {
    is_begun: bool,
    is_empty_line_due: bool,
}

impl TextWrapper {
    /// Wraps whole lines; only the last one of a text may lack its line break.
    pub fn wrap_lines(&mut self, lines: &str, out: &mut String) {
        for line in lines.lines() {
            let line = trim_line(line);
            if line.is_empty() {
                self.is_empty_line_due = self.is_begun;
            } else {
                self.begin_line(out);
                write_line(line, out);
            }
        }
    }

    /// Writes what precedes lines that are wrapped already and begin and end with a line that is not empty.
    pub fn begin_line(&mut self, out: &mut String) {
        if std::mem::take(&mut self.is_empty_line_due) {
            out.push('\n');
        }
        self.is_begun = true;
    }
}

/// Returns whether nothing of a line is left once it is wrapped.
#[must_use]
pub fn is_empty_line(line: &str) -> bool {
    line.lines().all(|line| trim_line(line).is_empty())
}

/// Wraps the lines that begin and end within a piece of text; [`wrap_text`] then leaves them unchanged.
///
/// Lines with white space other than spaces are left alone: breaking them there would trim them a second time.
#[must_use]
pub fn wrap_whole_lines(piece: &str) -> String {
    let Some((start, rest)) = piece.split_once('\n') else { return piece.to_owned() };
    let (lines, end) = rest.rsplit_once('\n').map_or(("", rest), |(_, end)| rest.split_at(rest.len() - end.len()));
    let mut out = String::with_capacity(piece.len() + piece.len() / 32);
    out.extend([start, "\n"]);
    for line in lines.split_inclusive('\n') {
        match trim_line(line.lines().next().unwrap_or_default()) {
            text if text.contains(|c: char| c.is_whitespace() && c != ' ') => out.push_str(line),
            text => write_line(text, &mut out),
        }
    }
    out.push_str(end);
    out
}

fn trim_line(line: &str) -> &str {
    if line == SIGNATURE_SEPARATOR { line } else { line.trim_end() }
}

fn write_line(line: &str, out: &mut String) {
    // A character is never wider than its number of octets.
    if line.len() <= MAX_COLUMNS || display_width(line) <= MAX_COLUMNS {
        out.extend([line, "\n"]);
    } else {
        fold_line(line, out);
    }
}

fn fold_line(line: &str, out: &mut String) {
    let (start, indent) = hanging_indent(line);
    out.push_str(start);
    let mut used = display_width(start);
    let mut first = true;
    for word in line[start.len()..].split(' ').filter(|word| !word.is_empty()) {
        let wide = display_width(word);
        if !first && used + 1 + wide > MAX_COLUMNS {
            out.push('\n');
            out.push_str(&indent);
            used = display_width(&indent);
        } else if !first {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += wide;
        first = false;
    }
    out.push('\n');
}

/// Splits off the start of a line (`> `, `- `, `1. `, spaces) and returns it with the indent for continuation lines.
fn hanging_indent(line: &str) -> (&str, String) {
    let mut indent = String::new();
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let length = if rest.starts_with(' ') {
            1
        } else if rest.starts_with("> ") {
            indent.push_str("> ");
            at += 2;
            continue;
        } else if rest.starts_with("- ") {
            2
        } else if digits > 0 && digits < 4 && rest[digits..].starts_with(". ") {
            digits + 2
        } else if rest.starts_with('[') && rest.find("] ").is_some_and(|end| end < 5 && at < 4) {
            rest.find("] ").map_or(0, |end| end + 2)
        } else {
            return (&line[..at], indent);
        };
        indent.extend(std::iter::repeat_n(' ', length));
        at += length;
    }
}

/// The width of plain ASCII text, which most words are, equals its length.
fn display_width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lines_wrapped_earlier_are_unchanged(
            before in "[ab ]{0,9}\\PC{0,9}",
            piece in "((\\PC{0,90}|[-> 1.é東\\[\\]a]{0,90}|(> |- |12\\. | {1,9})*([a-c]{0,80} {0,2}){0,9}|-- )\r?\n?){0,9}",
            behind in "[ab ]{0,90}\\PC{0,9}",
        ) {
            let plain = wrap_text(&format!("{before}{piece}{behind}"));
            prop_assert_eq!(wrap_text(&format!("{before}{}{behind}", wrap_whole_lines(&piece))), plain);
        }
    }

    #[test]
    fn characters_are_not_wider_than_their_octets() {
        assert!((char::MIN..=char::MAX).all(|c| display_width(c.encode_utf8(&mut [0; 4])) <= c.len_utf8()));
    }

    #[test]
    fn wrapped_lines_have_hanging_indent() {
        let words = "word ".repeat(20);
        for (start, later) in [
            ("", ""),
            ("> ", "> "),
            ("- ", "  "),
            ("10. ", "    "),
            ("> - ", ">   "),
            ("    ", "    "),
            ("[1] ", "    "),
        ] {
            let wrapped = wrap_text(&format!("{start}{words}"));
            let mut lines = wrapped.lines();
            assert!(lines.next().is_some_and(|line| line.starts_with(&format!("{start}word "))), "{wrapped}");
            assert!(lines.all(|line| line.starts_with(&format!("{later}word "))), "{wrapped}");
            assert!(wrapped.lines().all(|line| line.len() <= 72 && !line.ends_with(' ')), "{wrapped}");
        }
    }

    #[test]
    fn urls_stay_whole_and_empty_lines_collapse() {
        let url = format!("https://example.org/{}", "x".repeat(90));
        assert_eq!(wrap_text(&format!("\n\nsee {url} now \n\n\n\nend\n\n")), format!("see\n{url}\nnow\n\nend\n"));
        assert_eq!(wrap_text("a\n-- \nb"), "a\n-- \nb\n");
        assert_eq!(wrap_text("\r\n"), "");
    }
}
