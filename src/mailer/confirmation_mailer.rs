//! Sends the messages by which people confirm that they want to subscribe.

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::confirmation_builder::ConfirmationBuilder;
use super::mail_loop::{MailLoop, relay_backoff, send_or_break_off};
use super::relay_rests::RelayRests;
use crate::config::Settings;
use crate::database::{self, Database, Error};
use crate::delivery::{
    DeliveryMeter, DeliveryOutcome, RelayFailureKind, RelaySession, RelaySessions, RelayTransports, redact_addresses,
};
use crate::model::{Address, EventChannel, List, RelayName, RequestId, SignupRequest};
use crate::smtp::Envelope;

/// How often the mailer looks for messages that are due.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Sends one confirmation after the other, over one connection to each relay.
pub struct ConfirmationMailer {
    database: Database,
    builder: ConfirmationBuilder,
    settings: Settings,
    transports: RelayTransports,
    rests: RelayRests,
    meter: DeliveryMeter,
    now: fn() -> Timestamp,
}

/// A request whose mail was claimed.
struct ClaimedRequest {
    request: SignupRequest,
    lists: Vec<List>,
    /// The address to which the request was written.
    join_address: Option<Address>,
    /// The relay of its lists.
    relay: Option<RelayName>,
}

impl ConfirmationMailer {
    /// Creates a mailer for a workspace with these settings.
    #[must_use]
    pub fn new(
        database: Database,
        builder: ConfirmationBuilder,
        settings: Settings,
        transports: RelayTransports,
        now: fn() -> Timestamp,
    ) -> Self {
        let (rests, meter) = (RelayRests::default(), DeliveryMeter::default());
        Self { database, builder, settings, transports, rests, meter, now }
    }

    /// Counts the replies of the relays with those that others count.
    #[must_use]
    pub fn with_meter(self, meter: DeliveryMeter) -> Self {
        Self { meter, ..self }
    }

    /// Sends what is due, now and whenever something becomes due, until `stop` becomes `true`.
    pub async fn run_until(&self, stop: watch::Receiver<bool>) {
        let mut rounds = MailLoop::new(POLL_INTERVAL, stop.clone());
        while rounds.next().await {
            rounds.record("confirmation mail", self.send_due(&stop).await);
        }
    }

    /// Sends each message that is due now; returns how long the relay should be left alone, if it is unavailable and the
    /// only one. Of several relays, the mail of the others is sent meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn send_due(&self, stop: &watch::Receiver<bool>) -> Result<Option<Duration>, Error> {
        let mut sessions = RelaySessions::new(&self.transports);
        let mut after = RequestId::NONE;
        let mut rest = None;
        while rest.is_none() && !*stop.borrow() {
            let Some(claimed) = self.claim_mail(after).await? else { break };
            after = claimed.request.id;
            let relay = claimed.relay.as_ref();
            let Some(session) = sessions.session(relay) else { continue };
            if let Some(outcome) = self.send_mail(session, &claimed, stop).await
                && let Some(wait) = self.settle_mail(&claimed.request, &outcome).await?
            {
                self.rests.begin(relay, wait);
                rest = Some(wait).filter(|_| !self.transports.has_several());
            }
        }
        let is_stopped = *stop.borrow();
        sessions.close(is_stopped).await;
        Ok(rest)
    }

    /// Claims the first message after another one whose relay takes mail; it counts as sent from here on, even if this
    /// process dies.
    async fn claim_mail(&self, mut after: RequestId) -> Result<Option<ClaimedRequest>, Error> {
        loop {
            let mut work = self.database.begin_write().await?;
            if database::handover_mark::handed_over_at(&mut work).await?.is_some() {
                return Ok(None);
            }
            let Some(id) = database::signup_requests::claim_mail(&mut work, after, (self.now)()).await? else {
                return Ok(None);
            };
            after = id;
            let request = database::signup_requests::by_id(&mut work, id).await?;
            let lists = database::signup_requests::lists_of_request(&mut work, id).await?;
            let consents = database::signup_requests::list_consents(&mut work, id).await?;
            let relay = self.relay_of(&lists);
            let is_closed = self.transports.get(relay).is_none();
            if is_closed || self.transports.has_several() && self.rests.is_resting(relay) {
                // The claim is given up with the transaction.
                continue;
            }
            work.commit().await?;
            let by_mail = |list: &&List| {
                consents.iter().any(|consent| consent.list == list.id && consent.channel == EventChannel::Mail)
            };
            let join_address = lists.iter().filter(by_mail).find_map(|list| list.join_address.clone());
            let relay = relay.cloned();
            return Ok(request.map(|request| ClaimedRequest { request, lists, join_address, relay }));
        }
    }

    /// Returns the relay of the lists of a request.
    fn relay_of(&self, lists: &[List]) -> Option<&RelayName> {
        self.settings.common_relay(lists.iter().map(|list| &list.name)).name
    }

    /// Sends one message; `None` if it cannot be built.
    async fn send_mail(
        &self,
        session: &mut RelaySession<'_>,
        claimed: &ClaimedRequest,
        stop: &watch::Receiver<bool>,
    ) -> Option<DeliveryOutcome> {
        let ClaimedRequest { request, lists, join_address, .. } = claimed;
        let message = match self.builder.build(request, lists, join_address.as_ref(), (self.now)()) {
            Ok(message) => message,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "confirmation mail {} cannot be built", request.id);
                return None;
            }
        };
        let (id, sender) = self.builder.envelope(request.id);
        let from = sender.as_ref().unwrap_or(&self.settings.sender.from.address);
        let envelope = Envelope { from, to: &request.address, id: id.as_deref() };
        let attempt = send_or_break_off(session, envelope, &message, stop).await;
        self.meter.record(&attempt.outcome, attempt.send_time, (self.now)());
        Some(attempt.outcome)
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
            DeliveryOutcome::RelayFailed { reason, kind, .. } => {
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
