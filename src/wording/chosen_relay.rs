//! Names the relay that a letter goes through, and why.

use crate::config::{ChosenRelay, RelayReason};
use crate::model::List;

/// Returns the URL of a relay; where there are several, also its name and why it is used.
#[must_use]
pub fn relay_words(relay: &ChosenRelay<'_>, list: &List) -> String {
    let url = &relay.settings.url;
    let name = relay.name.map(ToString::to_string).unwrap_or_default();
    match relay.reason {
        RelayReason::Only => url.to_string(),
        RelayReason::List => format!("`{name}` for the list `{}`, {url}", list.name),
        RelayReason::SenderDomain => format!("`{name}` for the domain of the sender, {url}"),
        RelayReason::Default => format!("the one in `[relay]`, as no other is for this list, {url}"),
    }
}
