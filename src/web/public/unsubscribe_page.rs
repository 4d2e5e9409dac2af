//! What the link in a letter can do: ask, leave, come back, say why.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use url::form_urlencoded;

use super::token_holder::TokenHolder;
use super::{PublicSite, service_unavailable};
use crate::model::{EventChannel, SubscriptionState as Stands};
use crate::subscription::{self, SubscriptionStatus};

pub(super) type PageResult = Result<Html<String>, StatusCode>;

/// Shows the one button. It changes nothing, however often scanners look.
pub(super) async fn ask(State(site): State<Arc<PublicSite>>, bearer: TokenHolder) -> PageResult {
    let standing =
        subscription::subscription_status(&site.database, bearer.token).await.map_err(service_unavailable)?;
    let on_it = matches!(standing.state, Some(Stands::Confirmed | Stands::NoticesOnly));
    render_page(&site, if on_it { "ask" } else { "away" }, &bearer, standing)
}

/// Takes the bearer off the list at once, whatever the body says: the body only tells who pressed the button.
///
/// A mail program posts `List-Unsubscribe=One-Click` in either form encoding (RFC 8058 §3.2); our own page marks
/// its button.
pub(super) async fn leave(State(site): State<Arc<PublicSite>>, bearer: TokenHolder, body: Bytes) -> PageResult {
    let by_page = form_urlencoded::parse(&body).any(|(name, value)| name == "by" && value == "page");
    let way = if by_page { EventChannel::Page } else { EventChannel::OneClick };
    let standing = subscription::leave(&site.database, bearer.token, bearer.origin(way), (site.now)());
    let standing = standing.await.map_err(service_unavailable)?;
    render_page(&site, if standing.state.is_some() { "left" } else { "away" }, &bearer, standing)
}

/// Puts the bearer back, while that can be done.
pub(super) async fn undo(State(site): State<Arc<PublicSite>>, bearer: TokenHolder) -> PageResult {
    let standing =
        subscription::undo_unsubscribe(&site.database, bearer.token, bearer.origin(EventChannel::Page), (site.now)());
    let standing = standing.await.map_err(service_unavailable)?;
    let on_it = matches!(standing.state, Some(Stands::Confirmed | Stands::NoticesOnly));
    render_page(&site, if on_it { "stayed" } else { "away" }, &bearer, standing)
}

/// Keeps why the bearer left.
pub(super) async fn reason(State(site): State<Arc<PublicSite>>, bearer: TokenHolder, body: Bytes) -> PageResult {
    let answers: Vec<_> = form_urlencoded::parse(&body)
        .filter(|(name, value)| matches!(name.as_ref(), "why" | "words") && !value.trim().is_empty())
        .map(|(_, value)| value)
        .collect();
    let (words, hand) = (answers.join(": "), bearer.origin(EventChannel::Page));
    let kept = subscription::record_reason(&site.database, bearer.token, &words, hand, (site.now)());
    kept.await.map_err(service_unavailable)?;
    let standing =
        subscription::subscription_status(&site.database, bearer.token).await.map_err(service_unavailable)?;
    render_page(&site, "thanks", &bearer, standing)
}

fn render_page(site: &PublicSite, name: &str, bearer: &TokenHolder, mut standing: SubscriptionStatus) -> PageResult {
    let now = (site.now)();
    standing.undo_until = standing.undo_until.filter(|until| *until >= now);
    site.pages.render_status(name, &bearer.token_text, &standing).map(Html).map_err(service_unavailable)
}
