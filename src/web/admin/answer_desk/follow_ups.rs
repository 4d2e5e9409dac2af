//! Begins a letter that follows one: a reminder to the silent, or thanks to those who come.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use crate::clock;
use crate::replies::{FollowUpError, FollowUpKind, create_follow_up};
use crate::web::admin::letters::new_letter::refusal_words;
use crate::web::admin::members::page_notices::PageNotice;
use crate::web::admin::{AdminServer, Error};

/// Writes a reminder and goes to its editor.
pub(super) async fn remind(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, i64)>,
) -> Result<Response, Error> {
    admin.begin_follow_up(number, FollowUpKind::Remind).await
}

/// Writes a letter of thanks and goes to its editor.
pub(super) async fn thank(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, i64)>,
) -> Result<Response, Error> {
    admin.begin_follow_up(number, FollowUpKind::Thank).await
}

impl AdminServer {
    async fn begin_follow_up(&self, number: i64, kind: FollowUpKind) -> Result<Response, Error> {
        let asked = self.asked_issue(number).await?;
        match create_follow_up(&self.workspace, &self.database, &asked, kind, clock::now()).await {
            Ok(slug) => Ok(Redirect::to(&format!("{}/edit", self.draft_path(&slug))).into_response()),
            Err(FollowUpError::Draft(error)) => {
                Ok(self.go_with_notice(&format!("answers/{number}"), PageNotice::refused(refusal_words(&error))))
            }
            Err(FollowUpError::Database(error)) => Err(error.into()),
        }
    }
}
