//! The form to subscribe: shown, and submitted.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use jiff::SignedDuration;
use serde::Serialize;

use super::super::public_pages::{CONSENT, ReaderPages, SiteContext};
use super::super::response_headers::PageKind;
use super::super::{PublicSite, service_unavailable};
use super::signup_form::SignupForm;
use super::visible_lists::{ListChoice, VisibleLists, single_title};
use crate::model::{
    Address, AddressFault, BasisFlags, ConsentBasis, EventChannel, FormToken, List, OptIn, ParseAddressError,
};
use crate::subscription::{self, CONFIRMATION_LINK_LIFETIME, SignupSubmission};
use crate::template;
use crate::web::client_network::client_network;

const SUBSCRIBE: &str = "subscribe";
const CHECK_YOUR_MAIL: &str = "check-your-mail";
const MESSAGE: &str = "message";
/// The templates of this file.
pub(super) const TEMPLATES: [&str; 3] = [SUBSCRIBE, CHECK_YOUR_MAIL, MESSAGE];

/// A form that comes back sooner was not filled in by a person.
const MIN_FILL_TIME: SignedDuration = SignedDuration::from_secs(2);
/// A form that was open for longer is shown again.
const MAX_FORM_AGE: SignedDuration = SignedDuration::from_hours(24);
/// How much of the user agent is recorded, in characters.
const MAX_USER_AGENT_CHARS: usize = 200;
/// When to come back to a form that is closed.
const CLOSED_RETRY_AFTER: Duration = Duration::from_hours(1);

type FormResult = Result<Response, StatusCode>;

#[derive(Debug, Serialize)]
struct SubscribePageContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    /// The name of a sentence. The page has a `title` of its own.
    title_sentence: &'a str,
    lists: Vec<ListChoice<'a>>,
    single_title: &'a str,
    multiple: bool,
    /// The basis of the only list; of several lists, those are sent that somebody ticks.
    basis: BasisFlags,
    /// Whether the form has a box to refuse the letters.
    refusal_offered: bool,
    action: String,
    #[serde(flatten)]
    form: FormState<'a>,
}

/// What a form shows besides its lists.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct FormState<'a> {
    /// The text that the subscriber agrees to.
    consent: &'a str,
    /// The time at which the form was shown, sealed.
    form_token: &'a str,
    /// The address, if it was typed before.
    address: &'a str,
    /// The lists that were ticked before.
    #[serde(skip)]
    selected: &'a [List],
    /// The name of the sentence that says what is wrong with the address; empty if nothing is.
    address_error: &'a str,
    /// The address as that sentence shows it.
    address_excerpt: &'a str,
    no_list_selected: bool,
    /// Whether the button must be pressed once more.
    resubmit: bool,
}

#[derive(Debug, Serialize)]
struct CheckYourMailContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    subscribed_immediately: bool,
    needs_approval: bool,
    valid_hours: i64,
}

#[derive(Debug, Serialize)]
struct MessagePageContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    /// The names of two sentences. The page has a `title` of its own.
    title_sentence: &'a str,
    message_sentence: &'a str,
}

/// Shows the form.
pub(super) async fn show(State(site): State<Arc<PublicSite>>, offer: VisibleLists) -> FormResult {
    let pages = offer.pages(&site);
    if offer.is_closed {
        return render_closed(pages);
    }
    let consent = consent_text(pages, &offer).map_err(service_unavailable)?;
    let state = FormState { consent: &consent, ..FormState::default() };
    let mut page = render_form(&site, &offer, StatusCode::OK, state).await?;
    page.extensions_mut().insert(PageKind::Indexable);
    Ok(page)
}

