//! The chair’s pages: access, what is shown, and updates after a save.

mod accounts;
pub(crate) mod answers;
mod auth;
mod draft_page;
mod file_watcher;
mod first_start;
mod handover;
mod letters_page;
mod lists;
mod long_list;
pub(crate) mod member_import;
pub(crate) mod members;
mod page_weight;
mod pasting;
pub(crate) mod reports;
mod saving;
pub(crate) mod sending;
mod settings;
mod views;

use std::fs;
use std::io::Cursor;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use circular::database;
use circular::import::ImportOptions;
use circular::mail_catcher::MailCatcher;
use circular::model::{EventChannel, IssueId, Token};
use circular::subscription;
use circular::web::admin::{self, AdminServer};
use tokio::net::TcpListener;

use super::client::{HttpResponse, send};
use super::site::{NOW, SiteFixture};

pub(crate) const DRAFT: &str =
    "---\nsubject: Spring for {{first_name}}\nto: members\n---\n\nDear {{first_name}},\n\nit is *spring*.\n";

/// A preview that is being served.
pub(crate) struct RunningAdmin {
    pub(crate) society: SiteFixture,
    pub(crate) address: SocketAddr,
    /// The path of the list of drafts.
    pub(crate) home: String,
}

/// Starts a preview with one draft.
pub(crate) async fn start_admin(catcher: Option<Arc<MailCatcher>>) -> RunningAdmin {
    let society = SiteFixture::create().await;
    fs::create_dir(society.folder.path().join("newsletters")).unwrap();
    fs::write(society.folder.path().join("secret.md"), "---\nsubject: Secret\nto: members\n---\nx").unwrap();
    let settings = society.workspace.settings_file();
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(settings, format!("{text}[web]\npublic_url = 'https://news.example.org'\n")).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut preview = AdminServer::new(society.workspace.clone(), society.database.clone(), address).unwrap();
    if let Some(catcher) = catcher {
        preview = preview.with_inbox(catcher);
    }
    let url = preview.url();
    let home = url.strip_prefix(&format!("http://{address}")).unwrap().to_owned();
    // The test's runtime ends it.
    tokio::spawn(admin::serve(listener, preview, std::future::pending()));
    let open = RunningAdmin { society, address, home };
    open.write(DRAFT);
    open
}

impl RunningAdmin {
    fn draft_path(&self) -> PathBuf {
        self.newsletters().join("spring.md")
    }

    /// Returns the folder of the drafts.
    pub(crate) fn newsletters(&self) -> PathBuf {
        self.society.folder.path().join("newsletters")
    }

    pub(crate) fn write(&self, text: &str) {
        fs::write(self.draft_path(), text).unwrap();
    }

    /// Brings more people in.
    pub(crate) async fn import_members(&self, csv: &str) {
        let SiteFixture { database, list, .. } = &self.society;
        let options = ImportOptions::named("more.csv").strictly();
        circular::import::import_file(database, list, Cursor::new(csv.to_owned()), options, NOW).await.unwrap();
    }

    /// Takes somebody off the list.
    pub(crate) async fn leave(&self, address: &str) {
        let SiteFixture { database, list, .. } = &self.society;
        let mut work = database.begin_read().await.unwrap();
        let person = database::subscribers::by_address(&mut work, &address.parse().unwrap()).await.unwrap().unwrap();
        drop(work);
        let token = Token { list: list.id, subscriber: person.id, issue: IssueId::new(7) };
        subscription::unsubscribe(database, token, EventChannel::Page, NOW).await.unwrap();
    }

    /// Gets a page by its path after the token.
    async fn get(&self, path: &str) -> HttpResponse {
        send(self.address, "GET", &format!("{}{path}", self.home), &[], b"").await
    }

    /// Sends a form of the server's own page by its path after the token.
    async fn post(&self, path: &str, body: &[u8]) -> HttpResponse {
        self.post_as(path, "application/x-www-form-urlencoded", body).await
    }

    /// Sends a body of a media type.
    async fn post_as(&self, path: &str, media_type: &str, body: &[u8]) -> HttpResponse {
        let own = format!("http://{}", self.address);
        let headers = [("Origin", own.as_str()), ("Content-Type", media_type)];
        send(self.address, "POST", &format!("{}{path}", self.home), &headers, body).await
    }
}
