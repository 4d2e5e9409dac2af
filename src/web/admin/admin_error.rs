//! Why the server cannot answer.

use std::io;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::wording;
use crate::{account, database, sending, subscription, template};

/// Why the server cannot be started or cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system provides no random bytes.
    #[error("cannot create a token for the server")]
    Entropy(#[source] io::Error),
    /// A template of the server cannot be compiled or rendered.
    #[error("cannot render a page of the server")]
    Page(#[from] template::Error),
    /// A report cannot be made into a page.
    #[error(transparent)]
    Report(#[from] wording::ReportPageError),
    /// The drafts cannot be listed.
    #[error("cannot read the folder of the drafts")]
    Drafts(#[source] io::Error),
    /// The settings cannot be read.
    #[error("cannot read the settings")]
    Settings(#[source] io::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// An account cannot be used.
    #[error(transparent)]
    Account(#[from] account::Error),
    /// A person cannot be read or changed.
    #[error(transparent)]
    Person(#[from] subscription::Error),
    /// A step of sending failed.
    #[error(transparent)]
    Sending(#[from] sending::Error),
    /// A letter cannot be frozen.
    #[error(transparent)]
    Freeze(Box<sending::FreezeError>),
    /// There is no such draft, message or page.
    #[error("there is no such page")]
    NotFound,
}

impl IntoResponse for Error {
    /// Shows the whole error: only the person who runs the program can see it.
    fn into_response(self) -> Response {
        if matches!(self, Self::NotFound) {
            return (StatusCode::NOT_FOUND, "There is no such page.").into_response();
        }
        (StatusCode::INTERNAL_SERVER_ERROR, wording::error_chain(&self)).into_response()
    }
}
