//! Why a draft could not be prepared.

use super::Error;
use crate::model::Diagnostic;

/// Why a draft could not be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// No copy can be made until these are fixed.
    #[error("the draft cannot be sent as it is")]
    Diagnostics(Vec<Diagnostic>),
    /// The draft could not be examined.
    #[error(transparent)]
    Failed(Error),
}

impl<E: Into<Error>> From<E> for PrepareError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Diagnostic> for PrepareError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Diagnostics(vec![diagnostic])
    }
}
