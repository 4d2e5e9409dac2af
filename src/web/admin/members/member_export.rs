//! Downloads: the people of a list as CSV, and all that is stored of one person as JSON.

use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream::try_unfold;

use super::directory_page::DirectoryQuery;
use crate::model::SubscriberId;
use crate::subscription::export::{ExportFormat, SubscriberExport};
use crate::subscription::{self, record_json};
use crate::web::admin::{AdminServer, Error};

/// Sends the people of a list, page after page, so that a long list takes no memory.
pub(super) async fn download(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<DirectoryQuery>,
) -> Result<Response, Error> {
    let lists = admin.lists().await?;
    let list = query.chosen_list(&lists).or(lists.first()).ok_or(Error::NotFound)?;
    let export = SubscriberExport::start(&admin.database, list, ExportFormat::Csv { raw: false }).await?;
    let text = try_unfold(export, async |mut export| {
        let chunk = export.next_chunk().await.map_err(io::Error::other)?;
        Ok::<_, io::Error>(chunk.map(|chunk| (chunk, export)))
    });
    let name = format!("attachment; filename=\"{}.csv\"", list.name);
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, name.as_str())], Body::from_stream(text))
        .into_response())
}

/// Sends all that is stored of one person, as `subscriber show --json` prints it.
pub(super) async fn download_person(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
) -> Result<Response, Error> {
    let person = admin.stored_person(id).await?.ok_or(Error::NotFound)?;
    let record = subscription::personal_record(&admin.database, &person.address).await?;
    let text = format!("{:#}\n", record_json(&record));
    let name = format!("attachment; filename=\"person-{id}.json\"");
    Ok(([(CONTENT_TYPE, "application/json"), (CONTENT_DISPOSITION, name.as_str())], text).into_response())
}
