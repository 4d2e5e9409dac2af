//! The link in a confirmation mail: confirm, or ask not to be written to again.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Html;
use serde::Serialize;
use url::form_urlencoded;

use super::super::page_language::PageLanguage;
use super::super::public_pages::{ReaderPages, SiteContext};
use super::super::{PublicSite, service_unavailable};
use super::visible_lists::{ListChoice, single_title};
use crate::database::{self, Database};
use crate::model::{Language, RequestId, SigningKeys, link_token};
use crate::subscription::{self, CONFIRMATION_LINK_LIFETIME, SignupStatus};
use crate::template;

const CONFIRM: &str = "confirm";
const SUBSCRIBED: &str = "subscribed";
const DECLINED: &str = "declined";
const LINK_EXPIRED: &str = "link-expired";
/// The templates of this file.
pub(super) const TEMPLATES: [&str; 4] = [CONFIRM, SUBSCRIBED, DECLINED, LINK_EXPIRED];

type ConfirmationResult = Result<Html<String>, StatusCode>;

#[derive(Debug, Serialize)]
struct ConfirmPageContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    link: String,
    lists: Vec<ListChoice<'a>>,
    /// The lists for which they wait until somebody approves them.
    waiting: Vec<ListChoice<'a>>,
    single_title: &'a str,
    valid_hours: i64,
}

/// A token that names a request. Any other token is not found.
#[derive(Debug)]
pub(super) struct ConfirmationLink {
    request_id: RequestId,
    token_text: String,
    request: PageLanguage,
    /// The language of the page with the form.
    language: Option<Language>,
}

/// Returns the language of the page on which somebody asked, or else of the lists that they asked for.
async fn form_language(database: &Database, request: RequestId) -> Result<Option<Language>, database::Error> {
    let mut work = database.begin_read().await?;
    let asked = database::signup_requests::by_id(&mut work, request).await?.and_then(|asked| asked.language);
    if asked.is_some() {
        return Ok(asked);
    }
    let lists = database::signup_requests::lists_of_request(&mut work, request).await?;
    Ok(lists.into_iter().find_map(|list| list.language))
}

impl FromRequestParts<Arc<PublicSite>> for ConfirmationLink {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<PublicSite>) -> Result<Self, StatusCode> {
        if let Ok(Path(text)) = Path::<String>::from_request_parts(parts, site).await {
            let text = link_token(&text).to_owned();
            let opened =
                site.token_keys.open_token(&site.database, &text, SigningKeys::open_request, (site.now)()).await;
            if let Some(request_id) = opened.map_err(service_unavailable)? {
                let request = PageLanguage::of(&parts.uri, &parts.headers);
                let language = form_language(&site.database, request_id).await.map_err(service_unavailable)?;
                return Ok(Self { request_id, token_text: text, request, language });
            }
        }
        Err(site.reject_token(parts))
    }
}

/// Shows what was requested. A GET changes nothing, because scanners open every link.
pub(super) async fn show(State(site): State<Arc<PublicSite>>, link: ConfirmationLink) -> ConfirmationResult {
    let status = subscription::signup_status(&site.database, link.request_id, (site.now)()).await;
    render(&site, &link, &status.map_err(service_unavailable)?)
}

/// Subscribes the owner of the address to the lists that the page named; if it named none, to those of the request.
pub(super) async fn confirm(
    State(site): State<Arc<PublicSite>>,
    link: ConfirmationLink,
    body: Bytes,
) -> ConfirmationResult {
    let named = form_urlencoded::parse(&body).filter(|(name, _)| name == "list");
    let named: Vec<_> = named.map(|(_, value)| value.into_owned()).collect();
    let status = subscription::confirm_signup(&site.database, link.request_id, &named, (site.now)()).await;
    render(&site, &link, &status.map_err(service_unavailable)?)
}

/// Records that the owner of the address did not make the request.
pub(super) async fn decline(State(site): State<Arc<PublicSite>>, link: ConfirmationLink) -> ConfirmationResult {
    let status = subscription::decline_signup(&site.database, link.request_id, (site.now)()).await;
    render(&site, &link, &status.map_err(service_unavailable)?)
}

fn render(site: &PublicSite, link: &ConfirmationLink, status: &SignupStatus) -> ConfirmationResult {
    let (template, lists, waiting) = match status {
        SignupStatus::Open(lists) => (CONFIRM, &lists[..], &[][..]),
        SignupStatus::Confirmed { joined, waiting } => (SUBSCRIBED, &joined[..], &waiting[..]),
        SignupStatus::Declined(lists) => (DECLINED, &lists[..], &[][..]),
        SignupStatus::Expired => (LINK_EXPIRED, &[][..], &[][..]),
    };
    let (lists, waiting) = (ListChoice::from_lists(lists, &[]), ListChoice::from_lists(waiting, &[]));
    let pages = site.pages.for_reader(&link.request, link.language.as_ref(), None);
    let context = context(pages, &link.token_text, lists, waiting);
    pages.render(template, &context).map(Html).map_err(service_unavailable)
}

fn context<'a>(
    pages: ReaderPages<'a>,
    token: &str,
    lists: Vec<ListChoice<'a>>,
    waiting: Vec<ListChoice<'a>>,
) -> ConfirmPageContext<'a> {
    let site = pages.site_context();
    ConfirmPageContext {
        link: format!("{}/c/{token}", site.prefix),
        site,
        single_title: single_title(&lists),
        lists,
        waiting,
        valid_hours: CONFIRMATION_LINK_LIFETIME.as_hours(),
    }
}

/// Renders each template with one list and with two.
pub(super) fn check_templates(pages: ReaderPages<'_>) -> Result<(), (&'static str, template::Error)> {
    for name in TEMPLATES {
        for count in [1, 2] {
            let sample = context(pages, "", ListChoice::samples(count), ListChoice::samples(count));
            pages.render(name, &sample).map_err(|error| (name, error))?;
        }
    }
    Ok(())
}
