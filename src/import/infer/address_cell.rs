//! Parses the cell with the address: `ann@example.org`, `Ann Lee <ann@example.org>`, or several of them.

use crate::model::{Address, Mailbox, ParseAddressError};

/// Zero-width characters that programs leave at the ends of copied text.
const INVISIBLE: [char; 12] = [
    '\u{feff}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202c}', '\u{202d}',
    '\u{2060}', '\u{2068}', '\u{2069}',
];
/// The separator of Google Contacts between several values in one cell.
const GOOGLE_SEPARATOR: &str = ":::";
/// The maximum number of words next to an address in the first row; longer text is a header with an example.
const MOST_WORDS: usize = 6;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AddressCell {
    pub(crate) address: Address,
    /// The name next to it.
    pub(crate) name: Option<String>,
    /// The number of further addresses.
    pub(crate) others: usize,
}

/// Parses a cell: every part between commas, semicolons and line ends must be an address, with or without a name.
pub(crate) fn parse_address_cell(text: &str) -> Result<AddressCell, ParseAddressError> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || INVISIBLE.contains(&c));
    let bad = match text.parse::<Address>() {
        Ok(address) => return Ok(AddressCell { address, name: None, others: 0 }),
        Err(bad) => bad,
    };
    let mut mailboxes = Vec::new();
    for part in parts(text) {
        match mailbox(part) {
            Some(mailbox) => mailboxes.push(mailbox),
            None => return Err(bad),
        }
    }
    let others = mailboxes.len().saturating_sub(1);
    let first = mailboxes.into_iter().next();
    first.map(|Mailbox { name, address }| AddressCell { address, name, others }).ok_or(bad)
}

/// Returns whether a cell of the first row contains an address, so that the row is not a header.
pub(crate) fn shows_address(text: &str) -> bool {
    if !text.contains('@') || text.len() > 320 {
        return false;
    }
    let words = || text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';'));
    let is_address = |word: &str| word.contains('@') && word.parse::<Address>().is_ok();
    // A header may explain itself: `Email (such as ann@example.org)`.
    let explains = |word: &str| word.to_lowercase().contains("mail") && !word.contains('@');
    parse_address_cell(text).is_ok()
        || (words().filter(|word| !word.is_empty()).count() <= MOST_WORDS
            && words().any(is_address)
            && !words().any(explains))
}

/// Splits at commas, semicolons and line ends outside of quotation marks and angle brackets.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut bracketed) = (false, false);
    let split = move |c: char| {
        match c {
            '"' => quoted = !quoted,
            '<' => bracketed = true,
            '>' => bracketed = false,
            _ => {}
        }
        !quoted && !bracketed && matches!(c, ',' | ';' | '\r' | '\n')
    };
    let trimmed = text.split(split).flat_map(|part| part.split(GOOGLE_SEPARATOR)).map(str::trim);
    trimmed.filter(|part| !part.is_empty())
}

fn mailbox(text: &str) -> Option<Mailbox> {
    let scheme = text.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    if scheme.is_some() {
        let address = text[7..].split('?').next().unwrap_or_default();
        return address.parse().ok();
    }
    // RFC 822 put the name into a comment after the address.
    if let Some((address, name)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        return Some(Mailbox::new(name, address.parse().ok()?));
    }
    text.parse().ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn address_is_found_with_a_name_and_among_others() {
        for (text, name, others) in [
            ("ann@example.org", None, 0),
            (" \u{200b}ann@example.org\u{a0}", None, 0),
            ("<ann@example.org>", None, 0),
            ("mailto:ann@example.org?subject=x", None, 0),
            ("Ann Lee <ann@example.org>", Some("Ann Lee"), 0),
            ("\"Lee, Ann\" <ann@example.org>", Some("Lee, Ann"), 0),
            ("ann@example.org (Ann Lee)", Some("Ann Lee"), 0),
            ("ann@example.org; ben@example.org", None, 1),
            ("ann@example.org ::: ben@example.org", None, 1),
            ("ann@example.org,\nben@example.org,", None, 1),
            ("Ann <ann@example.org>, Ben <ben@example.org>", Some("Ann"), 1),
        ] {
            let found = parse_address_cell(text).unwrap();
            assert_eq!(
                (found.address.as_str(), found.name.as_deref(), found.others),
                ("ann@example.org", name, others),
                "{text}"
            );
        }
        for text in [
            "",
            "ann",
            "ann lee@example.org",
            "ann@example.org ben@example.org",
            "ann@example.org; ben",
            "Ann, ann@example.org",
        ] {
            assert!(parse_address_cell(text).is_err(), "{text}");
        }
    }

    #[test]
    fn row_with_an_address_is_not_a_header() {
        for text in ["ann@example.org", "Ann <ann@example.org>", "Ann Lee ann@example.org", "Ann Lee, ann@example.org"]
        {
            assert!(shows_address(text), "{text}");
        }
        for text in ["Email", "Email (such as ann@example.org)", "@", "Twitter (@name)"] {
            assert!(!shows_address(text), "{text}");
        }
    }
}
