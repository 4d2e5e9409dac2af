//! Several people at work: who has signed in, and what each may do.
//!
//! Without accounts, the pages are open to the person who started the program, by the secret in the path.

mod account_page;
mod admin_url;
mod permissions;
mod session_cookie;
mod sign_in_page;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use url::form_urlencoded::Serializer;

pub use admin_url::{AdminUrl, AdminUrlError};

use super::{AdminServer, Error};
use crate::account::{self, SessionToken};
use crate::clock;
use crate::model::{Account, AccountRole};
use permissions::{is_open, may_write};
pub(super) use sign_in_page::SignInLimiter;

/// The first part of the path of all pages, in place of the secret.
pub(super) const BASE: &str = "letters";

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    vec![sign_in_page::TEMPLATE, account_page::TEMPLATE, permissions::TEMPLATE]
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    Router::new()
        .route("/{token}/sign-in", get(sign_in_page::show).post(sign_in_page::sign_in))
        .route("/{token}/sign-out", post(account_page::sign_out))
        .route("/{token}/account", get(account_page::show))
        .route("/{token}/account/password", post(account_page::change_password))
}

/// Lets a request through if its session may make it.
pub(super) async fn admit(admin: Arc<AdminServer>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let page = path.splitn(3, '/').nth(2).unwrap_or_default();
    if is_open(page) {
        return next.run(request).await;
    }
    let session = admin.accounts.as_ref().and_then(|url| session_cookie::read(request.headers(), url));
    let account = match signed_in_account(&admin, session).await {
        Ok(account) => account,
        Err(error) => return error.into_response(),
    };
    let Some(account) = account else { return sign_in_first(&admin, &request) };
    if account.role == AccountRole::Writes && !may_write(request.method(), page) {
        return permissions::refuse(&admin, &account).await.into_response();
    }
    request.extensions_mut().insert(account);
    next.run(request).await
}

async fn signed_in_account(admin: &AdminServer, session: Option<SessionToken>) -> Result<Option<Account>, Error> {
    let Some(session) = session else { return Ok(None) };
    Ok(account::account_of_session(&admin.database, &session, clock::now()).await?)
}

fn sign_in_first(admin: &AdminServer, request: &Request) -> Response {
    if request.method() != Method::GET {
        return (StatusCode::UNAUTHORIZED, "You are signed out. Sign in on another page, then go on here.")
            .into_response();
    }
    let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let query = Serializer::new(String::new()).append_pair("next", wanted).finish();
    Redirect::to(&format!("{}/sign-in?{query}", admin.base_path())).into_response()
}
