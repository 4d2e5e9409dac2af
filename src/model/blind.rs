//! An address that only the holder of a key can recognise.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::Address;

/// HMAC-SHA256 of a folded address (RFC 2104): a plain digest could be found by guessing addresses.
pub type Blind = [u8; 32];

/// Blinds an address, in whichever way it is spelled.
#[must_use]
pub fn blind(secret: &[u8; 32], address: &Address) -> Blind {
    // A key is filled up with zeros to the digest's block (RFC 2104 §2).
    let mut key = [0; 64];
    key[..secret.len()].copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(&key.into());
    mac.update(address.folded().as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_by_its_key_in_any_spelling() {
        let blinded = |key: u8, text: &str| blind(&[key; 32], &text.parse().unwrap());
        assert_eq!(blinded(1, "ann@example.org"), blinded(1, "Ann@Example.ORG"));
        assert_ne!(blinded(1, "ann@example.org"), blinded(2, "ann@example.org"));
        assert_ne!(blinded(1, "ann@example.org"), blinded(1, "bob@example.org"));
    }
}
