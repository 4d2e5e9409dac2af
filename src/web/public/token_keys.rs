//! The keys that open links: those that were there at the start, and those that were added since.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;

use crate::database::{self, Database};
use crate::model::Keys;

/// How often new keys are looked for, whatever tokens are shown, in milliseconds.
const RELOAD_INTERVAL_MS: i64 = 1_000;

/// Keys that grow when a token names one that is not here.
pub(super) struct TokenKeys {
    keys: RwLock<Keys>,
    reloaded_at_ms: AtomicI64,
}

impl TokenKeys {
    pub(super) fn new(keys: Keys) -> Self {
        Self { keys: RwLock::new(keys), reloaded_at_ms: AtomicI64::new(i64::MIN) }
    }

    /// Reads a token by `open`, if one of our keys sealed it.
    ///
    /// # Errors
    /// The database could not be asked for new keys.
    pub(super) async fn open_token<T>(
        &self,
        database: &Database,
        text: &str,
        open: impl Fn(&Keys, &str) -> Option<T>,
        now: Timestamp,
    ) -> Result<Option<T>, database::Error> {
        let (token, lacking) = {
            let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
            (open(&keys, text), keys.lack_the_key_of(text))
        };
        if !lacking || !self.may_reload(now) {
            return Ok(token);
        }
        let keys = database::signing_keys::all(&mut database.begin_read().await?).await?;
        let token = open(&keys, text);
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(token)
    }

    /// Takes the one look that each second has; a clock that was put back does not end looking.
    fn may_reload(&self, now: Timestamp) -> bool {
        let now = now.as_millisecond();
        let looked = self.reloaded_at_ms.load(Ordering::Relaxed);
        now.abs_diff(looked) >= RELOAD_INTERVAL_MS.unsigned_abs()
            && self.reloaded_at_ms.compare_exchange(looked, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}
