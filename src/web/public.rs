//! The public pages: the link in each letter, the preferences and the form to subscribe.
//!
//! The token in a URL is the whole authority: no cookie, no login, no check of where a request comes from
//! (RFC 8058 §3.1). A GET changes nothing, because scanners open every link; only a POST does.

mod answer_page;
mod api;
mod archive_site;
mod calendar_file;
mod error_page;
mod monitoring_routes;
mod page_language;
mod preference_row;
mod preferences_page;
mod public_pages;
mod response_headers;
mod signup;
mod still_wanted_page;
mod token_holder;
mod token_keys;
mod unsubscribe_page;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use super::access_log::log_request;
use super::client_network::client_network;
use super::http_server::{ConnectionLimits, serve_http};
use super::rate_limiter::{Quota, RateLimiter};
use crate::archive::PageError;
use crate::config::{self, Workspace};
use crate::database::Database;
use crate::delivery::DeliveryMeter;
use crate::model::{Language, ListName, SigningKeys};
use crate::monitoring::Monitor;
use crate::subscription::LeaveQueue;
use crate::template;
use crate::translation;
use archive_site::ArchiveSite;
use public_pages::PublicPages;
use signup::SignupState;
use token_keys::TokenKeys;

pub use monitoring_routes::serve_monitoring;

/// The largest body that is read, in bytes: a reason of some hundred words.
const MAX_BODY_BYTES: usize = 4 * 1_024;

/// How long a response may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// How many bad tokens a network may show in a minute. Good ones are never counted: mail providers post the tokens of
/// many people from few addresses.
const BAD_TOKENS_PER_MINUTE: i64 = 100;

const BAD_TOKEN_QUOTA: Quota = Quota {
    cost: |_| SignedDuration::from_millis(60_000 / BAD_TOKENS_PER_MINUTE),
    burst: SignedDuration::from_millis(60_000 - 60_000 / BAD_TOKENS_PER_MINUTE),
    memory: SignedDuration::from_mins(1),
};

/// The limits for clients on the internet.
const CONNECTION_LIMITS: ConnectionLimits = ConnectionLimits {
    max_connections: 512,
    max_per_network: 64,
    header_timeout: Duration::from_secs(10),
    max_lifetime: Duration::from_mins(2),
    drain_timeout: Duration::from_secs(5),
};

