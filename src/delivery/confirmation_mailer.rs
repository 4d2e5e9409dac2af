//! Hands over the letters that answer somebody: the mails by which people confirm that they want to join.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::delivery_log::redact_addresses;
use super::reply_classifier::DeliveryOutcome;
use super::send_now::send_one;
use super::{ConfirmationBuilder, Error};
use crate::database::{self, Database};
use crate::model::{Address, List, SignupRequest};
use crate::smtp::{Transport, TransportSession};

/// How often there is a look for what waits.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// How long a relay in trouble is left alone, and one that needs somebody's hand.
const RELAY_BACKOFF: Duration = Duration::from_mins(1);
const ERROR_BACKOFF: Duration = Duration::from_mins(10);

/// Hands over one mail after the other, on one line.
pub struct ConfirmationMailer {
    database: Database,
    confirmation: ConfirmationBuilder,
    transport: Arc<Transport>,
    from: Address,
    now: fn() -> Timestamp,
}

impl ConfirmationMailer {
    /// Makes one that hands over to a transport, `from` being the envelope's sender.
    #[must_use]
    pub fn new(
        database: Database,
        confirmation: ConfirmationBuilder,
        transport: Arc<Transport>,
        from: Address,
        now: fn() -> Timestamp,
    ) -> Self {
        Self { database, confirmation, transport, from, now }
    }

    /// Hands over what is due, now and whenever something becomes due, until `stop` turns true.
    pub async fn run_until(&self, mut stop: watch::Receiver<bool>) {
        let mut resting = Instant::now();
        while !*stop.borrow() {
            if resting <= Instant::now() {
                match self.send_due(&stop).await {
                    Ok(None) => {}
                    Ok(Some(rest)) => resting = Instant::now() + rest,
                    Err(error) => {
                        tracing::error!(error = &error as &dyn std::error::Error, "cannot see to confirmation mails");
                    }
                }
            }
            tokio::select! {
                () = sleep(POLL_INTERVAL) => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Hands over each mail that is due now; returns for how long the relay is better left alone, if it is in trouble.
    ///
    /// # Errors
    /// The database refused.
    pub async fn send_due(&self, stop: &watch::Receiver<bool>) -> Result<Option<Duration>, Error> {
        let mut session = None;
        let mut rest = None;
        while rest.is_none() && !*stop.borrow() {
            let Some((request, lists)) = self.claim_mail().await? else { break };
            let verdict = self.send_mail(&mut session, &request, &lists).await;
            rest = self.settle_mail(&request, verdict).await?;
        }
        if let Some(session) = session {
            TransportSession::quit(session).await;
        }
        Ok(rest)
    }

    /// Claims one mail; it counts as sent from here on, whatever happens to us.
    async fn claim_mail(&self) -> Result<Option<(SignupRequest, Vec<List>)>, Error> {
        let mut work = self.database.begin_write().await?;
        let Some(id) = database::signup_requests::claim_mail(&mut work, (self.now)()).await? else { return Ok(None) };
        let request = database::signup_requests::by_id(&mut work, id).await?;
        let lists = database::signup_requests::lists(&mut work, id).await?;
        work.commit().await?;
        Ok(request.map(|request| (request, lists)))
    }

    async fn send_mail(
        &self,
        session: &mut Option<TransportSession>,
        request: &SignupRequest,
        lists: &[List],
    ) -> Option<DeliveryOutcome> {
        let mail = match self.confirmation.build(request, lists, (self.now)()) {
            Ok(mail) => mail,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "the confirmation mail {} cannot be made", request.id);
                return None;
            }
        };
        Some(send_one(&self.transport, session, &self.from, &request.address, &mail).await)
    }

    /// Keeps what came of a mail, and returns for how long the relay is better left alone.
    async fn settle_mail(
        &self,
        request: &SignupRequest,
        verdict: Option<DeliveryOutcome>,
    ) -> Result<Option<Duration>, Error> {
        let id = request.id;
        let Some(verdict) = verdict else { return Ok(None) };
        let (back, rest) = match &verdict {
            DeliveryOutcome::Sent(_) | DeliveryOutcome::Bounced { .. } | DeliveryOutcome::InDoubt(_) => (false, None),
            DeliveryOutcome::Deferred(_) | DeliveryOutcome::RateLimited(_) => (true, None),
            DeliveryOutcome::RelayFailed { permanent: hopeless, .. } => {
                (true, Some(if *hopeless { ERROR_BACKOFF } else { RELAY_BACKOFF }))
            }
        };
        match verdict {
            DeliveryOutcome::Sent(words) => {
                tracing::info!("confirmation mail {id}: sent ({})", redact_addresses(&words));
            }
            DeliveryOutcome::Deferred(words)
            | DeliveryOutcome::RateLimited(words)
            | DeliveryOutcome::InDoubt(words) => {
                tracing::info!("confirmation mail {id}: not sent yet ({})", redact_addresses(&words));
            }
            DeliveryOutcome::Bounced { words, .. } => {
                tracing::warn!("confirmation mail {id}: refused ({})", redact_addresses(&words));
            }
            DeliveryOutcome::RelayFailed { words, .. } => {
                tracing::warn!("confirmation mail {id}: the relay is in trouble ({})", redact_addresses(&words));
            }
        }
        if back && let Some(claimed) = request.mailed_at {
            let mut work = self.database.begin_write().await?;
            database::signup_requests::release_mail(&mut work, id, claimed).await?;
            work.commit().await?;
        }
        Ok(rest)
    }
}
