//! The list of members, with search, filters and pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::history_words::{delivery_words, subscription_words};
use super::page_notices::NoticeQuery;
use super::person_fields::field_label;
use crate::database::subscribers::DirectoryEntry;
use crate::model::{
    DeliveryStatus, FieldValue, List, ListId, Subscriber, SubscriberId, SubscriptionState, format_number,
};
use crate::segment::{self, MemberSearch};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database};

pub(super) const TEMPLATE: (&str, &str) = ("members", include_str!("../../../../templates/admin/members.html.hbs"));

/// How many people a page shows.
const PAGE_SIZE: usize = 50;

/// The list that stands for everybody who is stored.
const EVERYBODY: &str = "everybody";

/// The field beside name and address: the first of these that there is.
const PLACE_FIELDS: [&str; 6] = ["town", "city", "place", "branch", "group", "category"];

/// The filters, with the states that they show.
const FILTERS: [(&str, Option<SubscriptionState>); 5] = [
    ("All", None),
    ("Get letters", Some(SubscriptionState::Confirmed)),
    ("Notices", Some(SubscriptionState::NoticesOnly)),
    ("Left", Some(SubscriptionState::Unsubscribed)),
    ("Take no mail", Some(SubscriptionState::Suppressed)),
];

/// What of the members is shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DirectoryQuery {
    list: Option<String>,
    state: Option<String>,
    search: Option<String>,
    after: Option<SubscriberId>,
}

impl DirectoryQuery {
    /// Returns the list that is asked for.
    pub(super) fn chosen_list<'l>(&self, lists: &'l [List]) -> Option<&'l List> {
        lists.iter().find(|list| Some(list.name.as_str()) == self.list.as_deref())
    }

    fn is_everybody(&self) -> bool {
        self.list.as_deref() == Some(EVERYBODY)
    }

    fn state(&self) -> Option<SubscriptionState> {
        self.state.as_deref()?.parse().ok()
    }

    fn text(&self) -> &str {
        self.search.as_deref().unwrap_or_default().trim()
    }

    /// Returns the address of the same page with other choices.
    fn url(&self, list: &str, state: Option<SubscriptionState>, after: Option<SubscriberId>) -> String {
        let mut query = Serializer::new(String::from("?"));
        query.append_pair("list", list);
        if let Some(state) = state {
            query.append_pair("state", state.into());
        }
        if !self.text().is_empty() {
            query.append_pair("search", self.text());
        }
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        query.finish()
    }
}

/// Shows a page of members.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<DirectoryQuery>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Html<String>, Error> {
    let lists = admin.lists().await?;
    let chosen = if query.is_everybody() { None } else { query.chosen_list(&lists).or(lists.first()) };
    let name = chosen.map_or(EVERYBODY, |list| list.name.as_str());
    let search = MemberSearch {
        list: chosen.map(|list| list.id),
        state: query.state().filter(|_| chosen.is_some()),
        text: query.text(),
        after: query.after.unwrap_or(SubscriberId::NONE),
        limit: PAGE_SIZE,
    };
    let page = segment::search_members(&admin.database, &search).await?;
    let (total, filters) = admin.directory_filters(&query, chosen).await?;
    let letters = admin.last_letters(chosen, &page.found).await?;
    let place = admin.place_field().await?;
    let rows: Vec<Value> =
        page.found.iter().map(|entry| admin.directory_row(entry, place.as_deref(), &letters)).collect();
    let unknown = if page.found.is_empty() { admin.unknown_address(query.text()).await? } else { None };
    let choices = lists.iter().map(|list| (list.name.as_str(), list.title.as_str()));
    let choices: Vec<Value> = choices
        .chain([(EVERYBODY, "Everybody")])
        .map(|(own, title)| json!({ "title": title, "url": query.url(own, None, None), "current": own == name }))
        .collect();
    let context = json!({
        "notice": admin.notice_of(&notice),
        "total": format_number(total),
        "list": name,
        "title": chosen.map_or("Everybody", |list| list.title.as_str()),
        "has_list": chosen.is_some(),
        "has_lists": !lists.is_empty(),
        "choices": (lists.len() > 1 || query.is_everybody()).then_some(choices),
        "filters": filters,
        "search": query.text(),
        "is_searched": !query.text().is_empty() || search.state.is_some(),
        "state": search.state.map(<&str>::from),
        "place": place.as_deref().map(field_label),
        "has_letters": chosen.is_some() && !letters.is_empty(),
        "rows": rows,
        "is_empty": total == 0,
        "is_partial": page.is_partial,
        "unknown": unknown,
        "next": page.next.map(|after| query.url(name, search.state, Some(after))),
        "first": query.after.map(|_| query.url(name, search.state, None)),
    });
    admin.render_page(TEMPLATE.0, "members", context)
}

