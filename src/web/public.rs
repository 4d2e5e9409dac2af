//! The pages that anybody on the net may open: the link in each letter, one button and out, and the form to come in.
//!
//! The token in the address is the whole authority: no cookie, no login, no question of where a request comes from
//! (RFC 8058 §3.1). Looking changes nothing, because scanners open every link; only a POST does.

mod preference_row;
mod preferences_page;
mod public_pages;
mod rate_limiter;
mod response_headers;
mod signup;
mod token_holder;
mod token_keys;
mod token_rate_limiter;
mod unsubscribe_page;

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

use super::access_log::record;
use super::http_server::{ConnectionLimits, listen};
use crate::config::{self, Workspace};
use crate::database::{self, Database};
use crate::model::Keys;
use crate::template;
use public_pages::PublicPages;
use signup::SignupState;
use token_keys::TokenKeys;
use token_rate_limiter::TokenRateLimiter;

/// The largest body that is read, in bytes: a reason of some hundred words.
const LARGEST_BODY: usize = 4 * 1_024;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What anybody on the net may take.
const CONNECTION_LIMITS: ConnectionLimits = ConnectionLimits {
    max_connections: 512,
    header_timeout: Duration::from_secs(10),
    max_lifetime: Duration::from_mins(2),
    drain_timeout: Duration::from_secs(5),
};

/// What the public pages are made of.
pub struct PublicSite {
    database: Database,
    token_keys: TokenKeys,
    pages: PublicPages,
    bad_tokens: TokenRateLimiter,
    joining: SignupState,
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
        source: template::Error,
    },
}

impl PublicSite {
    /// Makes the pages from the workspace's templates and fills each once, so that none fails before a subscriber.
    ///
    /// # Errors
    /// A template cannot be read or filled.
    pub fn new(database: Database, keys: Keys, workspace: &Workspace, now: fn() -> Timestamp) -> Result<Self, Error> {
        let (keyring, sheets) = (TokenKeys::new(keys), PublicPages::new(workspace)?);
        let joining = SignupState::new(&workspace.settings);
        Ok(Self { database, token_keys: keyring, pages: sheets, bad_tokens: TokenRateLimiter::default(), joining, now })
    }

    /// Closes the form by which one joins, because nobody could be written to.
    #[must_use]
    pub fn with_signup_closed(mut self) -> Self {
        self.joining.is_open = false;
        self
    }

    /// Tells whether the form is open by which one joins.
    #[must_use]
    pub fn accepts_signups(&self) -> bool {
        self.joining.is_open
    }
}

/// Answers on `listener` until `stop` is done, then gives open requests a few seconds to finish. A listener that fails
/// is tried again.
pub async fn serve(listener: TcpListener, site: PublicSite, stop: impl Future<Output = ()> + Send + 'static) {
    listen(listener, routes(Arc::new(site)), CONNECTION_LIMITS, stop).await;
}

fn routes(site: Arc<PublicSite>) -> Router {
    Router::new()
        .route("/u/{token}", get(unsubscribe_page::ask).post(unsubscribe_page::leave))
        .route("/u/{token}/undo", post(unsubscribe_page::undo))
        .route("/u/{token}/reason", post(unsubscribe_page::reason))
        .route("/u/{token}/lists", get(preferences_page::show).post(preferences_page::change))
        .route("/health", get(health))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /u/\nDisallow: /c/\n"))
        .route("/style.css", get(style))
        .merge(signup::routes())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&site), response_headers::dress))
        .layer(from_fn(record))
        .with_state(site)
}

async fn health(State(site): State<Arc<PublicSite>>) -> Result<&'static str, StatusCode> {
    let read = async { database::lists::all(&mut site.database.begin_read().await?).await };
    read.await.map(|_| "ok").map_err(service_unavailable)
}

async fn style(State(site): State<Arc<PublicSite>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], site.pages.style.clone())
}

/// Logs what went wrong inside; the answer tells nothing of it.
fn service_unavailable(error: impl std::error::Error + 'static) -> StatusCode {
    tracing::error!(error = &error as &dyn std::error::Error, "cannot answer");
    StatusCode::SERVICE_UNAVAILABLE
}
