//! The figures of a year beside the year before, as `circular annual-report` prints them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::model::{IssueId, List, RESERVED, format_count, format_number, percent_encode};
use crate::report::{self, AnnualReport, MeetingFigures, ReportPeriod, date_at};
use crate::web::admin::letters::new_letter::refusal_words;
use crate::web::admin::members::page_notices::{NoticeQuery, PageNotice};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, draft, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("report-year", include_str!("../../../../templates/admin/report-year.html.hbs"));

/// How many years can be chosen.
const YEARS: i16 = 6;
/// The largest number of people that can come.
const MAX_CAME: u32 = 1_000_000;

/// The last day of the year, and the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct YearQuery {
    to: Option<String>,
    list: Option<String>,
}

/// A year that was asked for.
struct ChosenYear {
    to: Date,
    list: Option<List>,
    lists: Vec<List>,
    today: Date,
    /// Whether the day that was typed cannot be the end of a year.
    is_wrong: bool,
}

/// Shows a year: the last twelve months unless another end is asked for.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<YearQuery>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Html<String>, Error> {
    let chosen = admin.chosen_year(&query).await?;
    let year = admin.annual_figures(&chosen).await?;
    let mut rows = wording::annual_rows(&year).into_iter();
    let head = rows.next();
    let ends = (1..=YEARS).filter_map(|back| Date::new(chosen.today.year() - back, 12, 31).ok());
    let ends: Vec<Value> = ends
        .map(|end| json!({ "day": end.to_string(), "label": end.year().to_string(), "current": end == chosen.to }))
        .collect();
    let options: Vec<Value> = chosen
        .lists
        .iter()
        .map(|own| {
            let is_chosen = chosen.list.as_ref().is_some_and(|list| list.id == own.id);
            json!({ "name": own.name.as_str(), "title": own.title, "selected": is_chosen })
        })
        .collect();
    let fault = "Write a day that has been, such as 2026-06-30. The last twelve months are shown.";
    let context = json!({
        "notice": admin.notice_of(&notice),
        "sentences": wording::annual_sentences(&year),
        "head": head,
        "rows": rows.collect::<Vec<_>>(),
        "notes": wording::annual_notes(&year, chosen.today),
        "meetings": year.current.meetings.iter().map(|meeting| admin.meeting_row(meeting)).collect::<Vec<_>>(),
        "to": chosen.to.to_string(),
        "today": chosen.today.to_string(),
        "is_today": chosen.to == chosen.today,
        "ends": ends,
        "list": chosen.list.as_ref().map(|list| list.name.as_str()),
        "lists": options,
        "fault": chosen.is_wrong.then_some(fault),
    });
    admin.render_page(TEMPLATE.0, "report", context)
}

/// Sends the year as a page with plots, to keep or to print.
pub(super) async fn download(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<YearQuery>,
) -> Result<Response, Error> {
    let chosen = admin.chosen_year(&query).await?;
    let year = admin.annual_figures(&chosen).await?;
    let page = wording::annual_page(&admin.workspace, &year, clock::now())?;
    let name = format!("attachment; filename=\"year-{}.html\"", chosen.to);
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_DISPOSITION, name.as_str())], page).into_response())
}

/// Writes the year as a draft, and goes to its editor.
pub(super) async fn write_draft(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    let value = |key: &str| form_urlencoded::parse(&body).find(|(name, _)| name == key).map(|(_, value)| value.into());
    let chosen = admin.chosen_year(&YearQuery { to: value("to"), list: value("list") }).await?;
    let year = admin.annual_figures(&chosen).await?;
    let only = if let [list] = chosen.lists.as_slice() { Some(list) } else { None };
    let to = chosen.list.as_ref().or(only).map(|list| list.name.as_str());
    let letter = wording::annual_draft(&year, to, &admin.workspace.settings.society.name);
    match draft::create_draft(&admin.workspace.drafts_dir(), &letter.title, &letter.text) {
        Ok(slug) => Ok(Redirect::to(&format!("{}/edit", admin.draft_path(&slug))).into_response()),
        Err(draft::NewDraftError::Exists(slug)) => {
            let words = format!("There is a letter “{}” already: rename or delete it first.", letter.title);
            let details = vec![format!("Its file is newsletters/{slug}.md.")];
            Ok(admin.go_with_notice(&chosen.path(), PageNotice { details, ..PageNotice::refused(words) }))
        }
        Err(error) => Ok(admin.go_with_notice(&chosen.path(), PageNotice::refused(refusal_words(&error)))),
    }
}

/// Writes down how many people came to what a letter asked.
pub(super) async fn record_came(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    let value = |key: &str| form_urlencoded::parse(&body).find(|(name, _)| name == key).map(|(_, value)| value.into());
    let chosen = admin.chosen_year(&YearQuery { to: value("to"), list: value("list") }).await?;
    let issue = value("issue").and_then(|id: String| id.parse().ok()).map(IssueId::new).ok_or(Error::NotFound)?;
    let typed: String = value("came").unwrap_or_default();
    let Some(count) = typed.trim().parse::<u32>().ok().filter(|count| *count <= MAX_CAME) else {
        let words = format!("“{}” is not a number of people: write one such as 48.", typed.trim());
        return Ok(admin.go_with_notice(&chosen.path(), PageNotice::refused(words)));
    };
    let issue = database::issues::by_id(&mut admin.database.begin_read().await?, issue).await?;
    report::record_came(&admin.database, &issue.ok_or(Error::NotFound)?, count).await?;
    let words = format!("Written down: {} came.", format_count(count.into(), "person", "people"));
    Ok(admin.go_with_notice(&chosen.path(), PageNotice::done(words)))
}

impl ChosenYear {
    /// Returns the path of its page after the token.
    fn path(&self) -> String {
        let list = self.list.as_ref().map_or("", |list| list.name.as_str());
        format!("year?to={}&list={}", self.to, percent_encode(list, RESERVED))
    }
}

impl AdminServer {
    fn meeting_row(&self, meeting: &MeetingFigures) -> Value {
        json!({
            "issue": meeting.issue.get(),
            "name": draft::plain_subject(&meeting.subject),
            "day": self.format_day(meeting.starts_at),
            "attending": format_number(meeting.attending()),
            "apologies": format_number(meeting.apologies()),
            "silent": format_number(meeting.silent),
            "came": meeting.came,
        })
    }

    async fn chosen_year(&self, query: &YearQuery) -> Result<ChosenYear, Error> {
        let today = date_at(clock::now(), &self.workspace.settings.society.time_zone());
        let typed = query.to.as_deref().map(str::trim).filter(|day| !day.is_empty());
        let to = typed.map(str::parse::<Date>);
        let is_wrong = matches!(&to, Some(Err(_))) || matches!(&to, Some(Ok(day)) if *day > today || day.year() < 1990);
        let to = to.and_then(Result::ok).filter(|_| !is_wrong).unwrap_or(today);
        let lists = self.lists().await?;
        let list = lists.iter().find(|list| Some(list.name.as_str()) == query.list.as_deref()).cloned();
        Ok(ChosenYear { to, list, lists, today, is_wrong })
    }

    async fn annual_figures(&self, chosen: &ChosenYear) -> Result<AnnualReport, Error> {
        let zone = self.workspace.settings.society.time_zone();
        let period = ReportPeriod::year_ending(chosen.to);
        Ok(report::annual_report(&self.database, chosen.list.as_ref(), period, &zone, clock::now()).await?)
    }
}
