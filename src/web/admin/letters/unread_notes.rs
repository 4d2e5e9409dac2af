//! What came back by mail and a person should read.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded::parse;

use crate::database::inbound_messages::{self, UnreadNote};
use crate::web::admin::{AdminServer, Error};
use crate::wording;

/// How many notes about incoming mail are shown, the latest first.
const MAX_NOTES: usize = 20;

/// Marks the notes as read that the page had shown: those from `from` to `until`.
pub(super) async fn mark_read(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    let time = |name: &str| parse(&body).find(|(key, _)| key == name).and_then(|(_, at)| at.parse::<Timestamp>().ok());
    let (Some(from), Some(until)) = (time("from"), time("until")) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let mut work = admin.database.begin_write().await?;
    inbound_messages::mark_read(&mut work, from..=until).await?;
    work.commit().await?;
    Ok(Redirect::to(&format!("{}?done=read", admin.home_path())).into_response())
}

impl AdminServer {
    /// Returns what came back and a person should read; `None` if there is nothing.
    pub(super) async fn unread_notes(&self) -> Result<Option<Value>, Error> {
        let notes = inbound_messages::unread(&mut self.database.begin_read().await?).await?;
        let shown = &notes[notes.len().saturating_sub(MAX_NOTES)..];
        let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return Ok(None) };
        let note = |note: &UnreadNote| json!({ "day": self.format_day(note.at), "title": wording::note_title(note), "words": note.words });
        let latest: Vec<Value> = shown.iter().rev().map(note).collect();
        let more = wording::and_more(notes.len() as u64, latest.len());
        let times = [first, last].map(|note| note.at.to_string());
        Ok(Some(json!({ "count": notes.len(), "notes": latest, "more": more, "from": times[0], "until": times[1] })))
    }
}
