//! The page of all lists: what comes of each, and less of it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Html;
use url::form_urlencoded;

use super::preference_row::PreferenceChange;
use super::token_holder::TokenHolder;
use super::unsubscribe_page::PageResult;
use super::{PublicSite, service_unavailable};
use crate::model::{EventChannel, ListId, SubscriptionState as Stands};
use crate::subscription;

/// The word that names every list at once; no number of a list is written like it.
const ALL_LISTS: &str = "all";

/// What a button of the page says.
#[derive(Debug, PartialEq, Eq)]
enum PreferenceAction {
    UnsubscribeAll,
    SetState { list: ListId, wish: Stands },
}

/// Shows every list with its state. It changes nothing.
pub(super) async fn show(State(site): State<Arc<PublicSite>>, bearer: TokenHolder) -> PageResult {
    render_preferences(&site, &bearer, None).await
}

/// Does what one button says; a body that is none of ours changes nothing.
pub(super) async fn change(State(site): State<Arc<PublicSite>>, bearer: TokenHolder, body: Bytes) -> PageResult {
    let (database, hand, now) = (&site.database, bearer.origin(EventChannel::Page), (site.now)());
    let wished = match parse_action(&body) {
        None => None,
        Some(PreferenceAction::UnsubscribeAll) => {
            subscription::unsubscribe_all(database, bearer.token, hand, now).await.map_err(service_unavailable)?;
            Some(PreferenceChange { list: None, requested: Stands::Unsubscribed, actual: Stands::Unsubscribed })
        }
        Some(PreferenceAction::SetState { list, wish }) => {
            let state = subscription::set_preference(database, bearer.token, list, wish, hand, now);
            let state = state.await.map_err(service_unavailable)?;
            state.map(|state| PreferenceChange { list: Some(list), requested: wish, actual: state })
        }
    };
    render_preferences(&site, &bearer, wished).await
}

async fn render_preferences(site: &PublicSite, bearer: &TokenHolder, wished: Option<PreferenceChange>) -> PageResult {
    let overview = subscription::subscriber_preferences(&site.database, bearer.token.subscriber)
        .await
        .map_err(service_unavailable)?;
    let filled = site.pages.lists(&bearer.token_text, bearer.token.list, &overview, wished, (site.now)());
    filled.map(Html).map_err(service_unavailable)
}

/// Reads a button: `list` names a list by its number, `to` what is wished of it.
fn parse_action(body: &[u8]) -> Option<PreferenceAction> {
    let value = |wanted| form_urlencoded::parse(body).find_map(|(name, value)| (name == wanted).then_some(value));
    let wish = match value("to")?.as_ref() {
        "all" => Stands::Confirmed,
        "notices" => Stands::NoticesOnly,
        "nothing" => Stands::Unsubscribed,
        _ => return None,
    };
    let list = value("list")?;
    if list == ALL_LISTS {
        return (wish == Stands::Unsubscribed).then_some(PreferenceAction::UnsubscribeAll);
    }
    Some(PreferenceAction::SetState { list: ListId::new(list.parse().ok()?), wish })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_form_values_are_ignored() {
        let one = |list, wish| Some(PreferenceAction::SetState { list: ListId::new(list), wish });
        for (body, read) in [
            ("list=3&to=notices", one(3, Stands::NoticesOnly)),
            ("to=all&list=3&x=y", one(3, Stands::Confirmed)),
            ("list=3&to=nothing", one(3, Stands::Unsubscribed)),
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
