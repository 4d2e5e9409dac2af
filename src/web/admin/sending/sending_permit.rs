//! Who may send a letter, or change what is being sent; a test is sent by everybody who writes.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};

use crate::model::{Account, AccountRole};
use crate::web::admin::AdminServer;

/// The proof that the person at the browser may send.
pub(super) struct SendingPermit(());

impl FromRequestParts<Arc<AdminServer>> for SendingPermit {
    type Rejection = Response;

    /// Everybody may send who was given the URL with the token; with accounts, those whose role says so.
    async fn from_request_parts(request: &mut Parts, _admin: &Arc<AdminServer>) -> Result<Self, Response> {
        match request.extensions.get::<Account>().map(|account| account.role) {
            Some(AccountRole::Writes) => {
                Err((StatusCode::FORBIDDEN, "Your account writes letters. Somebody whose account sends must do this.")
                    .into_response())
            }
            Some(AccountRole::Sends) | None => Ok(Self(())),
        }
    }
}
