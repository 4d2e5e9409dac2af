//! `GET /api/issues`: how far the issues are, without addresses.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::PublicSite;
use super::api_error::ApiError;
use super::bearer_token::authorize;
use super::json_body::json_response;
use crate::database::{self, DatabaseTransaction};
use crate::model::{ApiPermission, Issue, ListId};

/// How many issues are shown if the query does not say.
const DEFAULT_LIMIT: usize = 20;
/// How many are shown at most.
const MAX_LIMIT: usize = 100;

/// The query.
#[derive(Debug, Deserialize)]
pub(super) struct IssuePage {
    /// How many to show.
    limit: Option<usize>,
}

/// The answer.
#[derive(Debug, Serialize)]
struct IssueOverview {
    issues: Vec<IssueEntry>,
}

/// An issue.
#[derive(Debug, Serialize)]
struct IssueEntry {
    draft: String,
    /// The name of its list; none if the list was deleted.
    list: Option<String>,
    /// `sending`, `paused`, `cancelled` or `finished`.
    state: &'static str,
    created_at: Timestamp,
    starts_at: Timestamp,
    /// Its copies by state. Only one draft's issues have it: counting takes time.
    #[serde(skip_serializing_if = "Option::is_none")]
    copies: Option<BTreeMap<&'static str, u64>>,
}

/// Shows the newest issues first.
pub(super) async fn show_newest(
    State(site): State<Arc<PublicSite>>,
    parts: Parts,
    query: Result<Query<IssuePage>, QueryRejection>,
) -> Result<Response, ApiError> {
    authorize(&site, &parts, ApiPermission::Read).await?;
    let wrong_limit = || ApiError::bad_request(format!("`limit` must be a number from 1 to {MAX_LIMIT}"));
    let Query(page) = query.map_err(|_| wrong_limit())?;
    let limit = page.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(wrong_limit());
    }
    let read = async {
        let mut work = site.database.begin_read().await?;
        let mut issues = database::issues::all(&mut work).await?;
        issues.retain(|issue| !issue.trial);
        issues.sort_by_key(|issue| std::cmp::Reverse(issue.created_at));
        issues.truncate(limit);
        entries(&mut work, issues, false).await
    };
    let issues = read.await.map_err(|error: database::Error| ApiError::unavailable(&error))?;
    Ok(json_response(StatusCode::OK, &IssueOverview { issues }))
}

/// Shows the issues of one draft, one for each list that it went to.
pub(super) async fn show(
    State(site): State<Arc<PublicSite>>,
    draft: Result<Path<String>, PathRejection>,
    parts: Parts,
) -> Result<Response, ApiError> {
    authorize(&site, &parts, ApiPermission::Read).await?;
    let not_found = || ApiError::not_found("there is no issue of this draft");
    let Path(draft) = draft.map_err(|_| not_found())?;
    if draft.contains('\0') {
        return Err(not_found());
    }
    let read = async {
        let mut work = site.database.begin_read().await?;
        let mut issues = database::issues::by_slug(&mut work, &draft).await?;
        issues.retain(|issue| !issue.trial);
        entries(&mut work, issues, true).await
    };
    let issues = read.await.map_err(|error: database::Error| ApiError::unavailable(&error))?;
    if issues.is_empty() {
        return Err(not_found());
    }
    Ok(json_response(StatusCode::OK, &IssueOverview { issues }))
}

async fn entries(
    work: &mut DatabaseTransaction,
    issues: Vec<Issue>,
    counted: bool,
) -> Result<Vec<IssueEntry>, database::Error> {
    let lists = database::lists::all(work).await?;
    let name = |wanted: ListId| lists.iter().find(|list| list.id == wanted).map(|list| list.name.to_string());
    let mut entries = Vec::with_capacity(issues.len());
    for issue in issues {
        let copies = if counted {
            let counts = database::deliveries::count_by_status(work, issue.id).await?;
            Some(counts.iter().map(|(status, count)| (status.into(), count)).collect())
        } else {
            None
        };
        entries.push(IssueEntry {
            list: name(issue.list),
            draft: issue.slug,
            state: issue.state.into(),
            created_at: issue.created_at,
            starts_at: issue.starts_at,
            copies,
        });
    }
    Ok(entries)
}
