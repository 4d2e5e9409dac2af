//! The keys that open links: those from the start, and those that were added since.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;

use crate::database::{self, Database};
use crate::model::SigningKeys;

/// The shortest time between two reads of the keys, whatever tokens arrive, in milliseconds.
const RELOAD_INTERVAL_MS: i64 = 1_000;

/// The signing keys, read again when a token names an unknown one.
pub(super) struct TokenKeys {
    keys: RwLock<SigningKeys>,
    reloaded_at_ms: AtomicI64,
}

impl TokenKeys {
    pub(super) fn new(keys: SigningKeys) -> Self {
        Self { keys: RwLock::new(keys), reloaded_at_ms: AtomicI64::new(i64::MIN) }
    }

    /// Reads a token with `open`, if one of our keys sealed it.
    ///
    /// # Errors
    /// The keys cannot be read from the database.
    pub(super) async fn open_token<T>(
        &self,
        database: &Database,
        text: &str,
        open: impl Fn(&SigningKeys, &str) -> Option<T>,
        now: Timestamp,
    ) -> Result<Option<T>, database::Error> {
        let (token, lacking) = {
            let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
            (open(&keys, text), keys.is_unknown_key(text))
        };
        if !lacking || !self.may_reload(now) {
            return Ok(token);
        }
        let keys = database::signing_keys::all(&mut database.begin_read().await?).await?;
        let token = open(&keys, text);
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(token)
    }

    /// Allows one read a second. A clock that was set back does not stop the reads.
    fn may_reload(&self, now: Timestamp) -> bool {
        let now = now.as_millisecond();
        let reloaded = self.reloaded_at_ms.load(Ordering::Relaxed);
        now.abs_diff(reloaded) >= RELOAD_INTERVAL_MS.unsigned_abs()
            && self.reloaded_at_ms.compare_exchange(reloaded, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}
