//! The token of a call (RFC 6750 §2.1).

use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use jiff::SignedDuration;

use super::super::PublicSite;
use super::api_error::ApiError;
use crate::account;
use crate::model::{ApiPermission, ApiToken};

/// Returns the token of a call if it may do this. Who shows many wrong ones has to wait.
pub(in super::super) async fn authorize(
    site: &PublicSite,
    parts: &Parts,
    permission: ApiPermission,
) -> Result<ApiToken, ApiError> {
    let shown = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(shown) = shown else { return Err(ApiError::unauthorized()) };
    let secret = shown.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
    let found = match secret {
        Some((_, secret)) => account::find_api_token(&site.database, secret.trim()).await,
        None => Ok(None),
    };
    let found = found.map_err(|error| ApiError::unavailable(&error))?;
    match found {
        Some(token) if token.permissions.contains(&permission) => Ok(token),
        Some(_) => Err(ApiError::forbidden(permission.into())),
        None if site.reject_token(parts) == StatusCode::TOO_MANY_REQUESTS => {
            Err(ApiError::too_many(SignedDuration::from_mins(1)))
        }
        None => Err(ApiError::unauthorized()),
    }
}
