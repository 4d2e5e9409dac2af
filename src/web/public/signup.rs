//! The form by which anybody asks to join a public list, and the link by which the owner of the address says yes.
//!
//! The answer to the form is the same whoever the address belongs to. Nothing is joined by looking at a link.

mod confirm_page;
mod signup_form;
mod signup_pages;
mod signup_rate_limiter;
mod subscribe_page;
mod visible_lists;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tokio::sync::OnceCell;

use super::PublicSite;
use crate::config::Settings;
pub(super) use signup_pages::{CONSENT_TEMPLATE, SIGNUP_PAGE_NAMES, check_templates};
use signup_rate_limiter::SignupRateLimiter;

/// The largest form that is read, in bytes.
const MAX_FORM_BYTES: usize = 16 * 1_024;

/// What joining needs beside the pages.
#[derive(Debug)]
pub(super) struct SignupState {
    /// Whether anybody can join now: a mail can be sent, and has a page to lead to.
    pub(super) is_open: bool,
    requests: SignupRateLimiter,
    form_key: OnceCell<[u8; 32]>,
}

impl SignupState {
    pub(super) fn new(settings: &Settings) -> Self {
        let is_open = settings.accepts_signups();
        Self { is_open, requests: SignupRateLimiter::new(settings.web.joins_per_hour), form_key: OnceCell::new() }
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
