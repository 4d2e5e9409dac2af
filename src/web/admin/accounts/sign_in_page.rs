//! The page on which people sign in.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;
use url::form_urlencoded::parse;

use super::session_cookie;
use crate::account;
use crate::clock;
use crate::web::admin::{AdminServer, Error};
use crate::web::client_network::client_network;
use crate::web::rate_limiter::{Quota, RateLimiter};

pub(super) const TEMPLATE: (&str, &str) = ("sign-in", include_str!("../../../../templates/admin/sign-in.html.hbs"));

/// How many wrong passwords a network may send at once, and one more in each half minute.
const QUOTA: Quota = Quota {
    cost: |_| SignedDuration::from_secs(30),
    burst: SignedDuration::from_mins(5),
    memory: SignedDuration::from_hours(1),
};

/// Counts wrong passwords by network.
#[derive(Debug)]
pub(in crate::web::admin) struct SignInLimiter(Mutex<RateLimiter<IpAddr>>);

impl SignInLimiter {
    pub(in crate::web::admin) fn new() -> Self {
        Self(Mutex::new(RateLimiter::new(QUOTA)))
    }

    fn wait(&self, network: IpAddr, now: Timestamp) -> Option<SignedDuration> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).check(&network, now).err()
    }

    fn record_failure(&self, network: IpAddr, now: Timestamp) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).record(network, now);
    }
}

/// Where somebody wanted to go.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NextQuery {
    #[serde(default)]
    next: String,
}

/// Shows the form.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<NextQuery>,
) -> Result<Html<String>, Error> {
    render(&admin, "", &query.next, None)
}

/// Starts a session, and goes where somebody wanted to go.
pub(super) async fn sign_in(
    State(admin): State<Arc<AdminServer>>,
    parts: Parts,
    body: Bytes,
) -> Result<Response, Error> {
    let Some(url) = &admin.accounts else { return Err(Error::NotFound) };
    let value = |key: &str| parse(&body).find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
    let (name, next) = (value("name").unwrap_or_default(), value("next").unwrap_or_default());
    let (network, now) = (client_network(&parts), clock::now());
    if let Some(wait) = admin.sign_ins.wait(network, now) {
        let words = format!("There were too many wrong passwords. Try again in {} seconds.", wait.as_secs().max(1));
        let page = render(&admin, &name, &next, Some(&words))?;
        return Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response());
    }
    let session = match name.parse() {
        Ok(account) => account::sign_in(&admin.database, &account, value("password").unwrap_or_default(), now).await?,
        Err(_) => None,
    };
    let Some(session) = session else {
        admin.sign_ins.record_failure(network, now);
        let page = render(&admin, &name, &next, Some("The name or the password is not right."))?;
        return Ok((StatusCode::FORBIDDEN, page).into_response());
    };
    let home = format!("{}/", admin.base_path());
    let next = if next.starts_with(&home) { next } else { home };
    Ok(([(header::SET_COOKIE, session_cookie::start(&session, url))], Redirect::to(&next)).into_response())
}

fn render(admin: &AdminServer, name: &str, next: &str, problem: Option<&str>) -> Result<Html<String>, Error> {
    let society = admin.workspace.settings.society.name.as_str();
    let context =
        json!({ "base_path": admin.base_path(), "society": society, "name": name, "next": next, "problem": problem });
    admin.render_fragment(TEMPLATE.0, &context)
}
