//! The mails that the catcher holds: as they arrived.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use serde_json::{Value, json};

use super::draft_page::FRAME_CSP;
use super::inline_images::inline_images;
use super::view_query::ViewQuery;
use super::{Error, PreviewServer};
use crate::mail_catcher::CaughtMessage;
use crate::model::Mailbox;

/// How many mails are listed, the latest first.
const MAX_MAILS: usize = 500;

/// What a caught letter's frame may do: open its links in a tab of their own, so that leaving can be tried.
const INBOX_SANDBOX: &str = "allow-popups allow-popups-to-escape-sandbox";

/// Lists the mails.
pub(super) async fn list(State(desk): State<Arc<PreviewServer>>) -> Result<Html<String>, Error> {
    let caught = desk.catcher.as_ref().ok_or(Error::NotFound)?.messages();
    let mails: Vec<Value> = caught
        .iter()
        .enumerate()
        .rev()
        .take(MAX_MAILS)
        .map(|(at, mail)| {
            let url = format!("{}/inbox/{}", desk.base_path(), at + 1);
            json!({ "url": url, "to": recipient_label(mail), "subject": mail.letter().subject })
        })
        .collect();
    desk.render_page("inbox", "inbox", json!({ "mails": mails, "total": caught.len() }))
}

/// Shows a mail.
pub(super) async fn page(
    State(desk): State<Arc<PreviewServer>>,
    Path((_, number)): Path<(String, usize)>,
    Query(view): Query<ViewQuery>,
) -> Result<Html<String>, Error> {
    let (mail, total) = find_mail(&desk, number)?;
    let letter = mail.letter();
    let envelope = || Some(Mailbox::new("", mail.from.parse().ok()?));
    let from = mail.sender().or_else(envelope).ok_or(Error::NotFound)?;
    let url = |to: Option<usize>| {
        let to = to.filter(|to| (1..=total).contains(to))?;
        Some(format!("{}/inbox/{to}{}", desk.base_path(), view.to_query()))
    };
    let sight = json!({
        "subject": letter.subject,
        "from": from.name.clone().unwrap_or_else(|| from.address.to_string()),
        "from_address": from.address.to_string(),
        "aside": format!("to {}", recipient_label(&mail)),
        "frame": format!("{}/inbox/{number}/letter{}", desk.base_path(), view.to_query()),
        "sandbox": INBOX_SANDBOX,
        "stale": false,
        "controls": view.tabs(),
        "readers": {
            "label": recipient_label(&mail), "name": recipient_label(&mail), "at": number, "total": total, "options": [], "selectable": true,
            "previous": url(number.checked_sub(1)), "next": url(number.checked_add(1)),
        },
        "is": view.content(&from, &letter, &mail.bytes),
    });
    desk.render_page("mail", "inbox", json!({ "title": letter.subject, "sight": sight }))
}

/// Serves the letter alone, for the frame.
pub(super) async fn letter(
    State(desk): State<Arc<PreviewServer>>,
    Path((_, number)): Path<(String, usize)>,
    Query(view): Query<ViewQuery>,
) -> Result<impl IntoResponse, Error> {
    let (mail, _) = find_mail(&desk, number)?;
    Ok((
        [("content-security-policy", FRAME_CSP)],
        Html(
            view.mode
                .emulation()
                .unwrap_or_default()
                .apply(&open_links_in_new_tab(&inline_images(&mail.letter().html, &mail.images()))),
        ),
    ))
}

fn find_mail(desk: &PreviewServer, number: usize) -> Result<(Arc<CaughtMessage>, usize), Error> {
    let caught = desk.catcher.as_ref().ok_or(Error::NotFound)?.messages();
    let mail = number.checked_sub(1).and_then(|at| caught.get(at)).ok_or(Error::NotFound)?;
    Ok((Arc::clone(mail), caught.len()))
}

fn recipient_label(mail: &CaughtMessage) -> String {
    mail.recipient().and_then(|to| to.name).unwrap_or_else(|| mail.to.clone())
}

/// Makes all links of a letter open in a tab of their own.
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
