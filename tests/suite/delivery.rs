//! Real runs against a scripted server: one file per situation.

mod all_sent;
mod answer_lost;
mod answered_in_mid_run;
mod asked_for_less;
mod attempt_times;
mod calm_domain;
mod ceilings;
mod clock_set_back;
mod controlled;
mod copy_cannot_go;
mod database_fails;
mod domain_pace;
mod dot_unanswered;
mod doubt_policies;
mod each_phase;
mod fewer_connections;
mod killed_while_sending;
mod ledger_gone;
mod left_in_mid_run;
mod limit_reached;
mod rcpt_450_then_250;
mod rcpt_550;
mod refused_sender;
mod relay_down;
mod scheduled;
mod settlements_published;
mod silent_relay;
mod statutory;
mod stopped;
mod stopped_at_once;
mod throttled;
mod time;
mod two_issues;
mod two_relays;
mod two_runs;
mod webhook;
mod worn_connection;

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use circular::clock;
use circular::config::Workspace;
use circular::database::deliveries::DeliveryDetails;
use circular::database::{self, Database};
use circular::delivery::{
    self, DeliveryMeter, Error, MessageRenderer, Observed, RendererSettings, RetryPolicy, RunContext, RunEnding,
    RunFeed, RunProgress, RunUpdate,
};
use circular::import::ImportOptions;
use circular::mail_catcher::{CatcherScript, MailCatcher};
use circular::model::{Composition, DeliveryStatus, Issue, IssueContent, List};
use circular::segment::Segment;
use circular::smtp::{SmtpTimeouts, Transport};
use circular::{segment, subscription};
use jiff::{SignedDuration, Timestamp};
use serde_json::Map;
use tokio::sync::watch;

use crate::engine::TestDatabase;
use crate::unchecked_issue::UncheckedIssue;

/// An issue that is frozen for some subscribers, and the server that it goes to.
pub(crate) struct DeliveryScenario {
    pub(crate) workspace: Workspace,
    database: Database,
    catcher: Arc<MailCatcher>,
    list: List,
    issue: Issue,
    limits: SmtpTimeouts,
}

impl DeliveryScenario {
    /// Freezes an issue for `s0@example.org` and so on; `settings` are added to the workspace's.
    async fn new(ground: &TestDatabase, subscribers: usize, script: CatcherScript, settings: &str) -> Self {
        let readers: Vec<_> = (0..subscribers).map(|number| format!("s{number}@example.org")).collect();
        Self::for_readers(ground, &readers, script, settings).await
    }

    /// Freezes an issue for these addresses.
    pub(crate) async fn for_readers(
        ground: &TestDatabase,
        readers: &[String],
        script: CatcherScript,
        settings: &str,
    ) -> Self {
        let catcher = Arc::new(MailCatcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap());
        let settings = format!(
            "[society]\nname = 'Society'\n[sender]\nfrom = 'Chair <chair@example.org>'\n\
             [web]\npublic_url = 'https://news.example.org/'\n[relay]\nurl = 'smtp://{}'\n{settings}",
            catcher.address()
        );
        fs::write(ground.folder.path().join("circular.toml"), settings).unwrap();
        let workspace = Workspace::open(Some(ground.folder.path()), ground.folder.path()).unwrap();
        let database = ground.database.clone();
        let mut work = database.begin_write().await.unwrap();
        let name = "members".parse().unwrap();
        let list = database::lists::add(&mut work, &name, "Members", "members.example.org", now()).await.unwrap();
        work.commit().await.unwrap();
        let list = list.unwrap();
        let mut csv = "email,first_name\n".to_owned();
        for (number, reader) in readers.iter().enumerate() {
            csv.push_str(&[reader, ",", &number.to_string(), "\n"].concat());
        }
        circular::import::import_file(
            &database,
            &list,
            Cursor::new(csv),
            ImportOptions::named("m.csv").strictly(),
            now(),
        )
        .await
        .unwrap();
        let issue = freeze(&workspace, &database, &list, "spring", now()).await;
        Self { workspace, database, catcher, list, issue, limits: SmtpTimeouts::default() }
    }

    /// Freezes another issue for the same readers and the same server, whose first copies may go at a moment.
    async fn another(&self, slug: &str, starts_at: Timestamp) -> Self {
        let issue = freeze(&self.workspace, &self.database, &self.list, slug, starts_at).await;
        Self { issue, ..self.seen_from(self.database.clone()) }
    }

    /// Returns the same issue as another process sees it.
    fn seen_from(&self, database: Database) -> Self {
        let (workspace, issue) = (self.workspace.clone(), self.issue.clone());
        let (catcher, list) = (Arc::clone(&self.catcher), self.list.clone());
        Self { workspace, database, catcher, list, issue, limits: self.limits }
    }

    /// Freezes another issue, which goes also to those of the list who want only notices.
    async fn notice(&self, slug: &str) -> Self {
        let audience = Segment { statutory: true, ..Segment::whole_list(self.list.clone()) };
        let issue = freeze_for(&self.workspace, &self.database, &audience, slug, now()).await;
        Self { issue, ..self.seen_from(self.database.clone()) }
    }

    /// Sends what is due.
    pub(crate) async fn send(&self) -> (RunEnding, RunProgress) {
        self.send_at(now).await
    }

    async fn send_at(&self, now: fn() -> Timestamp) -> (RunEnding, RunProgress) {
        self.send_until(watch::channel(false).1, now, |_| ()).await.unwrap()
    }

