//! The bytes of a copy: as they were, as they are read back, and whatever is typed.

mod anything;
pub(crate) mod foreign;
mod golden;
mod refusals;
pub(crate) mod shapes;
pub(crate) mod signed;

/// Returns what comes after the first empty line and what comes before it, headers unfolded.
fn parts(copy: &[u8]) -> (Vec<(String, String)>, &str) {
    let text = std::str::from_utf8(copy).expect("a copy is ASCII");
    let (head, body) = text.split_once("\r\n\r\n").expect("an empty line follows the headers");
    let unfolded = head.replace("\r\n ", " ");
    let headers = unfolded.split("\r\n").map(|line| line.split_once(": ").expect("a header has a name"));
    (headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(), body)
}

/// Fails unless each line ends in CRLF, is at most 998 octets long and holds neither a stray CR, LF or NUL nor 8-bit octets.
fn assert_lines(copy: &[u8]) {
    assert!(copy.is_ascii(), "8-bit octets");
    assert!(copy.ends_with(b"\r\n"), "the last line is open");
    for line in copy.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or_else(|| {
            assert!(line.is_empty(), "a bare LF after {:?}", String::from_utf8_lossy(line));
            line
        });
        assert!(line.len() <= 998, "a line of {} octets", line.len());
        assert!(line.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control()), "a control character in {line:?}");
    }
}
