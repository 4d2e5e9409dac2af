//! The chair's own pages, on this machine only: each draft as each reader will see it, updated after every save.
//!
//! Any web page in the chair's browser can send requests to loopback. The server therefore answers only to its own host
//! name and with the token of this run in the path; letters are shown in a sandboxed frame. No file path is taken from a
//! request.

mod accounts;
mod admin_error;
mod admin_templates;
mod answer_desk;
mod auth;
mod editor;
mod file_watcher;
mod first_start;
mod letters;
mod live_workspace;
mod members;
mod reports;
mod sending;
mod settings;

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;

pub use accounts::{AdminUrl, AdminUrlError};
pub use admin_error::Error;
pub use first_start::{FirstStartServer, SampleRequest, SampleSociety, serve_first_start};
pub use letters::letter_export::LetterExport;

use super::access_log::log_request;
use super::http_server::{ConnectionLimits, serve_http};
use crate::config::{MailboxSettings, Workspace};
use crate::database::Database;
use crate::documents::DocumentChange;
use crate::mail_catcher::MailCatcher;
use crate::model::{IssueId, RESERVED, SigningKey, SigningKeys, percent_encode};
use crate::random;
use accounts::SignInLimiter;
use admin_templates::AdminTemplates;
use letters::audience::AudienceMemory;
use letters::draft_loader::{CachedDryRun, LoadedDraft};
use live_workspace::LiveWorkspace;
use sending::sending_desk::SendingDesk;
use settings::settings_memory::SettingsMemory;

/// How long a file must be quiet before it counts as saved.
const SAVE_DEBOUNCE: Duration = Duration::from_millis(30);

/// The longest text that can be saved: far more than a letter has.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// The limits for the chair's browser: an open page waits for events for as long as it is open.
const CONNECTION_LIMITS: ConnectionLimits = ConnectionLimits {
    max_connections: 512,
    max_per_network: 512,
    header_timeout: Duration::from_secs(10),
    max_lifetime: Duration::MAX,
    drain_timeout: Duration::from_secs(1),
};

/// The chair’s pages of a workspace.
pub struct AdminServer {
    workspace: LiveWorkspace,
    mailbox: watch::Sender<MailboxSettings>,
    database: Database,
    address: SocketAddr,
    /// The first part of the path of all pages.
    token: String,
    /// Where people sign in; without it the token in the path is the secret of the person who started the program.
    accounts: Option<AdminUrl>,
    sign_ins: SignInLimiter,
    keys: SigningKeys,
    catcher: Option<Arc<MailCatcher>>,
    pages: AdminTemplates,
    last_good: Mutex<HashMap<String, Arc<LoadedDraft>>>,
    next_version: AtomicU64,
    /// Locked during a dry run, so that a second request for the same draft waits for its result.
    dry_runs: tokio::sync::Mutex<HashMap<String, CachedDryRun>>,
    audiences: AudienceMemory,
    /// Locked while a draft is saved.
    saving: tokio::sync::Mutex<()>,
    /// What was changed in the documents that letters were made of, by the letter.
    document_changes: Mutex<HashMap<String, Vec<DocumentChange>>>,
    settings_memory: Mutex<SettingsMemory>,
    members: members::MemberDesk,
    events: watch::Sender<PageEvent>,
    desk: SendingDesk,
}

/// What open pages are notified of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PageEvent {
    FilesChanged,
    ShuttingDown,
}