    async fn send_until(
        &self,
        stop: watch::Receiver<bool>,
        now: fn() -> Timestamp,
        mut tell: impl FnMut(&RunProgress),
    ) -> Result<(RunEnding, RunProgress), Error> {
        self.send_observed(stop, now, async |update| tell(&update.progress)).await
    }

    /// Sends what is due, while `observe` reads each update. The run does not wait for it.
    async fn send_observed(
        &self,
        stop: watch::Receiver<bool>,
        now: fn() -> Timestamp,
        mut observe: impl AsyncFnMut(&RunUpdate),
    ) -> Result<(RunEnding, RunProgress), Error> {
        let settings = &self.workspace.settings;
        let mut work = self.database.begin_read().await.unwrap();
        let content = database::issues::frozen_content(&mut work, self.issue.id).await.unwrap();
        drop(work);
        let keys = subscription::signing_keys(&self.database, now()).await.unwrap();
        let fields = BTreeSet::from(["first_name".to_owned()]);
        let printer = MessageRenderer::new(
            &content,
            &fields,
            &self.list,
            RendererSettings::new(settings, keys),
            self.issue.id,
            &self.issue.hash,
        )
        .unwrap();
        let transport = Transport::new(&settings.relay, &self.workspace.root, "example.org").unwrap();
        let run = RunContext {
            database: &self.database,
            issue: &self.issue,
            conditions: segment::changing_conditions(&self.database, self.issue.id, &self.list).await.unwrap(),
            renderer: Arc::new(printer),
            transport: Arc::new(transport.with_timeouts(self.limits)),
            from: content.sender.address,
            throttle: &settings.throttle,
            retry: settings.retry,
            connections: settings.relay.connections.into(),
            retry_policy: RetryPolicy { max_failures: 3, first_delay: Duration::from_millis(1) },
            feed: RunFeed::default(),
            has_webhook: settings.webhooks.url.is_some(),
            meter: DeliveryMeter::default(),
            now,
        };
        let mut updates = run.feed.subscribe();
        let read = async {
            while let Some(observed) = updates.next().await {
                let Observed::Committed(update) = observed else { panic!("the reader was too slow") };
                observe(&update).await;
            }
        };
        let sent = async {
            let ended = delivery::run_issue(&run, stop).await;
            // The reader ends with the last feed.
            drop(run);
            ended
        };
        tokio::join!(sent, read).0
    }

    async fn count(&self, status: DeliveryStatus) -> u64 {
        database::deliveries::count_by_status(&mut self.database.begin_read().await.unwrap(), self.issue.id)
            .await
            .unwrap()
            .count(status)
    }

    /// Reads the issue again, as somebody else may have left it.
    async fn reload(&mut self) {
        let mut work = self.database.begin_read().await.unwrap();
        self.issue = database::issues::by_slug(&mut work, &self.issue.slug).await.unwrap().remove(0);
    }

    /// Returns the copies of one status.
    pub(crate) async fn entries(&self, status: DeliveryStatus) -> Vec<DeliveryDetails> {
        let mut work = self.database.begin_read().await.unwrap();
        database::deliveries::list_by_status(&mut work, self.issue.id, status, i64::MAX).await.unwrap()
    }

    /// Returns who got a copy, sorted, one entry per copy.
    fn reached(&self) -> Vec<String> {
        let mut reached: Vec<_> = self.catcher.messages().iter().map(|caught| caught.to.clone()).collect();
        reached.sort();
        reached
    }
}

async fn freeze(workspace: &Workspace, database: &Database, list: &List, slug: &str, starts_at: Timestamp) -> Issue {
    freeze_for(workspace, database, &Segment::whole_list(list.clone()), slug, starts_at).await
}

async fn freeze_for(
    workspace: &Workspace,
    database: &Database,
    audience: &Segment,
    slug: &str,
    starts_at: Timestamp,
) -> Issue {
    let composition = Composition {
        subject: format!("{slug} to {{{{first_name}}}}"),
        html: "<p>Dear {{first_name}}</p><a href=\"{{unsubscribe_url}}\">leave</a>".to_owned(),
        text: "Dear {{first_name}}\n\n{{unsubscribe_url}}\n".to_owned(),
        constants: Map::new(),
    };
    let sender = workspace.settings.sender.from.clone();
    let content = IssueContent {
        sender,
        reply_to: None,
        composition,
        attachments: Vec::new(),
        event: None,
        question: None,
        question_issue: None,
        call: None,
    };
    let issue = UncheckedIssue { slug, segment: audience, content: &content, relay: None, starts_at };
    issue.freeze(database, now()).await
}

/// Everyone of a story, as [`DeliveryScenario::reached`] shows them.
fn everyone(subscribers: usize) -> Vec<String> {
    let mut everyone: Vec<_> = (0..subscribers).map(|number| format!("s{number}@example.org")).collect();
    everyone.sort();
    everyone
}

fn now() -> Timestamp {
    clock::now()
}

/// A day later, for what was deferred.
fn tomorrow() -> Timestamp {
    clock::now() + SignedDuration::from_hours(24)
}

/// Three days later, when nothing is deferred any more.
fn days_later() -> Timestamp {
    clock::now() + SignedDuration::from_hours(72)
}

/// Counts down and tells whether it was positive: for a server that misbehaves a number of times.
struct CallCountdown(AtomicI64);

impl CallCountdown {
    fn new(times: i64) -> Self {
        Self(AtomicI64::new(times))
    }

    fn left(&self) -> bool {
        self.0.fetch_sub(1, Ordering::Relaxed) > 0
    }
}
