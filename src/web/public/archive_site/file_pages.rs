//! Style sheets, images, attachments and calendars of the archive.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::archive_response::{Audience, asset_response, file_response, page_response};
use super::page_cache::CachedPage;
use crate::archive;
use crate::database::{self, archive_letters};
use crate::model::{ArchiveAccess, ArchiveLine, Attachment, IssueId, List, SigningKeys, link_token};
use crate::web::public::{PublicSite, service_unavailable};

const CSS: &str = "text/css; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";

/// Media types that a browser may show by itself; any other file is saved.
const SHOWN_TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "application/pdf"];

pub(super) async fn style_sheet(State(site): State<Arc<PublicSite>>, headers: HeaderMap) -> Response {
    let css = site.archive.pages.style_sheet.clone();
    let page = Arc::new(CachedPage::new(CSS, css));
    page_response(&page, &headers, Audience::Public)
}

/// Serves the style sheet of letters. It says nothing of any letter.
pub(super) async fn letter_style(
    State(site): State<Arc<PublicSite>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let digest = file.strip_suffix(".css").ok_or(StatusCode::NOT_FOUND)?;
    let read = async { archive_letters::style(&mut site.database.begin_read().await?, digest).await };
    let css = read.await.map_err(service_unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    Ok(asset_response(CSS, css.into_bytes(), digest, &headers))
}

/// Serves the logo, whose name has its digest.
pub(super) fn logo(site: &PublicSite, headers: &HeaderMap) -> Response {
    let (media_type, bytes, name) = site
        .archive
        .pages
        .logo()
        .map_or_else(Default::default, |logo| (logo.media_type.clone(), logo.bytes.clone(), logo.name.clone()));
    asset_response(&media_type, bytes, &name, headers)
}

pub(super) async fn file(
    State(site): State<Arc<PublicSite>>,
    Path((path, digest, name)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let entry = site.public_letter(&path).await?;
    serve_file(&site, entry, &digest, &name, &headers, Audience::Public).await
}

pub(super) async fn sealed_file(
    State(site): State<Arc<PublicSite>>,
    Path((token, digest, name)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, StatusCode> {
    let headers = request.headers().clone();
    let entry = site.sealed_letter(&token, request).await?;
    serve_file(&site, entry, &digest, &name, &headers, Audience::Sealed).await
}

pub(super) async fn event(
    State(site): State<Arc<PublicSite>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let entry = site.public_letter(&path).await?;
    serve_event(&site, entry.issue, &headers, Audience::Public).await
}

pub(super) async fn sealed_event(
    State(site): State<Arc<PublicSite>>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, StatusCode> {
    let headers = request.headers().clone();
    let entry = site.sealed_letter(&token, request).await?;
    serve_event(&site, entry.issue, &headers, Audience::Sealed).await
}

/// Serves the calendar of a list whose letters everybody may read.
pub(super) async fn list_events(
    State(site): State<Arc<PublicSite>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let (_, list) = site.archived_lists(Some(&name)).await?;
    let list = list.ok_or(StatusCode::NOT_FOUND)?;
    serve_calendar(&site, &list, ArchiveAccess::Public, &headers, Audience::Public).await
}

/// Serves the calendar of a list to those who have its sealed link.
pub(super) async fn sealed_events(
    State(site): State<Arc<PublicSite>>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, StatusCode> {
    let headers = request.headers().clone();
    let text = link_token(&name).to_owned();
    let opened = site.token_keys.open_token(&site.database, &text, SigningKeys::open_events, (site.now)()).await;
    let Some(list) = opened.map_err(service_unavailable)? else {
        return Err(site.reject_token(&request.into_parts().0));
    };
    let read = async { database::lists::all(&mut site.database.begin_read().await?).await };
    let lists = read.await.map_err(service_unavailable)?;
    let list = lists.into_iter().find(|known| known.id == list && known.archive != ArchiveAccess::Off);
    let list = list.ok_or(StatusCode::NOT_FOUND)?;
    serve_calendar(&site, &list, ArchiveAccess::Link, &headers, Audience::Sealed).await
}

async fn serve_calendar(
    site: &PublicSite,
    list: &List,
    access: ArchiveAccess,
    headers: &HeaderMap,
    audience: Audience,
) -> Result<Response, StatusCode> {
    let text = archive::list_calendar(&site.database, &site.archive.settings, list, access, (site.now)()).await;
    let page = CachedPage::new(CALENDAR, text.map_err(service_unavailable)?);
    Ok(page_response(&Arc::new(page), headers, audience))
}

async fn serve_event(
    site: &PublicSite,
    issue: IssueId,
    headers: &HeaderMap,
    audience: Audience,
) -> Result<Response, StatusCode> {
    let now = (site.now)();
    let read = async { database::issue_events::latest_file(&mut site.database.begin_read().await?, issue, now).await };
    let file = read.await.map_err(service_unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    Ok(page_response(&Arc::new(CachedPage::new(CALENDAR, text)), headers, audience))
}

async fn serve_file(
    site: &PublicSite,
    entry: ArchiveLine,
    digest: &str,
    name: &str,
    headers: &HeaderMap,
    audience: Audience,
) -> Result<Response, StatusCode> {
    let read = async {
        let mut work = site.database.begin_read().await?;
        let file = database::attachments::by_digest(&mut work, entry.issue, digest, name).await?;
        Ok::<_, database::Error>((file, archive_letters::letter(&mut work, entry).await?))
    };
    let (file, letter) = read.await.map_err(service_unavailable)?;
    let file = file.filter(|file| letter.is_some_and(|letter| letter.shows(file))).ok_or(StatusCode::NOT_FOUND)?;
    let Attachment { media_type, bytes, .. } = file;
    let is_shown = SHOWN_TYPES.contains(&media_type.as_str());
    let mut response = file_response(&media_type, bytes, digest, headers, audience);
    if !is_shown {
        let saved = HeaderValue::from_static("attachment");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, saved);
    }
    Ok(response)
}
