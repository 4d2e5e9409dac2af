//! `POST /api/join`: the same as the form to subscribe, for a form on the society's website.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;

use super::super::PublicSite;
use super::super::page_language::{PageLanguage, common_language};
use super::api_error::ApiError;
use super::bearer_token::authorize;
use super::json_body::{json_response, read_json};
use crate::database;
use crate::model::{Address, ApiPermission, EventChannel, Language, List, ParseAddressError, single_line};
use crate::subscription::{self, SignupSubmission};
use crate::web::client_network::{client_network, network};

/// The longest text that somebody agrees to, in characters.
const MAX_CONSENT_CHARS: usize = 2_000;
/// When to try again while nobody can join.
const CLOSED_RETRY_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// The body of the call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JoinCall {
    /// Who asks to join.
    email: String,
    /// The names of the lists, at least one.
    lists: BTreeSet<String>,
    /// The text that the form showed and to which they agreed.
    consent_text: String,
    /// The language of the form; one that is not known is as if it were not there.
    language: Option<String>,
    /// The address of their computer: each network may join so many times.
    client_address: Option<IpAddr>,
}

/// Takes a request to join. The answer is the same for every address.
pub(super) async fn join(
    State(site): State<Arc<PublicSite>>,
    parts: Parts,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let token = authorize(&site, &parts, ApiPermission::Join).await?;
    let call: JoinCall = read_json(&parts.headers, body)?;
    if call.consent_text.is_empty() || call.consent_text.chars().count() > MAX_CONSENT_CHARS {
        let message = format!("`consent_text` needs from 1 to {MAX_CONSENT_CHARS} characters");
        return Err(ApiError::bad_request(message));
    }
    let consent_text = single_line(&call.consent_text);
    if consent_text.trim().is_empty() {
        return Err(ApiError::no_consent_text());
    }
    if call.lists.is_empty() {
        return Err(ApiError::bad_request("`lists` needs the name of a list"));
    }
    let lists = find_lists(&site, &call.lists).await?;
    if lists.iter().any(|list| !site.accepts_signups(&list.name)) {
        return Err(ApiError::closed(CLOSED_RETRY_AFTER));
    }
    let address: Address =
        call.email.trim().parse().map_err(|error: ParseAddressError| ApiError::bad_address(error.to_string()))?;
    if !address.as_str().is_ascii() {
        return Err(ApiError::bad_address("the address has letters beyond ASCII"));
    }
    let now = (site.now)();
    let client = call.client_address.map_or_else(|| client_network(&parts), network);
    site.signup.admit(client, now).map_err(ApiError::too_many)?;
    let chosen = call.language.and_then(|tag| tag.parse::<Language>().ok());
    let (form, usual) = (PageLanguage::choosing(chosen), common_language(&lists));
    let language = site.pages.for_reader(&form, None, usual).chosen_language(usual);
    // A form in a language that has no pages has those of another language.
    let is_of_form = |language: &&Language| form.chosen.iter().any(|chosen| chosen.primary() == language.primary());
    let language = language.filter(is_of_form);
    let source = format!("api: {}", token.name);
    let submission = SignupSubmission {
        address: &address,
        lists: &lists,
        consent_text: &consent_text,
        channel: EventChannel::Form,
        source: &source,
        user_agent: None,
        language,
    };
    subscription::request_signup(&site.database, submission, now)
        .await
        .map_err(|error| ApiError::unavailable(&error))?;
    Ok(json_response(StatusCode::ACCEPTED, &json!({ "status": "accepted" })))
}

/// Finds public lists. A private list is not found, like one that does not exist.
async fn find_lists(site: &PublicSite, names: &BTreeSet<String>) -> Result<Vec<List>, ApiError> {
    let read = async { database::lists::all(&mut site.database.begin_read().await?).await };
    let mut lists = read.await.map_err(|error: database::Error| ApiError::unavailable(&error))?;
    lists.retain(|list| list.public && names.contains(list.name.as_str()));
    if lists.len() < names.len() {
        return Err(ApiError::not_found("there is no public list of this name"));
    }
    Ok(lists)
}
