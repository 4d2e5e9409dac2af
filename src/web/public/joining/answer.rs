//! The link in a confirmation mail: one button to join, one to be left in peace.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Html;
use url::form_urlencoded;

use super::super::{Site, unavailable};
use crate::model::{Keys, RequestId};
use crate::subscription::{self, Wish};

type Page = Result<Html<String>, StatusCode>;

/// Who has shown the token of a request. One that is no such token is not found, whatever else it is.
#[derive(Debug)]
pub(super) struct Asker {
    request: RequestId,
    text: String,
}

impl FromRequestParts<Arc<Site>> for Asker {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, StatusCode> {
        if let Ok(Path(text)) = Path::<String>::from_request_parts(parts, site).await {
            let opened = site.keyring.open(&site.database, &text, Keys::open_request, (site.now)()).await;
            if let Some(request) = opened.map_err(unavailable)? {
                return Ok(Self { request, text });
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
pub(super) async fn look(State(site): State<Arc<Site>>, asker: Asker) -> Page {
    let wish = subscription::wish(&site.database, asker.request, (site.now)()).await.map_err(unavailable)?;
    page(&site, &asker, &wish)
}

/// Puts the owner of the address on the lists that the page named; without any, on those that stood in the mail.
pub(super) async fn confirm(State(site): State<Arc<Site>>, asker: Asker, body: Bytes) -> Page {
    let named = form_urlencoded::parse(&body).filter(|(name, _)| name == "list");
    let named: Vec<_> = named.map(|(_, value)| value.into_owned()).collect();
    let now = (site.now)();
    let wish = subscription::confirm(&site.database, asker.request, &named, now).await.map_err(unavailable)?;
    page(&site, &asker, &wish)
}

/// Keeps that it was somebody else who asked.
pub(super) async fn refuse(State(site): State<Arc<Site>>, asker: Asker) -> Page {
    let wish = subscription::refuse(&site.database, asker.request, (site.now)()).await.map_err(unavailable)?;
    page(&site, &asker, &wish)
}

fn page(site: &Site, asker: &Asker, wish: &Wish) -> Page {
    let (name, lists) = match wish {
        Wish::Open(lists) => ("confirm", &lists[..]),
        Wish::Joined(lists) => ("joined", &lists[..]),
        Wish::Refused(lists) => ("refused", &lists[..]),
        Wish::Gone => ("again", &[][..]),
    };
    site.sheets.wish(name, &asker.text, lists).map(Html).map_err(unavailable)
}
