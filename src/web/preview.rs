//! The chair's own pages, on this machine only: each draft as each reader will see it, updated after every save.
//!
//! Any web page in the chair's browser can send requests to loopback. The preview therefore answers only to its own host
//! name and with the token of this run in the path; letters are shown in a sandboxed frame. No file path is taken from a
//! request.

mod auth;
mod diagnostic_json;
mod draft_loader;
mod draft_page;
mod draft_picture;
mod draft_sidebar;
mod drafts_page;
mod edited_file;
mod editor_page;
mod file_watcher;
mod inbox_page;
mod letter_export;
mod letter_frame;
mod letter_view;
mod live_letter;
mod new_letter;
mod pasted_text;
mod preview_error;
mod preview_pages;
mod reader_picker;
mod report_page;
mod source_excerpt;
mod version_history;

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{get, post};
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
use crate::model::{RESERVED, SigningKey, SigningKeys, percent_encode};
use crate::random;
use draft_loader::{CachedDryRun, LoadedDraft};
use preview_pages::PreviewPages;

/// How long a file must be quiet before it counts as saved.
const SAVE_DEBOUNCE: Duration = Duration::from_millis(30);

/// The longest text that can be saved: far more than a letter has.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// The largest picture that can be dropped on a letter, as a camera makes it; `check` says what is too large to be sent.
const MAX_PICTURE_BYTES: usize = 20_000_000;

/// The limits for the chair's browser: an open page waits for events for as long as it is open.
const CONNECTION_LIMITS: ConnectionLimits = ConnectionLimits {
    max_connections: 512,
    max_per_network: 512,
    header_timeout: Duration::from_secs(10),
    max_lifetime: Duration::MAX,
    drain_timeout: Duration::from_secs(1),
};

/// The preview of a workspace.
pub struct PreviewServer {
    workspace: Workspace,
    database: Database,
    address: SocketAddr,
    token: String,
    keys: SigningKeys,
    catcher: Option<Arc<MailCatcher>>,
    pages: PreviewPages,
    last_good: Mutex<HashMap<String, Arc<LoadedDraft>>>,
    next_version: AtomicU64,
    /// Locked during a dry run, so that a second request for the same draft waits for its result.
    dry_runs: tokio::sync::Mutex<HashMap<String, CachedDryRun>>,
    /// Locked while a draft is saved.
    saving: tokio::sync::Mutex<()>,
    events: watch::Sender<PreviewEvent>,
}

/// What open pages are notified of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PreviewEvent {
    FilesChanged,
    ShuttingDown,
}

impl PreviewServer {
    /// Creates a preview that will be served at `address`, with a token of its own.
    ///
    /// The unsubscribe links of its letters do nothing: they are sealed with a key that is not stored.
    ///
    /// # Errors
    /// The system provides no random bytes.
    pub fn new(workspace: Workspace, database: Database, address: SocketAddr) -> Result<Self, Error> {
        let secret = random::random_bytes().map_err(Error::Entropy)?;
        Ok(Self {
            workspace,
            database,
            address,
            token: random::random_hex().map_err(Error::Entropy)?,
            keys: SigningKeys::new(vec![SigningKey { id: 0, secret }]),
            catcher: None,
            pages: PreviewPages::new(&templates())?,
            last_good: Mutex::default(),
            next_version: AtomicU64::default(),
            dry_runs: tokio::sync::Mutex::default(),
            saving: tokio::sync::Mutex::default(),
            events: watch::Sender::new(PreviewEvent::FilesChanged),
        })
    }

    /// Adds the messages of a mail catcher.
    #[must_use]
    pub fn with_inbox(mut self, catcher: Arc<MailCatcher>) -> Self {
        self.catcher = Some(catcher);
        self
    }