impl AdminServer {
    /// Creates a server that will be served at `address`, with a token of its own.
    ///
    /// The unsubscribe links of its letters do nothing: they are sealed with a key that is not stored.
    ///
    /// # Errors
    /// The system provides no random bytes.
    pub fn new(workspace: Workspace, database: Database, address: SocketAddr) -> Result<Self, Error> {
        let secret = random::random_bytes().map_err(Error::Entropy)?;
        let desk = SendingDesk::new(&workspace, database.clone());
        Ok(Self {
            desk,
            mailbox: watch::Sender::new(workspace.settings.mailbox.clone()),
            workspace: LiveWorkspace::new(workspace),
            database,
            address,
            token: random::random_hex().map_err(Error::Entropy)?,
            accounts: None,
            sign_ins: SignInLimiter::new(),
            keys: SigningKeys::new(vec![SigningKey { id: 0, secret }]),
            catcher: None,
            pages: AdminTemplates::new(&templates())?,
            last_good: Mutex::default(),
            next_version: AtomicU64::default(),
            dry_runs: tokio::sync::Mutex::default(),
            audiences: AudienceMemory::default(),
            saving: tokio::sync::Mutex::default(),
            document_changes: Mutex::default(),
            settings_memory: Mutex::default(),
            members: members::MemberDesk::default(),
            events: watch::Sender::new(PageEvent::FilesChanged),
        })
    }

    /// Opens the pages to people who sign in, at the address that they type.
    #[must_use]
    pub fn with_accounts(mut self, url: AdminUrl) -> Self {
        accounts::BASE.clone_into(&mut self.token);
        self.accounts = Some(url);
        self
    }

    /// Uses a token that its address has already.
    #[must_use]
    fn with_token(self, token: String) -> Self {
        Self { token, ..self }
    }

    /// Adds the messages of a mail catcher.
    #[must_use]
    pub fn with_inbox(mut self, catcher: Arc<MailCatcher>) -> Self {
        self.catcher = Some(catcher);
        self
    }

    /// Returns the settings of the mailbox, now and whenever the settings change.
    #[must_use]
    pub fn mailbox_settings(&self) -> watch::Receiver<MailboxSettings> {
        self.mailbox.subscribe()
    }

    /// Returns the URL of the list of drafts.
    #[must_use]
    pub fn url(&self) -> String {
        self.absolute_url(&format!("{}/", self.base_path()))
    }

    /// Returns the URL of a draft, given its slug.
    #[must_use]
    pub fn draft_url(&self, slug: &str) -> String {
        self.absolute_url(&self.draft_path(slug))
    }

    /// Returns the URL of the caught messages.
    #[must_use]
    pub fn inbox_url(&self) -> String {
        format!("{}inbox", self.url())
    }

    fn absolute_url(&self, path: &str) -> String {
        self.origins().first().map(|origin| format!("{origin}{path}")).unwrap_or_default()
    }

    /// Returns the origins of the pages (RFC 6454), the one that is shown first.
    fn origins(&self) -> Vec<String> {
        match &self.accounts {
            Some(url) => vec![url.origin().to_owned()],
            None => ["127.0.0.1", "localhost"].map(|host| format!("http://{host}:{}", self.address.port())).into(),
        }
    }

    /// Formats the day of a time in the society's time zone.
    fn format_day(&self, at: Timestamp) -> String {
        at.to_zoned(self.workspace.settings.society.time_zone()).strftime("%-d %B %Y").to_string()
    }

    fn draft_path(&self, slug: &str) -> String {
        format!("{}/draft/{}", self.base_path(), percent_encode(slug, RESERVED))
    }

    /// Returns the path of the list of letters.
    fn home_path(&self) -> String {
        format!("{}/", self.base_path())
    }

    /// Returns the path of the page on which one sees an issue go.
    fn issue_path(&self, id: IssueId) -> String {
        format!("{}/issue/{id}", self.base_path())
    }

    /// Returns the path of the report on an issue, given its slug.
    fn report_path(&self, slug: &str) -> String {
        format!("{}/report/{}", self.base_path(), percent_encode(slug, RESERVED))
    }

    fn base_path(&self) -> String {
        format!("/{}", self.token)
    }
}

