//! The link in each letter: unsubscribe, undo it, say why.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use serde::Serialize;
use url::form_urlencoded;

use super::preference_row::suppression_label;
use super::public_pages::{ReaderPages, SiteContext};
use super::token_holder::TokenHolder;
use super::{PublicSite, service_unavailable};
use crate::model::{EventChannel, SubscriptionState, UNSUBSCRIBE_REASONS};
use crate::subscription::{self, SubscriptionStatus};
use crate::template;

const UNSUBSCRIBE: &str = "unsubscribe";
const UNSUBSCRIBED: &str = "unsubscribed";
const NOT_SUBSCRIBED: &str = "not-subscribed";
const RESUBSCRIBED: &str = "resubscribed";
const REASON_RECEIVED: &str = "reason-received";
const TEST_LETTER: &str = "test-letter";
/// The templates of this file.
pub(super) const TEMPLATES: [&str; 6] =
    [UNSUBSCRIBE, UNSUBSCRIBED, NOT_SUBSCRIBED, RESUBSCRIBED, REASON_RECEIVED, TEST_LETTER];

/// A page, or the status of the error page.
pub(super) type PageResult = Result<Html<String>, StatusCode>;

#[derive(Debug, Serialize)]
struct UnsubscribePageContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    link: String,
    /// The page on which the subscriber chooses.
    lists_link: String,
    list: &'a str,
    undo_until: Option<String>,
    /// Whether the subscriber gets notices only.
    notices: bool,
    /// Why the subscriber gets nothing at all: `bounced`, `complained` or `withheld`.
    suppression: Option<&'a str>,
    reasons: [UnsubscribeReason; 4],
}

/// A reason to choose: the value is what the report counts, whatever language the page is in.
#[derive(Debug, Clone, Copy, Serialize)]
struct UnsubscribeReason {
    value: &'static str,
    sentence: &'static str,
}

/// The sentences of [`UNSUBSCRIBE_REASONS`], in the same order.
const REASON_SENTENCES: [&str; 4] = ["reason-often", "reason-topic", "reason-never-asked", "reason-other"];

/// Shows the button. A GET changes nothing, because scanners open every link.
pub(super) async fn show(State(site): State<Arc<PublicSite>>, holder: TokenHolder) -> PageResult {
    let status = subscription::subscription_status(&site.database, holder.token).await.map_err(service_unavailable)?;
    render(&site, if is_subscribed(&status) { UNSUBSCRIBE } else { NOT_SUBSCRIBED }, &holder, &status)
}

/// Unsubscribes at once, whatever the body contains: the body only shows which button was pressed.
///
/// A mail program posts `List-Unsubscribe=One-Click` in either form encoding (RFC 8058 §3.2); our own page marks
/// its button.
pub(super) async fn unsubscribe(State(site): State<Arc<PublicSite>>, holder: TokenHolder, body: Bytes) -> PageResult {
    let by_page = form_urlencoded::parse(&body).any(|(name, value)| name == "by" && value == "page");
    let channel = if by_page { EventChannel::Page } else { EventChannel::OneClick };
    let status = site.leave_queue.unsubscribe(holder.token, holder.origin(channel), (site.now)());
    let status = status.await.map_err(service_unavailable)?;
    render(&site, if status.state.is_some() { UNSUBSCRIBED } else { NOT_SUBSCRIBED }, &holder, &status)
}

/// Puts the subscriber back on the list, while the undo period lasts.
pub(super) async fn undo_unsubscribe(State(site): State<Arc<PublicSite>>, holder: TokenHolder) -> PageResult {
    let origin = holder.origin(EventChannel::Page);
    let status = subscription::undo_unsubscribe(&site.database, holder.token, origin, (site.now)());
    let status = status.await.map_err(service_unavailable)?;
    render(&site, if is_subscribed(&status) { RESUBSCRIBED } else { NOT_SUBSCRIBED }, &holder, &status)
}

/// Records why the subscriber left.
pub(super) async fn submit_reason(State(site): State<Arc<PublicSite>>, holder: TokenHolder, body: Bytes) -> PageResult {
    let answers: Vec<_> = form_urlencoded::parse(&body)
        .filter(|(name, value)| matches!(name.as_ref(), "why" | "words") && !value.trim().is_empty())
        .map(|(_, value)| value)
        .collect();
    let (reason, origin) = (answers.join(": "), holder.origin(EventChannel::Page));
    let recorded = subscription::record_reason(&site.database, holder.token, &reason, origin, (site.now)());
    recorded.await.map_err(service_unavailable)?;
    let status = subscription::subscription_status(&site.database, holder.token).await.map_err(service_unavailable)?;
    render(&site, REASON_RECEIVED, &holder, &status)
}

fn is_subscribed(status: &SubscriptionStatus) -> bool {
    matches!(status.state, Some(SubscriptionState::Confirmed | SubscriptionState::NoticesOnly))
}

fn render(site: &PublicSite, template: &str, holder: &TokenHolder, status: &SubscriptionStatus) -> PageResult {
    if holder.is_test() {
        return render_test_letter(site, holder);
    }
    let pages = holder.pages(site);
    let now = (site.now)();
    let undo_until = status.undo_until.filter(|until| *until >= now);
    let context = UnsubscribePageContext {
        undo_until: undo_until.map(|until| pages.format_day(until)),
        notices: status.state == Some(SubscriptionState::NoticesOnly),
        suppression: status.suppression.map(suppression_label),
        ..context(pages, &holder.token_text, status.list.as_deref().unwrap_or_default())
    };
    pages.render(template, &context).map(Html).map_err(service_unavailable)
}

/// Says that the holder of a token is not on its list.
pub(super) async fn render_not_subscribed(site: &PublicSite, holder: &TokenHolder) -> PageResult {
    let status = subscription::subscription_status(&site.database, holder.token).await.map_err(service_unavailable)?;
    render(site, NOT_SUBSCRIBED, holder, &SubscriptionStatus { undo_until: None, ..status })
}

/// Says that the link is in a test letter and belongs to nobody.
pub(super) fn render_test_letter(site: &PublicSite, holder: &TokenHolder) -> PageResult {
    let pages = holder.pages(site);
    let context = context(pages, &holder.token_text, "");
    pages.render(TEST_LETTER, &context).map(Html).map_err(service_unavailable)
}

fn context<'a>(pages: ReaderPages<'a>, token: &str, list: &'a str) -> UnsubscribePageContext<'a> {
    UnsubscribePageContext {
        site: pages.site_context(),
        link: pages.unsubscribe_path(token),
        lists_link: pages.lists_path(token),
        list,
        undo_until: None,
        notices: false,
        suppression: None,
        reasons: std::array::from_fn(|at| UnsubscribeReason {
            value: UNSUBSCRIBE_REASONS[at],
            sentence: REASON_SENTENCES[at],
        }),
    }
}

/// Renders each template once.
pub(super) fn check_templates(pages: ReaderPages<'_>) -> Result<(), (&'static str, template::Error)> {
    let sample = UnsubscribePageContext {
        undo_until: Some(String::new()),
        suppression: Some("bounced"),
        ..context(pages, "", "list")
    };
    TEMPLATES.into_iter().try_for_each(|name| pages.render(name, &sample).map(drop).map_err(|error| (name, error)))
}
