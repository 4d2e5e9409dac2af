//! Why the pages of the archive cannot be made.

use crate::{config, template, translation};

/// Why the pages cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A template cannot be read.
    #[error(transparent)]
    Read(#[from] config::Error),
    /// The sentences of a language cannot be used.
    #[error(transparent)]
    Sentences(#[from] translation::Error),
    /// A template cannot be compiled or rendered.
    #[error("the page `{name}` cannot be used")]
    Template {
        /// The template's path under `templates/`.
        name: String,
        /// The cause.
        source: template::Error,
    },
}