/// Serves the server on `listener`, and sends what is due, until `stop` is done.
///
/// # Errors
/// The listener is not on loopback.
pub async fn serve(
    listener: TcpListener,
    admin: AdminServer,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    if admin.accounts.is_none() {
        check_loopback(&listener)?;
    }
    let admin = Arc::new(admin);
    let (files, shutting_down, sender) = (Arc::clone(&admin), Arc::clone(&admin), Arc::clone(&admin));
    let (halt, halted) = watch::channel(false);
    let stop = async move {
        tokio::select! {
            () = stop => {}
            () = files.follow_files() => {}
        }
        shutting_down.announce_shutdown();
        halt.send_replace(true);
    };
    tokio::join!(serve_http(listener, routes(admin), CONNECTION_LIMITS, stop), sender.desk.service.run_until(halted));
    Ok(())
}

/// Returns an error if other machines could reach a listener.
fn check_loopback(listener: &TcpListener) -> io::Result<()> {
    if listener.local_addr()?.ip().is_loopback() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "without accounts, the pages are served on loopback only"))
}

impl AdminServer {
    /// Notifies open pages of each change of a file, and uses settings that were changed. It never ends.
    async fn follow_files(&self) {
        match file_watcher::watch_files(&self.workspace, SAVE_DEBOUNCE, self.events.clone()) {
            Ok(watcher) => {
                tokio::join!(watcher.run(), self.follow_settings());
            }
            Err(error) => {
                tracing::warn!(%error, "the folder cannot be watched: pages are not renewed after a save");
                std::future::pending::<()>().await;
            }
        }
    }

    /// Uses the settings again whenever their file has changed.
    async fn follow_settings(&self) {
        let mut events = self.events.subscribe();
        self.note_version();
        while events.changed().await.is_ok() {
            if self.note_version() {
                self.reload_settings();
            }
        }
    }

    fn announce_shutdown(&self) {
        self.events.send_replace(PageEvent::ShuttingDown);
    }
}

fn routes(admin: Arc<AdminServer>) -> Router {
    let accounts = if admin.accounts.is_some() { accounts::routes() } else { Router::new() };
    let members = members::routes().layer(from_fn_with_state(Arc::clone(&admin), forget_audiences));
    Router::new()
        .merge(letters::routes())
        .merge(editor::routes())
        .merge(members)
        .merge(reports::routes())
        .merge(answer_desk::routes())
        .merge(accounts)
        .merge(sending::routes())
        .merge(settings::routes())
        .merge(first_start::routes())
        .route("/{token}/changes", get(file_watcher::event_stream))
        .route("/{token}/admin.css", stylesheet(include_str!("../../templates/admin/admin.css")))
        .route("/{token}/admin.js", script(include_str!("../../templates/admin/admin.js")))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&admin), auth::authorize))
        .layer(from_fn(log_request))
        .with_state(admin)
}

/// Forgets who gets which letter after whatever may have changed members or lists.
async fn forget_audiences(State(admin): State<Arc<AdminServer>>, request: Request, next: Next) -> Response {
    let changes = request.method() != Method::GET;
    let response = next.run(request).await;
    if changes {
        admin.audiences.clear();
    }
    response
}

/// Serves an embedded style sheet.
fn stylesheet<S: Clone + Send + Sync + 'static>(source: &'static str) -> MethodRouter<S> {
    get(async move || ([(CONTENT_TYPE, "text/css; charset=utf-8")], source))
}

/// Serves an embedded script.
fn script<S: Clone + Send + Sync + 'static>(source: &'static str) -> MethodRouter<S> {
    get(async move || ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], source))
}

/// Returns the templates of all pages, by name and source.
fn templates() -> Vec<(&'static str, &'static str)> {
    let pages = [letters::templates(), editor::templates(), reports::templates(), sending::templates()];
    let more = [
        answer_desk::templates(),
        members::templates(),
        accounts::templates(),
        settings::templates(),
        first_start::templates(),
    ];
    [pages.concat(), more.concat()].concat()
}
