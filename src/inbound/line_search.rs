//! The lines of a text, found by a search that reads many octets at once.

/// Returns the lines of a text as [`str::lines`] does.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    lines_with_ends(text).map(|line| {
        let ended = line.strip_suffix('\n');
        ended.map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
    })
}

/// Returns the lines of a text with the `\n` at their ends.
pub(super) fn lines_with_ends(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let (line, behind) = rest.split_at_checked(end)?;
        rest = behind;
        Some(line).filter(|line| !line.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_standard_library() {
        for text in ["", "\n", "a", "a\n", "a\r\n\r\nb\r", "\r\r\n", "\u{fc}\n\n\u{2028}x\r\ny"] {
            assert_eq!(lines(text).collect::<Vec<_>>(), text.lines().collect::<Vec<_>>(), "{text:?}");
            let inclusive: Vec<_> = text.split_inclusive('\n').collect();
            assert_eq!(lines_with_ends(text).collect::<Vec<_>>(), inclusive, "{text:?}");
        }
    }
}
