//! Why the desk cannot answer.

use std::io;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::{database, template};

/// Why the desk cannot be laid out or cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system gives no random bytes.
    #[error("cannot make a token for the desk")]
    Entropy(#[source] io::Error),
    /// One of its own pages cannot be filled.
    #[error("cannot fill a page of the desk")]
    Page(#[from] template::Error),
    /// The drafts cannot be listed.
    #[error("cannot read the folder of the drafts")]
    Drafts(#[source] io::Error),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// There is no such draft, mail or page.
    #[error("there is no such page")]
    NotFound,
}

impl IntoResponse for Error {
    /// Says it in full: only the person who runs the program sees it.
    fn into_response(self) -> Response {
        if matches!(self, Self::NotFound) {
            return (StatusCode::NOT_FOUND, "There is no such page on the desk.").into_response();
        }
        (StatusCode::INTERNAL_SERVER_ERROR, error_chain(&self)).into_response()
    }
}

/// Says what went wrong and its causes in one line, nothing twice.
pub(super) fn error_chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        cause = error.source();
    }
    words
}
