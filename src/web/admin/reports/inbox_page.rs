//! The messages in the mail catcher, as they arrived.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, Response};
use serde_json::{Value, json};

use crate::mail_catcher::CaughtMessage;
use crate::model::Mailbox;
use crate::web::admin::letters::letter_frame::{frame_response, inline_images};
use crate::web::admin::letters::letter_view::ViewQuery;
use crate::web::admin::{AdminServer, Error};

const INBOX: &str = "inbox";
const INBOX_MESSAGE: &str = "inbox-message";
pub(super) const TEMPLATES: [(&str, &str); 2] = [
    (INBOX, include_str!("../../../../templates/admin/inbox.html.hbs")),
    (INBOX_MESSAGE, include_str!("../../../../templates/admin/inbox-message.html.hbs")),
];

/// How many messages are listed, the latest first.
const MAX_MESSAGES: usize = 500;

/// The frame may open links in a new tab, so that unsubscribing can be tried.
const INBOX_SANDBOX: &str = "allow-popups allow-popups-to-escape-sandbox";

/// Lists the messages.
pub(super) async fn list(State(admin): State<Arc<AdminServer>>) -> Result<Html<String>, Error> {
    let caught = admin.catcher.as_ref().ok_or(Error::NotFound)?.messages();
    let messages: Vec<Value> = caught
        .iter()
        .enumerate()
        .rev()
        .take(MAX_MESSAGES)
        .map(|(index, message)| {
            let url = format!("{}/inbox/{}", admin.base_path(), index + 1);
            json!({ "url": url, "to": recipient_label(message), "subject": message.content().subject })
        })
        .collect();
    admin.render_page(INBOX, INBOX, json!({ "messages": messages, "total": caught.len() }))
}

/// Shows a message.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, usize)>,
    Query(query): Query<ViewQuery>,
) -> Result<Html<String>, Error> {
    let (message, total) = find_message(&admin, number)?;
    let letter = message.content();
    let envelope = || Some(Mailbox::new("", message.from.parse().ok()?));
    let from = message.sender().or_else(envelope).ok_or(Error::NotFound)?;
    let recipient = recipient_label(&message);
    let url = |to: Option<usize>| {
        let to = to.filter(|to| (1..=total).contains(to))?;
        Some(format!("{}/inbox/{to}{}", admin.base_path(), query.to_query()))
    };
    let view = json!({
        "subject": letter.subject,
        "from_name": from.name.clone().unwrap_or_else(|| from.address.to_string()),
        "from_address": from.address.to_string(),
        "subtitle": format!("to {recipient}"),
        "frame_url": format!("{}/inbox/{number}/letter{}", admin.base_path(), query.to_query()),
        "sandbox": INBOX_SANDBOX,
        "outdated": false,
        "mode": query.mode_tabs(),
        "readers": {
            "label": recipient, "name": recipient, "position": number, "total": total, "options": [], "selectable": true,
            "previous": url(number.checked_sub(1)), "next": url(number.checked_add(1)),
        },
        "content": query.content(&from, &letter, &message.bytes),
    });
    admin.render_page(INBOX_MESSAGE, INBOX, json!({ "title": letter.subject, "view": view }))
}

/// Serves the letter alone, for the frame.
pub(super) async fn show_letter(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, usize)>,
    Query(query): Query<ViewQuery>,
) -> Result<Response, Error> {
    let (message, _) = find_message(&admin, number)?;
    let html = inline_images(&message.content().html, &message.images());
    Ok(frame_response(&open_links_in_new_tab(&html), &query))
}

fn find_message(admin: &AdminServer, number: usize) -> Result<(Arc<CaughtMessage>, usize), Error> {
    let caught = admin.catcher.as_ref().ok_or(Error::NotFound)?.messages();
    let message = number.checked_sub(1).and_then(|index| caught.get(index)).ok_or(Error::NotFound)?;
    Ok((Arc::clone(message), caught.len()))
}

fn recipient_label(message: &CaughtMessage) -> String {
    message.recipient().and_then(|to| to.name).unwrap_or_else(|| message.to.clone())
}

/// Makes all links of a letter open in a new tab.
fn open_links_in_new_tab(html: &str) -> String {
    const BASE: &str = "<base target=\"_blank\">";
    match html.find("<head>") {
        Some(at) => {
            let (before, after) = html.split_at(at + "<head>".len());
            format!("{before}{BASE}{after}")
        }
        None => format!("{BASE}{html}"),
    }
}
