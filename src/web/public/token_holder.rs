//! The subscriber who opens a link, read from the token in its path.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Path};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

use super::page_language::PageLanguage;
use super::public_pages::ReaderPages;
use super::{PublicSite, service_unavailable};
use crate::database::{self, Database};
use crate::model::{EventChannel, Language, SigningKeys, SubscriberId, Token, link_token};
use crate::subscription::ChangeOrigin;

/// The holder of a token that one of our keys sealed.
///
/// A token that is unknown, malformed or foreign is not found: the response does not show which of these it is.
#[derive(Debug)]
pub(super) struct TokenHolder {
    pub(super) token: Token,
    /// The token as it is written in the path, without signs behind it.
    pub(super) token_text: String,
    request: PageLanguage,
    /// The language in which the subscriber is written to, as the list of members names it.
    language: Option<String>,
    /// The language of the list.
    list_language: Option<Language>,
    route: Option<MatchedPath>,
    user_agent: Option<String>,
}

impl TokenHolder {
    /// Returns whether the link is in a test message, which belongs to no subscriber.
    pub(super) fn is_test(&self) -> bool {
        self.token.subscriber == SubscriberId::NONE
    }

    /// Returns the pages in the language of this reader.
    pub(super) fn pages<'a>(&'a self, site: &'a PublicSite) -> ReaderPages<'a> {
        site.pages.for_member(&self.request, self.language.as_deref(), self.list_language.as_ref())
    }

    /// Returns what is recorded with a change: the route without its token, and the user agent.
    pub(super) fn origin(&self, channel: EventChannel) -> ChangeOrigin<'_> {
        ChangeOrigin {
            channel,
            source: self.route.as_ref().map(MatchedPath::as_str),
            user_agent: self.user_agent.as_deref(),
        }
    }
}

/// Opens the token in the path of a request.
async fn open_holder(
    parts: &mut Parts,
    site: &Arc<PublicSite>,
    open: fn(&SigningKeys, &str) -> Option<Token>,
) -> Result<TokenHolder, StatusCode> {
    if let Ok(Path(text)) = Path::<String>::from_request_parts(parts, site).await {
        let text = link_token(&text).to_owned();
        let opened = site.token_keys.open_token(&site.database, &text, open, (site.now)()).await;
        if let Some(token) = opened.map_err(service_unavailable)? {
            let route = parts.extensions.get::<MatchedPath>().cloned();
            let agent = parts.headers.get(header::USER_AGENT);
            let agent = agent.map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned());
            let request = PageLanguage::of(&parts.uri, &parts.headers);
            let (language, list_language) = languages(&site.database, token).await.map_err(service_unavailable)?;
            return Ok(TokenHolder {
                token,
                token_text: text,
                request,
                language,
                list_language,
                route,
                user_agent: agent,
            });
        }
    }
    Err(site.reject_token(parts))
}

/// Returns the language of a subscriber, as the list of members names it, and that of the list.
async fn languages(database: &Database, token: Token) -> Result<(Option<String>, Option<Language>), database::Error> {
    let mut work = database.begin_read().await?;
    let subscriber = database::subscribers::by_id(&mut work, token.subscriber).await?;
    let list = database::lists::by_id(&mut work, token.list).await?;
    Ok((
        subscriber.and_then(|subscriber| subscriber.language().map(str::to_owned)),
        list.and_then(|list| list.language),
    ))
}

impl FromRequestParts<Arc<PublicSite>> for TokenHolder {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<PublicSite>) -> Result<Self, StatusCode> {
        open_holder(parts, site, SigningKeys::open).await
    }
}

/// The holder of a token by which somebody says that they still want to be written to.
#[derive(Debug)]
pub(super) struct StillWantedHolder(pub(super) TokenHolder);

impl FromRequestParts<Arc<PublicSite>> for StillWantedHolder {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<PublicSite>) -> Result<Self, StatusCode> {
        open_holder(parts, site, SigningKeys::open_still_wanted).await.map(Self)
    }
}
