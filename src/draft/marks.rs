//! Marks in a letter's HTML: on which line of the draft each block stands. They are for the preview; no copy has them.

use std::fmt::Write as _;

const BEFORE: &str = "<!--line ";
const BEHIND: &str = "-->";

/// Marks what follows as being on a line of the draft, from 1.
pub(super) fn mark(line: usize) -> String {
    format!("{BEFORE}{line}{BEHIND}")
}

/// Makes each mark an attribute of the element behind it; `None` where one came to stand in the middle of something.
pub(super) fn as_attributes(html: &str) -> Option<String> {
    let mut pieces = html.split(BEFORE);
    let mut out = pieces.next()?.to_owned();
    for piece in pieces {
        let (line, rest) = piece.split_once(BEHIND)?;
        let line: usize = line.parse().ok()?;
        let element = rest.trim_start();
        let name = element.strip_prefix('<')?.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (tag, rest) = element.split_at_checked(1 + name).filter(|_| name > 0)?;
        let _ = write!(out, "{tag} data-line=\"{line}\"{rest}");
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_attributes() {
        let html = format!("<h1>A</h1>\n{}\n<p>one</p>\n<ul>{}\n<li>x</li>", mark(4), mark(16));
        let marked = "<h1>A</h1>\n<p data-line=\"4\">one</p>\n<ul><li data-line=\"16\">x</li>";
        assert_eq!(as_attributes(&html).as_deref(), Some(marked));
        for html in ["<a title=\"@", "<i>@</i>", "<p>@ a"] {
            assert_eq!(as_attributes(&html.replace('@', &mark(4))), None, "{html}");
        }
        assert_eq!(as_attributes("<p>a</p>").as_deref(), Some("<p>a</p>"));
    }
}
