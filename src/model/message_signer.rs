//! What signs messages.

use std::fmt;
use std::io;

/// Signs messages, once their bytes are final.
pub trait MessageSigner: fmt::Debug + Send + Sync {
    /// Returns whether a signature takes so long that it must not be made on an asynchronous thread: RSA needs about 1 ms.
    fn is_slow(&self) -> bool;

    /// Returns the signed message.
    ///
    /// # Errors
    /// Returns an error if the system has no source of randomness.
    fn sign(&self, message: &[u8]) -> io::Result<Vec<u8>>;
}
