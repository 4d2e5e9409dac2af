//! Randomness: the only place that draws it.

use ring::rand::{SecureRandom, SystemRandom};

/// Draws `N` bytes from the operating system, fit for keys.
///
/// # Errors
/// The system has no source of randomness to give.
pub fn random_bytes<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut drawn = [0; N];
    SystemRandom::new().fill(&mut drawn).map_err(|_| std::io::Error::other("the system gives no random bytes"))?;
    Ok(drawn)
}

/// Draws a word of 128 random bits in hexadecimal, which nobody guesses and no other process has.
///
/// # Errors
/// The system has no source of randomness to give.
pub fn random_hex() -> std::io::Result<String> {
    Ok(format!("{:032x}", u128::from_be_bytes(random_bytes()?)))
}
