//! Sends the welcome letters of lists, each once to a person who has joined.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{Error, PrepareError, WelcomeLetter};
use crate::config::Workspace;
use crate::database::welcome_deliveries::{self, ClaimedWelcome, WelcomeResult};
use crate::database::{self, Database};
use crate::delivery::{
    BounceBlame, DeliveryMeter, DeliveryOutcome, MessageRenderer, RelayFailureKind, RelaySession, RelaySessions,
    RelayTransports, redact_addresses,
};
use crate::mailer::{MailLoop, RelayRests};
use crate::model::{Address, DeliveryStatus, IssueId, List};
use crate::smtp::Envelope;
use crate::{mailer, subscription};

/// How often the mailer looks for letters that are due.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// How long the letters of a draft that cannot be sent wait until it is read again.
const DRAFT_BACKOFF: SignedDuration = SignedDuration::from_mins(10);
/// How long a deferred letter waits at first, and at most.
const MIN_RETRY_DELAY: SignedDuration = SignedDuration::from_mins(5);
const MAX_RETRY_DELAY: SignedDuration = SignedDuration::from_hours(4);
/// After this time a letter is given up: a welcome that comes later is none.
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Why a letter is in doubt whose sender has died.
const SENDER_DIED: &str = "the program ended while the letter was being handed over";

/// A letter that is ready for one person after the other.
struct OpenLetter {
    renderer: MessageRenderer,
    sender: Address,
}

/// Sends one welcome letter after the other, over one connection to each relay.
pub struct WelcomeMailer<'a> {
    workspace: &'a Workspace,
    database: Database,
    transports: RelayTransports,
    rests: RelayRests,
    meter: DeliveryMeter,
    now: fn() -> Timestamp,
}

