//! Sends issues with what a workspace has: one when somebody asks, and all that are due as a service.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, sleep};

use super::run::{Ending, Patience, Run};
use super::{Error, Printer, Progress, worker};
use crate::config::{Settings, Throttle};
use crate::database::{self, Database};
use crate::model::{Issue, IssueId};
use crate::transport::Transport;
use crate::{audience, subscription};

/// A relay in trouble is tried for about a minute.
const PATIENCE: Patience = Patience { tries: 6, first: Duration::from_secs(2) };
/// How often the service looks for what is due.
const LOOK: Duration = Duration::from_secs(1);
/// How long the service leaves an issue alone whose relay is in trouble, and one that needs somebody's hand.
const REST: Duration = Duration::from_mins(5);
const LONG_REST: Duration = Duration::from_hours(1);
/// How long at most it leaves one alone of which nothing can go: copies that are due may be held back with their domain.
const SHORT_REST: Duration = Duration::from_mins(1);

/// What issues are sent with.
#[derive(Debug, Clone)]
pub struct Dispatcher {
    database: Database,
    settings: Arc<Settings>,
    transport: Arc<Transport>,
    patience: Patience,
    now: fn() -> Timestamp,
}

impl Dispatcher {
    /// Makes one that is patient with a relay in trouble for about a minute.
    #[must_use]
    pub fn new(database: Database, settings: Settings, transport: Transport, now: fn() -> Timestamp) -> Self {
        Self { database, settings: Arc::new(settings), transport: Arc::new(transport), patience: PATIENCE, now }
    }

    /// Returns the same dispatcher with another patience.
    #[must_use]
    pub fn patient(self, patience: Patience) -> Self {
        Self { patience, ..self }
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
    pub async fn send(
        &self,
        issue: &Issue,
        stop: watch::Receiver<bool>,
        tell: impl FnMut(&Progress) + Send,
    ) -> Result<(Ending, Progress), Error> {
        let content = database::issue::content(&mut self.database.read().await?, issue.id).await?;
        let list = database::list::by_id(&mut self.database.read().await?, issue.list).await?.ok_or(Error::ListGone)?;
        let keys = subscription::keys(&self.database, (self.now)()).await?;
        let fields = audience::fields(&self.database).await?;
        let printer = Printer::new(&self.settings, &content, &fields, &list, keys, issue.id, &issue.hash)?;
        // Files on this machine need no pace.
        let unthrottled = Throttle::default();
        let run = Run {
            database: &self.database,
            issue,
            printer: Arc::new(printer),
            transport: Arc::clone(&self.transport),
            from: content.sender.address,
            throttle: if issue.trial { &unthrottled } else { &self.settings.throttle },
            retry: self.settings.retry,
            connections: self.settings.relay.connections.into(),
            patience: self.patience,
            now: self.now,
        };
        worker::send(&run, stop, tell).await
    }

    /// Sends all issues when they are due, side by side, until `stop` turns true: scheduled ones, deferred copies, and
    /// what a run that was killed left behind. An issue that another process is sending is left to it.
    pub async fn keep(&self, mut stop: watch::Receiver<bool>) {
        let mut service = Service::new(self.clone());
        loop {
            if *stop.borrow() {
                break;
            }
            if let Err(error) = service.start_what_is_due(&stop).await {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot look for issues that are due");
            }
            tokio::select! {
                () = sleep(LOOK) => {}
                Some(ended) = service.runs.join_next_with_id() => service.ended(ended),
                Ok(()) = stop.changed() => {}
            }
        }
        while let Some(ended) = service.runs.join_next_with_id().await {
            service.ended(ended);
        }
    }
}

type Sent = Result<(Ending, Progress), Error>;

/// The runs of a service.
struct Service {
    dispatcher: Dispatcher,
    /// They are awaited by [`Dispatcher::keep`].
    runs: JoinSet<Sent>,
    running: BTreeMap<Id, Issue>,
    /// Issues that are left alone until then.
    resting: BTreeMap<IssueId, Instant>,
}

impl Service {
    fn new(dispatcher: Dispatcher) -> Self {
        Self { dispatcher, runs: JoinSet::new(), running: BTreeMap::new(), resting: BTreeMap::new() }
    }

    async fn start_what_is_due(&mut self, stop: &watch::Receiver<bool>) -> Result<(), Error> {
        let now = (self.dispatcher.now)();
        self.resting.retain(|_, until| *until > Instant::now());
        let busy: BTreeSet<_> =
            self.running.values().map(|issue| issue.id).chain(self.resting.keys().copied()).collect();
        let database = &self.dispatcher.database;
        for issue in database::issue::due(&mut database.read().await?, now).await? {
            let held = database::delivery::held_until(&mut database.read().await?, issue.id).await?;
            if busy.contains(&issue.id) || held.is_some_and(|until| until > now) {
                continue;
            }
            tracing::info!("{}: sending what is due", issue.slug);
            let (dispatcher, stop, sent) = (self.dispatcher.clone(), stop.clone(), issue.clone());
            let task = self.runs.spawn(async move { dispatcher.send(&sent, stop, |_| ()).await });
            self.running.insert(task.id(), issue);
        }
        Ok(())
    }

    fn ended(&mut self, ended: Result<(Id, Sent), tokio::task::JoinError>) {
        let id = ended.as_ref().map_or_else(tokio::task::JoinError::id, |(id, _)| *id);
        let Some(issue) = self.running.remove(&id) else { return };
        let rest = match ended {
            Ok((_, Ok((ending, progress)))) => {
                tracing::info!("{}: {ending}; {}", issue.slug, progress.counts);
                match ending {
                    Ending::Relay { hopeless: true, .. } => Some(LONG_REST),
                    Ending::Relay { .. } => Some(REST),
                    Ending::Waiting(due) => {
                        let wait = Duration::try_from(due.duration_since((self.dispatcher.now)()));
                        Some(wait.unwrap_or_default().min(SHORT_REST))
                    }
                    _ => None,
                }
            }
            Ok((_, Err(error))) => {
                tracing::error!(error = &error as &dyn std::error::Error, "{}: cannot be sent", issue.slug);
                Some(REST)
            }
            Err(error) => {
                tracing::error!(%error, "{}: the run broke down", issue.slug);
                Some(REST)
            }
        };
        if let Some(rest) = rest {
            self.resting.insert(issue.id, Instant::now() + rest);
        }
    }
}
