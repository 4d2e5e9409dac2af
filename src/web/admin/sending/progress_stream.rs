//! Tells the page of an issue when something about it has changed, whichever program sends it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::clock;
use crate::model::{DeliveryStatus, IssueId, IssueState, StatusCounts};
use crate::web::admin::{AdminServer, Error, PageEvent};

/// How often the ledger is looked at. Another program may send the issue, which publishes nothing to this one.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// How often the page is renewed while copies go out, so that the time that is left is right.
const RENEWAL_SECONDS: i64 = 5;

/// What the page shows that can change.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ProgressState {
    state: IssueState,
    counts: StatusCounts,
    rests_until: Option<Timestamp>,
    has_started: bool,
    is_in_trouble: bool,
    /// Counts on while copies go out.
    renewal: i64,
}

/// A page that listens.
struct ProgressWatch {
    admin: Arc<AdminServer>,
    id: IssueId,
    events: watch::Receiver<PageEvent>,
    seen: Option<ProgressState>,
}

/// Streams `change` after each change, until the server shuts down.
pub(super) async fn stream(
    State(admin): State<Arc<AdminServer>>,
    Path((_, id)): Path<(String, IssueId)>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = admin.events.subscribe();
    let watch = ProgressWatch { admin, id, events, seen: None };
    let changes = unfold(watch, async |mut watch| {
        let name = watch.next().await?;
        // Browsers ignore an event without data.
        Some((Ok(Event::default().event(name).data(name)), watch))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

impl ProgressWatch {
    /// Waits for the next change; `None` when the server shuts down.
    async fn next(&mut self) -> Option<&'static str> {
        loop {
            if *self.events.borrow() == PageEvent::ShuttingDown {
                return None;
            }
            let state = self.admin.progress_state(self.id).await.ok()?;
            let is_first = self.seen.is_none();
            if self.seen.as_ref() != Some(&state) {
                self.seen = Some(state);
                if !is_first {
                    return Some("change");
                }
            }
            sleep(POLL_INTERVAL).await;
        }
    }
}

impl AdminServer {
    async fn progress_state(&self, id: IssueId) -> Result<ProgressState, Error> {
        let status = self.issue_status(id).await?;
        let (issue, now) = (status.issue, clock::now());
        let is_going = issue.state == IssueState::Sending && status.counts.count(DeliveryStatus::Sending) > 0;
        Ok(ProgressState {
            state: issue.state,
            rests_until: self.desk.service.rests().get(id).map(|rest| rest.until),
            has_started: issue.starts_at <= now,
            is_in_trouble: self.desk.service.trouble(id).is_some(),
            renewal: if is_going { now.as_second() / RENEWAL_SECONDS } else { 0 },
            counts: status.counts,
        })
    }
}
