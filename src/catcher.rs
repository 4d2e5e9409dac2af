//! Catches mail on loopback: for the demo, and scripted for the tests.

mod caught;
mod script;
mod talk;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

pub use caught::Caught;
pub use script::{Action, Answer, Moment, Script, Step, Tls};

/// An SMTP server that keeps what it is given. It ends, with its connections, when it is dropped.
#[derive(Debug)]
pub struct Catcher {
    address: SocketAddr,
    shelf: Arc<Shelf>,
    listening: JoinHandle<()>,
}

/// What was caught and heard so far.
#[derive(Debug, Default)]
struct Shelf {
    caught: Mutex<Vec<Arc<Caught>>>,
    log: Mutex<Vec<Vec<String>>>,
}

impl Catcher {
    /// Listens on `listen`, which must be a loopback address; port 0 takes a free one.
    ///
    /// # Errors
    /// The address is not on loopback, or it is taken.
    pub async fn start(listen: SocketAddr, script: Script) -> io::Result<Self> {
        if !listen.ip().is_loopback() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a catcher listens on loopback only"));
        }
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let shelf = Arc::new(Shelf::default());
        // The catcher aborts this task when it is dropped, and the task's set aborts the connections.
        let listening = tokio::spawn(accept(listener, Arc::new(script), Arc::clone(&shelf)));
        Ok(Self { address, shelf, listening })
    }

    /// Returns where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns what was caught, in the order in which it came.
    #[must_use]
    pub fn caught(&self) -> Vec<Arc<Caught>> {
        lock(&self.shelf.caught).clone()
    }

    /// Returns how many copies were caught.
    #[must_use]
    pub fn count(&self) -> usize {
        lock(&self.shelf.caught).len()
    }

    /// Returns the verbs heard, such as `MAIL`: one list for each connection.
    #[must_use]
    pub fn log(&self) -> Vec<Vec<String>> {
        lock(&self.shelf.log).clone()
    }
}

impl Shelf {
    fn note(&self, connection: usize, verb: &str) {
        if let Some(log) = lock(&self.log).get_mut(connection) {
            log.push(verb.to_owned());
        }
    }
}

impl Drop for Catcher {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn accept(listener: TcpListener, script: Arc<Script>, shelf: Arc<Shelf>) {
    let mut connections = JoinSet::new();
    for number in 0.. {
        let Ok((stream, _)) = listener.accept().await else { return };
        while connections.try_join_next().is_some() {}
        lock(&shelf.log).push(Vec::new());
        connections.spawn(talk::talk(stream, number, Arc::clone(&script), Arc::clone(&shelf)));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
