//! The calendar file of an event, for readers whose mail program does not offer the attached one.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::{PublicSite, service_unavailable};
use crate::database;
use crate::model::SigningKeys;

/// Returns the newest file of the event that an issue announced. The link is the same for all readers of the issue.
pub(super) async fn show(
    State(site): State<Arc<PublicSite>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<impl IntoResponse, StatusCode> {
    let text = name.strip_suffix(".ics").unwrap_or(&name);
    let opened = site.token_keys.open_token(&site.database, text, SigningKeys::open_issue, (site.now)()).await;
    let Some(issue) = opened.map_err(service_unavailable)? else {
        return Err(site.reject_token(&request.into_parts().0));
    };
    let now = (site.now)();
    let read = async { database::issue_events::latest_file(&mut site.database.begin_read().await?, issue, now).await };
    let file = read.await.map_err(service_unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let headers = [
        (header::CONTENT_TYPE, file.media_type),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"event.ics\"".to_owned()),
    ];
    Ok((headers, file.bytes))
}
