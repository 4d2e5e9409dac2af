//! Randomness: the only place that draws it.

use ring::rand::{SecureRandom, SystemRandom};

/// Draws `N` bytes from the operating system, fit for keys.
///
/// # Errors
/// The system has no source of randomness to give.
pub fn bytes<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut drawn = [0; N];
    SystemRandom::new().fill(&mut drawn).map_err(|_| std::io::Error::other("the system gives no random bytes"))?;
    Ok(drawn)
}
