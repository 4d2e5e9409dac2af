//! Decides which issue is sent when: one on request, or as a service all that are due.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio::time::sleep;

use super::Error;
use super::delivery_meter::DeliveryMeter;
use super::issue_rests::{IssueRests, RestReason};
use super::issue_run::run_issue;
use super::message_renderer::{MessageRenderer, RendererSettings};
use super::relay_failure::RelayFailureKind;
use super::relay_transports::RelayTransports;
use super::retry::{RetryPolicy, answer_of};
use super::run_context::{RunContext, RunEnding};
use super::run_updates::{RunFeed, RunProgress, RunUpdates};
use crate::config::{Settings, ThrottleSettings};
use crate::database::{self, Database};
use crate::model::{Address, Issue, IssueId};
use crate::segment::{self, Segment};
use crate::subscription;

/// An unavailable relay is tried for about a minute.
const DEFAULT_RETRY_POLICY: RetryPolicy = RetryPolicy { max_failures: 6, first_delay: Duration::from_secs(2) };
/// How often the service looks for issues that are due.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// How long an issue rests after its relay was unavailable, after our account has sent all that it may in an hour or a
/// day, and after an error that waiting does not cure.
const RELAY_BACKOFF: Duration = Duration::from_mins(5);
const LIMIT_BACKOFF: Duration = Duration::from_mins(30);
const ERROR_BACKOFF: Duration = Duration::from_hours(1);
/// The longest rest of an issue that only waits: copies that are due may be held back with their domain.
const IDLE_BACKOFF: Duration = Duration::from_mins(1);

/// Sends issues, each through its relay.
#[derive(Debug, Clone)]
pub struct Scheduler {
    database: Database,
    settings: Arc<Settings>,
    transports: RelayTransports,
    retry_policy: RetryPolicy,
    feed: RunFeed,
    meter: DeliveryMeter,
    rests: IssueRests,
    now: fn() -> Timestamp,
}

impl Scheduler {
    /// Creates a scheduler that tries an unavailable relay for about a minute.
    #[must_use]
    pub fn new(
        database: Database,
        settings: Settings,
        transports: impl Into<RelayTransports>,
        now: fn() -> Timestamp,
    ) -> Self {
        Self {
            database,
            settings: Arc::new(settings),
            transports: transports.into(),
            retry_policy: DEFAULT_RETRY_POLICY,
            feed: RunFeed::default(),
            meter: DeliveryMeter::default(),
            rests: IssueRests::default(),
            now,
        }
    }

    /// Keeps the rests of its issues where others can read and end them.
    #[must_use]
    pub fn with_rests(self, rests: IssueRests) -> Self {
        Self { rests, ..self }
    }

    /// Returns the transports that copies are handed to.
    #[must_use]
    pub fn transports(&self) -> &RelayTransports {
        &self.transports
    }

    /// Returns what counts the replies of the relays.
    #[must_use]
    pub fn meter(&self) -> &DeliveryMeter {
        &self.meter
    }

    /// Returns a reader of what all runs of this scheduler commit from now on.
    #[must_use]
    pub fn updates(&self) -> RunUpdates {
        self.feed.subscribe()
    }

    /// Sends an issue until nothing is due.
    ///
    /// # Errors
    /// The frozen content cannot be rendered, or the database failed.
    pub async fn send_issue(
        &self,
        issue: &Issue,
        stop: watch::Receiver<bool>,
    ) -> Result<(RunEnding, RunProgress), Error> {
        let relay = self.settings.relay_named(issue.relay.as_ref());
        let Some(relay) = relay else { return Err(issue.relay.clone().map_or(Error::RelayClosed, Error::RelayGone)) };
        let transport = self.transports.get(issue.relay.as_ref()).ok_or(Error::RelayClosed)?;
        let (from, renderer, conditions) = answer_of(self.read_frozen(issue)).await?;
        let has_webhook = !issue.trial && answer_of(self.has_webhook()).await?;
        // Files on this machine need no rate limit.
        let unthrottled = ThrottleSettings::default();
        let run = RunContext {
            database: &self.database,
            issue,
            conditions,
            renderer: Arc::new(renderer),
            transport: Arc::clone(transport),
            from,
            throttle: if issue.trial { &unthrottled } else { relay.throttle },
            retry: self.settings.retry,
            connections: relay.settings.connections.into(),
            retry_policy: self.retry_policy,
            feed: self.feed.clone(),
            has_webhook,
            meter: if issue.trial { DeliveryMeter::default() } else { self.meter.clone() },
            now: self.now,
        };
        run_issue(&run, stop).await
    }

    /// Reads what was frozen of an issue: its sender, what renders its copies, and what their recipients must still meet.
    async fn read_frozen(&self, issue: &Issue) -> Result<(Address, MessageRenderer, Option<Segment>), Error> {
        let content = database::issues::frozen_content(&mut self.database.begin_read().await?, issue.id).await?;
        let list =
            database::lists::by_id(&mut self.database.begin_read().await?, issue.list).await?.ok_or(Error::ListGone)?;
        let keys = subscription::issue_keys(&self.database, issue.created_at, (self.now)()).await?;
        let fields = segment::field_names(&self.database).await?;
        let web_address =
            database::archive_letters::frozen_address(&mut self.database.begin_read().await?, issue.id).await?;
        let settings = RendererSettings { web_address, ..RendererSettings::new(&self.settings, keys) };
        let renderer = MessageRenderer::new(&content, &fields, &list, settings, issue.id, &issue.hash)?;
        let conditions = segment::changing_conditions(&self.database, issue.id, &list).await?;
        Ok((content.sender.address, renderer, conditions))
    }

