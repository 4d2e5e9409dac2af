//! The answers to a letter for the door, for the minutes, and as a file.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Value, json};

use crate::model::{RESERVED, format_count, percent_encode};
use crate::replies::AnswerList;
use crate::web::admin::{AdminServer, Error};
use crate::{draft, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("answers-door", include_str!("../../../../templates/admin/answers-door.html.hbs"));

/// Shows the list for the door.
pub(super) async fn show_door(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, i64)>,
) -> Result<Html<String>, Error> {
    let asked = admin.asked_issue(number).await?;
    let list = AnswerList::load(&admin.database, asked).await?;
    let attending = list.asked.question.choices.first();
    let rows: Vec<Value> = attending
        .into_iter()
        .flat_map(|choice| list.with_choice(choice))
        .map(|(person, answer)| {
            let heads: Vec<u8> = (0..=answer.guests).collect();
            json!({
                "name": person.sorted_name,
                "heads": heads,
                "guests": (answer.guests > 0).then(|| format_count(answer.guests.into(), "guest", "guests")),
                "note": answer.note,
            })
        })
        .collect();
    let heads = list.counts().first().map_or(0, |counted| counted.people + counted.guests);
    let context = json!({
        "title": draft::plain_subject(&list.asked.issue.subject),
        "answers_url": admin.answers_path(number),
        "day": admin.format_day(crate::clock::now()),
        "count": format_count(heads as u64, "person", "people"),
        "rows": rows,
    });
    admin.render_page(TEMPLATE.0, "report", context)
}

/// Sends everybody who was asked with their answer, as CSV.
pub(super) async fn download(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, i64)>,
) -> Result<Response, Error> {
    let asked = admin.asked_issue(number).await?;
    let file = format!("answers-{}.csv", percent_encode(&asked.issue.slug, RESERVED));
    let list = AnswerList::load(&admin.database, asked).await?;
    let text = wording::answers_csv(&list, &admin.workspace.settings.society.time_zone());
    let name = format!("attachment; filename=\"{file}\"");
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, name.as_str())], text).into_response())
}