impl<'a> WelcomeMailer<'a> {
    /// Creates a mailer of the welcome letters of a workspace.
    #[must_use]
    pub fn new(
        workspace: &'a Workspace,
        database: Database,
        transports: RelayTransports,
        now: fn() -> Timestamp,
    ) -> Self {
        let (rests, meter) = (RelayRests::default(), DeliveryMeter::default());
        Self { workspace, database, transports, rests, meter, now }
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
            rounds.record("welcome letters", self.send_due(&stop).await);
        }
    }

    /// Sends each letter that is due now; returns how long the relay should be left alone, if it is unavailable and the
    /// only one. Of several relays, the letters of the others are sent meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn send_due(&self, stop: &watch::Receiver<bool>) -> Result<Option<Duration>, Error> {
        let mut work = self.database.begin_read().await?;
        let is_due = welcome_deliveries::has_due(&mut work, (self.now)()).await?;
        if !is_due || database::handover_mark::handed_over_at(&mut work).await?.is_some() {
            return Ok(None);
        }
        drop(work);
        let settings = &self.workspace.settings;
        let mut sessions = RelaySessions::new(&self.transports);
        let mut rest = None;
        for list in self.settle_old().await? {
            let Some(letter) = Box::pin(self.open_letter(&list)).await? else { continue };
            let relay = settings.relay_for(&list.name, letter.sender.domain()).name;
            if self.transports.has_several() && self.rests.is_resting(relay) {
                continue;
            }
            let Some(session) = sessions.session(relay) else { continue };
            if let Some(wait) = self.send_list(session, &list, &letter, stop).await? {
                self.rests.begin(relay, wait);
                rest = Some(wait).filter(|_| !self.transports.has_several());
            }
            if rest.is_some() {
                break;
            }
        }
        let is_stopped = *stop.borrow();
        sessions.close(is_stopped).await;
        Ok(rest)
    }

    /// Settles what a dead sender left behind and what has waited too long; returns the lists with due letters.
    async fn settle_old(&self) -> Result<Vec<List>, Error> {
        let now = (self.now)();
        let mut work = self.database.begin_write().await?;
        let doubtful = welcome_deliveries::mark_expired_leases(&mut work, SENDER_DIED, now).await?;
        if doubtful > 0 {
            tracing::warn!("{doubtful} welcome letters are in doubt: {SENDER_DIED}");
        }
        welcome_deliveries::expire(&mut work, now - GIVE_UP_AFTER, now).await?;
        let mut lists = Vec::new();
        for id in welcome_deliveries::due_lists(&mut work, now).await? {
            welcome_deliveries::skip_unsubscribed(&mut work, id, now).await?;
            match database::lists::by_id(&mut work, id).await? {
                Some(list) if list.welcome.is_some() => lists.push(list),
                _ => welcome_deliveries::cancel(&mut work, id, now).await?,
            }
        }
        work.commit().await?;
        Ok(lists)
    }

    /// Prepares the letter of a list; if it cannot be sent, its people wait, and the log says why.
    async fn open_letter(&self, list: &List) -> Result<Option<OpenLetter>, Error> {
        let now = (self.now)();
        let Some(slug) = list.welcome.as_deref() else { return Ok(None) };
        let letter = WelcomeLetter::prepare(self.workspace, &self.database, list, slug, now).await;
        let problem = match &letter {
            Ok(letter) => match letter.first_block() {
                None => {
                    let renderer = letter.renderer(&self.database, now).await?;
                    return Ok(Some(OpenLetter { renderer, sender: letter.issue.content.sender.address.clone() }));
                }
                Some(found) => found.message.clone(),
            },
            Err(PrepareError::Diagnostics(found)) => {
                found.first().map_or_else(String::new, |found| found.message.clone())
            }
            Err(PrepareError::Failed(error)) => error.to_string(),
        };
        let reason = format!("the draft `{slug}` cannot be sent as it is: {problem}");
        tracing::error!("the welcome letter of `{}` waits: {reason}", list.name);
        let mut work = self.database.begin_write().await?;
        welcome_deliveries::postpone(&mut work, list.id, now + DRAFT_BACKOFF, &reason, now).await?;
        work.commit().await?;
        Ok(None)
    }

    /// Sends the due letters of one list.
    async fn send_list(
        &self,
        session: &mut RelaySession<'_>,
        list: &List,
        letter: &OpenLetter,
        stop: &watch::Receiver<bool>,
    ) -> Result<Option<Duration>, Error> {
        let OpenLetter { renderer, sender: from } = letter;
        while !*stop.borrow() {
            let mut work = self.database.begin_write().await?;
            let claimed = welcome_deliveries::claim(&mut work, list.id, (self.now)()).await?;
            work.commit().await?;
            let Some(claimed) = claimed else { break };
            let outcome = match renderer.build(&claimed.subscriber, (self.now)()) {
                Ok(message) => {
                    let (id, sender) = renderer.envelope(claimed.subscriber.id);
                    let (from, to) = (sender.as_ref().unwrap_or(from), &claimed.subscriber.address);
                    let envelope = Envelope { from, to, id: id.as_deref() };
                    let attempt = mailer::send_or_break_off(session, envelope, &message, stop).await;
                    self.meter.record(&attempt.outcome, attempt.send_time, (self.now)());
                    attempt.outcome
                }
                Err(error) => DeliveryOutcome::Deferred(format!("not sent: {error}").into()),
            };
            if let Some(rest) = self.settle(list, &claimed, &outcome).await? {
                return Ok(Some(rest));
            }
        }
        Ok(None)
    }

    /// Records what became of a letter; returns how long the relay should be left alone.
    async fn settle(
        &self,
        list: &List,
        claimed: &ClaimedWelcome,
        outcome: &DeliveryOutcome,
    ) -> Result<Option<Duration>, Error> {
        let now = (self.now)();
        let (status, reply, due_at, rest) = match outcome {
            DeliveryOutcome::Sent(reply) => (DeliveryStatus::Sent, reply.as_ref(), now, None),
            DeliveryOutcome::InDoubt(reason) => (DeliveryStatus::InDoubt, reason.as_ref(), now, None),
            DeliveryOutcome::Bounced { reply, .. } => (DeliveryStatus::Bounced, reply.as_ref(), now, None),
            DeliveryOutcome::Stopped => (DeliveryStatus::Queued, "stopped", now, None),
            DeliveryOutcome::Deferred(reply) | DeliveryOutcome::RateLimited(reply) => {
                (DeliveryStatus::Deferred, reply.as_ref(), now + retry_delay(claimed.attempts), None)
            }
            DeliveryOutcome::RelayFailed { reason, kind, .. } => {
                (DeliveryStatus::Deferred, reason.as_ref(), now, Some(mailer::relay_backoff(*kind)))
            }
            DeliveryOutcome::SenderRefused { reply, .. } => {
                let rest = mailer::relay_backoff(RelayFailureKind::Rejected);
                (DeliveryStatus::Deferred, reply.as_ref(), now, Some(rest))
            }
        };
        let number = claimed.subscriber.id;
        tracing::info!("welcome letter of `{}` to {number}: {status} ({})", list.name, redact_addresses(reply));
        let mut work = self.database.begin_write().await?;
        welcome_deliveries::settle(&mut work, list.id, claimed, WelcomeResult { status, due_at, reply }).await?;
        if let DeliveryOutcome::Bounced { reply, blame: BounceBlame::Address } = outcome {
            subscription::suppress_bounced(&mut work, number, IssueId::NONE, Some(reply), now).await?;
        }
        work.commit().await?;
        Ok(rest)
    }
}

/// Returns how long a letter waits after so many attempts.
fn retry_delay(attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0);
    (MIN_RETRY_DELAY * 2_i32.pow(doublings)).min(MAX_RETRY_DELAY)
}
