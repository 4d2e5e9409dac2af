//! The letters on the web: what they say, who may read them, and how they are served and exported.

mod access;
mod check_notes;
mod events;
mod export;
mod headers;
mod letters;
mod personal_links;
mod removal;
mod validity;
mod years;

use std::fs;
use std::io::Cursor;

use circular::archive::{self, ExportOptions, ExportSummary};
use circular::config::Workspace;
use circular::database::{self, Database};
use circular::import::ImportOptions;
use circular::model::{ArchiveAccess, Issue, List};
use circular::sending::{self, AllowedRules, FreezeOptions, PreparedIssue, SegmentOverride};
use circular::subscription;
use circular::web::public::{self, PublicSite};
use jiff::Timestamp;
use tokio::net::TcpListener;

use crate::engine::TestDatabase;
use crate::web::site::RunningSite;

/// When the letters of these tests are sent: 15 January 2027.
pub(crate) const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

pub(crate) const SPRING: &str = "---\nsubject: \"{{default first_name \\\"Friend\\\"}}, come on 17 May\"\npreheader: The agenda is inside\n\
    to: members\n---\n\nDear {{first_name}},\n\nWe meet in the hall. You live in {{town}}.\n\n\
    {{#members_only}}\nThe door code is 4711.\n{{/members_only}}\n\n\
    {{#if town}}\nIs there anything on in {{town}}?\n{{/if}}\n\nWrite to us.\n";

/// A society whose letters are on the web.
pub(crate) struct ArchiveScenario {
    pub(crate) workspace: Workspace,
    pub(crate) database: Database,
}

impl ArchiveScenario {
    pub(crate) async fn create(ground: &TestDatabase) -> Self {
        let settings = "[society]\nname = 'Society of <Friends>'\npostal_address = '1 Example Street'\n\
            website = 'https://www.example.org'\ntimezone = 'Europe/London'\n\
            [sender]\nfrom = 'The Chair <chair@example.org>'\n\
            [relay]\nurl = 'smtp://127.0.0.1:9'\n[web]\npublic_url = 'https://news.example.org'\n";
        fs::write(ground.folder.path().join("circular.toml"), settings).unwrap();
        let workspace = Workspace::open(Some(ground.folder.path()), ground.folder.path()).unwrap();
        let scenario = Self { workspace, database: ground.database.clone() };
        scenario.add_list("members", "Our <members>", ArchiveAccess::Public).await;
        scenario
    }

    /// Makes a list with one reader.
    pub(crate) async fn add_list(&self, name: &str, title: &str, archive: ArchiveAccess) -> List {
        let mut work = self.database.begin_write().await.unwrap();
        let id = format!("{name}.example.org");
        let list = database::lists::add(&mut work, &name.parse().unwrap(), title, &id, NOW).await.unwrap().unwrap();
        work.commit().await.unwrap();
        let file = Cursor::new("email,first_name,last_name,town\nann@example.org,Ann,Example,Leeds\n");
        let options = ImportOptions::named("m.csv").strictly();
        circular::import::import_file(&self.database, &list, file, options, NOW).await.unwrap();
        self.set_archive(&list, archive).await
    }

    pub(crate) async fn set_archive(&self, list: &List, archive: ArchiveAccess) -> List {
        let changed = List { archive, ..list.clone() };
        subscription::update_list(&self.database, list, &changed).await.unwrap();
        changed
    }

    pub(crate) async fn list(&self, name: &str) -> List {
        let mut work = self.database.begin_read().await.unwrap();
        database::lists::by_name(&mut work, &name.parse().unwrap()).await.unwrap().unwrap()
    }

    pub(crate) fn write_draft(&self, slug: &str, text: &str) {
        self.write_file(&format!("{slug}.md"), text.as_bytes());
    }

    pub(crate) fn write_file(&self, name: &str, bytes: &[u8]) {
        let path = self.workspace.drafts_dir().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) async fn prepare(&self, slug: &str, at: Timestamp) -> PreparedIssue {
        let whole = SegmentOverride::default();
        Box::pin(PreparedIssue::prepare_named(&self.workspace, &self.database, slug, &whole, at)).await.unwrap()
    }

    /// Freezes a draft, to start at a time.
    pub(crate) async fn freeze(&self, slug: &str, text: &str, at: Timestamp) -> Issue {
        self.write_draft(slug, text);
        self.freeze_file(slug, at).await
    }

    pub(crate) async fn freeze_file(&self, slug: &str, at: Timestamp) -> Issue {
        let prepared = self.prepare(slug, at).await;
        let Workspace { settings, root, .. } = &self.workspace;
        let checked = Box::pin(prepared.check(&self.database, settings, root, at)).await.unwrap();
        let released = checked.release(&AllowedRules::default()).unwrap();
        let options = FreezeOptions { starts_at: at, is_count_confirmed: true };
        sending::freeze_issue(&self.database, &released, options, at).await.unwrap()
    }

    /// Serves the public pages at a moment.
    pub(crate) async fn serve(&self, now: fn() -> Timestamp) -> RunningSite {
        let keys = subscription::signing_keys(&self.database, NOW).await.unwrap();
        let site = PublicSite::new(self.database.clone(), keys, &self.workspace, now).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // The test's runtime ends it.
        tokio::spawn(public::serve(listener, site, std::future::pending()));
        RunningSite { address }
    }

    /// Returns the path of an issue's sealed link.
    pub(crate) async fn sealed_path(&self, issue: &Issue) -> String {
        let keys = subscription::signing_keys(&self.database, NOW).await.unwrap();
        format!("/l/{}", keys.seal_letter(issue.id).unwrap())
    }

    /// Writes the archive to a folder, as it is a day later.
    pub(crate) async fn export(&self, folder: &std::path::Path, url: Option<&str>) -> ExportSummary {
        let options = ExportOptions { list: None, url };
        archive::export_archive(&self.database, &self.workspace, folder, options, tomorrow()).await.unwrap()
    }
}

/// A day after the letters were sent.
pub(crate) fn tomorrow() -> Timestamp {
    NOW + jiff::SignedDuration::from_hours(24)
}

/// Returns a draft with a subject and a body.
pub(crate) fn draft(subject: &str, body: &str) -> String {
    format!("---\nsubject: {subject}\nto: members\n---\n\n{body}\n")
}
