//! What the settings page says about what was just done.

use serde_json::Value;

/// What was done last.
#[derive(Default)]
pub(in crate::web::admin) struct SettingsMemory {
    /// The text before the last change, and the version of the file after it.
    pub(super) undo: Option<UndoneChange>,
    /// The version of the file that is in use.
    pub(super) version: Option<String>,
    /// What became of the last test, as the page shows it.
    pub(in crate::web::admin) test: Option<Value>,
}

/// A change that can be taken back.
pub(super) struct UndoneChange {
    pub(super) text_before: String,
    pub(super) version_after: String,
}
