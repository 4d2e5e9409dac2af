//! An SMTP server on loopback that stores the messages it receives: for the demo, and scripted for the tests.

mod catcher_script;
mod caught_message;
mod session;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

pub use catcher_script::{
    CatcherAction, CatcherScript, CatcherTls, ScriptResponder, SmtpStep, StepContext, TokenAnswer, TokenCheck,
};
pub use caught_message::CaughtMessage;

/// An SMTP server that stores what it receives. It stops, with its connections, when it is dropped.
#[derive(Debug)]
pub struct MailCatcher {
    address: SocketAddr,
    inbox: Arc<CatcherInbox>,
    listener: JoinHandle<()>,
}

/// The messages and commands received so far.
#[derive(Debug, Default)]
struct CatcherInbox {
    caught: Mutex<Vec<Arc<CaughtMessage>>>,
    log: Mutex<Vec<Vec<String>>>,
}

impl MailCatcher {
    /// Listens on `listen`, which must be a loopback address; port 0 takes a free one.
    ///
    /// # Errors
    /// Returns an error if the address is not a loopback address, or is in use.
    pub async fn start(listen: SocketAddr, script: CatcherScript) -> io::Result<Self> {
        if !listen.ip().is_loopback() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a catcher listens on loopback only"));
        }
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let shelf = Arc::new(CatcherInbox::default());
        // Dropping the catcher aborts this task, and the task's set aborts the connections.
        let listening = tokio::spawn(accept(listener, Arc::new(script), Arc::clone(&shelf)));
        Ok(Self { address, inbox: shelf, listener: listening })
    }

    /// Returns the address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the received messages, in order of arrival.
    #[must_use]
    pub fn messages(&self) -> Vec<Arc<CaughtMessage>> {
        lock(&self.inbox.caught).clone()
    }

    /// Returns the number of received messages.
    #[must_use]
    pub fn message_count(&self) -> usize {
        lock(&self.inbox.caught).len()
    }

    /// Returns the received verbs, such as `MAIL`: one list for each connection.
    #[must_use]
    pub fn command_log(&self) -> Vec<Vec<String>> {
        lock(&self.inbox.log).clone()
    }
}

impl CatcherInbox {
    fn log_command(&self, connection: usize, verb: &str) {
        if let Some(log) = lock(&self.log).get_mut(connection) {
            log.push(verb.to_owned());
        }
    }
}

impl Drop for MailCatcher {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn accept(listener: TcpListener, script: Arc<CatcherScript>, shelf: Arc<CatcherInbox>) {
    let mut connections = JoinSet::new();
    for number in 0.. {
        let Ok((stream, _)) = listener.accept().await else { return };
        while connections.try_join_next().is_some() {}
        lock(&shelf.log).push(Vec::new());
        connections.spawn(session::serve_connection(stream, number, Arc::clone(&script), Arc::clone(&shelf)));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
