//! The chair's own pages, on this machine only: each draft as each reader will see it, renewed at every save.
//!
//! Any page in the chair's browser can ask a server on loopback, so the desk answers only at its own name, with the
//! token of this run in the path, and letters lie in a frame in which nothing runs. No path comes from a request.

mod changes;
mod door;
mod draft;
mod error;
mod file;
mod home;
mod images;
mod inbox;
mod line;
mod paper;
mod proof;
mod reach;
mod readers;
mod remarks;
mod report;
mod sheet;
mod spot;
mod trouble;
mod view;
mod why;

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

pub use error::Error;
pub use paper::Paper;

use super::listen::{Limits, listen};
use super::record::record;
use crate::catcher::Catcher;
use crate::config::Workspace;
use crate::database::Database;
use crate::entropy;
use crate::model::{Key, Keys, RESERVED, percent_encode};
use proof::{Good, Rehearsed};
use sheet::Sheets;
use view::View;

/// How long a file must be quiet before it counts as saved.
const QUIET: Duration = Duration::from_millis(30);

/// What the chair's browser may take: an open page hears of saves for as long as it is open.
const LIMITS: Limits =
    Limits { connections: 512, head: Duration::from_secs(10), life: Duration::MAX, farewell: Duration::from_secs(1) };

/// What the desk is made of.
pub struct Desk {
    workspace: Workspace,
    database: Database,
    address: SocketAddr,
    token: String,
    keys: Keys,
    catcher: Option<Arc<Catcher>>,
    sheets: Sheets,
    good: Mutex<HashMap<String, Arc<Good>>>,
    readings: AtomicU64,
    /// Held while one is made: who asks for the same meanwhile has it afterwards.
    rehearsals: tokio::sync::Mutex<HashMap<String, Rehearsed>>,
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

impl Desk {
    /// Lays out a desk that will be served at `address`, behind a token of its own.
    ///
    /// The unsubscribe links of its letters are sealed with a key that is thrown away: they open nothing.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn new(workspace: Workspace, database: Database, address: SocketAddr) -> Result<Self, Error> {
        let secret = entropy::bytes().map_err(Error::Entropy)?;
        Ok(Self {
            workspace,
            database,
            address,
            token: entropy::word().map_err(Error::Entropy)?,
            keys: Keys::new(vec![Key { id: 0, secret }]),
            catcher: None,
            sheets: Sheets::new()?,
            good: Mutex::default(),
            readings: AtomicU64::default(),
            rehearsals: tokio::sync::Mutex::default(),
            signal: watch::Sender::new(Signal::Changed),
        })
    }

    /// Adds the mails that a catcher holds.
    #[must_use]
    pub fn with_inbox(mut self, catcher: Arc<Catcher>) -> Self {
        self.catcher = Some(catcher);
        self
    }

    /// Returns the address of the list of drafts.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}{}/", self.address.port(), self.base())
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
    fn day(&self, at: Timestamp) -> String {
        at.to_zoned(self.workspace.settings.society.time_zone()).strftime("%-d %B %Y").to_string()
    }

    fn draft_path(&self, slug: &str) -> String {
        format!("{}/draft/{}", self.base(), percent_encode(slug, RESERVED))
    }

    fn base(&self) -> String {
        format!("/{}", self.token)
    }
}

/// Answers on `listener` until `stop` is done.
///
/// # Errors
/// The listener is not on loopback, or the workspace cannot be watched.
pub async fn serve(
    listener: TcpListener,
    desk: Desk,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the desk is served on loopback only"));
    }
    let desk = Arc::new(desk);
    let watching = changes::watch(&desk.workspace, QUIET, desk.signal.clone())?;
    let closing = Arc::clone(&desk);
    let stop = async move {
        tokio::select! {
            () = stop => {}
            () = watching.keep() => {}
        }
        closing.signal.send_replace(Signal::Closing);
    };
    listen(listener, routes(desk), LIMITS, stop).await;
    Ok(())
}

fn routes(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/{token}/", get(home::page))
        .route("/{token}/draft/{slug}", get(draft::page))
        .route("/{token}/draft/{slug}/letter", get(draft::letter))
        .route("/{token}/draft/{slug}/line/{line}", get(spot::page))
        .route("/{token}/inbox", get(inbox::list))
        .route("/{token}/inbox/{number}", get(inbox::page))
        .route("/{token}/inbox/{number}/letter", get(inbox::letter))
        .route("/{token}/report", get(report::page))
        .route("/{token}/changes", get(changes::stream))
        .route("/{token}/desk.css", get(file::style))
        .route("/{token}/desk.js", get(file::script))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&desk), door::door))
        .layer(from_fn(record))
        .with_state(desk)
}
