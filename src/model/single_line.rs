//! Text limited to one line: names, subjects, replies.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::visible_text::is_direction_control;

/// Returns `text` on one line: each run of control characters and white space becomes one space, the ends are
/// trimmed, and characters that turn the direction of writing are left out.
///
/// Header values must not contain CR, LF or NUL (RFC 5322 §2.2).
#[must_use]
pub fn single_line(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return single_ascii_line(text);
    }
    let clean = text.trim() == text
        && !text.contains("  ")
        && !text.chars().any(|c| c != ' ' && (c.is_control() || c.is_whitespace()) || is_direction_control(c));
    if clean {
        return Cow::Borrowed(text);
    }
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    Cow::Owned(line.replace(is_direction_control, ""))
}

/// Returns the same of a text of ASCII characters, which is decided byte by byte.
fn single_ascii_line(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    // Blanks that are no single space between words. The loop reads to the end, so that it reads many octets at once.
    let has_control = bytes.iter().fold(false, |found, byte| found | byte.is_ascii_control());
    if !has_control && TWO_SPACES.find(bytes).is_none() && !bytes.starts_with(b" ") && !bytes.ends_with(b" ") {
        return Cow::Borrowed(text);
    }
    let line = squeeze_blanks(bytes, |octet| if octet.is_ascii_control() { b' ' } else { octet });
    Cow::Owned(String::from_utf8(line).unwrap_or_default())
}

static TWO_SPACES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("  "));

/// Returns octets with one space for each run of spaces, and none at the ends. `change` is applied to each octet before; it
/// leaves no other white space of ASCII.
#[must_use]
pub fn squeeze_blanks(octets: &[u8], change: impl Fn(u8) -> u8) -> Vec<u8> {
    let changed: Vec<u8> = octets.iter().map(|octet| change(*octet)).collect();
    let mut squeezed = Vec::with_capacity(changed.len());
    let mut rest = changed.trim_ascii();
    while let Some(at) = TWO_SPACES.find(rest) {
        let (before, behind) = rest.split_at_checked(at + 1).unwrap_or_default();
        squeezed.extend_from_slice(before);
        rest = behind.trim_ascii_start();
    }
    squeezed.extend_from_slice(rest);
    squeezed
}

/// The maximum length of a quoted value, in characters.
const EXCERPT_LENGTH: usize = 40;

/// Returns the beginning of a text on one line, for quoting in an error or a diagnostic.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let line = single_line(text);
    let mut excerpt: String = line.chars().take(EXCERPT_LENGTH).collect();
    if excerpt.len() < line.len() {
        excerpt.push('…');
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::single_line;

    #[test]
    fn control_characters_become_one_space() {
        assert_eq!(single_line("Ann Lee"), "Ann Lee");
        assert_eq!(single_line(" Eve\r\nBcc: all@example.org\0"), "Eve Bcc: all@example.org");
        assert_eq!(single_line("tab\tand\u{85}more"), "tab and more");
        assert_eq!(single_line("\r\n"), "");
        assert_eq!(single_line(" a  b\x7fc "), "a b c");
        assert_eq!(single_line("550 \u{202e}gro.elpmaxe"), "550 gro.elpmaxe");
    }
}
