//! Which relays are left alone for a while: the mail of the others is sent meanwhile.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::model::RelayName;

/// The relays that are left alone, and until when.
#[derive(Debug, Default)]
pub struct RelayRests(Mutex<BTreeMap<Option<RelayName>, Instant>>);

impl RelayRests {
    /// Leaves a relay alone for so long.
    pub fn begin(&self, relay: Option<&RelayName>, wait: Duration) {
        let mut rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rests.insert(relay.cloned(), Instant::now() + wait);
    }

    /// Returns whether a relay is left alone at present.
    pub fn is_resting(&self, relay: Option<&RelayName>) -> bool {
        let mut rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rests.retain(|_, until| *until > Instant::now());
        rests.contains_key(&relay.cloned())
    }
}
