//! Wraps a letter's text part, after it was filled in.

use unicode_width::UnicodeWidthStr as _;

/// The widest line, in columns (RFC 5322 §2.1.1 advises 78; six remain for `> ` in answers).
const WIDTH: usize = 72;

/// The line that divides a letter from its signature (RFC 3676 §4.3); its space stays.
const SIGNATURE: &str = "-- ";

/// Wraps each line at 72 columns under its own start; runs of empty lines become one, and none stand at the ends.
///
/// What has no space in it, such as an address of the web, is never cut.
pub(super) fn wrap(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut empty = true;
    for line in text.lines() {
        let line = if line == SIGNATURE { line } else { line.trim_end() };
        if line.is_empty() {
            if !empty {
                out.push('\n');
            }
            empty = true;
            continue;
        }
        empty = false;
        if width(line) <= WIDTH {
            out.push_str(line);
            out.push('\n');
        } else {
            fold(line, &mut out);
        }
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn fold(line: &str, out: &mut String) {
    let (start, indent) = hang(line);
    out.push_str(start);
    let mut used = width(start);
    let mut first = true;
    for word in line[start.len()..].split(' ').filter(|word| !word.is_empty()) {
        let wide = width(word);
        if !first && used + 1 + wide > WIDTH {
            out.push('\n');
            out.push_str(&indent);
            used = width(&indent);
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

/// Splits off a line's start (`> `, `- `, `1. `, spaces) and returns with it what later lines start with.
fn hang(line: &str) -> (&str, String) {
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

/// Most words are plain ASCII, whose width is their length.
fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hang_under_their_start() {
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
            let wrapped = wrap(&format!("{start}{words}"));
            let mut lines = wrapped.lines();
            assert!(lines.next().is_some_and(|line| line.starts_with(&format!("{start}word "))), "{wrapped}");
            assert!(lines.all(|line| line.starts_with(&format!("{later}word "))), "{wrapped}");
            assert!(wrapped.lines().all(|line| line.len() <= 72 && !line.ends_with(' ')), "{wrapped}");
        }
    }

    #[test]
    fn addresses_stay_whole_and_empty_lines_are_few() {
        let url = format!("https://example.org/{}", "x".repeat(90));
        assert_eq!(wrap(&format!("\n\nsee {url} now \n\n\n\nend\n\n")), format!("see\n{url}\nnow\n\nend\n"));
        assert_eq!(wrap("a\n-- \nb"), "a\n-- \nb\n");
        assert_eq!(wrap("\r\n"), "");
    }
}
