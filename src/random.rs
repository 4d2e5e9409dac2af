//! Randomness: the only place that draws random bytes.

use ring::rand::{SecureRandom, SystemRandom};

/// Returns `N` random bytes from the operating system, suitable for keys.
///
/// # Errors
/// Returns an error if the system has no source of randomness.
pub fn random_bytes<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut drawn = [0; N];
    SystemRandom::new().fill(&mut drawn).map_err(|_| std::io::Error::other("the system gives no random bytes"))?;
    Ok(drawn)
}

/// Returns the operating system's source of randomness, for signatures.
#[must_use]
pub fn secure_random() -> impl SecureRandom {
    SystemRandom::new()
}

/// Returns 128 random bits in hexadecimal, which are unique and cannot be guessed.
///
/// # Errors
/// Returns an error if the system has no source of randomness.
pub fn random_hex() -> std::io::Result<String> {
    Ok(format!("{:032x}", u128::from_be_bytes(random_bytes()?)))
}
