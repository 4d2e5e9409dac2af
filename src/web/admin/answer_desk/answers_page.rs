//! The page of the answers to a letter: counts, names by answer, and what to do next.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer_form::{answer_inputs, form_for};
use super::answer_rows::{AnswerFilter, filter_links, listed_rows};
use crate::model::{Issue, IssueId, Language, deadline_words, format_count, format_number};
use crate::replies::{AnswerList, AskedIssue, UnreadReplies, asked_issue_by_id, unread_replies};
use crate::web::admin::members::form_input::{FormFault, mark_faults};
use crate::web::admin::members::form_values::FormValues;
use crate::web::admin::members::page_notices::NoticeQuery;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, draft, wording};

pub(super) const TEMPLATE: (&str, &str) = ("answers", include_str!("../../../../templates/admin/answers.html.hbs"));

/// How many mails that nobody has read are named.
const MAX_UNREAD: usize = 20;

/// What of the answers is shown, and whose answer is to be changed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AnswersQuery {
    #[serde(default)]
    show: String,
    #[serde(default)]
    who: String,
}

/// Shows the answers.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, i64)>,
    Query(query): Query<AnswersQuery>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Response, Error> {
    let asked = admin.asked_issue(number).await?;
    let list = AnswerList::load(&admin.database, asked).await?;
    let form = form_for(&list, &query.who);
    let unread = unread_replies(&admin.database, list.asked.issue.id).await?;
    let mut page = admin.answers_context(&list, &query.show, &form, &[]);
    page["unread"] = admin.unread_context(&list.asked, &unread);
    page["notice"] = json!(admin.notice_of(&notice));
    Ok(admin.render_page(TEMPLATE.0, "report", page)?.into_response())
}

impl AdminServer {
    /// Returns the path of the page of the answers to an issue.
    pub(in crate::web::admin) fn answers_path(&self, number: i64) -> String {
        format!("{}/answers/{number}", self.base_path())
    }

    /// Sums up the answers to an issue for its other pages; null if it asked for none.
    pub(in crate::web::admin) async fn answers_summary(&self, issue: &Issue) -> Result<Value, Error> {
        let Some(asked) = asked_issue_by_id(&self.database, issue.id).await? else { return Ok(Value::Null) };
        let list = AnswerList::load(&self.database, asked).await?;
        Ok(json!({
            "url": self.answers_path(issue.id.get()),
            "sentence": wording::attendance_sentence(&list),
            "remind": remind_label(&list, clock::now()),
        }))
    }

    /// Finds an issue that asked for answers.
    pub(super) async fn asked_issue(&self, number: i64) -> Result<AskedIssue, Error> {
        asked_issue_by_id(&self.database, IssueId::new(number)).await?.ok_or(Error::NotFound)
    }

    /// Shows the page again with what was typed and what is wrong with it.
    pub(super) async fn refuse_answer(
        &self,
        asked: AskedIssue,
        form: &FormValues,
        faults: &[FormFault],
    ) -> Result<Response, Error> {
        let list = AnswerList::load(&self.database, asked).await?;
        let unread = unread_replies(&self.database, list.asked.issue.id).await?;
        let mut page = self.answers_context(&list, form.get("show"), form, faults);
        page["unread"] = self.unread_context(&list.asked, &unread);
        Ok((StatusCode::CONFLICT, self.render_page(TEMPLATE.0, "report", page)?).into_response())
    }

    /// Names the mails about the letter that a person should read, and says where; null if there are none.
    fn unread_context(&self, asked: &AskedIssue, unread: &UnreadReplies) -> Value {
        if unread.is_empty() {
            return Value::Null;
        }
        let shown = unread.mails.len().min(MAX_UNREAD);
        let unclear = unread.unclear.iter().map(|unclear| {
            let count = format_count(unclear.count, "mail is", "mails are");
            json!({
                "sentence": format!("{count} stored with words that are not clear."),
                "url": format!("{}/views?list={}", self.report_path(&unclear.slug), asked.list.name),
            })
        });
        json!({
            "count": format_number(unread.mails.len() as u64),
            "mails": unread.mails.iter().take(shown).collect::<Vec<_>>(),
            "more": wording::and_more(unread.mails.len() as u64, shown),
            "home_url": self.home_path(),
            "unclear": unclear.collect::<Vec<_>>(),
        })
    }

    fn answers_context(&self, list: &AnswerList, show: &str, form: &FormValues, faults: &[FormFault]) -> Value {
        let (question, issue) = (&list.asked.question, &list.asked.issue);
        let (zone, now) = (self.workspace.settings.society.time_zone(), clock::now());
        let url = self.answers_path(issue.id.get());
        let is_over = question.is_over(now);
        let filter = AnswerFilter::parse(show, list);
        let mut inputs = answer_inputs(question, form);
        mark_faults(&mut inputs, faults);
        json!({
            "title": draft::plain_subject(&issue.subject),
            "day": self.format_day(issue.starts_at),
            "list_title": list.asked.list.title,
            "report_url": format!("{}?list={}", self.report_path(&issue.slug), list.asked.list.name),
            "url": url,
            "until": question.deadline.map(|at| deadline_words(at, &zone, &Language::default())),
            "is_over": is_over,
            "sentence": wording::attendance_sentence(list),
            "numbers": numbers(list),
            "filters": filter_links(list, &url, filter),
            "rows": listed_rows(self, list, &url, filter),
            "show": filter.key(),
            "is_silent": filter == AnswerFilter::Silent,
            "remind": remind_label(list, now),
            "thank": thank_label(list),
            "minutes": wording::minutes_markdown(list).trim_end(),
            "inputs": inputs,
            "faults": faults,
            "as_of": now.as_microsecond(),
        })
    }
}

/// Returns the large figures: one for each answer, and one for the silent.
fn numbers(list: &AnswerList) -> Vec<Value> {
    let places = list.asked.question.places;
    let figure = |(position, counted): (usize, crate::replies::ChoiceCount<'_>)| {
        let heads = (counted.people + counted.guests) as u64;
        let guests = (counted.guests > 0).then(|| {
            let guests = format_count(counted.guests as u64, "guest", "guests");
            format!("with {guests}: {} in all", format_number(heads))
        });
        let left = places.filter(|_| position == 0).map(|places| {
            let left = u64::from(places).saturating_sub(heads);
            format!("{} left", format_count(left, "place", "places"))
        });
        let details: Vec<String> = guests.into_iter().chain(left).collect();
        json!({ "label": counted.choice.word, "count": format_number(counted.people as u64), "details": details.join(", ") })
    };
    let mut numbers: Vec<Value> = list.counts().into_iter().enumerate().map(figure).collect();
    let silent = list.silent.len() as u64;
    numbers.push(json!({ "label": "Not answered", "count": format_number(silent), "details": "" }));
    numbers
}

/// Returns what the button for a reminder says; `None` if everybody answered, or it is too late to.
fn remind_label(list: &AnswerList, now: Timestamp) -> Option<String> {
    match list.silent.len() {
        _ if list.asked.question.is_over(now) => None,
        0 => None,
        1 => Some("Remind the one who has not answered".to_owned()),
        count => Some(format!("Remind the {} who have not answered", format_number(count as u64))),
    }
}

fn thank_label(list: &AnswerList) -> Option<String> {
    let counts = list.counts();
    let attending = counts.first().filter(|counted| counted.people > 0)?;
    let word = &attending.choice.word;
    Some(match attending.people {
        1 => format!("Thank the one who answered “{word}”"),
        count => format!("Thank the {} who answered “{word}”", format_number(count as u64)),
    })
}
