//! The page of one letter.

use std::sync::{Arc, PoisonError};

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::archive_response::{Audience, page_response};
use super::page_cache::CachedPage;
use super::year_pages::show_year;
use crate::archive::LetterView;
use crate::database::{self, archive_letters};
use crate::model::{ArchiveAccess, ArchiveLine, RESERVED, SigningKeys, percent_encode};
use crate::web::public::{PublicSite, service_unavailable};

const HTML: &str = "text/html; charset=utf-8";

/// Shows a letter that everybody may read, or the letters of a year.
pub(super) async fn show(
    State(site): State<Arc<PublicSite>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    if let Ok(year) = path.parse::<i16>() {
        return show_year(&site, None, Some(year), &headers).await;
    }
    if site.archive.pages.logo().is_some_and(|logo| logo.name == path) {
        return Ok(super::file_pages::logo(&site, &headers));
    }
    let entry = site.public_letter(&path).await?;
    if entry.path != path {
        // Some mail programs take the full stop behind a link into it.
        return Ok(Redirect::permanent(&percent_encode(&entry.path, RESERVED)).into_response());
    }
    let page = site.letter_page(entry, None).await?;
    Ok(page_response(&page, &headers, Audience::Public))
}

/// Shows a letter to those who have its sealed link.
pub(super) async fn show_sealed(
    State(site): State<Arc<PublicSite>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, StatusCode> {
    let token = crate::model::link_token(&token).to_owned();
    let headers = request.headers().clone();
    let entry = site.sealed_letter(&token, request).await?;
    let page = site.letter_page(entry, Some(&token)).await?;
    Ok(page_response(&page, &headers, Audience::Sealed))
}

impl PublicSite {
    /// Finds a letter that everybody may read by its path. One that was removed is gone; any other is not found.
    pub(super) async fn public_letter(&self, path: &str) -> Result<ArchiveLine, StatusCode> {
        let bare = path.trim_end_matches(|c: char| !c.is_alphanumeric());
        for tried in [path, bare] {
            let read = async {
                archive_letters::published_by_path(&mut self.database.begin_read().await?, tried, (self.now)()).await
            };
            let found = read.await.map_err(service_unavailable)?;
            if let Some(entry) = found.filter(|entry| entry.access == ArchiveAccess::Public) {
                return if entry.is_removed { Err(StatusCode::GONE) } else { Ok(entry) };
            }
        }
        Err(StatusCode::NOT_FOUND)
    }

    /// Finds a letter by its sealed link.
    pub(super) async fn sealed_letter(&self, token: &str, request: Request) -> Result<ArchiveLine, StatusCode> {
        let opened = self.token_keys.open_token(&self.database, token, SigningKeys::open_letter, (self.now)()).await;
        let Some(issue) = opened.map_err(service_unavailable)? else {
            return Err(self.reject_token(&request.into_parts().0));
        };
        let read = async {
            archive_letters::published_by_issue(&mut self.database.begin_read().await?, issue, (self.now)()).await
        };
        let found = read.await.map_err(service_unavailable)?;
        let entry = found.filter(|entry| entry.access >= ArchiveAccess::Link).ok_or(StatusCode::NOT_FOUND)?;
        if entry.is_removed { Err(StatusCode::GONE) } else { Ok(entry) }
    }

    /// Renders the page of a letter, or takes it from memory; `token` is the sealed link by which it was asked for.
    async fn letter_page(&self, entry: ArchiveLine, token: Option<&str>) -> Result<Arc<CachedPage>, StatusCode> {
        let list_id = entry.list;
        let read = async { database::lists::by_id(&mut self.database.begin_read().await?, list_id).await };
        let list = read.await.map_err(service_unavailable)?.filter(|list| list.archive == ArchiveAccess::Public);
        let key = format!("letter {entry:?} {list:?} {}", token.unwrap_or_default());
        if let Some(page) = self.cached_page(&key) {
            return Ok(page);
        }
        let read = async {
            let mut work = self.database.begin_read().await?;
            let files = database::attachments::attached(&mut work, entry.issue).await?;
            Ok::<_, database::Error>((archive_letters::letter(&mut work, entry).await?, files))
        };
        let (letter, files) = read.await.map_err(service_unavailable)?;
        let letter = letter.ok_or(StatusCode::NOT_FOUND)?;
        let view = LetterView {
            letter: &letter,
            files: &files,
            list: list.as_ref(),
            own_step: token.unwrap_or(&letter.entry.path),
            links: &self.archive.links,
            is_sealed: token.is_some(),
            join_url: self.archive.join_url.as_deref(),
        };
        let text = self.archive.pages.render_letter(view).map_err(service_unavailable)?;
        Ok(self.store_page(key, CachedPage::new(HTML, text)))
    }

    pub(super) fn cached_page(&self, key: &str) -> Option<Arc<CachedPage>> {
        self.archive.cache.lock().unwrap_or_else(PoisonError::into_inner).get(key)
    }

    pub(super) fn store_page(&self, key: String, page: CachedPage) -> Arc<CachedPage> {
        let page = Arc::new(page);
        self.archive.cache.lock().unwrap_or_else(PoisonError::into_inner).put(key, &page);
        page
    }
}
