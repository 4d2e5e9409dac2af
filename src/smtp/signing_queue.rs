//! Signs messages without holding up the connections.

use std::io;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::model::MessageSigner;

/// The length from which hashing a message takes as long as an RSA signature, in octets.
const LARGE_MESSAGE: usize = 256 * 1_024;

/// How many messages are with the signing threads for each processor: while one is signed, the next one is handed over.
const MESSAGES_PER_PROCESSOR: usize = 2;

/// Signs a few messages at once for each processor; the others wait their turn.
#[derive(Debug)]
pub(super) struct SigningQueue {
    signer: Arc<dyn MessageSigner>,
    turns: Arc<Semaphore>,
}

impl SigningQueue {
    pub(super) fn new(signer: Arc<dyn MessageSigner>) -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self { signer, turns: Arc::new(Semaphore::new(MESSAGES_PER_PROCESSOR * processors)) }
    }

    /// Returns the signed message; slow signatures are made on a thread of their own.
    pub(super) async fn sign(&self, message: &[u8]) -> io::Result<Vec<u8>> {
        if !self.signer.is_slow() && message.len() < LARGE_MESSAGE {
            return self.signer.sign(message);
        }
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(io::Error::other)?;
        let (signer, message) = (Arc::clone(&self.signer), message.to_vec());
        let sign = move || {
            let result = signer.sign(&message);
            // It ends here, not when the waiting task runs again.
            drop(turn);
            result
        };
        spawn_blocking(sign).await.map_err(io::Error::other).flatten()
    }
}
