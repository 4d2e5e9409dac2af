//! Tells the society's own server what happened, signed (<https://www.standardwebhooks.com>), until it has taken it.

mod event_body;
mod signature;

use std::error::Error;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretBox};
use tokio::sync::watch;
use tokio::time::sleep;
use url::Url;

use crate::config::TlsSetupError;
use crate::database::{self, Database, webhook_events};
use crate::model::WebhookEvent;
use crate::web_probe::{WebProbe, WebProbeError};

/// How often the outbox is looked at.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// How long an event belongs to the process that tells it: longer than a request may take.
const CLAIM_TIME: SignedDuration = SignedDuration::from_mins(1);
/// The waits after failed attempts; the last one is repeated.
const WAITS: [SignedDuration; 6] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_secs(30),
    SignedDuration::from_mins(2),
    SignedDuration::from_mins(10),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(1),
];
/// How long an event is told. After that, the server is taken for gone.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Posts events in their order.
pub struct WebhookSender {
    database: Database,
    client: WebProbe,
    url: Url,
    key: SecretBox<Vec<u8>>,
    now: fn() -> Timestamp,
}

/// What one look at the outbox did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WebhookRound {
    /// How many events the server took.
    pub taken: u64,
    /// How many it did not take.
    pub failed: u64,
}

/// Why an event was not taken.
#[derive(Debug, thiserror::Error)]
enum WebhookFailure {
    #[error("it answered {0}")]
    Refused(u16),
    #[error(transparent)]
    NoAnswer(#[from] WebProbeError),
}

impl WebhookSender {
    /// Prepares requests to a server.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(
        database: Database,
        url: Url,
        key: SecretBox<Vec<u8>>,
        now: fn() -> Timestamp,
    ) -> Result<Self, TlsSetupError> {
        Ok(Self { database, client: WebProbe::new()?, url, key, now })
    }

    /// Tells events until `stopped` becomes true; a request in progress is finished.
    pub async fn run_until(&self, mut stopped: watch::Receiver<bool>) {
        while !*stopped.borrow() {
            if let Err(error) = self.send_due(&stopped).await {
                tracing::error!(error = &error as &dyn Error, "cannot read the events for the webhook");
            }
            tokio::select! {
                () = sleep(POLL_INTERVAL) => {}
                // It is dropped only after all has ended.
                _ = stopped.wait_for(|stop| *stop) => {}
            }
        }
    }

    /// Tells all events that are due. After a failure, the later events of the same issue wait.
    ///
    /// # Errors
    /// The database failed.
    pub async fn send_due(&self, stopped: &watch::Receiver<bool>) -> Result<WebhookRound, database::Error> {
        let mut round = WebhookRound::default();
        while !*stopped.borrow() {
            let now = (self.now)();
            let next = webhook_events::next_due(&mut self.database.begin_read().await?, now).await?;
            let Some(event) = next else { break };
            let mut work = self.database.begin_write().await?;
            let is_ours = webhook_events::claim(&mut work, event.id, now, now + CLAIM_TIME).await?;
            work.commit().await?;
            if is_ours {
                let is_taken = self.tell(&event, now).await?;
                round.taken += u64::from(is_taken);
                round.failed += u64::from(!is_taken);
            }
        }
        Ok(round)
    }

    /// Posts an event, and records whether it was taken.
    async fn tell(&self, event: &WebhookEvent, now: Timestamp) -> Result<bool, database::Error> {
        let body = event_body::event_body(&mut self.database.begin_read().await?, event).await?;
        let (id, timestamp) = (format!("evt_{}", event.id), now.as_second().to_string());
        let signature = signature::sign(self.key.expose_secret(), &id, &timestamp, &body);
        let headers =
            [("webhook-id", id.as_str()), ("webhook-timestamp", &timestamp), ("webhook-signature", &signature)];
        let failure = match self.client.post_json(&self.url, &headers, &body).await {
            Ok(reply) if (200..300).contains(&reply.status) => None,
            Ok(reply) => Some(WebhookFailure::Refused(reply.status)),
            Err(error) => Some(WebhookFailure::NoAnswer(error)),
        };
        let mut work = self.database.begin_write().await?;
        match &failure {
            None => webhook_events::delete(&mut work, event.id).await?,
            Some(why) if now.duration_since(event.occurred_at) > MAX_AGE => {
                tracing::error!(error = why as &dyn Error, "the webhook did not take {id} for a week: it is given up");
                webhook_events::delete(&mut work, event.id).await?;
            }
            Some(why) => {
                tracing::warn!(error = why as &dyn Error, "the webhook did not take {id}: it is told again later");
                webhook_events::postpone(&mut work, event.id, now + wait_after(event.attempts)).await?;
            }
        }
        work.commit().await?;
        Ok(failure.is_none())
    }
}

/// Returns how long to wait after a failure that follows so many others.
fn wait_after(earlier: i64) -> SignedDuration {
    let last = WAITS.len() - 1;
    let at = usize::try_from(earlier).unwrap_or(last).min(last);
    WAITS.get(at).copied().unwrap_or(CLAIM_TIME)
}
