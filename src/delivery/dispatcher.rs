//! Sends issues with what a workspace has: one when somebody asks, and all that are due as a service.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, sleep};

use super::run_context::{RetryPolicy, RunContext, RunEnding};
use super::{Error, MessageRenderer, RunProgress, runner};
use crate::config::{Settings, ThrottleSettings};
use crate::database::{self, Database};
use crate::model::{Issue, IssueId};
use crate::smtp::Transport;
use crate::{segment, subscription};

/// A relay in trouble is tried for about a minute.
const DEFAULT_RETRY_POLICY: RetryPolicy = RetryPolicy { max_failures: 6, first_delay: Duration::from_secs(2) };
/// How often the service looks for what is due.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// How long the service leaves an issue alone whose relay is in trouble, and one that needs somebody's hand.
const RELAY_BACKOFF: Duration = Duration::from_mins(5);
const ERROR_BACKOFF: Duration = Duration::from_hours(1);
/// How long at most it leaves one alone of which nothing can go: copies that are due may be held back with their domain.
const IDLE_BACKOFF: Duration = Duration::from_mins(1);

/// What issues are sent with.
#[derive(Debug, Clone)]
pub struct IssueDispatcher {
    database: Database,
    settings: Arc<Settings>,
    transport: Arc<Transport>,
    retry_policy: RetryPolicy,
    now: fn() -> Timestamp,
}

impl IssueDispatcher {
    /// Makes one that is patient with a relay in trouble for about a minute.
    #[must_use]
    pub fn new(database: Database, settings: Settings, transport: Transport, now: fn() -> Timestamp) -> Self {
        Self {
            database,
            settings: Arc::new(settings),
            transport: Arc::new(transport),
            retry_policy: DEFAULT_RETRY_POLICY,
            now,
        }
    }

    /// Returns the same dispatcher with another patience.
    #[must_use]
    pub fn with_retry_policy(self, patience: RetryPolicy) -> Self {
        Self { retry_policy: patience, ..self }
    }

    /// Returns where it hands copies over.
    #[must_use]
    pub fn transport(&self) -> Arc<Transport> {
        Arc::clone(&self.transport)
    }

    /// Sends an issue until nothing is due, telling `tell` how far it is.
    ///
    /// # Errors
    /// What is frozen cannot be made into copies, or the database refused.
    pub async fn send_issue(
        &self,
        issue: &Issue,
        stop: watch::Receiver<bool>,
        tell: impl FnMut(&RunProgress) + Send,
    ) -> Result<(RunEnding, RunProgress), Error> {
        let content = database::issues::frozen_content(&mut self.database.begin_read().await?, issue.id).await?;
        let list =
            database::lists::by_id(&mut self.database.begin_read().await?, issue.list).await?.ok_or(Error::ListGone)?;
        let keys = subscription::keys(&self.database, (self.now)()).await?;
        let fields = segment::field_names(&self.database).await?;
        let printer = MessageRenderer::new(&self.settings, &content, &fields, &list, keys, issue.id, &issue.hash)?;
        // Files on this machine need no pace.
        let unthrottled = ThrottleSettings::default();
        let run = RunContext {
            database: &self.database,
            issue,
            renderer: Arc::new(printer),
            transport: Arc::clone(&self.transport),
            from: content.sender.address,
            throttle: if issue.trial { &unthrottled } else { &self.settings.throttle },
            retry: self.settings.retry,
            connections: self.settings.relay.connections.into(),
            retry_policy: self.retry_policy,
            now: self.now,
        };
        runner::run_issue(&run, stop, tell).await
    }

    /// Sends all issues when they are due, side by side, until `stop` turns true: scheduled ones, deferred copies, and
    /// what a run that was killed left behind. An issue that another process is sending is left to it.
    pub async fn run_until(&self, mut stop: watch::Receiver<bool>) {
        let mut service = DispatchService::new(self.clone());
        loop {
            if *stop.borrow() {
                break;
            }
            if let Err(error) = service.start_due_issues(&stop).await {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot look for issues that are due");
            }
            tokio::select! {
                () = sleep(POLL_INTERVAL) => {}
                Some(ended) = service.runs.join_next_with_id() => service.run_ended(ended),
                Ok(()) = stop.changed() => {}
            }
        }
        while let Some(ended) = service.runs.join_next_with_id().await {
            service.run_ended(ended);
        }
    }
}

type RunResult = Result<(RunEnding, RunProgress), Error>;

/// The runs of a service.
struct DispatchService {
    dispatcher: IssueDispatcher,
    /// They are awaited by [`Dispatcher::keep`].
    runs: JoinSet<RunResult>,
    running: BTreeMap<Id, Issue>,
    /// Issues that are left alone until then.
    backed_off: BTreeMap<IssueId, Instant>,
}

impl DispatchService {
    fn new(dispatcher: IssueDispatcher) -> Self {
        Self { dispatcher, runs: JoinSet::new(), running: BTreeMap::new(), backed_off: BTreeMap::new() }
    }

    async fn start_due_issues(&mut self, stop: &watch::Receiver<bool>) -> Result<(), Error> {
        let now = (self.dispatcher.now)();
        self.backed_off.retain(|_, until| *until > Instant::now());
        let busy: BTreeSet<_> =
            self.running.values().map(|issue| issue.id).chain(self.backed_off.keys().copied()).collect();
        let database = &self.dispatcher.database;
        for issue in database::issues::list_due(&mut database.begin_read().await?, now).await? {
            let held = database::deliveries::leased_until(&mut database.begin_read().await?, issue.id).await?;
            if busy.contains(&issue.id) || held.is_some_and(|until| until > now) {
                continue;
            }
            tracing::info!("{}: sending what is due", issue.slug);
            let (dispatcher, stop, sent) = (self.dispatcher.clone(), stop.clone(), issue.clone());
            let task = self.runs.spawn(async move { dispatcher.send_issue(&sent, stop, |_| ()).await });
            self.running.insert(task.id(), issue);
        }
        Ok(())
    }

    fn run_ended(&mut self, ended: Result<(Id, RunResult), tokio::task::JoinError>) {
        let id = ended.as_ref().map_or_else(tokio::task::JoinError::id, |(id, _)| *id);
        let Some(issue) = self.running.remove(&id) else { return };
        let rest = match ended {
            Ok((_, Ok((ending, progress)))) => {
                tracing::info!("{}: {ending}; {}", issue.slug, progress.counts);
                match ending {
                    RunEnding::RelayFailed { permanent: true, .. } => Some(ERROR_BACKOFF),
                    RunEnding::RelayFailed { .. } => Some(RELAY_BACKOFF),
                    RunEnding::Waiting(due) => {
                        let wait = Duration::try_from(due.duration_since((self.dispatcher.now)()));
                        Some(wait.unwrap_or_default().min(IDLE_BACKOFF))
                    }
                    _ => None,
                }
            }
            Ok((_, Err(error))) => {
                tracing::error!(error = &error as &dyn std::error::Error, "{}: cannot be sent", issue.slug);
                Some(RELAY_BACKOFF)
            }
            Err(error) => {
                tracing::error!(%error, "{}: the run broke down", issue.slug);
                Some(RELAY_BACKOFF)
            }
        };
        if let Some(rest) = rest {
            self.backed_off.insert(issue.id, Instant::now() + rest);
        }
    }
}
