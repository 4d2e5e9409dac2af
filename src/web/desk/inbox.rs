//! The mails that the catcher holds: as they arrived.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use serde_json::{Value, json};

use super::draft::FRAME;
use super::images::shown;
use super::view::View;
use super::{Desk, Error};
use crate::catcher::Caught;
use crate::model::Mailbox;

/// How many mails are listed, the latest first.
const LISTED: usize = 500;

/// What a caught letter's frame may do: open its links in a tab of their own, so that leaving can be tried.
const SANDBOX: &str = "allow-popups allow-popups-to-escape-sandbox";

/// Lists the mails.
pub(super) async fn list(State(desk): State<Arc<Desk>>) -> Result<Html<String>, Error> {
    let caught = desk.catcher.as_ref().ok_or(Error::NotFound)?.caught();
    let mails: Vec<Value> = caught
        .iter()
        .enumerate()
        .rev()
        .take(LISTED)
        .map(|(at, mail)| {
            let url = format!("{}/inbox/{}", desk.base(), at + 1);
            json!({ "url": url, "to": recipient(mail), "subject": mail.letter().subject })
        })
        .collect();
    desk.fill("inbox", "inbox", json!({ "mails": mails, "total": caught.len() }))
}

/// Shows a mail.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Path((_, number)): Path<(String, usize)>,
    Query(view): Query<View>,
) -> Result<Html<String>, Error> {
    let (mail, total) = mail(&desk, number)?;
    let letter = mail.letter();
    let envelope = || Some(Mailbox::new("", mail.from.parse().ok()?));
    let from = mail.sender().or_else(envelope).ok_or(Error::NotFound)?;
    let url = |to: Option<usize>| {
        let to = to.filter(|to| (1..=total).contains(to))?;
        Some(format!("{}/inbox/{to}{}", desk.base(), view.query()))
    };
    let sight = json!({
        "subject": letter.subject,
        "from": from.name.clone().unwrap_or_else(|| from.address.to_string()),
        "from_address": from.address.to_string(),
        "aside": format!("to {}", recipient(&mail)),
        "frame": format!("{}/inbox/{number}/letter{}", desk.base(), view.query()),
        "sandbox": SANDBOX,
        "stale": false,
        "controls": view.controls(),
        "readers": {
            "label": recipient(&mail), "name": recipient(&mail), "at": number, "total": total, "options": [], "selectable": true,
            "previous": url(number.checked_sub(1)), "next": url(number.checked_add(1)),
        },
        "is": view.shown(&from, &letter, &mail.bytes),
    });
    desk.fill("mail", "inbox", json!({ "title": letter.subject, "sight": sight }))
}

/// Serves the letter alone, for the frame.
pub(super) async fn letter(
    State(desk): State<Arc<Desk>>,
    Path((_, number)): Path<(String, usize)>,
    Query(view): Query<View>,
) -> Result<impl IntoResponse, Error> {
    let (mail, _) = mail(&desk, number)?;
    Ok((
        [("content-security-policy", FRAME)],
        Html(view.side.screen().unwrap_or_default().of(&with_base(&shown(&mail.letter().html, &mail.images())))),
    ))
}

fn mail(desk: &Desk, number: usize) -> Result<(Arc<Caught>, usize), Error> {
    let caught = desk.catcher.as_ref().ok_or(Error::NotFound)?.caught();
    let mail = number.checked_sub(1).and_then(|at| caught.get(at)).ok_or(Error::NotFound)?;
    Ok((Arc::clone(mail), caught.len()))
}

fn recipient(mail: &Caught) -> String {
    mail.recipient().and_then(|to| to.name).unwrap_or_else(|| mail.to.clone())
}

/// Makes all links of a letter open in a tab of their own.
fn with_base(html: &str) -> String {
    const BASE: &str = "<base target=\"_blank\">";
    match html.find("<head>") {
        Some(at) => {
            let (before, after) = html.split_at(at + "<head>".len());
            format!("{before}{BASE}{after}")
        }
        None => format!("{BASE}{html}"),
    }
}
