//! The form token: when a form was shown, on which page and with which consent text, sealed with an HMAC.

use encodify::base64::URL_SAFE_NO_PAD;
use jiff::Timestamp;

use super::seal::{is_sealed, seal};

/// The length of the seal, in octets.
const SEAL: usize = 16;
/// The length of the encoded time, in octets.
const MOMENT: usize = 8;

/// The form that a token is valid for.
#[derive(Debug, Clone, Copy)]
pub struct FormToken<'a> {
    /// The path of the page that shows the form.
    pub page: &'a str,
    /// The consent text of the form.
    pub consent: &'a str,
}

impl FormToken<'_> {
    /// Returns the token for a form that is shown at `at`.
    #[must_use]
    pub fn seal(&self, secret: &[u8; 32], at: Timestamp) -> String {
        let mut bytes = at.as_microsecond().to_be_bytes().to_vec();
        let seal: [u8; SEAL] = seal(secret, &self.pieces(&bytes, &self.page_length()));
        bytes.extend(seal);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Returns when the form was shown if the token is valid for this page and consent text; compares in constant time.
    #[must_use]
    pub fn open(&self, secret: &[u8; 32], text: &str) -> Option<Timestamp> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (moment, seal) = bytes.split_last_chunk::<SEAL>().filter(|(moment, _)| moment.len() == MOMENT)?;
        if !is_sealed(secret, &self.pieces(moment, &self.page_length()), seal) {
            return None;
        }
        Timestamp::from_microsecond(i64::from_be_bytes(moment.try_into().ok()?)).ok()
    }

    fn page_length(&self) -> [u8; 8] {
        (self.page.len() as u64).to_be_bytes()
    }

    fn pieces<'a>(&'a self, moment: &'a [u8], page_length: &'a [u8]) -> [&'a [u8]; 5] {
        [b"form", moment, page_length, self.page.as_bytes(), self.consent.as_bytes()]
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AT: Timestamp = Timestamp::constant(1_800_000_000, 0);
    const FORM: FormToken<'static> = FormToken { page: "/subscribe/a", consent: "I agree." };

    #[test]
    fn token_is_valid_only_for_its_page_and_consent_text() {
        let token = FORM.seal(&[1; 32], AT);
        assert_eq!(FORM.open(&[1; 32], &token), Some(AT));
        assert_eq!(FORM.open(&[2; 32], &token), None);
        for (page, consent) in
            [("/subscribe/b", "I agree."), ("/subscribe/a", "I agree!"), ("/subscribe", "/aI agree.")]
        {
            assert_eq!(FormToken { page, consent }.open(&[1; 32], &token), None, "{page} {consent}");
        }
    }

    #[test]
    fn stored_form_tokens_stay_valid() {
        assert_eq!(FORM.seal(&[1; 32], AT), "AAZlFyiYgACin8Z-zEpTJFC93gedT1l1");
    }

    #[test]
    fn flipped_bit_invalidates_token() {
        let bytes = URL_SAFE_NO_PAD.decode(FORM.seal(&[1; 32], AT)).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(FORM.open(&[1; 32], &URL_SAFE_NO_PAD.encode(forged)), None, "bit {bit}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_does_not_panic(text in ".*") {
            prop_assert_eq!(FORM.open(&[1; 32], &text), None);
        }
    }
}
