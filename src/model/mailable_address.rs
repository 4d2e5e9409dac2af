//! Addresses that somebody types to have them mailed.

use super::{Address, ParseAddressError, is_example_domain, is_reserved_domain, likely_domain};

/// Why an address cannot be mailed, worded for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnmailableAddress {
    /// It is no address.
    #[error(transparent)]
    Invalid(#[from] ParseAddressError),
    /// It lies under a reserved top-level domain (RFC 6761).
    #[error("`{0}` has a domain that is reserved for tests: no mail can reach it")]
    Reserved(Address),
    /// It needs a mail server with SMTPUTF8 support (RFC 6531).
    #[error("`{0}` has a letter before the @ that few mail servers can take")]
    NonAscii(Address),
}

/// Why an address that can be mailed looks wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressDoubt {
    /// It is only an example.
    Example,
    /// Its domain looks misspelled; contains the domain that was probably meant.
    Misspelled(String),
}

/// Parses an address that is to be mailed.
///
/// # Errors
/// It is no address, or no mail can reach it.
pub fn mailable_address(text: &str) -> Result<Address, UnmailableAddress> {
    let address: Address = text.parse()?;
    if is_reserved_domain(address.domain()) {
        return Err(UnmailableAddress::Reserved(address));
    }
    if address.as_str().is_ascii() { Ok(address) } else { Err(UnmailableAddress::NonAscii(address)) }
}

/// Returns why an address looks wrong, if it does.
#[must_use]
pub fn address_doubt(address: &Address) -> Option<AddressDoubt> {
    if is_example_domain(address.domain()) {
        return Some(AddressDoubt::Example);
    }
    likely_domain(address.domain()).map(AddressDoubt::Misspelled)
}
