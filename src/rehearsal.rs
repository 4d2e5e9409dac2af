//! The whole list rendered before the first mail goes: each copy is made once and kept by nobody, and what sets some
//! readers apart is told first.

mod findings;
mod odd;
mod script;
mod walk;

pub use findings::Remark;
pub use odd::{Oddity, Readers};
pub use script::{Early, Script, Source, Unready};
pub use walk::Rehearsal;

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
