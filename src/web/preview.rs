//! The chair's own pages, on this machine only: each draft as each reader will see it, renewed at every save.
//!
//! Any page in the chair's browser can ask a server on loopback, so the desk answers only at its own name, with the
//! token of this run in the path, and letters lie in a frame in which nothing runs. No path comes from a request.

mod assets;
mod audience_summary;
mod auth;
mod diagnostic_json;
mod diagnostics_panel;
mod draft_loader;
mod draft_page;
mod drafts_page;
mod file_watcher;
mod inbox_page;
mod inbox_preview;
mod inclusion_reason;
mod inline_images;
mod letter_export;
mod preview_error;
mod preview_pages;
mod reader_picker;
mod report_page;
mod source_excerpt;
mod view_query;

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;

pub use letter_export::LetterExport;
pub use preview_error::Error;

use super::access_log::log_request;
use super::http_server::{ConnectionLimits, serve_http};
use crate::config::Workspace;
use crate::database::Database;
use crate::mail_catcher::MailCatcher;
use crate::model::{Key, Keys, RESERVED, percent_encode};
use crate::random;
use draft_loader::{CachedDryRun, LoadedDraft};
use preview_pages::PreviewPages;
use view_query::ViewQuery;

/// How long a file must be quiet before it counts as saved.
const SAVE_DEBOUNCE: Duration = Duration::from_millis(30);

/// What the chair's browser may take: an open page hears of saves for as long as it is open.
const CONNECTION_LIMITS: ConnectionLimits = ConnectionLimits {
    max_connections: 512,
    header_timeout: Duration::from_secs(10),
    max_lifetime: Duration::MAX,
    drain_timeout: Duration::from_secs(1),
};

/// What the desk is made of.
pub struct PreviewServer {
    workspace: Workspace,
    database: Database,
    address: SocketAddr,
    token: String,
    keys: Keys,
    catcher: Option<Arc<MailCatcher>>,
    pages: PreviewPages,
    last_good: Mutex<HashMap<String, Arc<LoadedDraft>>>,
    next_version: AtomicU64,
    /// Held while one is made: who asks for the same meanwhile has it afterwards.
    dry_runs: tokio::sync::Mutex<HashMap<String, CachedDryRun>>,
    signal: watch::Sender<Signal>,
}

/// What open pages are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signal {
    /// A file was saved.
    Changed,
    /// The desk closes.
    Closing,
}

impl PreviewServer {
    /// Lays out a desk that will be served at `address`, behind a token of its own.
    ///
    /// The unsubscribe links of its letters are sealed with a key that is thrown away: they open nothing.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn new(workspace: Workspace, database: Database, address: SocketAddr) -> Result<Self, Error> {
        let secret = random::random_bytes().map_err(Error::Entropy)?;
        Ok(Self {
            workspace,
            database,
            address,
            token: random::random_hex().map_err(Error::Entropy)?,
            keys: Keys::new(vec![Key { id: 0, secret }]),
            catcher: None,
            pages: PreviewPages::new()?,
            last_good: Mutex::default(),
            next_version: AtomicU64::default(),
            dry_runs: tokio::sync::Mutex::default(),
            signal: watch::Sender::new(Signal::Changed),
        })
    }

    /// Adds the mails that a catcher holds.
    #[must_use]
    pub fn with_inbox(mut self, catcher: Arc<MailCatcher>) -> Self {
        self.catcher = Some(catcher);
        self
    }

    /// Returns the address of the list of drafts.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}{}/", self.address.port(), self.base_path())
    }

    /// Returns the address of a draft, by its slug.
    #[must_use]
    pub fn draft_url(&self, slug: &str) -> String {
        format!("http://127.0.0.1:{}{}", self.address.port(), self.draft_path(slug))
    }

    /// Returns the address of the caught mails.
    #[must_use]
    pub fn inbox_url(&self) -> String {
        format!("{}inbox", self.url())
    }

    /// Says on which day of the society something was.
    fn format_day(&self, at: Timestamp) -> String {
        at.to_zoned(self.workspace.settings.society.time_zone()).strftime("%-d %B %Y").to_string()
    }

    fn draft_path(&self, slug: &str) -> String {
        format!("{}/draft/{}", self.base_path(), percent_encode(slug, RESERVED))
    }

    fn base_path(&self) -> String {
        format!("/{}", self.token)
    }
}

/// Answers on `listener` until `stop` is done.
///
/// # Errors
/// The listener is not on loopback, or the workspace cannot be watched.
pub async fn serve(
    listener: TcpListener,
    desk: PreviewServer,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the desk is served on loopback only"));
    }
    let desk = Arc::new(desk);
    let watching = file_watcher::watch_files(&desk.workspace, SAVE_DEBOUNCE, desk.signal.clone())?;
    let closing = Arc::clone(&desk);
    let stop = async move {
        tokio::select! {
            () = stop => {}
            () = watching.run() => {}
        }
        closing.signal.send_replace(Signal::Closing);
    };
    serve_http(listener, routes(desk), CONNECTION_LIMITS, stop).await;
    Ok(())
}

fn routes(desk: Arc<PreviewServer>) -> Router {
    Router::new()
        .route("/{token}/", get(drafts_page::page))
        .route("/{token}/draft/{slug}", get(draft_page::page))
        .route("/{token}/draft/{slug}/letter", get(draft_page::letter))
        .route("/{token}/draft/{slug}/line/{line}", get(source_excerpt::page))
        .route("/{token}/inbox", get(inbox_page::list))
        .route("/{token}/inbox/{number}", get(inbox_page::page))
        .route("/{token}/inbox/{number}/letter", get(inbox_page::letter))
        .route("/{token}/report", get(report_page::page))
        .route("/{token}/changes", get(file_watcher::stream))
        .route("/{token}/desk.css", get(assets::style))
        .route("/{token}/desk.js", get(assets::script))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&desk), auth::door))
        .layer(from_fn(log_request))
        .with_state(desk)
}
