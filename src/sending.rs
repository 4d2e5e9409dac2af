//! The whole list rendered before the first mail goes: each copy is made once and kept by nobody, and what sets some
//! readers apart is told first.

mod dry_run;
mod dry_run_diagnostics;
mod prepared_draft;
mod recipient_exceptions;

pub use dry_run::DryRun;
pub use dry_run_diagnostics::RecipientDiagnostic;
pub use prepared_draft::{FirstRecipient, PrepareError, PrepareInput, PreparedDraft};
pub use recipient_exceptions::{RecipientException, RecipientSample};

use crate::{database, delivery};

/// Why a draft was not rehearsed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// What the copies are made with is not to be had.
    #[error(transparent)]
    Delivery(#[from] delivery::Error),
}
