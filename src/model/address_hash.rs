//! A keyed hash of an address, which cannot be reversed without the key.

use super::Address;
use super::seal::{Digest, mac};

/// The HMAC-SHA256 of a folded address (RFC 2104). A plain digest could be reversed by guessing addresses.
pub type AddressHash = Digest;

/// Returns the hash of an address; all spellings of an address have the same hash.
#[must_use]
pub fn address_hash(key: &[u8; 32], address: &Address) -> AddressHash {
    mac(key, &[address.folded().as_bytes()])
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::super::seal::hex;
    use super::*;

    fn hash(key: u8, text: &str) -> AddressHash {
        address_hash(&[key; 32], &text.parse().unwrap())
    }

    #[test]
    fn address_hash_depends_on_key_but_not_on_spelling() {
        assert_eq!(hash(1, "ann@example.org"), hash(1, "Ann@Example.ORG"));
        assert_ne!(hash(1, "ann@example.org"), hash(2, "ann@example.org"));
        assert_ne!(hash(1, "ann@example.org"), hash(1, "bob@example.org"));
    }

    #[test]
    fn stored_hashes_stay_the_same() {
        let expected = "01c164941cee01872ac7a0e88bb0a554121b1b7e3d87b71636e394665be23e64";
        assert_eq!(hex(&hash(1, "ann@example.org")), expected);
    }
}
