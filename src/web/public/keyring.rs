//! The keys that open links: those that were there at the start, and those that were added since.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;

use crate::database::{self, Database};
use crate::model::Keys;

/// How often new keys are looked for, whatever tokens are shown, in milliseconds.
const PAUSE: i64 = 1_000;

/// Keys that grow when a token names one that is not here.
pub(super) struct Keyring {
    keys: RwLock<Keys>,
    looked_at: AtomicI64,
}

impl Keyring {
    pub(super) fn new(keys: Keys) -> Self {
        Self { keys: RwLock::new(keys), looked_at: AtomicI64::new(i64::MIN) }
    }

    /// Reads a token by `open`, if one of our keys sealed it.
    ///
    /// # Errors
    /// The database could not be asked for new keys.
    pub(super) async fn open<T>(
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
        if !lacking || !self.may_look(now) {
            return Ok(token);
        }
        let keys = database::key::all(&mut database.read().await?).await?;
        let token = open(&keys, text);
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(token)
    }

    /// Takes the one look that each second has; a clock that was put back does not end looking.
    fn may_look(&self, now: Timestamp) -> bool {
        let now = now.as_millisecond();
        let looked = self.looked_at.load(Ordering::Relaxed);
        now.abs_diff(looked) >= PAUSE.unsigned_abs()
            && self.looked_at.compare_exchange(looked, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}
