//! Digests and seals: SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104).

use std::fmt::{self, Write as _};

use ring::{digest, hmac};

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// An incremental SHA-256 digest.
#[derive(Clone)]
pub struct Sha256(digest::Context);

impl Default for Sha256 {
    fn default() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sha256")
    }
}

impl Sha256 {
    /// Returns the digest of a byte string.
    #[must_use]
    pub fn digest(bytes: impl AsRef<[u8]>) -> Digest {
        let mut hasher = Self::default();
        hasher.update(bytes);
        hasher.finish()
    }

    /// Appends a piece; boundaries between pieces do not change the digest.
    pub fn update(&mut self, piece: impl AsRef<[u8]>) {
        self.0.update(piece.as_ref());
    }

    /// Returns the digest of all pieces.
    #[must_use]
    pub fn finish(self) -> Digest {
        array(self.0.finish().as_ref())
    }
}

/// Formats bytes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Returns the HMAC-SHA256 of the concatenated pieces.
pub(super) fn mac(secret: &[u8; 32], pieces: &[&[u8]]) -> Digest {
    let mut context = hmac::Context::with_key(&key(secret));
    for piece in pieces {
        context.update(piece);
    }
    array(context.sign().as_ref())
}

/// Returns the HMAC-SHA256 of a message under a key of any length.
#[must_use]
pub fn hmac_sha256(secret: &[u8], message: &[u8]) -> Digest {
    array(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref())
}

/// Returns the seal of the pieces: their HMAC truncated to `N` octets (RFC 2104 §5).
pub(super) fn seal<const N: usize>(secret: &[u8; 32], pieces: &[&[u8]]) -> [u8; N] {
    let mut seal = [0; N];
    seal.iter_mut().zip(mac(secret, pieces)).for_each(|(to, from)| *to = from);
    seal
}

/// Returns whether `found` is the seal of the pieces; compares in constant time.
pub(super) fn is_sealed<const N: usize>(secret: &[u8; 32], pieces: &[&[u8]], found: &[u8; N]) -> bool {
    // `ring` verifies only full tags, so this compares the full tags of the expected and the found seal.
    let key = key(secret);
    let expected = hmac::sign(&key, &seal::<N>(secret, pieces));
    hmac::verify(&key, found, expected.as_ref()).is_ok()
}

fn key(secret: &[u8; 32]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret)
}

/// Copies a slice that the algorithm guarantees to be 32 bytes long.
fn array(bytes: &[u8]) -> Digest {
    let mut digest = [0; 32];
    digest.copy_from_slice(bytes);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From FIPS 180-4 and RFC 4231 §4.2; HMAC pads its 20-byte key with zeros to our length (RFC 2104 §2).
    #[test]
    fn published_test_vectors_match() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(&Sha256::digest("abc")), abc);
        let mut hasher = Sha256::default();
        hasher.update("a");
        hasher.update("bc");
        assert_eq!(hex(&hasher.finish()), abc);
        let mut secret = [0; 32];
        secret[..20].fill(0x0b);
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(hex(&mac(&secret, &[b"Hi", b" There"])), expected);
    }

    #[test]
    fn seal_of_other_pieces_is_refused() {
        let found: [u8; 16] = seal(&[1; 32], &[b"a", b"b"]);
        assert!(is_sealed(&[1; 32], &[b"a", b"b"], &found));
        assert!(!is_sealed(&[1; 32], &[b"a", b"c"], &found));
        assert!(!is_sealed(&[2; 32], &[b"a", b"b"], &found));
        let mut flipped = found;
        flipped[15] ^= 1;
        assert!(!is_sealed(&[1; 32], &[b"a", b"b"], &flipped));
    }
}
