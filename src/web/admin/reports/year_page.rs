//! The membership figures of a year beside the year before, as `circular annual-report` prints them.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Html;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::report::{self, ReportPeriod, date_at};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("report-year", include_str!("../../../../templates/admin/report-year.html.hbs"));

/// How many years can be chosen.
const YEARS: i16 = 6;

/// The last day of the year, and the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct YearQuery {
    to: Option<String>,
    list: Option<String>,
}

/// Shows a year: the last twelve months unless another end is asked for.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<YearQuery>,
) -> Result<Html<String>, Error> {
    let (now, zone) = (clock::now(), admin.workspace.settings.society.time_zone());
    let today = date_at(now, &zone);
    let typed = query.to.as_deref().map(str::trim).filter(|day| !day.is_empty());
    let to = typed.map(str::parse::<Date>);
    let is_wrong = matches!(&to, Some(Err(_))) || matches!(&to, Some(Ok(day)) if *day > today || day.year() < 1990);
    let to = to.and_then(Result::ok).filter(|_| !is_wrong).unwrap_or(today);
    let lists = admin.lists().await?;
    let list = lists.iter().find(|list| Some(list.name.as_str()) == query.list.as_deref());
    let year = report::annual_report(&admin.database, list, ReportPeriod::year_ending(to), &zone, now).await?;
    let mut rows = wording::annual_rows(&year).into_iter();
    let head = rows.next();
    let ends = (1..=YEARS).filter_map(|back| Date::new(today.year() - back, 12, 31).ok());
    let ends: Vec<Value> = ends
        .map(|end| json!({ "day": end.to_string(), "label": end.year().to_string(), "current": end == to }))
        .collect();
    let options: Vec<Value> = lists
        .iter()
        .map(|own| {
            let is_chosen = list.is_some_and(|list| list.id == own.id);
            json!({ "name": own.name.as_str(), "title": own.title, "selected": is_chosen })
        })
        .collect();
    let context = json!({
        "head": head,
        "rows": rows.collect::<Vec<_>>(),
        "notes": wording::annual_notes(&year, today),
        "to": to.to_string(),
        "today": today.to_string(),
        "is_today": to == today,
        "ends": ends,
        "list": list.map(|list| list.name.as_str()),
        "lists": options,
        "fault": is_wrong.then_some("Write a day that has been, such as 2026-06-30. The last twelve months are shown."),
    });
    admin.render_page(TEMPLATE.0, "report", context)
}