    /// Returns whether a webhook is told, by whatever process.
    async fn has_webhook(&self) -> Result<bool, Error> {
        Ok(database::webhook_events::is_on(&mut self.database.begin_read().await?).await?)
    }

    /// Sends all issues when they are due, several at a time, until `stop` becomes `true`: scheduled issues, deferred
    /// copies, and what a killed run left behind. An issue that another process is sending is left to it.
    pub async fn run_until(&self, mut stop: watch::Receiver<bool>) {
        let mut active = ActiveRuns::new(self.rests.clone());
        loop {
            if *stop.borrow() {
                break;
            }
            let started = answer_of(self.start_due_issues(&mut active, &stop)).await;
            active.note_database(started);
            tokio::select! {
                () = sleep(POLL_INTERVAL) => {}
                Some(ended) = active.runs.join_next_with_id() => active.run_ended(ended, self.now),
                Ok(()) = stop.changed() => {}
            }
        }
        while let Some(ended) = active.runs.join_next_with_id().await {
            active.run_ended(ended, self.now);
        }
    }

    async fn start_due_issues(&self, active: &mut ActiveRuns, stop: &watch::Receiver<bool>) -> Result<(), Error> {
        let now = (self.now)();
        let busy = active.busy_issues();
        for issue in database::issues::list_due(&mut self.database.begin_read().await?, now).await? {
            if busy.contains(&issue.id) || self.is_left_to_others(&issue, now).await? {
                continue;
            }
            tracing::info!("{}: sending due deliveries", issue.slug);
            let (scheduler, stop, sent) = (self.clone(), stop.clone(), issue.clone());
            let task = active.runs.spawn(async move { scheduler.send_issue(&sent, stop).await });
            active.issues.insert(task.id(), issue);
        }
        Ok(())
    }

    /// Returns whether another process of this machine is sending an issue, which would not go faster with two. Senders
    /// on a server may be on several machines, and share their issues.
    async fn is_left_to_others(&self, issue: &Issue, now: Timestamp) -> Result<bool, Error> {
        if self.database.is_server() {
            return Ok(false);
        }
        let mut work = self.database.begin_read().await?;
        let leased = database::deliveries::leased_until(&mut work, issue.id).await?;
        Ok(leased.is_some_and(|until| until > now))
    }
}

type RunResult = Result<(RunEnding, RunProgress), Error>;

/// The runs of a service; [`Scheduler::run_until`] awaits them.
struct ActiveRuns {
    runs: JoinSet<RunResult>,
    issues: BTreeMap<Id, Issue>,
    rests: IssueRests,
    /// Whether it was said that the database cannot be reached.
    is_away: bool,
}

impl ActiveRuns {
    fn new(rests: IssueRests) -> Self {
        Self { runs: JoinSet::new(), issues: BTreeMap::new(), rests, is_away: false }
    }

    /// Says once that the database cannot be reached, and that it is back; other errors are said each time.
    fn note_database(&mut self, result: Result<(), Error>) {
        let was_away = std::mem::take(&mut self.is_away);
        match result {
            Ok(()) if was_away => tracing::warn!("the database answers again"),
            Ok(()) => {}
            Err(error) => {
                self.is_away = error.is_database_away();
                if !(was_away && self.is_away) {
                    tracing::error!(error = &error as &dyn std::error::Error, "cannot look for issues that are due");
                }
            }
        }
    }

    /// Returns the issues that run or rest.
    fn busy_issues(&self) -> BTreeSet<IssueId> {
        let mut busy = self.rests.resting();
        busy.extend(self.issues.values().map(|issue| issue.id));
        busy
    }

    fn run_ended(&mut self, ended: Result<(Id, RunResult), tokio::task::JoinError>, now: fn() -> Timestamp) {
        let id = ended.as_ref().map_or_else(tokio::task::JoinError::id, |(id, _)| *id);
        let Some(issue) = self.issues.remove(&id) else { return };
        let rest = match ended {
            Ok((_, Ok((ending, progress)))) => {
                tracing::info!("{}: {ending}; {}", issue.slug, progress.counts);
                match ending {
                    RunEnding::RelayFailed { reason, kind } => {
                        let time = match kind {
                            RelayFailureKind::Unavailable | RelayFailureKind::Silent => RELAY_BACKOFF,
                            RelayFailureKind::SendingLimit => LIMIT_BACKOFF,
                            _ => ERROR_BACKOFF,
                        };
                        Some((time, RestReason::RelayFailed { reason, kind }))
                    }
                    RunEnding::Waiting(due) => {
                        let wait = Duration::try_from(due.duration_since(now()));
                        Some((wait.unwrap_or_default().min(IDLE_BACKOFF), RestReason::NextDue))
                    }
                    _ => None,
                }
            }
            // It is tried again as soon as the database is back.
            Ok((_, Err(error))) if error.is_database_away() => None,
            Ok((_, Err(error))) => {
                tracing::error!(error = &error as &dyn std::error::Error, "{}: cannot be sent", issue.slug);
                Some((RELAY_BACKOFF, RestReason::Failed(Arc::new(error))))
            }
            Err(error) => {
                tracing::error!(%error, "{}: the run stopped unexpectedly", issue.slug);
                Some((RELAY_BACKOFF, RestReason::Crashed))
            }
        };
        if let Some((time, reason)) = rest {
            self.rests.begin(issue.id, time, reason, now());
        }
    }
}
