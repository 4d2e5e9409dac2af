//! Divides a text between tags into the lines that are the same in all messages, and what is beside them.

use super::link_helpers::BROKEN_TARGET;
use crate::model::{is_empty_line, wrap_text};

/// A text between tags, the same in all messages.
#[derive(Debug)]
pub(super) struct SharedText {
    /// The end of a line that begins in front of the text; the whole text if it has no whole line.
    pub(super) head: String,
    /// The whole lines, and the beginning of the line behind them.
    pub(super) lines: Option<SharedRun>,
    /// The length of the text, in bytes.
    pub(super) length: usize,
}

/// The number of whole lines that all messages share, and what follows them.
#[derive(Debug)]
pub(super) struct SharedRun {
    pub(super) number: usize,
    pub(super) tail: String,
}

impl SharedText {
    /// Divides a text, and adds its whole lines to those that all messages share.
    pub(super) fn new(text: &str, shared: &mut Vec<String>) -> Self {
        Self::divide(text, shared, |lines| (0, lines.len()), str::to_owned)
    }

    /// Does the same with a text that will be wrapped. Empty lines beside others are not shared, because only one
    /// is kept where many meet.
    pub(super) fn wrapped(text: &str, shared: &mut Vec<String>) -> Self {
        Self::divide(text, shared, inner_lines, wrap_text)
    }

    /// Returns a text that shares nothing.
    pub(super) fn unshared(text: &str) -> Self {
        Self { head: text.to_owned(), lines: None, length: text.len() }
    }

    fn divide(
        text: &str,
        shared: &mut Vec<String>,
        within: fn(&str) -> (usize, usize),
        finish: fn(&str) -> String,
    ) -> Self {
        let (Some(first), Some(last)) = (text.find('\n'), text.rfind('\n')) else { return Self::unshared(text) };
        let whole = &text[first + 1..=last];
        let (from, to) = within(whole);
        let (start, end) = (first + 1 + from, first + 1 + to);
        if start >= end || text.contains(BROKEN_TARGET) {
            return Self::unshared(text);
        }
        let lines = SharedRun { number: shared.len(), tail: text[end..].to_owned() };
        shared.push(finish(&text[start..end]));
        Self { head: text[..start].to_owned(), lines: Some(lines), length: text.len() }
    }
}

/// Returns where the lines begin and end that are left when empty ones are removed from both ends.
fn inner_lines(lines: &str) -> (usize, usize) {
    let empty = |line: &&str| is_empty_line(line);
    let before: usize = lines.split_inclusive('\n').take_while(empty).map(str::len).sum();
    let behind: usize = lines.split_inclusive('\n').rev().take_while(empty).map(str::len).sum();
    (before, lines.len() - behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_are_shared() {
        for (text, head, line, tail) in [
            ("no line", "no line", None, None),
            ("one\ntwo", "one\ntwo", None, None),
            ("a\nb\nc\nd", "a\n", Some("b\nc\n"), Some("d")),
            ("\nb\n", "\n", Some("b\n"), Some("")),
        ] {
            let mut shared = Vec::new();
            let divided = SharedText::new(text, &mut shared);
            assert_eq!(divided.head, head);
            assert_eq!(
                (shared.first().map(String::as_str), divided.lines.map(|lines| lines.tail).as_deref()),
                (line, tail)
            );
        }
    }

    #[test]
    fn empty_lines_beside_wrapped_ones_are_not_shared() {
        let mut shared = Vec::new();
        let divided = SharedText::wrapped("a\n\n \nb \n\n\nc\n\nd", &mut shared);
        assert_eq!(shared, ["b\n\nc\n"]);
        assert_eq!((divided.head.as_str(), divided.length), ("a\n\n \n", 14));
        assert_eq!(divided.lines.map(|lines| lines.tail).as_deref(), Some("\nd"));
    }
}
