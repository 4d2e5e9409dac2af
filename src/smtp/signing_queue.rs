//! Signs messages without holding up the connections.

use std::io;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::model::MessageSigner;

/// The length from which hashing a message takes as long as an RSA signature, in octets.
const LARGE_MESSAGE: usize = 256 * 1_024;

/// Signs as many messages at once as there are processors; the others wait their turn.
#[derive(Debug)]
pub(super) struct SigningQueue {
    signer: Arc<dyn MessageSigner>,
    turns: Semaphore,
}

impl SigningQueue {
    pub(super) fn new(signer: Arc<dyn MessageSigner>) -> Self {
        Self { signer, turns: Semaphore::new(available_parallelism().map_or(1, usize::from)) }
    }

    /// Returns the signed message; slow signatures are made on a thread of their own.
    pub(super) async fn sign(&self, message: &[u8]) -> io::Result<Vec<u8>> {
        if !self.signer.is_slow() && message.len() < LARGE_MESSAGE {
            return self.signer.sign(message);
        }
        let _turn = self.turns.acquire().await.map_err(io::Error::other)?;
        let (signer, message) = (Arc::clone(&self.signer), message.to_vec());
        spawn_blocking(move || signer.sign(&message)).await.map_err(io::Error::other).flatten()
    }
}
