//! A letter that is on its way or was sent, as it was frozen: its file may have changed since.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, Response};
use serde_json::{Value, json};

use super::letter_frame::{frame_response, inline_images};
use super::letter_view::ViewQuery;
use super::reader_picker::sample_subscriber;
use crate::delivery::{MessageRenderError, MessageRenderer, RendererSettings};
use crate::model::{DeliveryStatus, Issue, IssueContent, IssueState, List, Mailbox, Subscriber};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, draft, segment, wording};

pub(super) const TEMPLATE: (&str, &str) =
    ("sent-letter", include_str!("../../../../templates/admin/sent-letter.html.hbs"));

/// How many of those who got it can be looked through.
const MAX_READERS: i64 = 500;

/// The base of unsubscribe links when no page is configured any more; `.invalid` leads nowhere (RFC 2606 §2).
const PLACEHOLDER_URL: &str = "https://unsubscribe.invalid";

/// What of a letter is shown, and for whom.
struct FrozenLetter {
    content: IssueContent,
    list: List,
    renderer: Result<MessageRenderer, MessageRenderError>,
    reader: Subscriber,
    position: usize,
    total: usize,
}

/// Shows a letter as it was sent.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, i64)>,
    Query(query): Query<ViewQuery>,
) -> Result<Html<String>, Error> {
    let issue = admin.issue_by_number(number).await?;
    let copy = admin.frozen_letter(&issue, &query).await?;
    let rendered = copy.renderer.as_ref().map_err(wording_of).and_then(|renderer| {
        renderer.build_with_preview(&copy.reader, clock::now()).map_err(|error| wording_of(&error))
    });
    let sender = &copy.content.sender;
    let query = ViewQuery { reader: Some(copy.position).filter(|position| *position > 0), ..query };
    let view = json!({
        "subject": rendered.as_ref().map_or_else(|_| draft::plain_subject(&issue.subject), |(letter, ..)| letter.subject.clone()),
        "from_name": sender.name.clone().unwrap_or_else(|| sender.address.to_string()),
        "from_address": sender.address.to_string(),
        "subtitle": admin.format_day(issue.starts_at),
        "frame_url": format!("{}/letter{}", admin.sent_path(&issue), query.to_query()),
        "sandbox": "allow-same-origin",
        "outdated": false,
        "mode": query.mode_tabs(),
        "readers": reader_controls(&copy, &query),
        "content": rendered.as_ref().ok().map(|(letter, _, bytes)| query.content(sender, letter, bytes)),
    });
    let is_over = matches!(issue.state, IssueState::Finished | IssueState::Cancelled);
    let context = json!({
        "title": view["subject"],
        "state": admin.issue_state(&issue).await?,
        "tone": if is_over { "good" } else { "" },
        "list": copy.list.title,
        "copy_url": format!("{}/copy", admin.sent_path(&issue)),
        "has_file": admin.draft_file(&issue.slug)?.is_some(),
        "answers": admin.answers_summary(&issue).await?,
        "problem": rendered.as_ref().err(),
        "view": view,
    });
    admin.render_page(TEMPLATE.0, "letters", context)
}

/// Serves the letter alone, for the frame.
pub(super) async fn show_letter(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, i64)>,
    Query(query): Query<ViewQuery>,
) -> Result<Response, Error> {
    let issue = admin.issue_by_number(number).await?;
    let copy = admin.frozen_letter(&issue, &query).await?;
    let renderer = copy.renderer.map_err(|_| Error::NotFound)?;
    let letter = renderer.render(&copy.reader).map_err(|_| Error::NotFound)?;
    Ok(frame_response(&inline_images(&letter.html, &copy.content.attachments), &query))
}

fn wording_of(error: &MessageRenderError) -> String {
    wording::error_chain(error)
}

/// Creates the context of the links to the copies of others.
fn reader_controls(copy: &FrozenLetter, query: &ViewQuery) -> Value {
    let step = |to: Option<usize>| to.filter(|to| (1..=copy.total).contains(to)).map(|to| query.for_reader(to));
    let Mailbox { name, address } = copy.reader.mailbox();
    let name = name.unwrap_or_else(|| address.to_string());
    json!({
        "label": name, "name": name, "position": copy.position, "total": copy.total, "options": [], "selectable": false,
        "previous": step(copy.position.checked_sub(1)), "next": step(copy.position.checked_add(1)),
    })
}

impl AdminServer {
    /// Returns the path of the page of an issue.
    pub(in crate::web::admin) fn sent_path(&self, issue: &Issue) -> String {
        format!("{}/sent/{}", self.base_path(), issue.id)
    }

    /// Finds an issue that is no trial by its number.
    pub(super) async fn issue_by_number(&self, number: i64) -> Result<Issue, Error> {
        let issues = database::issues::all(&mut self.database.begin_read().await?).await?;
        let found = issues.into_iter().find(|issue| issue.id.get() == number && !issue.trial);
        found.ok_or(Error::NotFound)
    }

    /// Reads what was frozen, and one of those who got it.
    async fn frozen_letter(&self, issue: &Issue, query: &ViewQuery) -> Result<FrozenLetter, Error> {
        let fields = segment::field_names(&self.database).await?;
        let mut work = self.database.begin_read().await?;
        let content = database::issues::frozen_content(&mut work, issue.id).await?;
        let list = database::lists::by_id(&mut work, issue.list).await?.ok_or(Error::NotFound)?;
        let mut readers = Vec::new();
        for status in [DeliveryStatus::Sent, DeliveryStatus::Queued] {
            if readers.is_empty() {
                readers = database::deliveries::list_by_status(&mut work, issue.id, status, MAX_READERS).await?;
            }
        }
        let addresses: Vec<_> = readers.into_iter().filter_map(|copy| copy.address).collect();
        let wanted = query.reader.unwrap_or(1).clamp(1, addresses.len().max(1));
        let reader = match addresses.get(wanted - 1) {
            Some(address) => database::subscribers::by_address(&mut work, address).await?,
            None => None,
        };
        let position = if reader.is_some() { wanted } else { 0 };
        let reader = match reader {
            Some(reader) => reader,
            None => sample_subscriber(&fields)?,
        };
        let mut settings = RendererSettings::new(&self.workspace.settings, self.keys.clone());
        settings.web_address = database::archive_letters::frozen_address(&mut work, issue.id).await?;
        if settings.links.is_empty() {
            settings.links.public_url = Some(PLACEHOLDER_URL.to_owned());
        }
        let renderer = MessageRenderer::new(&content, &fields, &list, settings, issue.id, &issue.hash);
        Ok(FrozenLetter { content, list, renderer, reader, position, total: addresses.len() })
    }
}
