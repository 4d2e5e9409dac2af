//! A person's page: what is stored, what happened, and which letters they got.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::directory_page::shown_name;
use super::history_words::{delivery_words, event_words, subscription_words};
use super::page_notices::{NoticeQuery, PageNotice};
use super::person_fields::field_label;
use crate::model::{FieldValue, Subscriber, SubscriberId, SubscriptionState, SuppressionReason};
use crate::subscription::{self, NamedEvent, PersonalRecord};
use crate::web::admin::{AdminServer, Error};
use crate::{database, draft, wording};

pub(super) const TEMPLATE: (&str, &str) = ("person", include_str!("../../../../templates/admin/person.html.hbs"));

/// Shows a person.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, SubscriberId)>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Response, Error> {
    let Some(person) = admin.stored_person(id).await? else { return Ok(admin.nobody()) };
    let record = subscription::personal_record(&admin.database, &person.address).await?;
    let mut context = admin.person_context(&person, &record).await?;
    context["notice"] = json!(admin.notice_of(&notice));
    Ok(admin.render_page(TEMPLATE.0, "members", context)?.into_response())
}

/// Returns a number that changes when anything about a person does.
pub(super) fn record_version(record: &PersonalRecord) -> String {
    let mut hasher = DefaultHasher::new();
    record.address.as_str().hash(&mut hasher);
    format!("{:?}", (&record.fields, &record.lists, &record.suppression, record.events.len())).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

impl AdminServer {
    /// Returns a person by number.
    pub(super) async fn stored_person(&self, id: SubscriberId) -> Result<Option<Subscriber>, Error> {
        Ok(database::subscribers::by_id(&mut self.database.begin_read().await?, id).await?)
    }

    /// Answers that a person is no longer stored.
    pub(super) fn nobody(&self) -> Response {
        self.go_with_notice(
            "members",
            PageNotice::refused("This person is no longer stored here: nothing was changed."),
        )
    }

    /// Formats a day and a time in the society's time zone.
    pub(in crate::web::admin) fn format_minute(&self, at: Timestamp) -> String {
        at.to_zoned(self.workspace.settings.society.time_zone()).strftime("%-d %B %Y, %H:%M").to_string()
    }

    async fn person_context(&self, person: &Subscriber, record: &PersonalRecord) -> Result<Value, Error> {
        let titles = self.list_titles().await?;
        let fields = record.fields.iter().filter(|(_, value)| !FieldValue::is_empty(value));
        let fields: Vec<Value> = fields
            .map(|(name, value)| json!({ "label": field_label(name), "value": FieldValue::describe(Some(value)) }))
            .collect();
        let lists: Vec<Value> = record
            .lists
            .iter()
            .filter(|on| !on.title.is_empty())
            .map(|on| {
                json!({
                    "name": on.list,
                    "title": on.title,
                    "state": subscription_words(on.state),
                    "since": self.format_day(on.since),
                    "can_leave": on.state != SubscriptionState::Unsubscribed,
                })
            })
            .collect();
        let events: Vec<Value> = record.events.iter().rev().map(|event| self.event_context(event, &titles)).collect();
        let letters = self.letter_contexts(record).await?;
        Ok(json!({
            "title": shown_name(person),
            "address": record.address.as_str(),
            "url": format!("{}/members/{}", self.base_path(), person.id),
            "version": record_version(record),
            "since": record.created_at.map(|at| self.format_day(at)),
            "fields": fields,
            "lists": lists,
            "suppression": self.suppression_context(record),
            "events": events,
            "letters": letters,
            "privacy_contact": Some(&self.workspace.settings.society.privacy_contact).filter(|contact| !contact.is_empty()),
        }))
    }

    async fn list_titles(&self) -> Result<BTreeMap<String, String>, Error> {
        let lists = database::lists::all_with_deleted(&mut self.database.begin_read().await?).await?;
        Ok(lists.into_iter().map(|list| (list.name.to_string(), list.title)).collect())
    }

    fn event_context(&self, happened: &NamedEvent, titles: &BTreeMap<String, String>) -> Value {
        let event = &happened.event;
        let title = happened.list.as_ref().and_then(|name| titles.get(name)).map(String::as_str).unwrap_or_default();
        let is_address = event.kind == crate::model::EventKind::AddressChanged;
        json!({
            "at": self.format_minute(event.at),
            "words": event_words(happened, title),
            "note": event.note.as_ref().filter(|_| !is_address),
            "consent": event.consent_text,
            "issue": happened.issue,
            "program": event.user_agent,
        })
    }

    /// Describes the letters that were sent to somebody, the latest first.
    async fn letter_contexts(&self, record: &PersonalRecord) -> Result<Vec<Value>, Error> {
        let issues = database::issues::all(&mut self.database.begin_read().await?).await?;
        let subject = |slug: &str| {
            let issue = issues.iter().find(|issue| issue.slug == slug);
            issue.map_or_else(|| slug.to_owned(), |issue| draft::plain_subject(&issue.subject))
        };
        let sent = record.deliveries.iter().rev().map(|copy| {
            json!({
                "subject": subject(&copy.issue),
                "url": format!("{}?list={}", self.report_path(&copy.issue), copy.list),
                "day": self.format_day(copy.changed_at),
                "state": delivery_words(copy.status),
                "reply": copy.reply,
            })
        });
        let welcome = record.welcome_letters.iter().map(|(_, letter)| {
            json!({
                "subject": "Welcome letter",
                "url": null,
                "day": self.format_day(letter.changed_at),
                "state": delivery_words(letter.status),
                "reply": letter.reply,
            })
        });
        Ok(sent.chain(welcome).collect())
    }

    fn suppression_context(&self, record: &PersonalRecord) -> Option<Value> {
        let kept = record.suppression.as_ref()?;
        Some(json!({
            "clause": wording::suppression_clause(kept.reason),
            "since": self.format_day(kept.since),
            "note": kept.note,
            "by_hand": kept.reason == SuppressionReason::Operator,
            "can_end": kept.reason.is_removable_by_operator(),
        }))
    }
}
