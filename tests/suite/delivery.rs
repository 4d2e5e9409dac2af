//! Real runs against a scripted server: one file per situation.

mod all_sent;
mod asked_for_less;
mod dot_unanswered;
mod each_phase;
mod killed_while_sending;
mod left_in_mid_run;
mod rcpt_450_then_250;
mod rcpt_550;
mod relay_down;
mod stopped;
mod throttled;
mod two_runs;

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use circular::audience::Audience;
use circular::catcher::{Catcher, Script};
use circular::config::Workspace;
use circular::database::delivery::Entry;
use circular::database::{self, Database};
use circular::delivery::{self, Ending, Error, Patience, Plan, Printer, Progress, Run};
use circular::model::{Composition, Content, Issue, List, Status};
use circular::transport::{Limits, Transport};
use circular::{clock, subscription};
use jiff::{SignedDuration, Timestamp};
use serde_json::Map;
use tokio::sync::watch;

use crate::engine::Ground;

/// An issue that is frozen for some subscribers, and the server that it goes to.
struct Story {
    workspace: Workspace,
    database: Database,
    catcher: Arc<Catcher>,
    list: List,
    issue: Issue,
    limits: Limits,
}

impl Story {
    /// Freezes an issue for `s0@example.org` and so on; `settings` are added to the workspace's.
    async fn new(ground: &Ground, subscribers: usize, script: Script, settings: &str) -> Self {
        let catcher = Arc::new(Catcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap());
        let settings = format!(
            "[society]\nname = 'Society'\n[sender]\nfrom = 'Chair <chair@example.org>'\n\
             [web]\npublic_url = 'https://news.example.org/'\n[relay]\nurl = 'smtp://{}'\n{settings}",
            catcher.address()
        );
        fs::write(ground.folder.path().join("circular.toml"), settings).unwrap();
        let workspace = Workspace::open(Some(ground.folder.path()), ground.folder.path()).unwrap();
        let database = ground.database.clone();
        let mut work = database.write().await.unwrap();
        let name = "members".parse().unwrap();
        let list = database::list::add(&mut work, &name, "Members", "members.example.org", now()).await.unwrap();
        work.commit().await.unwrap();
        let list = list.unwrap();
        let mut csv = "email,first_name\n".to_owned();
        for number in 0..subscribers {
            csv.push_str(&[&format!("s{number}@example.org"), ",", &number.to_string(), "\n"].concat());
        }
        subscription::import(&database, &list, csv.as_bytes(), "m.csv", true, now()).await.unwrap();
        let composition = Composition {
            subject: "To {{first_name}}".to_owned(),
            html: "<p>Dear {{first_name}}</p><a href=\"{{unsubscribe_url}}\">leave</a>".to_owned(),
            text: "Dear {{first_name}}\n\n{{unsubscribe_url}}\n".to_owned(),
            constants: Map::new(),
        };
        let sender = workspace.settings.sender.from.clone();
        let content = Content { sender, reply_to: None, composition, attachments: Vec::new() };
        let audience = Audience { list: list.clone(), condition: None };
        let plan = Plan { slug: "spring", audience: &audience, content: &content, trial: false, starts_at: now() };
        let issue = delivery::freeze(&database, &plan, now()).await.unwrap();
        Self { workspace, database, catcher, list, issue, limits: Limits::default() }
    }

    /// Sends what is due.
    async fn send(&self) -> (Ending, Progress) {
        self.send_at(now).await
    }

    async fn send_at(&self, now: fn() -> Timestamp) -> (Ending, Progress) {
        self.send_until(watch::channel(false).1, now, |_| ()).await.unwrap()
    }

    async fn send_until(
        &self,
        stop: watch::Receiver<bool>,
        now: fn() -> Timestamp,
        tell: impl FnMut(&Progress) + Send,
    ) -> Result<(Ending, Progress), Error> {
        let settings = &self.workspace.settings;
        let mut work = self.database.read().await.unwrap();
        let content = database::issue::content(&mut work, self.issue.id).await.unwrap();
        drop(work);
        let keys = subscription::keys(&self.database, now()).await.unwrap();
        let fields = BTreeSet::from(["first_name".to_owned()]);
        let numbers = (self.issue.id, self.issue.hash.as_str());
        let printer = Printer::new(settings, &content, &fields, &self.list, keys, numbers).unwrap();
        let transport = Transport::new(&settings.relay, &self.workspace.root, "example.org").unwrap();
        let run = Run {
            database: &self.database,
            issue: &self.issue,
            printer: Arc::new(printer),
            transport: Arc::new(transport.limited(self.limits)),
            from: content.sender.address,
            throttle: &settings.throttle,
            retry: settings.retry,
            connections: settings.relay.connections.into(),
            patience: Patience { tries: 3, first: Duration::from_millis(1) },
            now,
        };
        delivery::send(&run, stop, tell).await
    }

    async fn count(&self, status: Status) -> u64 {
        database::delivery::counts(&mut self.database.read().await.unwrap(), self.issue.id).await.unwrap().of(status)
    }

    /// Reads the issue again, as somebody else may have left it.
    async fn reload(&mut self) {
        let mut work = self.database.read().await.unwrap();
        self.issue = database::issue::by_slug(&mut work, &self.issue.slug).await.unwrap().remove(0);
    }

    /// Returns the copies of one status.
    async fn entries(&self, status: Status) -> Vec<Entry> {
        let mut work = self.database.read().await.unwrap();
        database::delivery::of_status(&mut work, self.issue.id, status, i64::MAX).await.unwrap()
    }

    /// Returns who got a copy, sorted, one entry per copy.
    fn reached(&self) -> Vec<String> {
        let mut reached: Vec<_> = self.catcher.caught().iter().map(|caught| caught.to.clone()).collect();
        reached.sort();
        reached
    }
}

/// Everyone of a story, as [`Story::reached`] shows them.
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
struct Times(AtomicI64);

impl Times {
    fn new(times: i64) -> Self {
        Self(AtomicI64::new(times))
    }

    fn left(&self) -> bool {
        self.0.fetch_sub(1, Ordering::Relaxed) > 0
    }
}
