//! The transports of a workspace, one for each relay, and the connections over which mailers send.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::relay_session::RelaySession;
use crate::model::RelayName;
use crate::smtp::Transport;

/// The transports that can be used, by the names of their relays.
#[derive(Debug, Clone, Default)]
pub struct RelayTransports(BTreeMap<Option<RelayName>, Arc<Transport>>);

/// At most one connection to each relay.
pub struct RelaySessions<'a> {
    transports: &'a RelayTransports,
    sessions: BTreeMap<Option<RelayName>, RelaySession<'a>>,
}

impl RelayTransports {
    /// Creates the set with one relay.
    #[must_use]
    pub fn single(relay: Option<RelayName>, transport: Transport) -> Self {
        Self(BTreeMap::from([(relay, Arc::new(transport))]))
    }

    /// Adds a relay.
    pub fn insert(&mut self, relay: Option<RelayName>, transport: Transport) {
        self.0.insert(relay, Arc::new(transport));
    }

    /// Returns the transport of a relay, if it can be used.
    #[must_use]
    pub fn get(&self, relay: Option<&RelayName>) -> Option<&Arc<Transport>> {
        self.0.get(&relay.cloned())
    }

    /// Returns whether no relay can be used.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether there are several relays.
    #[must_use]
    pub fn has_several(&self) -> bool {
        self.0.len() > 1
    }
}

impl From<Transport> for RelayTransports {
    /// Creates the set with the relay in `[relay]` alone.
    fn from(transport: Transport) -> Self {
        Self::single(None, transport)
    }
}

impl<'a> RelaySessions<'a> {
    /// Creates the set without a connection.
    #[must_use]
    pub fn new(transports: &'a RelayTransports) -> Self {
        Self { transports, sessions: BTreeMap::new() }
    }

    /// Returns the session of a relay, if the relay can be used.
    pub fn session(&mut self, relay: Option<&RelayName>) -> Option<&mut RelaySession<'a>> {
        let transport = self.transports.get(relay)?;
        Some(self.sessions.entry(relay.cloned()).or_insert_with(|| RelaySession::new(transport)))
    }

    /// Closes all connections; without waiting for slow relays if the caller was asked to stop.
    pub async fn close(mut self, is_stopped: bool) {
        for session in self.sessions.values_mut() {
            session.close(is_stopped).await;
        }
    }
}
