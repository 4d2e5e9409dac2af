//! The form to subscribe to a public list, and the link by which the owner of the address confirms.
//!
//! The response to the form is the same for every address. Opening a link changes nothing.

mod confirm_page;
mod signup_form;
mod signup_rate_limiter;
mod subscribe_page;
mod visible_lists;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::OnceCell;

use super::PublicSite;
use super::public_pages::ReaderPages;
use crate::config::Settings;
use crate::model::ListName;
use crate::template;
use signup_rate_limiter::SignupRateLimiter;

/// The largest form that is read, in bytes.
const MAX_FORM_BYTES: usize = 16 * 1_024;

/// What the form needs besides its templates.
#[derive(Debug)]
pub(super) struct SignupState {
    /// Whether the form takes no request, whatever the settings say.
    pub(super) is_closed: bool,
    settings: Settings,
    requests: SignupRateLimiter,
    form_key: OnceCell<[u8; 32]>,
}

impl SignupState {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            is_closed: false,
            settings: settings.clone(),
            requests: SignupRateLimiter::new(settings.web.joins_per_hour),
            form_key: OnceCell::new(),
        }
    }

    /// Counts a request if it may be admitted now.
    ///
    /// # Errors
    /// Returns how long the network has to wait.
    pub(super) fn admit(&self, network: IpAddr, now: Timestamp) -> Result<(), SignedDuration> {
        self.requests.admit(network, now)
    }

    /// Returns whether the form takes requests for a list: a confirmation mail can be sent, and its link has a page.
    pub(super) fn is_open_for(&self, list: &ListName) -> bool {
        !self.is_closed && self.settings.accepts_signups(list)
    }
}

pub(super) fn routes() -> Router<Arc<PublicSite>> {
    let form = || get(subscribe_page::show).post(subscribe_page::submit).layer(DefaultBodyLimit::max(MAX_FORM_BYTES));
    Router::new()
        .route("/subscribe", form())
        .route("/subscribe/{list}", form())
        .route("/c/{token}", get(confirm_page::show).post(confirm_page::confirm))
        .route("/c/{token}/not-me", post(confirm_page::decline))
}

/// Returns the names of the templates of the form and of the confirmation link.
pub(super) fn template_names() -> impl Iterator<Item = &'static str> {
    subscribe_page::TEMPLATES.into_iter().chain(confirm_page::TEMPLATES)
}

/// Renders each template once.
pub(super) fn check_templates(pages: ReaderPages<'_>) -> Result<(), (&'static str, template::Error)> {
    subscribe_page::check_templates(pages).and_then(|()| confirm_page::check_templates(pages))
}
