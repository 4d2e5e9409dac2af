//! Makes keys. The library that signs cannot make RSA keys, so their primes come from another one.

use std::io;

use crypto_bigint::{NonZero, U1024, U2048};
use crypto_primes::{Flavor, is_prime};
use encodify::pem;
use secrecy::SecretString;

use super::dkim_key::{DkimKey, RSA_ALGORITHM, der};
use crate::random;

/// The public exponent (RFC 8017 §3.1).
const EXPONENT: u32 = 65_537;
/// The length of one of the two primes of a key of 2,048 bits, in octets.
const PRIME_OCTETS: usize = 128;
/// The product of the odd primes up to 43: a number that shares a factor with it need not be tested.
const SMALL_PRIMES: u64 = 6_541_380_665_835_015;
/// The label of a private key in PKCS#8 (RFC 7468 §10).
const PEM_LABEL: &str = "PRIVATE KEY";
/// The beginning of an ed25519 key in PKCS#8, before its 32 octets (RFC 8410 §7).
const ED25519_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Returns a new RSA key of 2,048 bits in PEM (PKCS#8). It takes about a second.
///
/// # Errors
/// Returns an error if the system has no source of randomness.
pub fn generate_rsa_key() -> io::Result<SecretString> {
    loop {
        let (first, second) = (random_prime()?, random_prime()?);
        // Two equal primes, which never happens, would give a key that the library refuses.
        if let Some(pkcs8) = rsa_pkcs8(first.max(second), first.min(second))
            && DkimKey::from_pkcs8(&pkcs8).is_ok()
        {
            return Ok(SecretString::from(pem::STANDARD.encode(PEM_LABEL, pkcs8)));
        }
    }
}

/// Returns a new ed25519 key in PEM (PKCS#8).
///
/// # Errors
/// Returns an error if the system has no source of randomness.
pub fn generate_ed25519_key() -> io::Result<SecretString> {
    let secret: [u8; 32] = random::random_bytes()?;
    Ok(SecretString::from(pem::STANDARD.encode(PEM_LABEL, [&ED25519_PREFIX[..], &secret].concat())))
}

/// Returns a random prime of 1,024 bits for a key with [`EXPONENT`]. Its two highest bits are set, so that the product of
/// two has 2,048 bits (FIPS 186-5 §A.1.3).
fn random_prime() -> io::Result<U1024> {
    loop {
        let mut candidate: [u8; PRIME_OCTETS] = random::random_bytes()?;
        candidate[0] |= 0b1100_0000;
        candidate[PRIME_OCTETS - 1] |= 1;
        if shares_factor(remainder(&candidate, SMALL_PRIMES)) || remainder(&candidate, EXPONENT.into()) == 1 {
            continue;
        }
        let candidate = U1024::from_be_slice(&candidate);
        if is_prime(Flavor::Any, &candidate) {
            return Ok(candidate);
        }
    }
}

/// Returns the remainder of a number in big-endian order by a divisor below 2^56.
fn remainder(number: &[u8], divisor: u64) -> u64 {
    number.iter().fold(0, |rest, &byte| ((rest << 8) | u64::from(byte)) % divisor)
}

/// Returns whether a remainder has a common factor with [`SMALL_PRIMES`].
fn shares_factor(remainder: u64) -> bool {
    let (mut larger, mut smaller) = (SMALL_PRIMES, remainder);
    while smaller != 0 {
        (larger, smaller) = (smaller, larger % smaller);
    }
    larger != 1
}

/// Returns the key of two primes in PKCS#8, the larger prime first (RFC 8017 §A.1.2, RFC 5958 §2).
fn rsa_pkcs8(larger: U1024, smaller: U1024) -> Option<Vec<u8>> {
    let less_one = |prime: &U1024| prime.wrapping_sub(&U1024::ONE);
    let (larger_less_one, smaller_less_one) = (less_one(&larger), less_one(&smaller));
    let modulus: U2048 = larger.concatenating_mul(&smaller);
    let order: U2048 = larger_less_one.concatenating_mul(&smaller_less_one);
    let exponent = U2048::from(EXPONENT).invert_mod(&NonZero::new(order).into_option()?).into_option()?;
    let coefficient = smaller.invert_mod(&NonZero::new(larger).into_option()?).into_option()?;
    let exponent_by = |less_one: U1024| Some(exponent.rem(&NonZero::new(less_one.resize::<32>()).into_option()?));
    let key = [
        der_integer(&[0]),
        der_integer(modulus.to_be_bytes().as_ref()),
        der_integer(&EXPONENT.to_be_bytes()),
        der_integer(exponent.to_be_bytes().as_ref()),
        der_integer(larger.to_be_bytes().as_ref()),
        der_integer(smaller.to_be_bytes().as_ref()),
        der_integer(exponent_by(larger_less_one)?.to_be_bytes().as_ref()),
        der_integer(exponent_by(smaller_less_one)?.to_be_bytes().as_ref()),
        der_integer(coefficient.to_be_bytes().as_ref()),
    ];
    Some(der(0x30, &[&der_integer(&[0]), RSA_ALGORITHM, &der(0x04, &der(0x30, &key.concat()))].concat()))
}

/// Writes a number that is not negative, given in big-endian order.
fn der_integer(number: &[u8]) -> Vec<u8> {
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len().saturating_sub(1));
    let digits = number.get(first..).unwrap_or_default();
    let sign = if digits.first().is_some_and(|byte| *byte >= 0x80) { &[0][..] } else { &[] };
    der(0x02, &[sign, digits].concat())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::message::dkim::DkimAlgorithm;

    #[test]
    fn new_keys_can_sign_and_differ() {
        for (generate, algorithm, start) in [
            (generate_rsa_key as fn() -> _, DkimAlgorithm::RsaSha256, "v=DKIM1; k=rsa; p=MIIBIjANBgkq"),
            (generate_ed25519_key, DkimAlgorithm::Ed25519Sha256, "v=DKIM1; k=ed25519; p="),
        ] {
            let [first, second] = [generate().unwrap(), generate().unwrap()];
            assert_ne!(first.expose_secret(), second.expose_secret());
            let key = DkimKey::from_pem(first.expose_secret()).unwrap();
            assert_eq!(key.algorithm(), algorithm);
            assert!(key.record_text().starts_with(start), "{}", key.record_text());
            assert!(key.sign(b"signed").is_ok());
        }
    }

    #[test]
    fn small_factors_are_found() {
        let has_factor = |number: u64| shares_factor(remainder(&number.to_be_bytes(), SMALL_PRIMES));
        assert_eq!([3 * 47, 41 * 53, 43, 47, 47 * 53, 65_537].map(has_factor), [true, true, true, false, false, false]);
        assert_eq!(remainder(&[1, 0, 1], EXPONENT.into()), 0);
    }

    #[test]
    fn numbers_have_a_sign_and_no_leading_zeros() {
        for (number, written) in [
            (&[0][..], &[2, 1, 0][..]),
            (&[0, 0, 127], &[2, 1, 127]),
            (&[0, 128], &[2, 2, 0, 128]),
            (&[1, 0, 1], &[2, 3, 1, 0, 1]),
        ] {
            assert_eq!(der_integer(number), written);
        }
    }
}
