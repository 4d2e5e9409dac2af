//! Handing the workspace over: what is in the file, and the file.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use crate::handover::{self, HandoverFacts, handed_over_at, pack_handover, take_back};
use crate::web::admin::members::page_notices::{NoticeQuery, PageNotice};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, wording};

pub(super) const TEMPLATE: (&str, &str) = ("handover", include_str!("../../../../templates/admin/handover.html.hbs"));

/// The path of the page after the token.
const PATH: &str = "settings/handover";

/// Shows what a handover is, or that this place was handed over.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Html<String>, Error> {
    let handed_over_at = handed_over_at(&admin.database).await?;
    let context = json!({
        "notice": admin.notice_of(&notice),
        "handed_over": handed_over_at.map(|at| admin.format_day(at)),
    });
    admin.render_page(TEMPLATE.0, "settings", context)
}

/// Packs the workspace and sends the file; from then on this place sends no letters.
pub(super) async fn pack(State(admin): State<Arc<AdminServer>>) -> Result<Response, Error> {
    let now = clock::now();
    let folder = tempfile::tempdir().map_err(Error::Settings)?;
    let name = format!("handover-{}.zip", now.strftime("%Y-%m-%d"));
    let file = folder.path().join(&name);
    let readme = |facts: &HandoverFacts| wording::handover_readme(facts, env!("CARGO_PKG_VERSION"));
    match pack_handover(&admin.database, &admin.workspace, &file, false, now, readme).await {
        Ok(_) => {
            let bytes = tokio::fs::read(&file).await.map_err(Error::Settings)?;
            let disposition = format!("attachment; filename=\"{name}\"");
            let headers = [
                (CONTENT_TYPE, "application/zip"),
                (CACHE_CONTROL, "no-store"),
                (CONTENT_DISPOSITION, disposition.as_str()),
            ];
            Ok((headers, bytes).into_response())
        }
        Err(handover::Error::Unfinished(issue)) => {
            let words = format!(
                "Not packed: the letter “{}” is not finished, and both places might go on with it. Wait until it is sent, \
                 or stop it.",
                issue.slug
            );
            Ok(admin.go_with_notice(PATH, PageNotice::refused(words)))
        }
        Err(error) => {
            let words = format!("Not packed: {}.", wording::error_chain(&error));
            Ok(admin.go_with_notice(PATH, PageNotice::refused(words)))
        }
    }
}

/// Lets this place send letters again.
pub(super) async fn undo(State(admin): State<Arc<AdminServer>>) -> Result<Response, Error> {
    take_back(&admin.database).await?;
    let words = "This place sends letters again. Make sure that the new one sends none.";
    Ok(admin.go_with_notice(PATH, PageNotice::done(words)))
}