    /// Returns the URL of the list of drafts.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}{}/", self.address.port(), self.base_path())
    }

    /// Returns the URL of a draft, given its slug.
    #[must_use]
    pub fn draft_url(&self, slug: &str) -> String {
        format!("http://127.0.0.1:{}{}", self.address.port(), self.draft_path(slug))
    }

    /// Returns the URL of the caught messages.
    #[must_use]
    pub fn inbox_url(&self) -> String {
        format!("{}inbox", self.url())
    }

    /// Formats the day of a time in the society's time zone.
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

/// Serves the preview on `listener` until `stop` is done.
///
/// # Errors
/// The listener is not on loopback, or the workspace cannot be watched.
pub async fn serve(
    listener: TcpListener,
    preview: PreviewServer,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the preview is served on loopback only"));
    }
    let preview = Arc::new(preview);
    let watcher = file_watcher::watch_files(&preview.workspace, SAVE_DEBOUNCE, preview.events.clone())?;
    let shutting_down = Arc::clone(&preview);
    let stop = async move {
        tokio::select! {
            () = stop => {}
            () = watcher.run() => {}
        }
        shutting_down.events.send_replace(PreviewEvent::ShuttingDown);
    };
    serve_http(listener, routes(preview), CONNECTION_LIMITS, stop).await;
    Ok(())
}

fn routes(preview: Arc<PreviewServer>) -> Router {
    Router::new()
        .route("/{token}/", get(drafts_page::show))
        .route("/{token}/drafts", post(new_letter::create))
        .route("/{token}/draft/{slug}", get(draft_page::show))
        .route("/{token}/draft/{slug}/letter", get(letter_frame::show))
        .route("/{token}/draft/{slug}/line/{line}", get(source_excerpt::show))
        .route("/{token}/draft/{slug}/edit", get(editor_page::show))
        .route("/{token}/draft/{slug}/file", get(edited_file::read).put(edited_file::save))
        .route("/{token}/draft/{slug}/live", post(live_letter::render))
        .route("/{token}/draft/{slug}/versions", get(version_history::list).post(version_history::keep))
        .route("/{token}/draft/{slug}/versions/{id}", get(version_history::read))
        .route(
            "/{token}/draft/{slug}/pictures",
            post(draft_picture::store).layer(DefaultBodyLimit::max(MAX_PICTURE_BYTES)),
        )
        .route("/{token}/draft/{slug}/paste", post(pasted_text::clean).layer(DefaultBodyLimit::max(MAX_PICTURE_BYTES)))
        .route("/{token}/draft/{slug}/pictures/{name}", get(draft_picture::show))
        .route("/{token}/letter-frame", get(editor_page::letter_frame))
        .route("/{token}/editor.js", get(editor_page::script))
        .route("/{token}/editor.css", get(editor_page::stylesheet))
        .route("/{token}/text_view.js", get(editor_page::text_view_script))
        .route("/{token}/text_view.css", get(editor_page::text_view_stylesheet))
        .route("/{token}/inbox", get(inbox_page::list))
        .route("/{token}/inbox/{number}", get(inbox_page::show))
        .route("/{token}/inbox/{number}/letter", get(inbox_page::show_letter))
        .route("/{token}/report", get(report_page::show))
        .route("/{token}/changes", get(file_watcher::event_stream))
        .route("/{token}/preview.css", get(stylesheet))
        .route("/{token}/preview.js", get(script))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&preview), auth::authorize))
        .layer(from_fn(log_request))
        .with_state(preview)
}

async fn stylesheet() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../templates/preview/preview.css"))
}

async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("../../templates/preview/preview.js"))
}

/// Returns the templates of all pages, by name and source.
fn templates() -> Vec<(&'static str, &'static str)> {
    let pages = [
        drafts_page::TEMPLATE,
        draft_page::TEMPLATE,
        editor_page::TEMPLATE,
        letter_view::TEMPLATE,
        source_excerpt::TEMPLATE,
        report_page::TEMPLATE,
        letter_export::TEMPLATE,
    ];
    [&pages[..], &draft_sidebar::TEMPLATES, &diagnostic_json::TEMPLATES, &inbox_page::TEMPLATES].concat()
}
