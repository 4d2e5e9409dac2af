//! What came back and a person must read, until somebody says that they have read it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::database::inbound_messages::{self, UnreadNote};
use crate::model::format_count;
use crate::web::admin::members::form_values::FormValues;
use crate::web::admin::members::page_notices::PageNotice;
use crate::web::admin::{AdminServer, Error};
use crate::wording;

/// How many notes are shown, the oldest first.
const MAX_NOTES: usize = 50;

/// Marks the notes as read that the page showed, and not those that came later.
pub(super) async fn mark_read(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let until = form.get("until").parse().ok().and_then(|at: i64| Timestamp::from_microsecond(at).ok());
    let Some(until) = until else { return Err(Error::NotFound) };
    let mut work = admin.database.begin_write().await?;
    let count = inbound_messages::mark_read(&mut work, until).await?;
    // The subjects and senders are no longer needed: the mails are in the mailbox.
    inbound_messages::forget_labels(&mut work, until).await?;
    work.commit().await?;
    let words = format!("{} marked as read.", format_count(count, "note is", "notes are"));
    Ok(admin.go_with_notice("report", PageNotice::done(words)))
}

impl AdminServer {
    /// Returns what nobody has read; `None` if there is nothing.
    pub(super) async fn unread_context(&self) -> Result<Option<Value>, Error> {
        let notes = inbound_messages::unread(&mut self.database.begin_read().await?).await?;
        let shown = notes.iter().take(MAX_NOTES);
        let Some(last) = shown.clone().last() else { return Ok(None) };
        let note = |note: &UnreadNote| json!({ "day": self.format_day(note.at), "title": wording::note_title(note), "words": note.words });
        let rows: Vec<Value> = shown.clone().map(note).collect();
        Ok(Some(json!({
            "count": notes.len(),
            "until": last.at.as_microsecond().to_string(),
            "more": wording::and_more(notes.len() as u64, rows.len()),
            "notes": rows,
        })))
    }
}
