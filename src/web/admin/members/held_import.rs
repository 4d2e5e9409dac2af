//! Files that were dropped and are not imported yet: held in memory, for their page alone.

use std::sync::{MutexGuard, PoisonError};

use axum::body::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::form_values::FormValues;
use crate::clock;
use crate::web::admin::AdminServer;

/// The largest file that is taken, in bytes: some 500,000 members.
pub(super) const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;

/// How many files are held; the oldest one is dropped for another.
const MAX_HELD: usize = 3;

/// How long a file is held.
const HELD_FOR: SignedDuration = SignedDuration::from_hours(2);

/// A file that was dropped.
#[derive(Debug, Clone)]
pub(in crate::web::admin) struct HeldImport {
    /// What names it in the URL of its page.
    pub(super) key: String,
    /// The name of the file.
    pub(super) name: String,
    /// The content; empty once it is imported.
    pub(super) bytes: Bytes,
    /// What was chosen on its page.
    pub(super) choices: FormValues,
    /// Whether the first-start page waits for it.
    pub(super) is_from_start: bool,
    /// The page about what was done, once it is imported.
    pub(super) result: Option<Value>,
    held_since: Timestamp,
}

impl HeldImport {
    pub(super) fn new(key: String, name: String, bytes: Bytes, choices: FormValues, now: Timestamp) -> Self {
        let is_from_start = choices.get("from") == "start";
        Self { key, name, bytes, choices, is_from_start, result: None, held_since: now }
    }
}

impl AdminServer {
    fn held(&self) -> MutexGuard<'_, Vec<HeldImport>> {
        self.members.imports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds a file, in the place of the oldest one if there are too many.
    pub(super) fn hold_import(&self, import: HeldImport) {
        let mut held = self.held();
        held.retain(|other| import.held_since.duration_since(other.held_since) < HELD_FOR);
        if held.len() >= MAX_HELD {
            held.remove(0);
        }
        held.push(import);
    }

    /// Returns a file that is held.
    pub(super) fn held_import(&self, key: &str) -> Option<HeldImport> {
        let (mut held, now) = (self.held(), clock::now());
        held.retain(|import| now.duration_since(import.held_since) < HELD_FOR);
        held.iter().find(|import| import.key == key).cloned()
    }

    /// Keeps what was chosen for a file.
    pub(super) fn keep_choices(&self, key: &str, choices: FormValues) {
        if let Some(import) = self.held().iter_mut().find(|import| import.key == key) {
            import.choices = choices;
        }
    }

    /// Keeps the result of an import, and forgets the content of its file.
    pub(super) fn keep_result(&self, key: &str, result: Value) {
        if let Some(import) = self.held().iter_mut().find(|import| import.key == key) {
            import.bytes = Bytes::new();
            import.result = Some(result);
        }
    }

    /// Forgets a file.
    pub(super) fn drop_import(&self, key: &str) {
        self.held().retain(|import| import.key != key);
    }
}
