//! Starts a new letter from one that was sent.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use crate::draft::{self, NewDraftError};
use crate::web::admin::{AdminServer, Error};

/// Copies the draft of an issue, and goes to the editor of the copy.
pub(super) async fn create(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, i64)>,
) -> Result<Response, Error> {
    let issue = admin.issue_by_number(number).await?;
    let path = admin.draft_file(&issue.slug)?.ok_or(Error::NotFound)?;
    let slug = draft::copy_draft(&admin.workspace.drafts_dir(), &path, &issue.slug).map_err(|error| match error {
        NewDraftError::Unwritable(error) => Error::Drafts(error),
        NewDraftError::NoName | NewDraftError::Exists(_) => Error::NotFound,
    })?;
    Ok(Redirect::to(&format!("{}/edit", admin.draft_path(&slug))).into_response())
}
