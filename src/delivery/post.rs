//! Hands over the letters that answer somebody: the mails by which people confirm that they want to join.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::handover::hand_one;
use super::log::without_addresses;
use super::outcome::Verdict;
use super::{Confirmation, Error};
use crate::database::{self, Database};
use crate::model::{Address, List, Request};
use crate::transport::{Session, Transport};

/// How often there is a look for what waits.
const LOOK: Duration = Duration::from_millis(500);
/// How long a relay in trouble is left alone, and one that needs somebody's hand.
const REST: Duration = Duration::from_mins(1);
const LONG_REST: Duration = Duration::from_mins(10);

/// Hands over one mail after the other, on one line.
pub struct Post {
    database: Database,
    confirmation: Confirmation,
    transport: Arc<Transport>,
    from: Address,
    now: fn() -> Timestamp,
}

impl Post {
    /// Makes one that hands over to a transport, `from` being the envelope's sender.
    #[must_use]
    pub fn new(
        database: Database,
        confirmation: Confirmation,
        transport: Arc<Transport>,
        from: Address,
        now: fn() -> Timestamp,
    ) -> Self {
        Self { database, confirmation, transport, from, now }
    }

    /// Hands over what is due, now and whenever something becomes due, until `stop` turns true.
    pub async fn keep(&self, mut stop: watch::Receiver<bool>) {
        let mut resting = Instant::now();
        while !*stop.borrow() {
            if resting <= Instant::now() {
                match self.hand_over(&stop).await {
                    Ok(None) => {}
                    Ok(Some(rest)) => resting = Instant::now() + rest,
                    Err(error) => {
                        tracing::error!(error = &error as &dyn std::error::Error, "cannot see to confirmation mails");
                    }
                }
            }
            tokio::select! {
                () = sleep(LOOK) => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Hands over each mail that is due now; returns for how long the relay is better left alone, if it is in trouble.
    ///
    /// # Errors
    /// The database refused.
    pub async fn hand_over(&self, stop: &watch::Receiver<bool>) -> Result<Option<Duration>, Error> {
        let mut session = None;
        let mut rest = None;
        while rest.is_none() && !*stop.borrow() {
            let Some((request, lists)) = self.claim().await? else { break };
            let verdict = self.carry(&mut session, &request, &lists).await;
            rest = self.settle(&request, verdict).await?;
        }
        if let Some(session) = session {
            Session::quit(session).await;
        }
        Ok(rest)
    }

    /// Claims one mail; it counts as sent from here on, whatever happens to us.
    async fn claim(&self) -> Result<Option<(Request, Vec<List>)>, Error> {
        let mut work = self.database.write().await?;
        let Some(id) = database::request::claim(&mut work, (self.now)()).await? else { return Ok(None) };
        let request = database::request::by_id(&mut work, id).await?;
        let lists = database::request::lists(&mut work, id).await?;
        work.commit().await?;
        Ok(request.map(|request| (request, lists)))
    }

    async fn carry(&self, session: &mut Option<Session>, request: &Request, lists: &[List]) -> Option<Verdict> {
        let mail = match self.confirmation.write(request, lists, (self.now)()) {
            Ok(mail) => mail,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "the confirmation mail {} cannot be made", request.id);
                return None;
            }
        };
        Some(hand_one(&self.transport, session, &self.from, &request.address, &mail).await)
    }

    /// Keeps what came of a mail, and returns for how long the relay is better left alone.
    async fn settle(&self, request: &Request, verdict: Option<Verdict>) -> Result<Option<Duration>, Error> {
        let id = request.id;
        let Some(verdict) = verdict else { return Ok(None) };
        let (back, rest) = match &verdict {
            Verdict::Sent(_) | Verdict::Bounced { .. } | Verdict::InDoubt(_) => (false, None),
            Verdict::Deferred(_) | Verdict::Slow(_) => (true, None),
            Verdict::Relay { hopeless, .. } => (true, Some(if *hopeless { LONG_REST } else { REST })),
        };
        match verdict {
            Verdict::Sent(words) => tracing::info!("confirmation mail {id}: sent ({})", without_addresses(&words)),
            Verdict::Deferred(words) | Verdict::Slow(words) | Verdict::InDoubt(words) => {
                tracing::info!("confirmation mail {id}: not sent yet ({})", without_addresses(&words));
            }
            Verdict::Bounced { words, .. } => {
                tracing::warn!("confirmation mail {id}: refused ({})", without_addresses(&words));
            }
            Verdict::Relay { words, .. } => {
                tracing::warn!("confirmation mail {id}: the relay is in trouble ({})", without_addresses(&words));
            }
        }
        if back && let Some(claimed) = request.mailed_at {
            let mut work = self.database.write().await?;
            database::request::put_back(&mut work, id, claimed).await?;
            work.commit().await?;
        }
        Ok(rest)
    }
}
