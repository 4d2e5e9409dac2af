//! A validated email address.

use std::fmt;
use std::str::FromStr;

use super::{excerpt, single_line};

/// The maximum length of a path without angle brackets, in octets (RFC 5321 §4.5.3.1.3).
const MAX_PATH_OCTETS: usize = 254;
/// The maximum length of a local part, in octets (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL_OCTETS: usize = 64;

/// An address that is valid in an SMTP envelope: `local@domain`, with the domain as lower-case A-labels.
///
/// The local part keeps its original case (RFC 5321 §2.4).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    text: String,
    at_index: usize,
}

/// The reason why a text is not a valid address, worded for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` {fault}")]
pub struct ParseAddressError {
    /// The text, shortened.
    pub text: String,
    /// What is wrong with it.
    pub fault: AddressFault,
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It has no `@`.
    #[error("has no @")]
    NoAt,
    /// Its domain is no host name (RFC 1123 §2.1).
    #[error("has a domain that cannot exist")]
    Domain,
    /// Its domain has one label only.
    #[error("has a domain without a dot")]
    NoDot,
    /// Its domain ends in a label that no top-level domain has (RFC 3696 §2).
    #[error("has a domain that ends in something other than a top-level domain")]
    Ending,
    /// Its local part is quoted. That names the same mailbox, but duplicate detection would not recognise it.
    #[error("has quotation marks before the @: write it without them")]
    Quoted,
    /// It is longer than a path may be (RFC 5321 §4.5.3.1.3).
    #[error("is longer than 254 characters")]
    TooLong,
    /// It breaks the grammar in another way.
    #[error("is not an email address")]
    Invalid,
}

impl Address {
    /// Returns the part before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.text[..self.at_index]
    }

    /// Returns the domain in lower case, with internationalized names as A-labels (RFC 5890).
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.text[self.at_index + 1..]
    }

    /// Returns the whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the address in lower case, for duplicate detection.
    ///
    /// Mail is always sent to the address as it was given.
    #[must_use]
    pub fn folded(&self) -> String {
        self.text.to_lowercase()
    }
}

impl FromStr for Address {
    type Err = ParseAddressError;

    /// Parses an address by the grammar of RFC 5321 §4.1.2; the domain must contain a dot.
    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        let text = text.trim();
        usual_at(text).map_or_else(|| Self::parse(text), |at_index| Ok(Self { text: text.to_owned(), at_index }))
    }
}

impl Address {
    /// Parses an address of any form.
    fn parse(text: &str) -> Result<Self, ParseAddressError> {
        let bad = |fault| ParseAddressError { text: excerpt(text), fault };
        let (local, domain) = text.rsplit_once('@').ok_or_else(|| bad(AddressFault::NoAt))?;
        let domain = idna::domain_to_ascii(domain).map_err(|_| bad(AddressFault::Domain))?;
        if domain.starts_with('[') || !domain.contains('.') {
            return Err(bad(AddressFault::NoDot));
        }
        if let Some(fault) = domain_fault(&domain) {
            return Err(bad(fault));
        }
        if local.starts_with('"') {
            return Err(bad(AddressFault::Quoted));
        }
        let whole = format!("{local}@{domain}");
        if whole.len() > MAX_PATH_OCTETS {
            return Err(bad(AddressFault::TooLong));
        }
        lettre::Address::from_str(&whole).map_err(|_| bad(AddressFault::Invalid))?;
        Ok(Self { at_index: local.len(), text: whole })
    }
}

/// Returns the place of the `@` in an address of the usual form, which is valid and stays as it is: letters, digits and
/// the usual signs before it, and a domain in lower case without A-labels after it.
fn usual_at(text: &str) -> Option<usize> {
    let (local, domain) = text.split_once('@')?;
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+');
    let is_local = text.len() <= MAX_PATH_OCTETS
        && local.len() <= MAX_LOCAL_OCTETS
        && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_usual));
    let is_lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let is_domain = || {
        domain.bytes().all(is_lower)
            && domain.contains('.')
            && !domain.contains("xn--")
            && domain_fault(domain).is_none()
    };
    (is_local && is_domain()).then_some(local.len())
}

