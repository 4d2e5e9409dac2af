//! The form: shown, and taken.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use jiff::SignedDuration;

use super::super::response_headers::PageKind;
use super::super::token_rate_limiter::client;
use super::super::{PublicSite, service_unavailable};
use super::signup_form::SignupForm;
use super::signup_pages::SignupFormState;
use super::visible_lists::VisibleLists;
use crate::model::{Address, FormToken, List, OptIn};
use crate::subscription::{self, SignupSubmission};

/// Nobody reads and fills the form more quickly.
const MIN_FILL_TIME: SignedDuration = SignedDuration::from_secs(2);
/// A form that has been open for longer is shown anew.
const MAX_FORM_AGE: SignedDuration = SignedDuration::from_hours(24);
/// How much of a browser's name is kept, in characters.
const MAX_USER_AGENT_CHARS: usize = 200;
/// When to come back to a form that is closed.
const CLOSED_RETRY_AFTER: Duration = Duration::from_hours(1);

type FormResult = Result<Response, StatusCode>;

/// Shows the form.
pub(super) async fn show(State(site): State<Arc<PublicSite>>, offer: VisibleLists) -> FormResult {
    if !site.joining.is_open {
        return render_closed(&site);
    }
    let consent = site.pages.consent_text(&offer).map_err(service_unavailable)?;
    let mut page =
        render_form(&site, &offer, StatusCode::OK, SignupFormState { consent: &consent, ..SignupFormState::default() })
            .await?;
    page.extensions_mut().insert(PageKind::Indexable);
    Ok(page)
}

/// Takes the form. It says the same whoever the address belongs to, and the same to a machine that fills every field.
pub(super) async fn submit(
    State(site): State<Arc<PublicSite>>,
    offer: VisibleLists,
    parts: Parts,
    body: Bytes,
) -> FormResult {
    if !site.joining.is_open {
        return render_closed(&site);
    }
    let given = SignupForm::parse(&body);
    let chosen = offer.selected(&given);
    if given.honeypot_filled {
        return render_accepted(&site, &chosen);
    }
    let consent = site.pages.consent_text(&offer).map_err(service_unavailable)?;
    let now = (site.now)();
    let shown = FormToken { page: &offer.path, consent: &consent }.open(site.form_key().await?, &given.form_token);
    let timely =
        shown.map(|at| now.duration_since(at)).is_some_and(|open| (MIN_FILL_TIME..=MAX_FORM_AGE).contains(&open));
    let shape =
        SignupFormState { consent: &consent, address: &given.address, selected: &chosen, ..SignupFormState::default() };
    if !timely {
        return render_form(&site, &offer, StatusCode::OK, SignupFormState { resubmit: true, ..shape }).await;
    }
    let address = match parse_address(&given.address) {
        Ok(address) if !chosen.is_empty() => address,
        wrong => {
            let fault = wrong.err().unwrap_or_default();
            let shape = SignupFormState { address_error: &fault, no_list_selected: chosen.is_empty(), ..shape };
            return render_form(&site, &offer, StatusCode::UNPROCESSABLE_ENTITY, shape).await;
        }
    };
    if let Err(wait) = site.joining.requests.admit(client(&parts), now) {
        let words = "Many people have asked to join just now, so the form rests for a while. Please try again later.";
        let wait = Duration::try_from(wait).unwrap_or_default();
        return render_message(&site, StatusCode::TOO_MANY_REQUESTS, "Please try again later", words, wait);
    }
    let agent = parts.headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
    let agent: Option<String> =
        agent.map(|agent| agent.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT_CHARS).collect());
    let wish = SignupSubmission {
        address: &address,
        lists: &chosen,
        consent_text: &consent,
        source: &offer.path,
        user_agent: agent.as_deref(),
    };
    subscription::ask(&site.database, wish, now).await.map_err(service_unavailable)?;
    render_accepted(&site, &chosen)
}

/// Reads the address, or says what is wrong with it in words for whoever typed it.
fn parse_address(text: &str) -> Result<Address, String> {
    if text.is_empty() {
        return Err("Please write your email address here.".to_owned());
    }
    let address: Address = text
        .parse()
        .map_err(|bad| format!("{}. Please write it as in name@example.org.", with_typographic_quotes(&bad)))?;
    if !address.as_str().is_ascii() {
        return Err(format!("“{address}” has a letter before the @ that few mail servers can take."));
    }
    Ok(address)
}

/// Writes what is wrong with the quotation marks of a page.
fn with_typographic_quotes(bad: &impl ToString) -> String {
    bad.to_string().replacen('`', "“", 1).replacen('`', "”", 1)
}

/// Shows the form with a token of now.
async fn render_form(
    site: &PublicSite,
    offer: &VisibleLists,
    status: StatusCode,
    form: SignupFormState<'_>,
) -> FormResult {
    let token = FormToken { page: &offer.path, consent: form.consent };
    let stamp = token.seal(site.form_key().await?, (site.now)());
    let page =
        site.pages.render_form(offer, &SignupFormState { form_token: &stamp, ..form }).map_err(service_unavailable)?;
    Ok(with_custom_body((status, Html(page)).into_response()))
}

fn render_accepted(site: &PublicSite, chosen: &[List]) -> FormResult {
    let at_once = chosen.iter().all(|list| list.opt_in == OptIn::Single) && !chosen.is_empty();
    site.pages.render_accepted(at_once).map(|page| Html(page).into_response()).map_err(service_unavailable)
}

fn render_closed(site: &PublicSite) -> FormResult {
    let words = "Our form cannot send mail at present, so nobody can join by it.";
    render_message(site, StatusCode::SERVICE_UNAVAILABLE, "Joining is closed for now", words, CLOSED_RETRY_AFTER)
}

fn render_message(site: &PublicSite, status: StatusCode, title: &str, words: &str, wait: Duration) -> FormResult {
    let page = site.pages.render_message(title, words).map_err(service_unavailable)?;
    let mut page = with_custom_body((status, Html(page)).into_response());
    if let Ok(seconds) = HeaderValue::from_str(&wait.as_secs().max(1).to_string()) {
        page.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    Ok(page)
}

/// Keeps the words of a page whose status is an error's.
fn with_custom_body(mut page: Response) -> Response {
    page.extensions_mut().insert(PageKind::CustomBody);
    page
}

impl PublicSite {
    /// Returns the key that seals the stamps.
    async fn form_key(&self) -> Result<&[u8; 32], StatusCode> {
        let make = || subscription::form_token_key(&self.database, (self.now)());
        self.joining.form_key.get_or_try_init(make).await.map_err(service_unavailable)
    }
}
