//! The link by which somebody says that they still want to be written to.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use serde::Serialize;

use super::public_pages::{ReaderPages, SiteContext};
use super::token_holder::{StillWantedHolder, TokenHolder};
use super::unsubscribe_page::{PageResult, render_not_subscribed, render_test_letter};
use super::{PublicSite, service_unavailable};
use crate::model::EventChannel;
use crate::subscription::{self, StillWantedOutcome};
use crate::template;

const STILL_WANTED: &str = "still-wanted";
const STILL_WANTED_DONE: &str = "still-wanted-done";
/// The templates of this file.
pub(super) const TEMPLATES: [&str; 2] = [STILL_WANTED, STILL_WANTED_DONE];

#[derive(Debug, Serialize)]
struct StillWantedContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    link: String,
    list: &'a str,
}

/// Shows the button. A GET changes nothing, because scanners open every link.
pub(super) async fn show(
    State(site): State<Arc<PublicSite>>,
    StillWantedHolder(holder): StillWantedHolder,
) -> PageResult {
    let status = subscription::still_wanted_status(&site.database, holder.token).await.map_err(service_unavailable)?;
    render(&site, STILL_WANTED, &holder, &status).await
}

/// Records that they want to be written to.
pub(super) async fn keep(
    State(site): State<Arc<PublicSite>>,
    StillWantedHolder(holder): StillWantedHolder,
) -> PageResult {
    let mut status =
        subscription::still_wanted_status(&site.database, holder.token).await.map_err(service_unavailable)?;
    if let StillWantedOutcome::Kept(title) = &status {
        let consent = holder.pages(&site).still_wanted_consent(title);
        let origin = holder.origin(EventChannel::Page);
        let kept = subscription::keep_subscription(&site.database, holder.token, &consent, origin, (site.now)()).await;
        status = kept.map_err(service_unavailable)?;
    }
    render(&site, STILL_WANTED_DONE, &holder, &status).await
}

async fn render(site: &PublicSite, template: &str, holder: &TokenHolder, status: &StillWantedOutcome) -> PageResult {
    if holder.is_test() {
        return render_test_letter(site, holder);
    }
    let StillWantedOutcome::Kept(title) = status else { return render_not_subscribed(site, holder).await };
    let pages = holder.pages(site);
    pages.render(template, &context(pages, &holder.token_text, title)).map(Html).map_err(service_unavailable)
}

fn context<'a>(pages: ReaderPages<'a>, token: &str, list: &'a str) -> StillWantedContext<'a> {
    StillWantedContext { site: pages.site_context(), link: pages.still_wanted_path(token), list }
}

/// Renders each template once.
pub(super) fn check_templates(pages: ReaderPages<'_>) -> Result<(), (&'static str, template::Error)> {
    let sample = context(pages, "", "list");
    TEMPLATES.into_iter().try_for_each(|name| pages.render(name, &sample).map(drop).map_err(|error| (name, error)))
}
