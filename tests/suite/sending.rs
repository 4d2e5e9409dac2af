//! The sending API from a draft to its settled copies, without the command line: what a Send button would call.

mod abort;
mod allowed;
mod cancelled;
mod full_workflow;
mod paused;
mod refused;
mod relay_refuses;
mod schedule_wait;
mod test_copy;
mod trial;
mod uncounted;
mod unprepared;

use std::fs;
use std::io::Cursor;

use circular::clock;
use circular::config::Workspace;
use circular::database::{self, Database};
use circular::delivery::Scheduler;
use circular::import::ImportOptions;
use circular::mail_catcher::{CatcherScript, MailCatcher};
use circular::model::{DeliveryStatus, Issue, IssueState};
use circular::sending::{
    self, AllowedRules, DryRun, FreezeError, FreezeOptions, PrepareError, PreparedIssue, RunEvent, RunInput,
    RunSummary, SegmentOverride, StopRequest,
};
use circular::smtp::Transport;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::engine::TestDatabase;

const SPRING: &str = "---\nsubject: \"Spring for {{first_name}}\"\nto: members\n---\n\n\
    Dear {{first_name}},\n\nSpring is here.\n";

/// A workspace with a draft `spring` for a list of members, and the server that it is sent through.
struct SendingScenario {
    workspace: Workspace,
    database: Database,
    catcher: MailCatcher,
}

impl SendingScenario {
    async fn new(ground: &TestDatabase, members: usize) -> Self {
        Self::with_script(ground, members, CatcherScript::default()).await
    }

    async fn with_script(ground: &TestDatabase, members: usize, script: CatcherScript) -> Self {
        let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap();
        let relay = format!("[relay]\nurl = 'smtp://{}'\nconnections = 2\n", catcher.address());
        let workspace = workspace(ground, &relay);
        let database = ground.database.clone();
        let mut work = database.begin_write().await.unwrap();
        let name = "members".parse().unwrap();
        let list = database::lists::add(&mut work, &name, "Members", "members.example.org", now()).await.unwrap();
        work.commit().await.unwrap();
        let rows: Vec<_> = (0..members).map(|number| format!("s{number}@example.org,N{number}")).collect();
        let csv = format!("email,first_name\n{}\n", rows.join("\n"));
        let options = ImportOptions::named("m.csv").strictly();
        circular::import::import_file(&database, &list.unwrap(), Cursor::new(csv), options, now()).await.unwrap();
        let scenario = Self { workspace, database, catcher };
        scenario.write_draft(SPRING);
        scenario
    }

    /// Brings more people in.
    async fn import(&self, csv: &str) {
        let mut work = self.database.begin_read().await.unwrap();
        let list = database::lists::by_name(&mut work, &"members".parse().unwrap()).await.unwrap().unwrap();
        drop(work);
        let (options, csv) = (ImportOptions::named("more.csv").strictly(), Cursor::new(csv.to_owned()));
        circular::import::import_file(&self.database, &list, csv, options, now()).await.unwrap();
    }

    fn write_draft(&self, text: &str) {
        fs::create_dir_all(self.workspace.drafts_dir()).unwrap();
        fs::write(self.workspace.drafts_dir().join("spring.md"), text).unwrap();
    }

    async fn prepare(&self) -> Result<PreparedIssue, PrepareError> {
        self.prepare_for(&SegmentOverride::default()).await
    }

    async fn prepare_for(&self, segment: &SegmentOverride) -> Result<PreparedIssue, PrepareError> {
        PreparedIssue::prepare_named(&self.workspace, &self.database, "spring", segment, now()).await
    }

    async fn dry_run(&self, prepared: &PreparedIssue) -> DryRun {
        prepared.dry_run(&self.database, now()).await.unwrap()
    }

    /// Prepares the draft and freezes it, to start now.
    async fn freeze(&self) -> Issue {
        let prepared = self.prepare().await.unwrap();
        self.freeze_prepared(&self.database, &prepared, now()).await.unwrap()
    }

    /// Checks, releases and freezes a draft, to start at a time.
    async fn freeze_prepared(
        &self,
        database: &Database,
        prepared: &PreparedIssue,
        starts_at: Timestamp,
    ) -> Result<Issue, FreezeError> {
        let Workspace { settings, root, .. } = &self.workspace;
        let checked = prepared.check(database, settings, root, now()).await.unwrap();
        let released = checked.release(&AllowedRules::default()).unwrap();
        let options = FreezeOptions { starts_at, is_count_confirmed: true };
        sending::freeze_issue(database, &released, options, now()).await
    }

    async fn transport(&self) -> Transport {
        sending::open_transport(&self.workspace.settings, &self.workspace.root, &self.database, None, now())
            .await
            .unwrap()
    }

    async fn scheduler(&self) -> Scheduler {
        let transport = self.transport().await;
        Scheduler::new(self.database.clone(), self.workspace.settings.clone(), transport, clock::now)
    }

    /// Sends what is due of an issue.
    async fn run(&self, issue: &Issue) -> RunSummary {
        self.run_until(issue, false, watch::channel(StopRequest::Continue).1, |_| ()).await.unwrap()
    }

    async fn run_until(
        &self,
        issue: &Issue,
        wait: bool,
        stop: watch::Receiver<StopRequest>,
        observe: impl FnMut(RunEvent<'_>) + Send,
    ) -> Result<RunSummary, sending::RunError> {
        let scheduler = self.scheduler().await;
        let input = RunInput { database: &self.database, scheduler: &scheduler, issue, wait, now: clock::now };
        Box::pin(sending::run_issue(input, stop, observe)).await
    }

    async fn count(&self, issue: &Issue, status: DeliveryStatus) -> u64 {
        let mut work = self.database.begin_read().await.unwrap();
        database::deliveries::count_by_status(&mut work, issue.id).await.unwrap().count(status)
    }

    async fn state(&self, issue: &Issue) -> IssueState {
        let mut work = self.database.begin_read().await.unwrap();
        database::issues::state(&mut work, issue.id).await.unwrap().unwrap().0
    }

    /// Returns the recipients of the caught messages, sorted.
    fn reached(&self) -> Vec<String> {
        let mut reached: Vec<_> = self.catcher.messages().iter().map(|caught| caught.to.clone()).collect();
        reached.sort();
        reached
    }
}

/// Opens a workspace with the public pages that unsubscribe links need, and more settings.
fn workspace(ground: &TestDatabase, settings: &str) -> Workspace {
    let settings = format!(
        "[society]\nname = 'Society'\npostal_address = '1 Example Street'\n\
         [sender]\nfrom = 'Chair <chair@example.org>'\n[web]\npublic_url = 'https://news.example.org/'\n{settings}"
    );
    fs::write(ground.folder.path().join("circular.toml"), settings).unwrap();
    Workspace::open(Some(ground.folder.path()), ground.folder.path()).unwrap()
}

fn everyone(members: usize) -> Vec<String> {
    let mut everyone: Vec<_> = (0..members).map(|number| format!("s{number}@example.org")).collect();
    everyone.sort();
    everyone
}

fn now() -> Timestamp {
    clock::now()
}
