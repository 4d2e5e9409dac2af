//! The link in a confirmation mail: one button to join, one to be left in peace.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Html;
use url::form_urlencoded;

use super::super::{PublicSite, service_unavailable};
use crate::model::{Keys, RequestId};
use crate::subscription::{self, SignupStatus};

type ConfirmationResult = Result<Html<String>, StatusCode>;

/// Who has shown the token of a request. One that is no such token is not found, whatever else it is.
#[derive(Debug)]
pub(super) struct ConfirmationLink {
    request_id: RequestId,
    token_text: String,
}

impl FromRequestParts<Arc<PublicSite>> for ConfirmationLink {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<PublicSite>) -> Result<Self, StatusCode> {
        if let Ok(Path(text)) = Path::<String>::from_request_parts(parts, site).await {
            let opened = site.token_keys.open_token(&site.database, &text, Keys::open_request, (site.now)()).await;
            if let Some(request) = opened.map_err(service_unavailable)? {
                return Ok(Self { request_id: request, token_text: text });
            }
        }
        Err(if site.bad_tokens.admits(parts, (site.now)()) {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::TOO_MANY_REQUESTS
        })
    }
}

/// Shows what was asked for. It changes nothing, however often scanners look.
pub(super) async fn show(State(site): State<Arc<PublicSite>>, asker: ConfirmationLink) -> ConfirmationResult {
    let wish = subscription::signup_status(&site.database, asker.request_id, (site.now)())
        .await
        .map_err(service_unavailable)?;
    render_page(&site, &asker, &wish)
}

/// Puts the owner of the address on the lists that the page named; without any, on those that stood in the mail.
pub(super) async fn confirm(
    State(site): State<Arc<PublicSite>>,
    asker: ConfirmationLink,
    body: Bytes,
) -> ConfirmationResult {
    let named = form_urlencoded::parse(&body).filter(|(name, _)| name == "list");
    let named: Vec<_> = named.map(|(_, value)| value.into_owned()).collect();
    let now = (site.now)();
    let wish = subscription::confirm_signup(&site.database, asker.request_id, &named, now)
        .await
        .map_err(service_unavailable)?;
    render_page(&site, &asker, &wish)
}

/// Keeps that it was somebody else who asked.
pub(super) async fn decline(State(site): State<Arc<PublicSite>>, asker: ConfirmationLink) -> ConfirmationResult {
    let wish = subscription::decline_signup(&site.database, asker.request_id, (site.now)())
        .await
        .map_err(service_unavailable)?;
    render_page(&site, &asker, &wish)
}

fn render_page(site: &PublicSite, asker: &ConfirmationLink, wish: &SignupStatus) -> ConfirmationResult {
    let (name, lists) = match wish {
        SignupStatus::Open(lists) => ("confirm", &lists[..]),
        SignupStatus::Confirmed(lists) => ("joined", &lists[..]),
        SignupStatus::Declined(lists) => ("refused", &lists[..]),
        SignupStatus::Expired => ("again", &[][..]),
    };
    site.pages.render_confirmation(name, &asker.token_text, lists).map(Html).map_err(service_unavailable)
}
