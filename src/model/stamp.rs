//! The stamp in a form: when it was shown, on which page and with which words, under a seal.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

/// Octets of the seal: 128 bits of HMAC-SHA256 (RFC 2104 §5 allows the cut).
const SEAL: usize = 16;
/// Octets of the moment.
const MOMENT: usize = 8;

/// Stamps a form that is shown now.
#[must_use]
pub fn stamp(secret: &[u8; 32], at: Timestamp, page: &str, words: &str) -> String {
    let mut bytes = at.as_microsecond().to_be_bytes().to_vec();
    let seal = mac(secret, &bytes, page, words).finalize().into_bytes();
    bytes.extend(&seal[..SEAL]);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads when a form was shown, if it was this page with these words; compares in constant time.
#[must_use]
pub fn read_stamp(secret: &[u8; 32], text: &str, page: &str, words: &str) -> Option<Timestamp> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
    let (moment, seal) = bytes.split_at_checked(MOMENT).filter(|(_, seal)| seal.len() == SEAL)?;
    mac(secret, moment, page, words).verify_truncated_left(seal).ok()?;
    Timestamp::from_microsecond(i64::from_be_bytes(moment.try_into().ok()?)).ok()
}

fn mac(secret: &[u8; 32], moment: &[u8], page: &str, words: &str) -> Hmac<Sha256> {
    // A key is filled up with zeros to the digest's block (RFC 2104 §2).
    let mut key = [0; 64];
    key[..secret.len()].copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(&key.into());
    for piece in [b"form", moment, &(page.len() as u64).to_be_bytes(), page.as_bytes(), words.as_bytes()] {
        mac.update(piece);
    }
    mac
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AT: Timestamp = Timestamp::constant(1_800_000_000, 0);

    #[test]
    fn a_stamp_is_good_for_its_page_and_words() {
        let stamped = stamp(&[1; 32], AT, "/subscribe/a", "I agree.");
        assert_eq!(read_stamp(&[1; 32], &stamped, "/subscribe/a", "I agree."), Some(AT));
        assert_eq!(read_stamp(&[2; 32], &stamped, "/subscribe/a", "I agree."), None);
        assert_eq!(read_stamp(&[1; 32], &stamped, "/subscribe/b", "I agree."), None);
        assert_eq!(read_stamp(&[1; 32], &stamped, "/subscribe/a", "I agree!"), None);
        assert_eq!(read_stamp(&[1; 32], &stamped, "/subscribe", "/aI agree."), None);
    }

    #[test]
    fn a_flipped_bit_breaks_it() {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(stamp(&[1; 32], AT, "p", "w")).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(read_stamp(&[1; 32], &BASE64_URL_SAFE_NO_PAD.encode(forged), "p", "w"), None, "bit {bit}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            prop_assert_eq!(read_stamp(&[1; 32], &text, "p", "w"), None);
        }
    }
}
