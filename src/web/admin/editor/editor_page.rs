//! The page on which a draft is written, and its scripts, which are embedded compressed.

use std::path::Path as FilePath;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::response::{Html, IntoResponse};
use serde_json::{Value, json};

use crate::database;
use crate::draft;
use crate::model::{FieldKind, Sha256, hex};
use crate::segment;
use crate::web::admin::letters::letter_frame::FRAME_CSP;
use crate::web::admin::{AdminServer, Error};

pub(super) const TEMPLATE: (&str, &str) = ("editor", include_str!("../../editor/editor.html.hbs"));

const SCRIPT: &[u8] = include_bytes!("../../editor/dist/editor.js.gz");
const TEXT_VIEW_SCRIPT: &[u8] = include_bytes!("../../editor/dist/text_view.js.gz");
const STYLESHEET: &str = include_str!("../../editor/editor.css");
const TEXT_VIEW_STYLESHEET: &str = include_str!("../../editor/text_view.css");

/// The fields of an event that a letter can print.
const EVENT_FIELDS: [(&str, &str); 3] =
    [("issue.event.when", "day and time"), ("issue.event.day", "day"), ("issue.event.place", "place")];

/// Shows the page of a draft; its text is read by the script.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
) -> Result<Html<String>, Error> {
    let path = admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let title = draft::read_draft(&path).map_or_else(|_| slug.clone(), |draft| draft::plain_subject(&draft.subject));
    let sent = match admin.sent_issue(&slug).await? {
        Some(issue) => Some(admin.issue_state(&issue).await?),
        None => None,
    };
    let lists = database::lists::all(&mut admin.database.begin_read().await?).await?;
    let lists: Vec<Value> =
        lists.iter().map(|list| json!({ "name": list.name.as_str(), "title": list.title })).collect();
    let templates = admin.workspace.letter_template_names().into_iter().filter(|name| name != "letter");
    let templates: Vec<Value> = templates.map(|name| json!({ "title": words(&name), "name": name })).collect();
    let kinds = segment::field_kinds(&admin.database).await?;
    let plain_fields = kinds.iter().filter(|(name, _)| name.as_str() != "email");
    let plain_fields: Vec<Value> =
        plain_fields.map(|(name, _)| json!({ "name": name, "words": words(name) })).collect();
    let printed = kinds.iter().filter(|(_, kind)| **kind != FieldKind::Flag);
    let mut fields: Vec<Value> = printed.map(|(name, _)| json!({ "name": name, "words": words(name) })).collect();
    fields.extend(EVENT_FIELDS.map(|(name, words)| json!({ "name": name, "words": format!("event: {words}") })));
    admin.render_fragment(
        TEMPLATE.0,
        &json!({
            "base_path": admin.base_path(),
            "draft_path": admin.draft_path(&slug),
            "title": title,
            "sent": sent,
            "draft_key": draft_key(&admin.workspace.root, &slug),
            "other_letters": admin.other_letters(&slug)?,
            "lists": lists,
            "templates": templates,
            "fields": fields,
            "plain_fields": plain_fields,
        }),
    )
}

/// Returns a name for a draft that is the same in each run, for what a browser keeps of it.
fn draft_key(root: &FilePath, slug: &str) -> String {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    hex(&Sha256::digest(format!("{}\n{slug}", root.display()).as_bytes())).chars().take(24).collect()
}

impl AdminServer {
    /// Lists the other drafts that tell of an event, which this one can move or cancel.
    fn other_letters(&self, slug: &str) -> Result<Vec<Value>, Error> {
        let drafts = draft::list_drafts(&self.workspace.drafts_dir()).map_err(Error::Drafts)?;
        let others = drafts.into_iter().filter(|(other, _)| other != slug);
        let told = others.filter_map(|(other, path)| {
            let draft = draft::read_draft(&path).ok().filter(|draft| draft.announcing_draft().is_some())?;
            Some(json!({ "name": other, "title": draft::plain_subject(&draft.subject) }))
        });
        Ok(told.collect())
    }
}

fn words(name: &str) -> String {
    name.replace(['_', '-'], " ").trim().to_owned()
}

/// Sends an empty page for the frame of the letter, with the policy of letters.
pub(super) async fn letter_frame() -> impl IntoResponse {
    (
        [("content-security-policy", FRAME_CSP)],
        Html("<!doctype html><html lang=\"en\"><title>The letter</title></html>"),
    )
}

pub(super) async fn script() -> impl IntoResponse {
    compressed_script(SCRIPT)
}

pub(super) async fn text_view_script() -> impl IntoResponse {
    compressed_script(TEXT_VIEW_SCRIPT)
}

pub(super) async fn stylesheet() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLESHEET)
}

pub(super) async fn text_view_stylesheet() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], TEXT_VIEW_STYLESHEET)
}

/// Every browser that runs the scripts reads gzip (RFC 9110 §8.4.1.3).
fn compressed_script(bytes: &'static [u8]) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CONTENT_ENCODING, "gzip")], bytes)
}
