//! The pages that anybody on the net may open: the link in each letter, one button and out, and the form to come in.
//!
//! The token in the address is the whole authority: no cookie, no login, no question of where a request comes from
//! (RFC 8058 §3.1). Looking changes nothing, because scanners open every link; only a POST does.

mod bearer;
mod dress;
mod joining;
mod keyring;
mod link;
mod lists;
mod rate_limiter;
mod row;
mod sheet;
mod token_rate_limiter;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use super::listen::{Limits, listen};
use super::record::record;
use crate::config::{self, Workspace};
use crate::database::{self, Database};
use crate::model::Keys;
use crate::render;
use joining::Joining;
use keyring::Keyring;
use sheet::Sheets;
use token_rate_limiter::TokenRateLimiter;

/// The largest body that is read, in bytes: a reason of some hundred words.
const LARGEST_BODY: usize = 4 * 1_024;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What anybody on the net may take.
const LIMITS: Limits = Limits {
    connections: 512,
    head: Duration::from_secs(10),
    life: Duration::from_mins(2),
    farewell: Duration::from_secs(5),
};

/// What the public pages are made of.
pub struct Site {
    database: Database,
    keyring: Keyring,
    sheets: Sheets,
    bad_tokens: TokenRateLimiter,
    joining: Joining,
    now: fn() -> Timestamp,
}

/// Why the pages cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A template cannot be read.
    #[error(transparent)]
    Template(#[from] config::Error),
    /// A page cannot be filled.
    #[error("the page `{name}` cannot be used")]
    Page {
        /// The template's name under `templates/`.
        name: String,
        /// Why.
        source: render::Error,
    },
}

impl Site {
    /// Makes the pages from the workspace's templates and fills each once, so that none fails before a subscriber.
    ///
    /// # Errors
    /// A template cannot be read or filled.
    pub fn new(database: Database, keys: Keys, workspace: &Workspace, now: fn() -> Timestamp) -> Result<Self, Error> {
        let (keyring, sheets) = (Keyring::new(keys), Sheets::new(workspace)?);
        let joining = Joining::new(&workspace.settings);
        Ok(Self { database, keyring, sheets, bad_tokens: TokenRateLimiter::default(), joining, now })
    }

    /// Closes the form by which one joins, because nobody could be written to.
    #[must_use]
    pub fn closed(mut self) -> Self {
        self.joining.open = false;
        self
    }

    /// Tells whether the form is open by which one joins.
    #[must_use]
    pub fn takes_requests(&self) -> bool {
        self.joining.open
    }
}

/// Answers on `listener` until `stop` is done, then gives open requests a few seconds to finish. A listener that fails
/// is tried again.
pub async fn serve(listener: TcpListener, site: Site, stop: impl Future<Output = ()> + Send + 'static) {
    listen(listener, routes(Arc::new(site)), LIMITS, stop).await;
}

fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/u/{token}", get(link::ask).post(link::leave))
        .route("/u/{token}/undo", post(link::undo))
        .route("/u/{token}/reason", post(link::reason))
        .route("/u/{token}/lists", get(lists::show).post(lists::change))
        .route("/health", get(health))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /u/\nDisallow: /c/\n"))
        .route("/style.css", get(style))
        .merge(joining::routes())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&site), dress::dress))
        .layer(from_fn(record))
        .with_state(site)
}

async fn health(State(site): State<Arc<Site>>) -> Result<&'static str, StatusCode> {
    let read = async { database::list::all(&mut site.database.read().await?).await };
    read.await.map(|_| "ok").map_err(unavailable)
}

async fn style(State(site): State<Arc<Site>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], site.sheets.style.clone())
}

/// Logs what went wrong inside; the answer tells nothing of it.
fn unavailable(error: impl std::error::Error + 'static) -> StatusCode {
    tracing::error!(error = &error as &dyn std::error::Error, "cannot answer");
    StatusCode::SERVICE_UNAVAILABLE
}
