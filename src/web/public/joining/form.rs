//! The form: shown, and taken.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use jiff::SignedDuration;

use super::super::dress::Guise;
use super::super::token_rate_limiter::client;
use super::super::{Site, unavailable};
use super::given::Given;
use super::offer::Offer;
use super::sheet::Form;
use crate::model::{Address, FormToken, List, OptIn};
use crate::subscription::{self, Asked};

/// Nobody reads and fills the form more quickly.
const QUICKEST: SignedDuration = SignedDuration::from_secs(2);
/// A form that has been open for longer is shown anew.
const OLDEST: SignedDuration = SignedDuration::from_hours(24);
/// How much of a browser's name is kept, in characters.
const AGENT: usize = 200;
/// When to come back to a form that is closed.
const CLOSED_FOR: Duration = Duration::from_hours(1);

type Page = Result<Response, StatusCode>;

/// Shows the form.
pub(super) async fn show(State(site): State<Arc<Site>>, offer: Offer) -> Page {
    if !site.joining.open {
        return closed(&site);
    }
    let consent = site.sheets.consent(&offer).map_err(unavailable)?;
    let mut page = form(&site, &offer, StatusCode::OK, Form { consent: &consent, ..Form::default() }).await?;
    page.extensions_mut().insert(Guise::Indexed);
    Ok(page)
}

/// Takes the form. It says the same whoever the address belongs to, and the same to a machine that fills every field.
pub(super) async fn take(State(site): State<Arc<Site>>, offer: Offer, parts: Parts, body: Bytes) -> Page {
    if !site.joining.open {
        return closed(&site);
    }
    let given = Given::read(&body);
    let chosen = offer.chosen(&given);
    if given.trapped {
        return asked(&site, &chosen);
    }
    let consent = site.sheets.consent(&offer).map_err(unavailable)?;
    let now = (site.now)();
    let shown = FormToken { page: &offer.path, consent: &consent }.open(site.form_key().await?, &given.stamp);
    let timely = shown.map(|at| now.duration_since(at)).is_some_and(|open| (QUICKEST..=OLDEST).contains(&open));
    let shape = Form { consent: &consent, address: &given.address, ticked: &chosen, ..Form::default() };
    if !timely {
        return form(&site, &offer, StatusCode::OK, Form { again: true, ..shape }).await;
    }
    let address = match read(&given.address) {
        Ok(address) if !chosen.is_empty() => address,
        wrong => {
            let fault = wrong.err().unwrap_or_default();
            let shape = Form { fault: &fault, no_list: chosen.is_empty(), ..shape };
            return form(&site, &offer, StatusCode::UNPROCESSABLE_ENTITY, shape).await;
        }
    };
    if let Err(wait) = site.joining.requests.admit(client(&parts), now) {
        let words = "Many people have asked to join just now, so the form rests for a while. Please try again later.";
        let wait = Duration::try_from(wait).unwrap_or_default();
        return notice(&site, StatusCode::TOO_MANY_REQUESTS, "Please try again later", words, wait);
    }
    let agent = parts.headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
    let agent: Option<String> = agent.map(|agent| agent.chars().filter(|c| !c.is_control()).take(AGENT).collect());
    let wish =
        Asked { address: &address, lists: &chosen, wording: &consent, source: &offer.path, agent: agent.as_deref() };
    subscription::ask(&site.database, wish, now).await.map_err(unavailable)?;
    asked(&site, &chosen)
}

/// Reads the address, or says what is wrong with it in words for whoever typed it.
fn read(text: &str) -> Result<Address, String> {
    if text.is_empty() {
        return Err("Please write your email address here.".to_owned());
    }
    let address: Address =
        text.parse().map_err(|bad| format!("{}. Please write it as in name@example.org.", plain(&bad)))?;
    if !address.as_str().is_ascii() {
        return Err(format!("“{address}” has a letter before the @ that few mail servers can take."));
    }
    Ok(address)
}

/// Writes what is wrong with the quotation marks of a page.
fn plain(bad: &impl ToString) -> String {
    bad.to_string().replacen('`', "“", 1).replacen('`', "”", 1)
}

/// Shows the form with a token of now.
async fn form(site: &Site, offer: &Offer, status: StatusCode, form: Form<'_>) -> Page {
    let token = FormToken { page: &offer.path, consent: form.consent };
    let stamp = token.seal(site.form_key().await?, (site.now)());
    let page = site.sheets.form(offer, &Form { stamp: &stamp, ..form }).map_err(unavailable)?;
    Ok(worded((status, Html(page)).into_response()))
}

fn asked(site: &Site, chosen: &[List]) -> Page {
    let at_once = chosen.iter().all(|list| list.opt_in == OptIn::Single) && !chosen.is_empty();
    site.sheets.asked(at_once).map(|page| Html(page).into_response()).map_err(unavailable)
}

fn closed(site: &Site) -> Page {
    let words = "Our form cannot send mail at present, so nobody can join by it.";
    notice(site, StatusCode::SERVICE_UNAVAILABLE, "Joining is closed for now", words, CLOSED_FOR)
}

fn notice(site: &Site, status: StatusCode, title: &str, words: &str, wait: Duration) -> Page {
    let page = site.sheets.notice(title, words).map_err(unavailable)?;
    let mut page = worded((status, Html(page)).into_response());
    if let Ok(seconds) = HeaderValue::from_str(&wait.as_secs().max(1).to_string()) {
        page.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    Ok(page)
}

/// Keeps the words of a page whose status is an error's.
fn worded(mut page: Response) -> Response {
    page.extensions_mut().insert(Guise::Worded);
    page
}

impl Site {
    /// Returns the key that seals the stamps.
    async fn form_key(&self) -> Result<&[u8; 32], StatusCode> {
        let make = || subscription::form_key(&self.database, (self.now)());
        self.joining.key.get_or_try_init(make).await.map_err(unavailable)
    }
}