/// Takes the form. The response is the same for every address, and for a program that fills in every field.
pub(super) async fn submit(
    State(site): State<Arc<PublicSite>>,
    offer: VisibleLists,
    parts: Parts,
    body: Bytes,
) -> FormResult {
    let pages = offer.pages(&site);
    if offer.is_closed {
        return render_closed(pages);
    }
    let form = SignupForm::parse(&body);
    let selected = offer.selected(&form);
    if form.honeypot_filled {
        return render_accepted(pages, &selected);
    }
    if form.is_refused && offer.basis().is_soft_opt_in() {
        let (title_sentence, message_sentence) = ("subscribe-refused-title", "subscribe-refused");
        let page = MessagePageContext { site: pages.site_context(), title_sentence, message_sentence };
        return pages.render(MESSAGE, &page).map(|page| Html(page).into_response()).map_err(service_unavailable);
    }
    let consent = consent_text(pages, &offer).map_err(service_unavailable)?;
    let now = (site.now)();
    let shown_at = FormToken { page: &offer.path, consent: &consent }.open(site.form_key().await?, &form.form_token);
    let open_for = shown_at.map(|at| now.duration_since(at));
    let state = FormState { consent: &consent, address: &form.address, selected: &selected, ..FormState::default() };
    if !open_for.is_some_and(|open_for| (MIN_FILL_TIME..=MAX_FORM_AGE).contains(&open_for)) {
        return render_form(&site, &offer, StatusCode::OK, FormState { resubmit: true, ..state }).await;
    }
    let address = match parse_address(&form.address) {
        Ok(address) if !selected.is_empty() => address,
        result => {
            let fault = result.err();
            let (address_error, address_excerpt) =
                fault.as_ref().map_or(("", ""), |fault| (fault.sentence, fault.excerpt.as_str()));
            let state = FormState { address_error, address_excerpt, no_list_selected: selected.is_empty(), ..state };
            return render_form(&site, &offer, StatusCode::UNPROCESSABLE_ENTITY, state).await;
        }
    };
    if let Err(wait) = site.signup.admit(client_network(&parts), now) {
        let wait = Duration::try_from(wait).unwrap_or_default();
        return render_message(pages, StatusCode::TOO_MANY_REQUESTS, "subscribe-busy-title", "subscribe-busy", wait);
    }
    let user_agent = user_agent(&parts);
    let submission = SignupSubmission {
        address: &address,
        lists: &selected,
        consent_text: &consent,
        channel: EventChannel::Form,
        source: &offer.path,
        user_agent: user_agent.as_deref(),
        language: pages.chosen_language(offer.language()),
    };
    subscription::request_signup(&site.database, submission, now).await.map_err(service_unavailable)?;
    render_accepted(pages, &selected)
}

/// Returns the user agent as it is recorded: short, without control characters.
fn user_agent(parts: &Parts) -> Option<String> {
    let agent = String::from_utf8_lossy(parts.headers.get(header::USER_AGENT)?.as_bytes());
    Some(agent.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT_CHARS).collect())
}

/// What is wrong with an address.
struct TypedAddressFault {
    /// The name of the sentence that says it.
    sentence: &'static str,
    /// The address as the sentence shows it.
    excerpt: String,
}

/// Reads the address, or returns its fault for the person who typed it.
fn parse_address(text: &str) -> Result<Address, TypedAddressFault> {
    if text.is_empty() {
        return Err(TypedAddressFault { sentence: "subscribe-address-missing", excerpt: String::new() });
    }
    let address: Address = text.parse().map_err(|error: ParseAddressError| {
        let sentence = match error.fault {
            AddressFault::NoAt => "subscribe-address-at",
            AddressFault::Domain => "subscribe-address-domain",
            AddressFault::NoDot => "subscribe-address-dot",
            AddressFault::Ending => "subscribe-address-ending",
            AddressFault::Quoted => "subscribe-address-quoted",
            AddressFault::TooLong => "subscribe-address-long",
            AddressFault::Invalid => "subscribe-address-wrong",
        };
        TypedAddressFault { sentence, excerpt: error.text }
    })?;
    if !address.as_str().is_ascii() {
        return Err(TypedAddressFault { sentence: "subscribe-address-letter", excerpt: address.to_string() });
    }
    Ok(address)
}

/// Renders the text that a subscriber agrees to with this form.
fn consent_text(pages: ReaderPages<'_>, offer: &VisibleLists) -> Result<String, template::Error> {
    let choices = ListChoice::from_lists(&offer.lists, &[]);
    pages.render_consent(&form_context(pages, choices, offer.basis(), FormState::default()))
}

/// Shows the form with a token of the current time.
async fn render_form(site: &PublicSite, offer: &VisibleLists, status: StatusCode, state: FormState<'_>) -> FormResult {
    let token = FormToken { page: &offer.path, consent: state.consent };
    let form_token = token.seal(site.form_key().await?, (site.now)());
    let wrong = state.no_list_selected || !state.address_error.is_empty();
    let choices = ListChoice::from_lists(&offer.lists, state.selected);
    let state = FormState { form_token: &form_token, ..state };
    let pages = offer.pages(site);
    let mut context = form_context(pages, choices, offer.basis(), state);
    context.title_sentence = if wrong { "subscribe-title-wrong" } else { "subscribe-title" };
    context.action = format!("{}{}{}", context.site.prefix, offer.path, context.site.query);
    let page = pages.render(SUBSCRIBE, &context).map_err(service_unavailable)?;
    Ok(with_custom_body((status, Html(page)).into_response()))
}

