//! A letter is tried, sent and watched on the chair's pages, through a server that catches what goes out.

mod allowed;
mod doubt;
mod later;
mod refusals;
mod refused_members;
mod sent_once;
mod test_copy;
mod trial;
mod watching;
mod web_copy;

use std::fs;
use std::io::Cursor;
use std::net::SocketAddr;

use circular::clock;
use circular::config::Workspace;
use circular::database::{self, Database};
use circular::import::ImportOptions;
use circular::mail_catcher::{CatcherScript, MailCatcher};
use circular::model::{DeliveryStatus, Issue, List, StatusCounts};
use circular::web::admin::{self, AdminServer};
use tokio::net::TcpListener;
use url::form_urlencoded::Serializer;

use crate::engine::TestDatabase;
use crate::patience::wait_for;
use crate::web::client::{HttpResponse, send};

pub(crate) const SPRING: &str = "---\nsubject: \"Spring for {{default first_name \\\"friend\\\"}}\"\nto: members\n---\n\n\
    Dear {{default first_name \"friend\"}},\n\nit is *spring*.\n";

/// A society whose chair's pages are served, and the server that its letters go through.
pub(crate) struct SendingAdmin {
    pub(crate) workspace: Workspace,
    pub(crate) database: Database,
    pub(crate) list: List,
    pub(crate) catcher: MailCatcher,
    pub(crate) address: SocketAddr,
    /// The path of the list of letters.
    pub(crate) home: String,
}

impl SendingAdmin {
    /// Serves the pages of a society with so many members, `s0@example.org` and so on.
    pub(crate) async fn new(ground: &TestDatabase, members: usize) -> Self {
        Self::with_script(ground, members, CatcherScript::default(), "").await
    }

    /// Serves them with a server that does as a script says, and with more settings.
    pub(crate) async fn with_script(
        ground: &TestDatabase,
        members: usize,
        script: CatcherScript,
        settings: &str,
    ) -> Self {
        let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap();
        let relay = format!("[relay]\nurl = 'smtp://{}'\nconnections = 2\n", catcher.address());
        let relay = if settings.contains("[relay]") { "" } else { &relay };
        let text = format!(
            "[society]\nname = 'Exampleton Society'\npostal_address = '1 Example Street'\ntimezone = 'Europe/London'\n\
             [sender]\nfrom = 'The Chair <chair@example.org>'\n\
             [web]\npublic_url = 'https://news.example.org/'\n{relay}{settings}"
        );
        let root = ground.folder.path();
        fs::write(root.join("circular.toml"), text).unwrap();
        let workspace = Workspace::open(Some(root), root).unwrap();
        fs::create_dir_all(workspace.drafts_dir()).unwrap();
        fs::write(workspace.drafts_dir().join("spring.md"), SPRING).unwrap();
        let database = ground.database.clone();
        let mut work = database.begin_write().await.unwrap();
        let name = "members".parse().unwrap();
        let list = database::lists::add(&mut work, &name, "Our members", "members.example.org", clock::now()).await;
        work.commit().await.unwrap();
        let list = list.unwrap().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = AdminServer::new(workspace.clone(), database.clone(), address).unwrap();
        let home = server.url().strip_prefix(&format!("http://{address}")).unwrap().to_owned();
        // The test's runtime ends it.
        tokio::spawn(admin::serve(listener, server, std::future::pending()));
        let running = Self { workspace, database, list, catcher, address, home };
        let rows: Vec<_> = (0..members).map(|number| format!("s{number}@example.org,Name{number}")).collect();
        running.import(&format!("email,first_name\n{}\n", rows.join("\n"))).await;
        running
    }

    /// Brings more people in.
    pub(crate) async fn import(&self, csv: &str) {
        let (options, csv) = (ImportOptions::named("more.csv").strictly(), Cursor::new(csv.to_owned()));
        circular::import::import_file(&self.database, &self.list, csv, options, clock::now()).await.unwrap();
    }

    pub(crate) fn write(&self, text: &str) {
        fs::write(self.workspace.drafts_dir().join("spring.md"), text).unwrap();
    }

    /// Gets a page by its path after the token, or by its whole path.
    pub(crate) async fn get(&self, path: &str) -> HttpResponse {
        send(self.address, "GET", &self.path(path), &[], b"").await
    }

    /// Sends a form as a browser does.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> HttpResponse {
        let own = format!("http://{}", self.address);
        let headers =
            [("Origin", own.as_str()), ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html")];
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        send(self.address, "POST", &self.path(path), &headers, body.as_bytes()).await
    }

    fn path(&self, path: &str) -> String {
        if path.starts_with('/') { path.to_owned() } else { format!("{}{path}", self.home) }
    }

    /// Opens the page from which the letter is sent, and returns the state that it shows.
    pub(crate) async fn shown(&self) -> String {
        let page = self.get("draft/spring/send").await;
        assert_eq!(page.status, 200, "{}", page.body);
        hidden(&page.body)
    }

    /// Sends the letter now to so many people; returns the path of the page on which one sees it go.
    pub(crate) async fn send_now(&self, count: &str) -> String {
        let sent = self.post("draft/spring/send", &[("shown", &self.shown().await), ("count", count)]).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        sent.header("location").unwrap().to_owned()
    }

    /// Reads a page until it says some words.
    pub(crate) async fn wait_for(&self, path: &str, words: &str) -> String {
        let look = async || Some(self.get(path).await.body).filter(|page| page.contains(words));
        wait_for(look, async || format!("it never says “{words}”: {}", self.get(path).await.body)).await
    }

    /// Waits until the first copy has come.
    async fn wait_for_first_copy(&self) {
        let look = async || (self.catcher.message_count() > 0).then_some(());
        wait_for(look, async || "no copy comes".to_owned()).await;
    }

    /// Returns the issues of the draft.
    pub(crate) async fn issues(&self) -> Vec<Issue> {
        database::issues::by_slug(&mut self.database.begin_read().await.unwrap(), "spring").await.unwrap()
    }

    /// Counts the copies of the draft's only issue by status.
    pub(crate) async fn counts(&self) -> StatusCounts {
        let issue = self.issues().await.pop().unwrap();
        let mut work = self.database.begin_read().await.unwrap();
        database::deliveries::count_by_status(&mut work, issue.id).await.unwrap()
    }

    pub(crate) async fn count(&self, status: DeliveryStatus) -> u64 {
        self.counts().await.count(status)
    }

    /// Returns who got a copy, sorted, one entry per copy.
    pub(crate) fn reached(&self) -> Vec<String> {
        let mut reached: Vec<_> = self.catcher.messages().iter().map(|caught| caught.to.clone()).collect();
        reached.sort();
        reached
    }
}

/// Returns the state that a page shows, from its hidden field.
pub(crate) fn hidden(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"shown\" value=\"").expect("the page has a state");
    rest.split('"').next().unwrap().to_owned()
}

/// Everyone of a society, as [`SendingAdmin::reached`] shows them.
pub(crate) fn everyone(members: usize) -> Vec<String> {
    let mut everyone: Vec<_> = (0..members).map(|number| format!("s{number}@example.org")).collect();
    everyone.sort();
    everyone
}
