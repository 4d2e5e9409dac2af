//! Everybody who would get a letter, by name.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::draft;
use crate::model::{Subscriber, SubscriberId, format_number};
use crate::web::admin::{AdminServer, Error};

pub(super) const TEMPLATE: (&str, &str) =
    ("recipient-names", include_str!("../../../../templates/admin/recipient-names.html.hbs"));

/// How many names a page has.
const NAMES_PER_PAGE: usize = 250;

/// Where a page begins.
#[derive(Debug, Deserialize)]
pub(super) struct NamesQuery {
    #[serde(default)]
    after: usize,
}

/// Lists the recipients of a draft.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<NamesQuery>,
) -> Result<Response, Error> {
    let path = admin.draft_path(&slug);
    let Ok(letter) = admin.open_letter(&slug).await? else {
        return Ok(Redirect::to(&format!("{path}/send")).into_response());
    };
    let (mut position, mut names): (usize, Vec<Value>) = (0, Vec::new());
    let mut pages = letter.prepared.segment.pages().uncounted();
    while let Some(page) = pages.next(&mut admin.database.begin_read().await?).await? {
        for person in page {
            position += 1;
            if position > query.after && names.len() < NAMES_PER_PAGE {
                names.push(admin.person_json(&person));
            }
        }
    }
    let last = query.after + names.len();
    let context = json!({
        "title": "Who gets it",
        "subject": draft::plain_subject(&letter.prepared.draft.subject),
        "start": query.after + 1,
        "send_url": format!("{path}/send"),
        "total": format_number(position as u64),
        "first": format_number(query.after as u64 + 1),
        "last": format_number(last as u64),
        "names": names,
        "previous": (query.after > 0).then(|| format!("{path}/send/names?after={}", query.after.saturating_sub(NAMES_PER_PAGE))),
        "next": (last < position).then(|| format!("{path}/send/names?after={last}")),
        "style": "sending.css",
    });
    let page: Html<String> = admin.render_page(TEMPLATE.0, "letters", context)?;
    Ok(page.into_response())
}

impl AdminServer {
    /// Returns a person's name, address and page.
    pub(super) fn person_json(&self, person: &Subscriber) -> Value {
        let mailbox = person.mailbox();
        json!({
            "name": mailbox.name,
            "address": mailbox.address.to_string(),
            "url": self.member_path(person.id),
        })
    }

    /// Returns the path of a member's page.
    pub(in crate::web::admin) fn member_path(&self, id: SubscriberId) -> String {
        format!("{}/members/{id}", self.base_path())
    }
}
