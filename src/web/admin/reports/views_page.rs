//! What people wrote in reply to a letter, as `circular views` shows it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::{Address, Issue, View};
use crate::replies::{self, ViewReport};
use crate::web::admin::{AdminServer, Error};
use crate::{database, draft, wording};

pub(super) const TEMPLATE: (&str, &str) = ("views", include_str!("../../../../templates/admin/views.html.hbs"));

/// The list, if a draft went to several.
#[derive(Debug, Deserialize)]
pub(super) struct ViewsQuery {
    list: Option<String>,
}

/// Shows the views on a letter.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<ViewsQuery>,
) -> Result<Html<String>, Error> {
    let issue = find(&admin, &slug, query.list.as_deref()).await?;
    let report = replies::view_report(&admin.database, &issue).await?;
    let zone = admin.workspace.settings.society.time_zone();
    let context = views_context(&issue, query.list.as_deref(), &report, &zone);
    admin.render_page(TEMPLATE.0, "report", context)
}

/// Returns the views as Markdown for the minutes.
pub(super) async fn download(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<ViewsQuery>,
) -> Result<Response, Error> {
    let issue = find(&admin, &slug, query.list.as_deref()).await?;
    let report = replies::view_report(&admin.database, &issue).await?;
    let zone = admin.workspace.settings.society.time_zone();
    let text = wording::views_markdown(&draft::plain_subject(&issue.subject), &report, &zone);
    // The name of a draft is that of a file, and has no quotation marks.
    let name = format!("attachment; filename=\"{}-views.md\"", issue.slug.replace(['"', '\\'], ""));
    Ok(([(CONTENT_TYPE, "text/markdown; charset=utf-8"), (CONTENT_DISPOSITION, name.as_str())], text).into_response())
}

async fn find(admin: &AdminServer, slug: &str, list: Option<&str>) -> Result<Issue, Error> {
    let mut work = admin.database.begin_read().await?;
    let lists = database::lists::all_with_deleted(&mut work).await?;
    let mut issues = database::issues::by_slug(&mut work, slug).await?;
    if let Some(list) = lists.iter().find(|known| Some(known.name.as_str()) == list) {
        issues.retain(|issue| issue.list == list.id);
    }
    issues.into_iter().next().ok_or(Error::NotFound)
}

fn views_context(issue: &Issue, list: Option<&str>, report: &ViewReport, zone: &TimeZone) -> Value {
    let view = |view: &View| {
        json!({
            "remark": wording::view_remark(view, zone),
            "late": view.is_late,
            "lines": view.words.lines().collect::<Vec<_>>(),
        })
    };
    let people = report.people.iter().map(|person| {
        let views: Vec<Value> = person.views.iter().map(view).collect();
        json!({ "title": person.name, "address": person.address.as_str(), "views": views })
    });
    let unclear = report.unclear.iter().map(|unclear| {
        let doubts: Vec<_> = unclear.view.doubts.iter().map(|doubt| wording::doubt_words(*doubt)).collect();
        let mut row = view(&unclear.view);
        row["sender"] = json!(unclear.view.sender);
        row["member"] = json!(unclear.address.as_ref().map(Address::as_str));
        row["proof"] = json!(wording::proof_words(unclear.view.proof));
        row["doubts"] = json!(doubts);
        row
    });
    json!({
        "title": draft::plain_subject(&issue.subject),
        "slug": issue.slug,
        "list": list,
        "questions": report.call.as_ref().map(|call| &call.questions),
        "deadline": report.call.as_ref().and_then(|call| call.deadline).map(|at| wording::format_long_time(at, zone)),
        "summary": wording::view_summary(report),
        "is_empty": report.people.is_empty() && report.unclear.is_empty(),
        "people": people.collect::<Vec<_>>(),
        "unclear_count": report.unclear.len(),
        "unclear": unclear.collect::<Vec<_>>(),
    })
}
