//! The page of one's own account: who one is, the password, and the way out.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::json;
use url::form_urlencoded::parse;

use super::session_cookie;
use crate::account::{self, ChangePasswordError, MIN_PASSWORD_CHARS};
use crate::model::{Account, AccountRole};
use crate::web::admin::{AdminServer, Error};

pub(super) const TEMPLATE: (&str, &str) = ("account", include_str!("../../../../templates/admin/account.html.hbs"));

/// Shows who has signed in.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Extension(account): Extension<Account>,
) -> Result<Html<String>, Error> {
    render(&admin, &account, None)
}

/// Ends the session.
pub(super) async fn sign_out(State(admin): State<Arc<AdminServer>>, headers: HeaderMap) -> Result<Response, Error> {
    let Some(url) = &admin.accounts else { return Err(Error::NotFound) };
    if let Some(session) = session_cookie::read(&headers, url) {
        account::sign_out(&admin.database, &session).await?;
    }
    Ok(sign_in_again(&admin, session_cookie::end(url)))
}

/// Changes the password; all sessions of the account end, this one too.
pub(super) async fn change_password(
    State(admin): State<Arc<AdminServer>>,
    Extension(account): Extension<Account>,
    body: Bytes,
) -> Result<Response, Error> {
    let Some(url) = &admin.accounts else { return Err(Error::NotFound) };
    let value =
        |key: &str| parse(&body).find(|(name, _)| name == key).map_or_else(String::new, |(_, value)| value.into());
    let (old, new) = (value("old"), value("new"));
    match account::change_password(&admin.database, account.id, old, new).await? {
        Ok(()) => Ok(sign_in_again(&admin, session_cookie::end(url))),
        Err(problem) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&admin, &account, Some(problem))?).into_response())
        }
    }
}

fn sign_in_again(admin: &AdminServer, cookie: String) -> Response {
    let to = format!("{}/sign-in", admin.base_path());
    ([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response()
}

fn render(admin: &AdminServer, account: &Account, problem: Option<ChangePasswordError>) -> Result<Html<String>, Error> {
    let context = json!({
        "name": account.name.as_str(),
        "sends": account.role == AccountRole::Sends,
        "min_chars": MIN_PASSWORD_CHARS,
        "old_is_wrong": problem == Some(ChangePasswordError::WrongPassword),
        "too_short": problem == Some(ChangePasswordError::TooShort),
        "too_long": problem == Some(ChangePasswordError::TooLong),
        "problem": problem.is_some(),
    });
    admin.render_page(TEMPLATE.0, "account", context)
}
