//! Which connections are open, from which network, and which one makes room for the next.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::client_network::network;

/// The open connections of a listener.
#[derive(Debug)]
pub(super) struct OpenConnections {
    max_connections: usize,
    max_per_network: usize,
    table: Arc<ConnectionTable>,
}

#[derive(Debug, Default)]
struct ConnectionTable {
    entries: Mutex<Entries>,
    /// A connection has become idle, or has ended.
    freed: Notify,
}

#[derive(Debug, Default)]
struct Entries {
    /// By a number that grows whenever a connection becomes idle: the first idle one was idle longest.
    open: BTreeMap<u64, OpenConnection>,
    next: u64,
}

#[derive(Debug)]
struct OpenConnection {
    network: IpAddr,
    is_busy: bool,
    evict: Arc<Notify>,
}

/// One open connection; dropping it makes room.
#[derive(Debug)]
pub(super) struct ConnectionHandle {
    table: Arc<ConnectionTable>,
    key: Arc<Mutex<Option<u64>>>,
    evict: Arc<Notify>,
}

/// A request in progress: its connection is not idle.
#[derive(Debug)]
pub(super) struct RequestInProgress {
    table: Arc<ConnectionTable>,
    key: Arc<Mutex<Option<u64>>>,
}

impl OpenConnections {
    pub(super) fn new(max_connections: usize, max_per_network: usize) -> Self {
        Self { max_connections, max_per_network, table: Arc::default() }
    }

    /// Waits until a connection can be admitted: there is room, or one is idle.
    pub(super) async fn wait_for_room(&self) {
        loop {
            let freed = self.table.freed.notified();
            {
                let entries = self.table.lock();
                let has_idle = || entries.open.values().any(|open| !open.is_busy);
                if entries.open.len() < self.max_connections || has_idle() {
                    return;
                }
            }
            freed.await;
        }
    }

    /// Admits a connection. If its network has its share, or there is no room, the one that was idle longest is closed
    /// for it; `None` if none is.
    pub(super) fn admit(&self, address: IpAddr) -> Option<ConnectionHandle> {
        let network = network(address);
        let mut entries = self.table.lock();
        let mine = |open: &OpenConnection| open.network == network;
        let share = entries.open.values().filter(|open| mine(open)).count();
        if share >= self.max_per_network && !address.to_canonical().is_loopback() {
            entries.evict_idle(mine)?;
        } else if entries.open.len() >= self.max_connections {
            entries.evict_idle(|_| true)?;
        }
        let evict = Arc::new(Notify::new());
        let key = entries.insert(OpenConnection { network, is_busy: false, evict: Arc::clone(&evict) });
        Some(ConnectionHandle { table: Arc::clone(&self.table), key: Arc::new(Mutex::new(Some(key))), evict })
    }
}

impl ConnectionTable {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn insert(&mut self, connection: OpenConnection) -> u64 {
        let key = self.next;
        self.next += 1;
        self.open.insert(key, connection);
        key
    }

    /// Closes the connection that was idle longest of those that `fits` selects.
    fn evict_idle(&mut self, fits: impl Fn(&OpenConnection) -> bool) -> Option<()> {
        let (key, _) = self.open.iter().find(|(_, open)| !open.is_busy && fits(open))?;
        let key = *key;
        self.open.remove(&key)?.evict.notify_one();
        Some(())
    }
}

impl ConnectionHandle {
    /// Marks the connection as busy until the returned value is dropped.
    pub(super) fn begin_request(&self) -> RequestInProgress {
        let mut entries = self.table.lock();
        if let Some(open) = lock(&self.key).and_then(|key| entries.open.get_mut(&key)) {
            open.is_busy = true;
        }
        RequestInProgress { table: Arc::clone(&self.table), key: Arc::clone(&self.key) }
    }

    /// Returns once the connection must make room for another one.
    pub(super) async fn evicted(&self) {
        self.evict.notified().await;
    }

    /// Returns whether a request is in progress.
    pub(super) fn is_busy(&self) -> bool {
        // Each request holds a copy.
        Arc::strong_count(&self.key) > 1
    }

    /// Returns whether another connection has taken the place of this one.
    #[cfg(test)]
    pub(super) fn is_evicted(&self) -> bool {
        let entries = self.table.lock();
        lock(&self.key).is_none_or(|key| !entries.open.contains_key(&key))
    }
}

impl Drop for RequestInProgress {
    fn drop(&mut self) {
        let mut entries = self.table.lock();
        let mut key = lock(&self.key);
        if let Some(mut open) = key.and_then(|key| entries.open.remove(&key)) {
            open.is_busy = false;
            *key = Some(entries.insert(open));
        }
        self.table.freed.notify_one();
    }
}

impl Drop for ConnectionHandle {
    fn drop(&mut self) {
        let key = lock(&self.key).take();
        if let Some(key) = key {
            self.table.lock().open.remove(&key);
        }
        self.table.freed.notify_one();
    }
}

fn lock(key: &Mutex<Option<u64>>) -> MutexGuard<'_, Option<u64>> {
    key.lock().unwrap_or_else(PoisonError::into_inner)
}