fn form_context<'a>(
    pages: ReaderPages<'a>,
    lists: Vec<ListChoice<'a>>,
    basis: ConsentBasis,
    form: FormState<'a>,
) -> SubscribePageContext<'a> {
    SubscribePageContext {
        site: pages.site_context(),
        title_sentence: "subscribe-title",
        single_title: single_title(&lists),
        multiple: lists.len() > 1,
        basis: basis.flags(),
        refusal_offered: basis.is_soft_opt_in(),
        lists,
        action: String::new(),
        form,
    }
}

fn render_accepted(pages: ReaderPages<'_>, selected: &[List]) -> FormResult {
    let subscribed_immediately = selected.iter().all(|list| list.opt_in == OptIn::Single) && !selected.is_empty();
    let needs_approval = selected.iter().any(|list| list.opt_in == OptIn::Approved);
    let context = check_your_mail_context(pages, subscribed_immediately, needs_approval);
    let page = pages.render(CHECK_YOUR_MAIL, &context);
    page.map(|page| Html(page).into_response()).map_err(service_unavailable)
}

fn check_your_mail_context(
    pages: ReaderPages<'_>,
    subscribed_immediately: bool,
    needs_approval: bool,
) -> CheckYourMailContext<'_> {
    let valid_hours = CONFIRMATION_LINK_LIFETIME.as_hours();
    CheckYourMailContext { site: pages.site_context(), subscribed_immediately, needs_approval, valid_hours }
}

fn render_closed(pages: ReaderPages<'_>) -> FormResult {
    let (title, message) = ("subscribe-closed-title", "subscribe-closed");
    render_message(pages, StatusCode::SERVICE_UNAVAILABLE, title, message, CLOSED_RETRY_AFTER)
}

fn render_message(
    pages: ReaderPages<'_>,
    status: StatusCode,
    title_sentence: &str,
    message_sentence: &str,
    wait: Duration,
) -> FormResult {
    let context = MessagePageContext { site: pages.site_context(), title_sentence, message_sentence };
    let page = pages.render(MESSAGE, &context).map_err(service_unavailable)?;
    let mut page = with_custom_body((status, Html(page)).into_response());
    if let Ok(seconds) = HeaderValue::from_str(&wait.as_secs().max(1).to_string()) {
        page.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    Ok(page)
}

/// Keeps the body of a page whose status is an error.
fn with_custom_body(mut page: Response) -> Response {
    page.extensions_mut().insert(PageKind::CustomBody);
    page
}

/// Renders each template with one list of each basis, and with two.
pub(super) fn check_templates(pages: ReaderPages<'_>) -> Result<(), (&'static str, template::Error)> {
    let form = FormState {
        address_error: "subscribe-address-at",
        no_list_selected: true,
        resubmit: true,
        ..FormState::default()
    };
    let bases = [ConsentBasis::CharitySoftOptIn, ConsentBasis::CustomerSoftOptIn, ConsentBasis::MembershipNotice];
    for (count, basis) in
        [(2, ConsentBasis::Consent), (1, ConsentBasis::Consent)].into_iter().chain(bases.map(|basis| (1, basis)))
    {
        let sample = form_context(pages, ListChoice::samples(count), basis, form);
        pages.render(SUBSCRIBE, &sample).map_err(|error| (SUBSCRIBE, error))?;
        pages.render_consent(&sample).map_err(|error| (CONSENT, error))?;
        let sample = check_your_mail_context(pages, count == 1, true);
        pages.render(CHECK_YOUR_MAIL, &sample).map_err(|error| (CHECK_YOUR_MAIL, error))?;
    }
    let sample = MessagePageContext {
        site: pages.site_context(),
        title_sentence: "subscribe-busy-title",
        message_sentence: "subscribe-busy",
    };
    pages.render(MESSAGE, &sample).map(drop).map_err(|error| (MESSAGE, error))
}

impl PublicSite {
    /// Returns the key that seals form tokens.
    async fn form_key(&self) -> Result<&[u8; 32], StatusCode> {
        let make = || subscription::form_token_key(&self.database, (self.now)());
        self.signup.form_key.get_or_try_init(make).await.map_err(service_unavailable)
    }
}
