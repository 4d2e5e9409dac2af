//! What the link in a letter can do: ask, leave, come back, say why.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use url::form_urlencoded;

use super::bearer::Bearer;
use super::{Site, unavailable};
use crate::model::{State as Stands, Way};
use crate::subscription::{self, Standing};

pub(super) type Page = Result<Html<String>, StatusCode>;

/// Shows the one button. It changes nothing, however often scanners look.
pub(super) async fn ask(State(site): State<Arc<Site>>, bearer: Bearer) -> Page {
    let standing = subscription::standing(&site.database, bearer.token).await.map_err(unavailable)?;
    let on_it = matches!(standing.state, Some(Stands::Confirmed | Stands::Notices));
    page(&site, if on_it { "ask" } else { "away" }, &bearer, standing)
}

/// Takes the bearer off the list at once, whatever the body says: the body only tells who pressed the button.
///
/// A mail program posts `List-Unsubscribe=One-Click` in either form encoding (RFC 8058 §3.2); our own page marks
/// its button.
pub(super) async fn leave(State(site): State<Arc<Site>>, bearer: Bearer, body: Bytes) -> Page {
    let by_page = form_urlencoded::parse(&body).any(|(name, value)| name == "by" && value == "page");
    let way = if by_page { Way::Page } else { Way::OneClick };
    let standing = subscription::leave(&site.database, bearer.token, bearer.hand(way), (site.now)());
    let standing = standing.await.map_err(unavailable)?;
    page(&site, if standing.state.is_some() { "left" } else { "away" }, &bearer, standing)
}

/// Puts the bearer back, while that can be done.
pub(super) async fn undo(State(site): State<Arc<Site>>, bearer: Bearer) -> Page {
    let standing = subscription::come_back(&site.database, bearer.token, bearer.hand(Way::Page), (site.now)());
    let standing = standing.await.map_err(unavailable)?;
    let on_it = matches!(standing.state, Some(Stands::Confirmed | Stands::Notices));
    page(&site, if on_it { "stayed" } else { "away" }, &bearer, standing)
}

/// Keeps why the bearer left.
pub(super) async fn reason(State(site): State<Arc<Site>>, bearer: Bearer, body: Bytes) -> Page {
    let answers: Vec<_> = form_urlencoded::parse(&body)
        .filter(|(name, value)| matches!(name.as_ref(), "why" | "words") && !value.trim().is_empty())
        .map(|(_, value)| value)
        .collect();
    let (words, hand) = (answers.join(": "), bearer.hand(Way::Page));
    let kept = subscription::give_reason(&site.database, bearer.token, &words, hand, (site.now)());
    kept.await.map_err(unavailable)?;
    let standing = subscription::standing(&site.database, bearer.token).await.map_err(unavailable)?;
    page(&site, "thanks", &bearer, standing)
}

fn page(site: &Site, name: &str, bearer: &Bearer, mut standing: Standing) -> Page {
    let now = (site.now)();
    standing.undo_until = standing.undo_until.filter(|until| *until >= now);
    site.sheets.of(name, &bearer.text, &standing).map(Html).map_err(unavailable)
}
