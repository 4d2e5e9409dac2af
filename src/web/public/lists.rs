//! The page of all lists: what comes of each, and less of it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Html;
use url::form_urlencoded;

use super::bearer::Bearer;
use super::link::Page;
use super::row::Wished;
use super::{Site, unavailable};
use crate::model::{ListId, State as Stands, Way};
use crate::subscription;

/// The word that names every list at once; no number of a list is written like it.
const ALL: &str = "all";

/// What a button of the page says.
#[derive(Debug, PartialEq, Eq)]
enum Wish {
    LeaveAll,
    One { list: ListId, wish: Stands },
}

/// Shows every list with its state. It changes nothing.
pub(super) async fn show(State(site): State<Arc<Site>>, bearer: Bearer) -> Page {
    page(&site, &bearer, None).await
}

/// Does what one button says; a body that is none of ours changes nothing.
pub(super) async fn change(State(site): State<Arc<Site>>, bearer: Bearer, body: Bytes) -> Page {
    let (database, hand, now) = (&site.database, bearer.hand(Way::Page), (site.now)());
    let wished = match wish(&body) {
        None => None,
        Some(Wish::LeaveAll) => {
            subscription::leave_all(database, bearer.token, hand, now).await.map_err(unavailable)?;
            Some(Wished { list: None, wish: Stands::Unsubscribed, state: Stands::Unsubscribed })
        }
        Some(Wish::One { list, wish }) => {
            let state = subscription::choose(database, bearer.token, list, wish, hand, now);
            let state = state.await.map_err(unavailable)?;
            state.map(|state| Wished { list: Some(list), wish, state })
        }
    };
    page(&site, &bearer, wished).await
}

async fn page(site: &Site, bearer: &Bearer, wished: Option<Wished>) -> Page {
    let overview = subscription::overview(&site.database, bearer.token.subscriber).await.map_err(unavailable)?;
    let filled = site.sheets.lists(&bearer.text, bearer.token.list, &overview, wished, (site.now)());
    filled.map(Html).map_err(unavailable)
}

/// Reads a button: `list` names a list by its number, `to` what is wished of it.
fn wish(body: &[u8]) -> Option<Wish> {
    let value = |wanted| form_urlencoded::parse(body).find_map(|(name, value)| (name == wanted).then_some(value));
    let wish = match value("to")?.as_ref() {
        "all" => Stands::Confirmed,
        "notices" => Stands::Notices,
        "nothing" => Stands::Unsubscribed,
        _ => return None,
    };
    let list = value("list")?;
    if list == ALL {
        return (wish == Stands::Unsubscribed).then_some(Wish::LeaveAll);
    }
    Some(Wish::One { list: ListId::new(list.parse().ok()?), wish })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_buttons_mean_something() {
        let one = |list, wish| Some(Wish::One { list: ListId::new(list), wish });
        for (body, read) in [
            ("list=3&to=notices", one(3, Stands::Notices)),
            ("to=all&list=3&x=y", one(3, Stands::Confirmed)),
            ("list=3&to=nothing", one(3, Stands::Unsubscribed)),
            ("list=all&to=nothing", Some(Wish::LeaveAll)),
            ("list=all&to=all", None),
            ("list=all&to=notices", None),
            ("list=3&to=suppressed", None),
            ("list=three&to=nothing", None),
            ("to=nothing", None),
            ("List-Unsubscribe=One-Click", None),
            ("", None),
        ] {
            assert_eq!(wish(body.as_bytes()), read, "{body}");
        }
    }
}
