//! Sends what is due in the background of another program, through the relays as the settings have them at present.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use super::{TransportError, check_relay_lists, open_transport};
use crate::config::Workspace;
use crate::database::Database;
use crate::delivery::{IssueRests, Observed, RelayTransports, Scheduler};
use crate::model::{Issue, IssueId, RelayName};

/// How often the settings are looked at.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Sends what is due: scheduled issues, deferred copies, and what a killed run left behind. Several programs may do so
/// for one database: they share the copies.
pub struct SendingService {
    database: Database,
    root: PathBuf,
    settings_file: PathBuf,
    rests: IssueRests,
    problems: Mutex<Vec<RelayProblem>>,
    /// Why the relay takes nothing at the moment, by the issue whose run tries again.
    troubles: Mutex<HashMap<IssueId, Arc<str>>>,
    trials: mpsc::UnboundedSender<Issue>,
    wanted_trials: tokio::sync::Mutex<mpsc::UnboundedReceiver<Issue>>,
    now: fn() -> Timestamp,
}

/// Why nothing is sent through a relay.
#[derive(Debug, Clone)]
pub struct RelayProblem {
    /// The relay; none for the one in `[relay]`.
    pub relay: Option<RelayName>,
    /// What is wrong.
    pub error: Arc<TransportError>,
}

impl SendingService {
    /// Creates a service for a workspace.
    #[must_use]
    pub fn new(workspace: &Workspace, database: Database, now: fn() -> Timestamp) -> Self {
        let (trials, wanted_trials) = mpsc::unbounded_channel();
        Self {
            database,
            root: workspace.root.clone(),
            settings_file: workspace.settings_file(),
            rests: IssueRests::default(),
            problems: Mutex::default(),
            troubles: Mutex::default(),
            trials,
            wanted_trials: wanted_trials.into(),
            now,
        }
    }

    /// Returns the issues that rest; ending a rest tries the issue at once.
    #[must_use]
    pub const fn rests(&self) -> &IssueRests {
        &self.rests
    }

    /// Returns why nothing is sent through a relay.
    #[must_use]
    pub fn problem(&self, relay: Option<&RelayName>) -> Option<Arc<TransportError>> {
        let problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        problems.iter().find(|problem| problem.relay.as_ref() == relay).map(|problem| Arc::clone(&problem.error))
    }

    /// Returns why the relay takes nothing of an issue at the moment, while its run tries again.
    #[must_use]
    pub fn trouble(&self, issue: IssueId) -> Option<Arc<str>> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner).get(&issue).map(Arc::clone)
    }

    /// Sends an issue now, or goes on with it, instead of after a rest.
    pub fn start(&self, issue: &Issue) {
        self.rests.end(issue.id);
        if issue.trial {
            // Nobody is there to receive it after the end of the service, which changes nothing.
            let _ = self.trials.send(issue.clone());
        }
    }

    /// Sends what is due until `stop` becomes `true`; the copies in progress are then finished. When the settings
    /// change, it goes on with the new ones.
    pub async fn run_until(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let text = self.settings_text();
            let workspace = Workspace::open(Some(&self.root), &self.root).ok();
            let scheduler = match &workspace {
                Some(workspace) => self.open_scheduler(workspace).await,
                None => None,
            };
            let (halt, halted) = watch::channel(false);
            let wait = async {
                self.wait_for_settings(&text, &mut stop).await;
                halt.send_replace(true);
            };
            let due = async {
                if let Some(scheduler) = &scheduler {
                    tokio::select! {
                        () = scheduler.run_until(halted.clone()) => {}
                        () = self.watch_troubles(scheduler) => {}
                    }
                }
            };
            let trials = async {
                if let Some(workspace) = &workspace {
                    self.write_trials(workspace, halted.clone()).await;
                }
            };
            tokio::join!(wait, due, trials);
        }
    }

    /// Keeps why the relay takes nothing, from what the runs publish. It never ends before the scheduler is dropped.
    async fn watch_troubles(&self, scheduler: &Scheduler) {
        let mut updates = scheduler.updates();
        while let Some(observed) = updates.next().await {
            let Observed::Committed(update) = observed else { continue };
            let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
            match &update.progress.relay_problem {
                Some(reason) => drop(troubles.insert(update.issue, Arc::clone(reason))),
                None => drop(troubles.remove(&update.issue)),
            }
        }
    }

    /// Makes a scheduler for the relays that can be used; an outbox is none of them.
    async fn open_scheduler(&self, workspace: &Workspace) -> Option<Scheduler> {
        let settings = &workspace.settings;
        let mut transports = RelayTransports::default();
        let mut problems = Vec::new();
        let unknown_list = check_relay_lists(settings, &self.database).await.err().map(Arc::new);
        for relay in settings.all_relays().filter(|relay| !relay.is_outbox()) {
            let opened = match &unknown_list {
                Some(error) => Err(Arc::clone(error)),
                None => open_transport(settings, &self.root, &self.database, relay.name, (self.now)())
                    .await
                    .map_err(Arc::new),
            };
            match opened {
                Ok(transport) => transports.insert(relay.name.cloned(), transport),
                Err(error) => {
                    tracing::warn!(error = &*error as &dyn std::error::Error, "a relay cannot be used");
                    problems.push(RelayProblem { relay: relay.name.cloned(), error });
                }
            }
        }
        *self.problems.lock().unwrap_or_else(PoisonError::into_inner) = problems;
        let scheduler = Scheduler::new(self.database.clone(), settings.clone(), transports, self.now);
        (!scheduler.transports().is_empty()).then(|| scheduler.with_rests(self.rests.clone()))
    }

    /// Waits until there are other settings that can be read, or until `stop` becomes `true`.
    async fn wait_for_settings(&self, text: &[u8], stop: &mut watch::Receiver<bool>) {
        let changed = async {
            loop {
                sleep(POLL_INTERVAL).await;
                if self.settings_text() != text && Workspace::open(Some(&self.root), &self.root).is_ok() {
                    return;
                }
            }
        };
        tokio::select! {
            () = changed => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }

    fn settings_text(&self) -> Vec<u8> {
        fs::read(&self.settings_file).unwrap_or_default()
    }

    /// Writes the copies of each trial that is started, until `halted` becomes `true`.
    async fn write_trials(&self, workspace: &Workspace, mut halted: watch::Receiver<bool>) {
        let mut wanted = self.wanted_trials.lock().await;
        loop {
            let issue = tokio::select! {
                Some(issue) = wanted.recv() => issue,
                _ = halted.wait_for(|halted| *halted) => return,
            };
            self.write_trial(workspace, &issue, halted.clone()).await;
        }
    }

    async fn write_trial(&self, workspace: &Workspace, issue: &Issue, halted: watch::Receiver<bool>) {
        let settings = &workspace.settings;
        // With other settings by now, its copies would be mailed.
        if !settings.relay_named(issue.relay.as_ref()).is_some_and(|relay| relay.is_outbox()) {
            return;
        }
        let opened = open_transport(settings, &self.root, &self.database, issue.relay.as_ref(), (self.now)()).await;
        let Ok(transport) = opened.inspect_err(|error| tracing::error!(%error, "{}: no trial", issue.slug)) else {
            return;
        };
        let transports = RelayTransports::single(issue.relay.clone(), transport);
        let scheduler = Scheduler::new(self.database.clone(), settings.clone(), transports, self.now);
        if let Err(error) = scheduler.send_issue(issue, halted).await {
            tracing::error!(error = &error as &dyn std::error::Error, "{}: the trial broke off", issue.slug);
        }
    }
}
