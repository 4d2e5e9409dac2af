//! The letters on the web: pages that everybody may read, and letters behind a sealed link.

mod archive_response;
mod file_pages;
mod letter_pages;
mod page_cache;
mod year_pages;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::PublicSite;
use crate::archive::{ArchiveLinks, ArchivePages, PageError};
use crate::config::{Settings, Workspace};
use page_cache::PageCache;

/// What the archive needs beside the database.
pub(super) struct ArchiveSite {
    pages: ArchivePages,
    links: ArchiveLinks,
    settings: Settings,
    cache: Mutex<PageCache>,
    /// The form to subscribe, if there are public pages.
    join_url: Option<String>,
}

impl ArchiveSite {
    pub(super) fn new(workspace: &Workspace) -> Result<Self, PageError> {
        let settings = workspace.settings.clone();
        let url = settings.web.public_url.clone();
        Ok(Self {
            pages: ArchivePages::new(workspace)?,
            links: ArchiveLinks { base: url.as_ref().map(|url| format!("{url}/letters")), is_exported: false },
            settings,
            cache: Mutex::new(PageCache::default()),
            join_url: url.map(|url| format!("{url}/subscribe")),
        })
    }
}

pub(super) fn routes() -> Router<Arc<PublicSite>> {
    Router::new()
        .route("/letters", get(year_pages::redirect))
        .route("/letters/", get(year_pages::show_index))
        .route("/letters/archive.css", get(file_pages::style_sheet))
        .route("/letters/feed.xml", get(year_pages::show_feed))
        .route("/letters/style/{file}", get(file_pages::letter_style))
        .route("/letters/list/{list}", get(year_pages::show_list))
        .route("/letters/list/{list}/feed.xml", get(year_pages::show_list_feed))
        .route("/letters/list/{list}/events.ics", get(file_pages::list_events))
        .route("/letters/list/{list}/{year}", get(year_pages::show_list_year))
        .route("/letters/{path}", get(letter_pages::show))
        .route("/letters/{path}/event.ics", get(file_pages::event))
        .route("/letters/{path}/{digest}/{name}", get(file_pages::file))
        .route("/l/{token}", get(letter_pages::show_sealed))
        .route("/l/{token}/event.ics", get(file_pages::sealed_event))
        .route("/l/{token}/{digest}/{name}", get(file_pages::sealed_file))
        .route("/events/{token}", get(file_pages::sealed_events))
        .layer(from_fn(refuse_nul))
}

/// Finds nothing by a path with a NUL, which a text of PostgreSQL cannot have.
async fn refuse_nul(request: Request, next: Next) -> Response {
    if request.uri().path().contains("%00") { StatusCode::NOT_FOUND.into_response() } else { next.run(request).await }
}
