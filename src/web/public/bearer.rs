//! Who opens a link: read from the token in its path.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::Site;
use crate::model::Token;

/// Who has shown a token that one of our keys sealed.
///
/// A token that is unknown, malformed or foreign is not found: nobody learns which of these it is.
#[derive(Debug)]
pub(super) struct Bearer {
    /// What the token names.
    pub(super) token: Token,
    /// The token as it stands in the path.
    pub(super) text: String,
}

impl FromRequestParts<Arc<Site>> for Bearer {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, StatusCode> {
        let path = Path::<String>::from_request_parts(parts, site).await;
        let bearer = path.ok().and_then(|Path(text)| Some(Self { token: site.keys.open(&text)?, text }));
        bearer.ok_or_else(
            || {
                if site.guard.admits(parts) { StatusCode::NOT_FOUND } else { StatusCode::TOO_MANY_REQUESTS }
            },
        )
    }
}
