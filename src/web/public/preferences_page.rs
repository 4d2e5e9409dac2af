//! The preferences page: all lists, and what the subscriber gets from each.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Html;
use serde::Serialize;
use url::form_urlencoded;

use super::preference_row::{PreferenceChange, PreferenceResult, PreferenceRow, suppression_label};
use super::public_pages::{ReaderPages, SiteContext};
use super::token_holder::TokenHolder;
use super::unsubscribe_page::{PageResult, render_test_letter};
use super::{PublicSite, service_unavailable};
use crate::model::{EventChannel, ListId, SubscriptionState};
use crate::subscription;
use crate::template;

const PREFERENCES: &str = "preferences";
/// The templates of this file.
pub(super) const TEMPLATES: [&str; 1] = [PREFERENCES];

/// The value of `list` that stands for all lists. It cannot be mistaken for an id.
const ALL_LISTS: &str = "all";

#[derive(Debug, Serialize)]
struct PreferencesPageContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    lists_link: String,
    /// Why the subscriber gets nothing at all: `bounced`, `complained` or `withheld`.
    suppression: Option<&'a str>,
    lists: Vec<PreferenceRow>,
    subscribed_anywhere: bool,
    result: Option<PreferenceResult>,
}

#[derive(Debug, PartialEq, Eq)]
enum PreferenceAction {
    UnsubscribeAll,
    SetState { list: ListId, state: SubscriptionState },
}

/// Shows every list with its state. A GET changes nothing.
pub(super) async fn show(State(site): State<Arc<PublicSite>>, holder: TokenHolder) -> PageResult {
    render(&site, &holder, None).await
}

/// Makes the change of one button; any other body changes nothing.
pub(super) async fn update(State(site): State<Arc<PublicSite>>, holder: TokenHolder, body: Bytes) -> PageResult {
    let (database, origin, now) = (&site.database, holder.origin(EventChannel::Page), (site.now)());
    let change = match parse_action(&body) {
        None => None,
        Some(PreferenceAction::UnsubscribeAll) => {
            subscription::unsubscribe_all(database, holder.token, origin, now).await.map_err(service_unavailable)?;
            let state = SubscriptionState::Unsubscribed;
            Some(PreferenceChange { list: None, requested: state, actual: state })
        }
        Some(PreferenceAction::SetState { list, state: requested }) => {
            let actual = subscription::set_preference(database, holder.token, list, requested, origin, now);
            let actual = actual.await.map_err(service_unavailable)?;
            actual.map(|actual| PreferenceChange { list: Some(list), requested, actual })
        }
    };
    render(&site, &holder, change).await
}

async fn render(site: &PublicSite, holder: &TokenHolder, change: Option<PreferenceChange>) -> PageResult {
    if holder.is_test() {
        return render_test_letter(site, holder);
    }
    let preferences = subscription::subscriber_preferences(&site.database, holder.token.subscriber)
        .await
        .map_err(service_unavailable)?;
    let pages = holder.pages(site);
    let day = |at| pages.format_day(at);
    let lists = PreferenceRow::from_preferences(&preferences, holder.token.list, (site.now)(), day);
    let context = PreferencesPageContext {
        site: pages.site_context(),
        lists_link: pages.lists_path(&holder.token_text),
        suppression: preferences.suppression.map(suppression_label),
        subscribed_anywhere: lists.iter().any(PreferenceRow::is_subscribed),
        result: change.and_then(|change| PreferenceResult::from_change(change, &lists)),
        lists,
    };
    pages.render(PREFERENCES, &context).map(Html).map_err(service_unavailable)
}

/// Renders the template once.
pub(super) fn check_templates(pages: ReaderPages<'_>) -> Result<(), (&'static str, template::Error)> {
    let sample = PreferencesPageContext {
        site: pages.site_context(),
        lists_link: String::new(),
        suppression: None,
        lists: vec![PreferenceRow::sample()],
        subscribed_anywhere: true,
        result: Some(PreferenceResult::sample()),
    };
    pages.render(PREFERENCES, &sample).map(drop).map_err(|error| (PREFERENCES, error))
}

/// Reads a button: `list` is the id of a list, `to` the state that the subscriber wants.
fn parse_action(body: &[u8]) -> Option<PreferenceAction> {
    let value = |wanted| form_urlencoded::parse(body).find_map(|(name, value)| (name == wanted).then_some(value));
    let state = match value("to")?.as_ref() {
        "all" => SubscriptionState::Confirmed,
        "notices" => SubscriptionState::NoticesOnly,
        "nothing" => SubscriptionState::Unsubscribed,
        _ => return None,
    };
    let list = value("list")?;
    if list == ALL_LISTS {
        return (state == SubscriptionState::Unsubscribed).then_some(PreferenceAction::UnsubscribeAll);
    }
    Some(PreferenceAction::SetState { list: ListId::new(list.parse().ok()?), state })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_form_values_are_ignored() {
        let one = |list, state| Some(PreferenceAction::SetState { list: ListId::new(list), state });
        for (body, read) in [
            ("list=3&to=notices", one(3, SubscriptionState::NoticesOnly)),
            ("to=all&list=3&x=y", one(3, SubscriptionState::Confirmed)),
            ("list=3&to=nothing", one(3, SubscriptionState::Unsubscribed)),
            ("list=all&to=nothing", Some(PreferenceAction::UnsubscribeAll)),
            ("list=all&to=all", None),
            ("list=all&to=notices", None),
            ("list=3&to=suppressed", None),
            ("list=three&to=nothing", None),
            ("to=nothing", None),
            ("List-Unsubscribe=One-Click", None),
            ("", None),
        ] {
            assert_eq!(parse_action(body.as_bytes()), read, "{body}");
        }
    }
}
