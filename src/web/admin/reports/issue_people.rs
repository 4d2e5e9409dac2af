//! The names behind the figures of a letter: refused, waiting, not sure, left.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use crate::database::deliveries::DeliveryDetails;
use crate::model::{DeliveryStatus, EventKind, SubscriberId, format_number};
use crate::report::{self, IssueStatus};
use crate::web::admin::{AdminServer, Error};
use crate::{database, wording};

/// How many people are named in each group.
const MAX_NAMED: usize = 200;

/// The statuses whose people are named, with a title and what is to be known of them.
const NAMED: [(DeliveryStatus, &str, &str); 7] = [
    (DeliveryStatus::Bounced, "Refused", "The mail server would not take the letter to them."),
    (DeliveryStatus::Deferred, "Busy, tried again", "Their mail server was busy. Nothing is to be done."),
    (DeliveryStatus::Expired, "Given up", "Their mail server could not be reached in time."),
    (DeliveryStatus::InDoubt, "Not sure whether it arrived", "The connection broke at the last word."),
    (DeliveryStatus::Skipped, "Left out", "They had left, or took no mail, before their letter went."),
    (DeliveryStatus::Withdrawn, "Left out: had answered", "They answered before this letter went."),
    (DeliveryStatus::Queued, "Waiting", "Their letter goes as fast as your provider allows."),
];

impl AdminServer {
    /// Returns the groups of people about whom there is something to say.
    pub(super) async fn issue_people(&self, status: &IssueStatus) -> Result<Vec<Value>, Error> {
        let mut groups = Vec::new();
        for (wanted, title, words) in NAMED {
            let count = status.counts.count(wanted);
            if count == 0 {
                continue;
            }
            let listed = report::deliveries_with_status(&self.database, &status.issue, wanted).await?;
            let people: Vec<Value> = listed.iter().take(MAX_NAMED).map(|copy| self.copy_context(copy)).collect();
            groups.push(json!({
                "key": <&str>::from(wanted),
                "title": title,
                "words": words,
                "count": format_number(count),
                "more": wording::and_more(count, people.len()),
                "people": people,
            }));
        }
        groups.extend(self.people_who_left(status).await?);
        Ok(groups)
    }

    fn copy_context(&self, copy: &DeliveryDetails) -> Value {
        let Some(address) = &copy.address else {
            return json!({ "address": "somebody who was erased", "url": null, "words": copy.reply });
        };
        json!({ "address": address.as_str(), "url": self.person_search_url(address.as_str()), "words": copy.reply })
    }

    /// Returns the address of the page that finds a person.
    fn person_search_url(&self, address: &str) -> String {
        let text: String = byte_serialize(address.as_bytes()).collect();
        format!("{}/members?list=everybody&search={text}", self.base_path())
    }

    /// Names who left because of a letter and has not come back, each with the reason.
    async fn people_who_left(&self, status: &IssueStatus) -> Result<Option<Value>, Error> {
        let mut work = self.database.begin_read().await?;
        let events = database::event_log::attributed_to_issue(&mut work, status.issue.id).await?;
        let mut left: BTreeSet<SubscriberId> = BTreeSet::new();
        for event in &events {
            match event.kind {
                EventKind::Unsubscribed => drop(left.insert(event.subscriber)),
                EventKind::Resubscribed => drop(left.remove(&event.subscriber)),
                _ => {}
            }
        }
        let mut people = Vec::new();
        for id in left.iter().take(MAX_NAMED) {
            let reason =
                events.iter().rev().find(|event| event.subscriber == *id && event.kind == EventKind::ReasonGiven);
            let person = database::subscribers::by_id(&mut work, *id).await?;
            people.push(json!({
                "address": person.as_ref().map_or("somebody who was erased", |person| person.address.as_str()),
                "url": person.as_ref().map(|person| format!("{}/members/{}", self.base_path(), person.id)),
                "words": reason.and_then(|event| event.note.as_ref()),
            }));
        }
        let count = left.len() as u64;
        Ok((count > 0).then(|| {
            json!({
                "key": "left",
                "title": "Left because of it",
                "words": "They pressed the link in this letter, or wrote that they want no more.",
                "count": format_number(count),
                "more": wording::and_more(count, people.len()),
                "people": people,
            })
        }))
    }
}
