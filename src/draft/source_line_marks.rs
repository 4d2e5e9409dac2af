//! Marks in a letter's HTML: on which line of the draft each block stands. They are for the preview; no copy has them.

use std::fmt::Write as _;

const MARK_START: &str = "<!--line ";
const MARK_END: &str = "-->";

/// Marks what follows as being on a line of the draft, from 1.
pub(super) fn line_mark(line: usize) -> String {
    format!("{MARK_START}{line}{MARK_END}")
}

/// Makes each mark an attribute of the element behind it; one that has none is dropped.
pub(super) fn line_attributes(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut pieces = html.split(MARK_START);
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let mark = piece.split_once(MARK_END).and_then(|(line, rest)| Some((line.parse::<usize>().ok()?, rest)));
        let Some((line, rest)) = mark else {
            out.extend([MARK_START, piece]);
            continue;
        };
        let element = rest.trim_start();
        let name =
            element.strip_prefix('<').map_or(0, |name| name.bytes().take_while(u8::is_ascii_alphanumeric).count());
        if name == 0 {
            out.push_str(rest);
        } else {
            let (tag, rest) = element.split_at(1 + name);
            let _ = write!(out, "{tag} data-line=\"{line}\"{rest}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_attributes() {
        let html = format!("<h1>A</h1>\n{}\n<p>one</p>\n<ul>{}\n<li>x</li>", line_mark(4), line_mark(16));
        let marked = "<h1>A</h1>\n<p data-line=\"4\">one</p>\n<ul><li data-line=\"16\">x</li>";
        assert_eq!(line_attributes(&html), marked);
        for html in ["<a title=\"@", "<i>@</i>", "<p>@ a", "<p>a</p>"] {
            assert_eq!(line_attributes(&html.replace('@', &line_mark(4))), html.replace('@', ""));
        }
        assert_eq!(line_attributes("<!--line of words--><p>"), "<!--line of words--><p>");
    }
}