/// The public pages and what they need.
pub struct PublicSite {
    database: Database,
    leave_queue: LeaveQueue,
    monitor: Monitor,
    token_keys: TokenKeys,
    pages: PublicPages,
    bad_tokens: Mutex<RateLimiter<IpAddr>>,
    signup: SignupState,
    archive: ArchiveSite,
    now: fn() -> Timestamp,
}

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A template cannot be read.
    #[error(transparent)]
    Template(#[from] config::Error),
    /// The sentences of a language cannot be used.
    #[error(transparent)]
    Sentences(#[from] translation::Error),
    /// The settings offer pages in a language that has no file.
    #[error("`languages` in `[society]` names `{0}`, which has no file in `templates/language`")]
    UnknownLanguage(Language),
    /// A page of the archive cannot be used.
    #[error(transparent)]
    Archive(Box<PageError>),
    /// A template cannot be compiled or rendered.
    #[error("the page `{name}` cannot be used")]
    Page {
        /// The template's path under `templates/`.
        name: String,
        /// The cause.
        source: template::Error,
    },
}

impl PublicSite {
    /// Compiles the workspace's templates and renders each once, so that none fails when a subscriber opens it.
    ///
    /// # Errors
    /// A template cannot be read, compiled or rendered.
    pub fn new(
        database: Database,
        keys: SigningKeys,
        workspace: &Workspace,
        now: fn() -> Timestamp,
    ) -> Result<Self, Error> {
        let monitor = Monitor::new(database.clone(), DeliveryMeter::default(), now);
        Ok(Self {
            leave_queue: LeaveQueue::new(database.clone()),
            database,
            monitor,
            token_keys: TokenKeys::new(keys),
            pages: load_pages(workspace)?,
            bad_tokens: Mutex::new(RateLimiter::new(BAD_TOKEN_QUOTA)),
            signup: SignupState::new(&workspace.settings),
            archive: ArchiveSite::new(workspace).map_err(|error| Error::Archive(Box::new(error)))?,
            now,
        })
    }

    /// Closes the form to subscribe, because no confirmation mail can be sent.
    #[must_use]
    pub fn with_signup_closed(mut self) -> Self {
        self.signup.is_closed = true;
        self
    }

    /// Shows health and metrics of this process.
    #[must_use]
    pub fn with_monitor(self, monitor: Monitor) -> Self {
        Self { monitor, ..self }
    }

    /// Returns whether the form to subscribe is open for a list.
    #[must_use]
    pub fn accepts_signups(&self, list: &ListName) -> bool {
        self.signup.is_open_for(list)
    }

    /// Counts a bad token and returns the status to answer with.
    fn reject_token(&self, parts: &Parts) -> StatusCode {
        let mut limiter = self.bad_tokens.lock().unwrap_or_else(PoisonError::into_inner);
        match limiter.admit(client_network(parts), (self.now)()) {
            Ok(()) => StatusCode::NOT_FOUND,
            Err(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

fn load_pages(workspace: &Workspace) -> Result<PublicPages, Error> {
    let signup = signup::template_names();
    let own = [
        &unsubscribe_page::TEMPLATES[..],
        &preferences_page::TEMPLATES,
        &answer_page::TEMPLATES,
        &still_wanted_page::TEMPLATES,
        &error_page::TEMPLATES,
    ];
    let names: Vec<&str> = own.concat().into_iter().chain(signup).collect();
    let pages = PublicPages::new(workspace, &names)?;
    for request in pages.each_language() {
        let pages = pages.for_reader(&request, None, None);
        unsubscribe_page::check_templates(pages)
            .and_then(|()| preferences_page::check_templates(pages))
            .and_then(|()| still_wanted_page::check_templates(pages))
            .and_then(|()| answer_page::check_templates(pages))
            .and_then(|()| error_page::check_templates(pages))
            .and_then(|()| signup::check_templates(pages))
            .map_err(|(name, source)| Error::Page { name: public_pages::template_path(name), source })?;
    }
    Ok(pages)
}

/// Serves the pages on `listener` until `stop` is done, then gives open requests a few seconds to finish. Errors of the
/// listener are logged, and it is tried again.
pub async fn serve(listener: TcpListener, site: PublicSite, stop: impl Future<Output = ()> + Send + 'static) {
    serve_http(listener, routes(Arc::new(site)), CONNECTION_LIMITS, stop).await;
}

fn routes(site: Arc<PublicSite>) -> Router {
    let answer = || {
        let limit = DefaultBodyLimit::max(answer_page::MAX_FORM_BYTES);
        get(answer_page::show).post(answer_page::answer).layer(limit)
    };
    Router::new()
        .route("/u/{token}", get(unsubscribe_page::show).post(unsubscribe_page::unsubscribe))
        // Some mail programs take a slash behind a link into it; the page is the same, because nothing may redirect.
        .route("/u/{token}/", get(unsubscribe_page::show).post(unsubscribe_page::unsubscribe))
        .route("/u/{token}/undo", post(unsubscribe_page::undo_unsubscribe))
        .route("/u/{token}/reason", post(unsubscribe_page::submit_reason))
        .route("/u/{token}/lists", get(preferences_page::show).post(preferences_page::update))
        .route("/k/{token}", get(still_wanted_page::show).post(still_wanted_page::keep))
        .route("/a/{token}", answer())
        .route("/a/{token}/", answer())
        .route("/calendar/{token}", get(calendar_file::show))
        .route(
            "/robots.txt",
            get(async || "User-agent: *\nDisallow: /u/\nDisallow: /a/\nDisallow: /c/\nDisallow: /k/\nDisallow: /calendar/\nDisallow: /events/\n"),
        )
        .route("/style.css", get(stylesheet))
        .route("/logo", get(logo))
        .merge(signup::routes())
        .merge(archive_site::routes())
        .merge(monitoring_routes::routes())
        .merge(api::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIMEOUT))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&site), response_headers::finish_response))
        .layer(from_fn(log_request))
        .with_state(site)
}

async fn stylesheet(State(site): State<Arc<PublicSite>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], site.pages.stylesheet.clone())
}

async fn logo(State(site): State<Arc<PublicSite>>) -> Result<impl IntoResponse, StatusCode> {
    let logo = site.pages.logo.as_ref().ok_or(StatusCode::NOT_FOUND)?;
    let (media_type, bytes) = logo.content();
    Ok(([(header::CONTENT_TYPE, media_type.to_owned())], bytes.to_vec()))
}

/// Logs an internal error; the response does not show it.
fn service_unavailable(error: impl std::error::Error + 'static) -> StatusCode {
    tracing::error!(error = &error as &dyn std::error::Error, "cannot answer");
    StatusCode::SERVICE_UNAVAILABLE
}