impl AdminServer {
    /// Returns all lists.
    pub(in crate::web::admin) async fn lists(&self) -> Result<Vec<List>, Error> {
        Ok(database::lists::all(&mut self.database.begin_read().await?).await?)
    }

    /// Counts people and lists the filters that have any.
    async fn directory_filters(&self, query: &DirectoryQuery, list: Option<&List>) -> Result<(u64, Vec<Value>), Error> {
        let mut work = self.database.begin_read().await?;
        let Some(list) = list else {
            return Ok((database::subscribers::count_all(&mut work).await?, Vec::new()));
        };
        let counts = database::subscriptions::count_by_state(&mut work, list.id).await?;
        let total: u64 = counts.iter().map(|(_, count)| count.unsigned_abs()).sum();
        let count = |state: Option<SubscriptionState>| match state {
            None => total,
            Some(state) => counts.iter().filter(|(known, _)| *known == state).map(|(_, n)| n.unsigned_abs()).sum(),
        };
        let shown = FILTERS.iter().filter(|(_, state)| state.is_none() || count(*state) > 0 || *state == query.state());
        let filters = shown.map(|(label, state)| {
            let url = query.url(list.name.as_str(), *state, None);
            json!({ "label": label, "count": format_number(count(*state)), "url": url, "current": *state == query.state() })
        });
        Ok((total, filters.collect()))
    }

    /// Returns what became of the latest letter to a list for some of its people.
    async fn last_letters(
        &self,
        list: Option<&List>,
        people: &[DirectoryEntry],
    ) -> Result<BTreeMap<SubscriberId, DeliveryStatus>, Error> {
        let Some(list) = list.map(|list| list.id) else { return Ok(BTreeMap::new()) };
        let mut work = self.database.begin_read().await?;
        let issues = database::issues::all(&mut work).await?;
        let is_sent = |list: ListId| move |issue: &&crate::model::Issue| issue.list == list && !issue.trial;
        let sent = issues.iter().filter(is_sent(list)).filter(|issue| issue.starts_at <= clock::now());
        let Some(latest) = sent.max_by_key(|issue| issue.starts_at) else { return Ok(BTreeMap::new()) };
        let people: Vec<SubscriberId> = people.iter().map(|entry| entry.subscriber.id).collect();
        Ok(database::deliveries::statuses_of(&mut work, latest.id, &people).await?)
    }

    async fn place_field(&self) -> Result<Option<String>, Error> {
        let kinds = database::fields::all(&mut self.database.begin_read().await?).await?;
        Ok(PLACE_FIELDS.iter().find(|name| kinds.contains_key(**name)).map(|name| (*name).to_owned()))
    }

    fn directory_row(
        &self,
        entry: &DirectoryEntry,
        place: Option<&str>,
        letters: &BTreeMap<SubscriberId, DeliveryStatus>,
    ) -> Value {
        let person = &entry.subscriber;
        let state = entry.state.filter(|state| *state != SubscriptionState::Confirmed);
        json!({
            "url": format!("{}/members/{}", self.base_path(), person.id),
            "name": shown_name(person),
            "address": person.address.to_string(),
            "place": place.and_then(|name| person.fields.get(name)).map(FieldValue::to_string),
            "since": self.format_month(entry.since),
            "state": state.map(subscription_words),
            "letter": letters.get(&person.id).map(|status| delivery_words(*status)),
        })
    }

    fn format_month(&self, at: jiff::Timestamp) -> String {
        at.to_zoned(self.workspace.settings.society.time_zone()).strftime("%b %Y").to_string()
    }
}

/// Returns the name of a person; the address if there is none.
pub(super) fn shown_name(person: &Subscriber) -> String {
    person.mailbox().name.unwrap_or_else(|| person.address.to_string())
}
