//! A society with one list and two members, and its public pages.

use std::io::Cursor;
use std::net::SocketAddr;
use std::path::Path;

use circular::config::Workspace;
use circular::database::{self, Database};
use circular::import::ImportOptions;
use circular::model::{IssueId, List, SigningKeys, SubscriberId, SubscriptionState, Token};
use circular::subscription;
use circular::web::public::{self, PublicSite};
use jiff::Timestamp;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::client::{HttpResponse, send};

const SETTINGS: &str = "[society]\nname = 'Society of <Friends>'\n[sender]\nfrom = 'The Chair <chair@example.org>'\n";
const MEMBERS: &str = "email,first_name\nann@example.org,Ann\nben@example.org,Ben\n";

/// When the tests happen.
pub(crate) const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

/// A database with a list, and the folder that it lives in.
pub(crate) struct SiteFixture {
    pub(crate) folder: TempDir,
    pub(crate) workspace: Workspace,
    pub(crate) database: Database,
    pub(super) list: List,
    pub(crate) keys: SigningKeys,
}

impl SiteFixture {
    pub(crate) async fn create() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("circular.toml"), SETTINGS).unwrap();
        let workspace = Workspace::open(Some(folder.path()), Path::new("/")).unwrap();
        let database = Database::open(&SecretString::from("sqlite:x.db"), folder.path()).await.unwrap();
        let mut work = database.begin_write().await.unwrap();
        let name = "members".parse().unwrap();
        let list = database::lists::add(&mut work, &name, "The Members’ Letter", "members.example.org", NOW).await;
        work.commit().await.unwrap();
        let list = list.unwrap().unwrap();
        let file = Cursor::new(MEMBERS);
        circular::import::import_file(&database, &list, file, ImportOptions::named("members.csv").strictly(), NOW)
            .await
            .unwrap();
        let keys = subscription::signing_keys(&database, NOW).await.unwrap();
        Self { folder, workspace, database, list, keys }
    }

    /// Gives the society a colour and the logo of the samples.
    pub(crate) fn with_look(mut self, color: &str) -> Self {
        let logo = concat!(env!("CARGO_MANIFEST_DIR"), "/logo.png");
        std::fs::copy(logo, self.folder.path().join("logo.png")).unwrap();
        self.workspace.settings.look.logo = Some("logo.png".to_owned());
        self.workspace.settings.look.colour = color.parse().unwrap();
        self
    }

    /// Serves the public pages at a moment.
    pub(crate) async fn serve(&self, now: fn() -> Timestamp) -> RunningSite {
        self.serve_with_keys(self.keys.clone(), now).await
    }

    /// Serves the public pages with other keys.
    pub(super) async fn serve_with_keys(&self, keys: SigningKeys, now: fn() -> Timestamp) -> RunningSite {
        let site = PublicSite::new(self.database.clone(), keys, &self.workspace, now).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // The test's runtime ends it.
        tokio::spawn(public::serve(listener, site, std::future::pending()));
        RunningSite { address }
    }

    /// What names Ann's copy of issue 7.
    pub(super) fn ann_token(&self) -> Token {
        Token { list: self.list.id, subscriber: SubscriberId::new(1), issue: IssueId::new(7) }
    }

    /// The path of Ann's link.
    pub(crate) fn link(&self) -> String {
        format!("/u/{}", self.keys.seal(self.ann_token()).unwrap())
    }

    /// Returns the state of Ann's subscription.
    pub(crate) async fn state(&self) -> Option<SubscriptionState> {
        let mut work = self.database.begin_read().await.unwrap();
        database::subscriptions::state(&mut work, self.list.id, SubscriberId::new(1)).await.unwrap()
    }

    /// Makes another list, with Ann on it or without her.
    pub(crate) async fn add_list(&self, name: &str, title: &str, public: bool, csv: Option<&str>) -> List {
        let mut work = self.database.begin_write().await.unwrap();
        let list_id = format!("{name}.example.org");
        let list =
            database::lists::add(&mut work, &name.parse().unwrap(), title, &list_id, NOW).await.unwrap().unwrap();
        work.commit().await.unwrap();
        self.execute(&format!("UPDATE list SET is_public = {} WHERE id = {}", u8::from(public), list.id)).await;
        if let Some(csv) = csv {
            circular::import::import_file(
                &self.database,
                &list,
                Cursor::new(csv.to_owned()),
                ImportOptions::named("more.csv").strictly(),
                NOW,
            )
            .await
            .unwrap();
        }
        list
    }

    /// Writes into the ledger that Ann's copy of issue 7 came to stand so at a moment.
    pub(super) async fn set_delivery(&self, status: &str, at: Timestamp) {
        let (list, at) = (self.list.id, at.as_microsecond());
        self.execute(&format!(
            "INSERT OR REPLACE INTO issue (id, slug, list_id, subject, content_digest, composition, sender, is_trial, \
                 state, created_at, starts_at) \
             VALUES (7, 'spring', {list}, 's', 'h', '{{}}', 'a@example.org', 0, 'sending', 0, 0); \
             INSERT OR REPLACE INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
             VALUES (7, 1, '{status}', 1, 0, {at})"
        ))
        .await;
    }

    /// Runs statements, for what the program itself does not do yet.
    pub(crate) async fn execute(&self, script: &str) {
        let Database::Sqlite { writer, .. } = &self.database else { unreachable!() };
        sqlx::raw_sql(sqlx::AssertSqlSafe(script.to_owned())).execute(writer).await.unwrap();
    }

    /// Returns the state of Ann's subscription to a list.
    pub(super) async fn state_on(&self, list: &List) -> Option<SubscriptionState> {
        let mut work = self.database.begin_read().await.unwrap();
        database::subscriptions::state(&mut work, list.id, SubscriberId::new(1)).await.unwrap()
    }

    /// The events of issue 7, whole.
    pub(super) async fn full_events(&self) -> Vec<circular::model::SubscriptionEvent> {
        let mut work = self.database.begin_read().await.unwrap();
        let mut events = Vec::new();
        for person in (1..=9).map(SubscriberId::new) {
            events.extend(database::event_log::by_subscriber(&mut work, person).await.unwrap());
        }
        events.retain(|event| event.issue == Some(IssueId::new(7)));
        events.sort_by_key(|event| event.at);
        events
    }

    /// What happened because of issue 7, as `kind by way: note`.
    pub(crate) async fn events(&self) -> Vec<String> {
        let line = |event: &circular::model::SubscriptionEvent| {
            let note = event.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            format!("{} by {}{note}", event.kind, event.channel)
        };
        self.full_events().await.iter().map(line).collect()
    }
}

/// Pages that are being served.
pub(crate) struct RunningSite {
    pub(crate) address: SocketAddr,
}

impl RunningSite {
    pub(crate) async fn get(&self, path: &str) -> HttpResponse {
        send(self.address, "GET", path, &[], b"").await
    }

    pub(crate) async fn head(&self, path: &str) -> HttpResponse {
        send(self.address, "HEAD", path, &[], b"").await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> HttpResponse {
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        send(self.address, "POST", path, &form, body.as_bytes()).await
    }
}
