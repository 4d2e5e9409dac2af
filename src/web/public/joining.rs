//! The form by which anybody asks to join a public list, and the link by which the owner of the address says yes.
//!
//! The answer to the form is the same whoever the address belongs to. Nothing is joined by looking at a link.

mod answer;
mod form;
mod given;
mod offer;
mod sheet;
mod signup_rate_limiter;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tokio::sync::OnceCell;

use super::Site;
use crate::config::Settings;
pub(super) use sheet::{CONSENT, NAMES, probe};
use signup_rate_limiter::SignupRateLimiter;

/// The largest form that is read, in bytes.
const LARGEST_FORM: usize = 16 * 1_024;

/// What joining needs beside the pages.
#[derive(Debug)]
pub(super) struct Joining {
    /// Whether anybody can join now: a mail can be sent, and has a page to lead to.
    pub(super) open: bool,
    requests: SignupRateLimiter,
    key: OnceCell<[u8; 32]>,
}

impl Joining {
    pub(super) fn new(settings: &Settings) -> Self {
        let open = settings.takes_requests();
        Self { open, requests: SignupRateLimiter::new(settings.web.joins_per_hour), key: OnceCell::new() }
    }
}

pub(super) fn routes() -> Router<Arc<Site>> {
    let form = || get(form::show).post(form::take).layer(DefaultBodyLimit::max(LARGEST_FORM));
    Router::new()
        .route("/subscribe", form())
        .route("/subscribe/{list}", form())
        .route("/c/{token}", get(answer::look).post(answer::confirm))
        .route("/c/{token}/not-me", post(answer::refuse))
}
