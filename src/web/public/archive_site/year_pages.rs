//! The letters of a year, of all lists or of one, and their feeds.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::ArchiveSite;
use super::archive_response::{Audience, page_response};
use super::page_cache::CachedPage;
use crate::archive::{self, FeedView, YearView};
use crate::model::List;
use crate::web::public::{PublicSite, service_unavailable};

const HTML: &str = "text/html; charset=utf-8";
const ATOM: &str = "application/atom+xml; charset=utf-8";

/// Leads to the folder, because its pages name one another relatively.
pub(super) async fn redirect() -> Response {
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, "letters/")]).into_response()
}

pub(super) async fn show_index(
    State(site): State<Arc<PublicSite>>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    show_year(&site, None, None, &headers).await
}

pub(super) async fn show_list(
    State(site): State<Arc<PublicSite>>,
    Path(list): Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    show_year(&site, Some(&list), None, &headers).await
}

pub(super) async fn show_list_year(
    State(site): State<Arc<PublicSite>>,
    Path((list, year)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let year = year.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    show_year(&site, Some(&list), Some(year), &headers).await
}

pub(super) async fn show_feed(State(site): State<Arc<PublicSite>>, headers: HeaderMap) -> Result<Response, StatusCode> {
    feed(&site, None, &headers).await
}

pub(super) async fn show_list_feed(
    State(site): State<Arc<PublicSite>>,
    Path(list): Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    feed(&site, Some(&list), &headers).await
}

/// Shows the letters of a year, the newest if none is given.
pub(super) async fn show_year(
    site: &PublicSite,
    list: Option<&str>,
    year: Option<i16>,
    headers: &HeaderMap,
) -> Result<Response, StatusCode> {
    let (lists, chosen) = site.archived_lists(list).await?;
    let list = chosen.as_ref();
    let zone = site.archive.pages.zone();
    let read = archive::read_year(&site.database, list.map(|list| list.id), year, zone, (site.now)());
    let letters = read.await.map_err(service_unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let key = format!("year {year:?} {list:?} {lists:?} {letters:?}");
    let page = if let Some(page) = site.cached_page(&key) {
        page
    } else {
        let view = YearView {
            year: &letters,
            lists: &lists,
            list,
            has_year: year.is_some(),
            links: &site.archive.links,
            join_url: site.archive.join_url.as_deref(),
        };
        let text = site.archive.pages.render_year(view).map_err(service_unavailable)?;
        site.store_page(key, CachedPage::new(HTML, text))
    };
    Ok(page_response(&page, headers, Audience::Public))
}

async fn feed(site: &PublicSite, list: Option<&str>, headers: &HeaderMap) -> Result<Response, StatusCode> {
    let (_, chosen) = site.archived_lists(list).await?;
    let list = chosen.as_ref();
    let newest = archive::newest_letters(&site.database, list, (site.now)()).await.map_err(service_unavailable)?;
    let key = format!("feed {list:?} {newest:?}");
    let page = if let Some(page) = site.cached_page(&key) {
        page
    } else {
        let letters = archive::read_letters(&site.database, newest).await.map_err(service_unavailable)?;
        let ArchiveSite { settings, links, .. } = &site.archive;
        let text = archive::write_feed(FeedView { letters: &letters, list, settings, links });
        site.store_page(key, CachedPage::new(ATOM, text))
    };
    Ok(page_response(&page, headers, Audience::Public))
}

impl PublicSite {
    /// Returns the lists whose letters everybody may read, and the one of this name. Without any such list there is no
    /// archive, and another list is not found, like one that does not exist.
    pub(super) async fn archived_lists(&self, name: Option<&str>) -> Result<(Vec<List>, Option<List>), StatusCode> {
        let lists = archive::public_lists(&self.database).await.map_err(service_unavailable)?;
        let chosen = name.and_then(|name| lists.iter().find(|list| list.name.as_str() == name).cloned());
        if lists.is_empty() || (name.is_some() && chosen.is_none()) {
            return Err(StatusCode::NOT_FOUND);
        }
        Ok((lists, chosen))
    }
}
