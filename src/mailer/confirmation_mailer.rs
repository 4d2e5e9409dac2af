//! Sends the messages by which people confirm that they want to subscribe.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::confirmation_builder::ConfirmationBuilder;
use super::mail_loop::{MailLoop, relay_backoff, send_or_break_off};
use crate::database::{self, Database, Error};
use crate::delivery::{DeliveryOutcome, RelayFailureKind, RelaySession, redact_addresses};
use crate::model::{Address, EventChannel, List, SignupRequest};
use crate::smtp::{Envelope, Transport};

/// How often the mailer looks for messages that are due.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Sends one confirmation after the other, over one connection.
pub struct ConfirmationMailer {
    database: Database,
    builder: ConfirmationBuilder,
    transport: Arc<Transport>,
    from: Address,
    now: fn() -> Timestamp,
}

/// A request whose mail was claimed.
struct ClaimedRequest {
    request: SignupRequest,
    lists: Vec<List>,
    /// The address to which the request was written.
    join_address: Option<Address>,
}

impl ConfirmationMailer {
    /// Creates a mailer; `from` is the envelope sender if the settings have no address for bounces.
    #[must_use]
    pub fn new(
        database: Database,
        builder: ConfirmationBuilder,
        transport: Arc<Transport>,
        from: Address,
        now: fn() -> Timestamp,
    ) -> Self {
        Self { database, builder, transport, from, now }
    }

    /// Sends what is due, now and whenever something becomes due, until `stop` becomes `true`.
    pub async fn run_until(&self, stop: watch::Receiver<bool>) {
        let mut rounds = MailLoop::new(POLL_INTERVAL, stop.clone());
        while rounds.next().await {
            rounds.record("confirmation mail", self.send_due(&stop).await);
        }
    }

    /// Sends each message that is due now; returns how long the relay should be left alone, if it is unavailable.
    ///
    /// # Errors
    /// The database failed.
    pub async fn send_due(&self, stop: &watch::Receiver<bool>) -> Result<Option<Duration>, Error> {
        let mut session = RelaySession::new(&self.transport);
        let mut rest = None;
        while rest.is_none() && !*stop.borrow() {
            let Some(claimed) = self.claim_mail().await? else { break };
            let request = &claimed.request;
            if let Some(outcome) = self.send_mail(&mut session, &claimed, stop).await {
                rest = self.settle_mail(request, &outcome).await?;
            }
        }
        let is_stopped = *stop.borrow();
        session.close(is_stopped).await;
        Ok(rest)
    }

    /// Claims one message; it counts as sent from here on, even if this process dies.
    async fn claim_mail(&self) -> Result<Option<ClaimedRequest>, Error> {
        let mut work = self.database.begin_write().await?;
        let Some(id) = database::signup_requests::claim_mail(&mut work, (self.now)()).await? else { return Ok(None) };
        let request = database::signup_requests::by_id(&mut work, id).await?;
        let lists = database::signup_requests::lists_of_request(&mut work, id).await?;
        let consents = database::signup_requests::list_consents(&mut work, id).await?;
        work.commit().await?;
        let by_mail = |list: &&List| {
            consents.iter().any(|consent| consent.list == list.id && consent.channel == EventChannel::Mail)
        };
        let join_address = lists.iter().filter(by_mail).find_map(|list| list.join_address.clone());
        Ok(request.map(|request| ClaimedRequest { request, lists, join_address }))
    }

    /// Sends one message; `None` if it cannot be built.
    async fn send_mail(
        &self,
        session: &mut RelaySession<'_>,
        claimed: &ClaimedRequest,
        stop: &watch::Receiver<bool>,
    ) -> Option<DeliveryOutcome> {
        let ClaimedRequest { request, lists, join_address } = claimed;
        let message = match self.builder.build(request, lists, join_address.as_ref(), (self.now)()) {
            Ok(message) => message,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "confirmation mail {} cannot be built", request.id);
                return None;
            }
        };
        let (id, sender) = self.builder.envelope(request.id);
        let from = sender.as_ref().unwrap_or(&self.from);
        let envelope = Envelope { from, to: &request.address, id: id.as_deref() };
        Some(send_or_break_off(session, envelope, &message, stop).await)
    }

    /// Records what became of a message; returns how long the relay should be left alone.
    async fn settle_mail(&self, request: &SignupRequest, outcome: &DeliveryOutcome) -> Result<Option<Duration>, Error> {
        let id = request.id;
        let (retry, rest) = match outcome {
            DeliveryOutcome::Sent(reply) => {
                tracing::info!("confirmation mail {id}: sent ({})", redact_addresses(reply));
                (false, None)
            }
            DeliveryOutcome::InDoubt(reason) => {
                tracing::info!("confirmation mail {id}: in doubt ({})", redact_addresses(reason));
                (false, None)
            }
            DeliveryOutcome::Bounced { reply, .. } => {
                tracing::warn!("confirmation mail {id}: bounced ({})", redact_addresses(reply));
                (false, None)
            }
            DeliveryOutcome::Stopped => (true, None),
            DeliveryOutcome::Deferred(reply) | DeliveryOutcome::RateLimited(reply) => {
                tracing::info!("confirmation mail {id}: deferred ({})", redact_addresses(reply));
                (true, None)
            }
            DeliveryOutcome::RelayFailed { reason, kind } => {
                tracing::warn!("confirmation mail {id}: relay unavailable ({})", redact_addresses(reason));
                (true, Some(relay_backoff(*kind)))
            }
            DeliveryOutcome::SenderRefused { reply, .. } => {
                tracing::warn!("confirmation mail {id}: our domain is refused ({})", redact_addresses(reply));
                (true, Some(relay_backoff(RelayFailureKind::Rejected)))
            }
        };
        if let Some(claimed) = request.mailed_at.filter(|_| retry) {
            let mut work = self.database.begin_write().await?;
            database::signup_requests::release_mail(&mut work, id, claimed).await?;
            work.commit().await?;
        }
        Ok(rest)
    }
}