/// Returns why a domain is not a valid host name (RFC 1123 §2.1, RFC 3696 §2), or `None` if it is valid.
fn domain_fault(domain: &str) -> Option<AddressFault> {
    let is_label = |label: &str| {
        let hyphens = label.starts_with('-') || label.ends_with('-');
        (1..=63).contains(&label.len())
            && !hyphens
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !domain.split('.').all(is_label) {
        return Some(AddressFault::Domain);
    }
    let top = domain.rsplit('.').next().unwrap_or_default();
    let is_top = top.starts_with("xn--") || (top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if is_top { None } else { Some(AddressFault::Ending) }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Address {
    /// Shows only the domain, to keep addresses out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address(…@{})", self.domain())
    }
}

/// An address with an optional display name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name, on one line.
    pub name: Option<String>,
    /// The address that mail is sent to.
    pub address: Address,
}

impl Mailbox {
    /// Creates a mailbox; a name that is empty after cleaning becomes `None`.
    #[must_use]
    pub fn new(name: &str, address: Address) -> Self {
        let name = single_line(name).into_owned();
        Self { name: Some(name).filter(|name| !name.is_empty()), address }
    }
}

impl FromStr for Mailbox {
    type Err = ParseAddressError;

    /// Parses `Name <address>` or a bare address.
    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        match text.trim().strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => Ok(Self::new(name.trim().trim_matches('"'), address.parse()?)),
            None => Ok(Self::new("", text.parse()?)),
        }
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => write!(f, "{}", self.address),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn valid_addresses_are_parsed() {
        for (given, kept) in [
            ("ann@example.org", "ann@example.org"),
            (" Ann.Lee+news@Example.ORG ", "Ann.Lee+news@example.org"),
            ("u@münchen.example", "u@xn--mnchen-3ya.example"),
            ("o'neil@example.org", "o'neil@example.org"),
            ("ann@my-society.example", "ann@my-society.example"),
            ("ann@1and1.example.org", "ann@1and1.example.org"),
            ("ann@例え.テスト", "ann@xn--r8jz45g.xn--zckzah"),
            ("ann@EXAMPLE.рф", "ann@example.xn--p1ai"),
        ] {
            assert_eq!(given.parse::<Address>().unwrap().as_str(), kept);
        }
    }

    #[test]
    fn address_of_the_usual_form_is_what_the_grammar_makes_of_it() {
        let (long, longer) = ("x".repeat(64), "x".repeat(65));
        let locals = ["ann", "Ann.Lee+news_1", "-a", "+", "_", ".a", "a.", "a..b", "", "o'neil", "a b", &long, &longer];
        let label = "y".repeat(63);
        let long = format!("{label}.{label}.{label}.org");
        let domains = [
            "example.org",
            "a-b.example.org",
            "ab--cd.org",
            "1and1.example",
            "Example.org",
            "xn--mnchen-3ya.example",
            "xn--.org",
            "-a.org",
            "a-.org",
            "a..org",
            ".org",
            "org",
            "example.c0m",
            "a_b.org",
            "b.org@example.org",
            &long,
        ];
        let mut usual = 0;
        for text in locals.iter().flat_map(|local| domains.map(|domain| format!("{local}@{domain}"))) {
            let parsed = Address::parse(&text).ok();
            assert_eq!(text.parse::<Address>().ok(), parsed, "{text}");
            if let Some(at_index) = usual_at(&text) {
                usual += 1;
                assert_eq!(parsed, Some(Address { text, at_index }));
            }
        }
        assert_eq!(usual, 6 * 5 - 1, "one of them is too long");
    }

    #[test]
    fn invalid_addresses_are_refused() {
        let long = format!("{}@example.org", "x".repeat(65));
        for given in [
            "",
            "ann",
            "ann@example",
            "ann@@example.org",
            "a b@example.org",
            "ann@example..org",
            "a@b.org>\r\nRCPT TO:<x@example.org",
            "ann@[127.0.0.1]",
            "\"ann\"@example.org",
            "\"a b\"@example.org",
            "a.\"n\".n@example.org",
            "ann@example.org/",
            "ann@example.org?subject=hi",
            "ann@exam|ple.org",
            "ann@exam=ple.org",
            "ann@example.org'",
            "ann@exam*ple.org",
            "ann@exam_ple.org",
            "ann@example.1",
            "ann@example.c0m",
            "ann@127.0.0.1",
            "ann@-example.org",
            "ann@example-.org",
            "ann@.example.org",
            "ann@example.org.",
            "ann@example.org,",
            "ann@example.org:25",
            "ann@exam%70le.org",
            "ann@example.o",
            "ann@exa mple.org",
            "ann@<example.org>",
            "ann@xn--.org",
            &long,
        ] {
            assert!(given.parse::<Address>().is_err(), "{given:?} was taken");
        }
    }

    #[test]
    fn spellings_of_one_address_fold_to_same_text() {
        let one: Address = "Ann@Example.org".parse().unwrap();
        let two: Address = "ann@example.ORG".parse().unwrap();
        assert_ne!(one, two);
        assert_eq!(one.folded(), two.folded());
    }

    #[test]
    fn mailbox_is_parsed_and_cleaned() {
        let mailbox: Mailbox = "\"The Chair\" <chair@example.org>".parse().unwrap();
        assert_eq!(mailbox.to_string(), "The Chair <chair@example.org>");
        assert_eq!(Mailbox::new("Eve\r\nBcc", mailbox.address).name.as_deref(), Some("Eve Bcc"));
    }

    #[test]
    fn debug_output_hides_local_part() {
        let address: Address = "ann@example.org".parse().unwrap();
        assert_eq!(format!("{address:?}"), "Address(…@example.org)");
    }
}
