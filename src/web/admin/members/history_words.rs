//! What happened to a person, and how they stand, in words for the chair.

use crate::model::{DeliveryStatus, EventChannel, EventKind, SubscriptionState, format_count};
use crate::subscription::NamedEvent;

/// A state in words, and the class that shows how good it is.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub(in crate::web::admin) struct StateWords {
    pub(in crate::web::admin) words: &'static str,
    pub(in crate::web::admin) tone: &'static str,
}

/// Says how somebody stands on a list.
pub(in crate::web::admin) fn subscription_words(state: SubscriptionState) -> StateWords {
    let (words, tone) = match state {
        SubscriptionState::Confirmed => ("gets letters", "good"),
        SubscriptionState::NoticesOnly => ("notices only", ""),
        SubscriptionState::Unsubscribed => ("has left", ""),
        SubscriptionState::Suppressed => ("takes no mail", "bad"),
    };
    StateWords { words, tone }
}

/// Says what became of a copy.
pub(in crate::web::admin) fn delivery_words(status: DeliveryStatus) -> StateWords {
    let (words, tone) = match status {
        DeliveryStatus::Queued => ("waits", "waiting"),
        DeliveryStatus::Sending => ("on its way", "waiting"),
        DeliveryStatus::Sent => ("sent", "good"),
        DeliveryStatus::Deferred => ("busy, tried again", "waiting"),
        DeliveryStatus::Bounced => ("refused", "bad"),
        DeliveryStatus::Expired => ("given up", "bad"),
        DeliveryStatus::Skipped => ("left out: had left", ""),
        DeliveryStatus::Withdrawn => ("left out: had answered", ""),
        DeliveryStatus::Cancelled => ("stopped", ""),
        DeliveryStatus::InDoubt => ("not sure whether it arrived", "waiting"),
    };
    StateWords { words, tone }
}

/// Says what happened, given the title of the list.
pub(in crate::web::admin) fn event_words(happened: &NamedEvent, title: &str) -> String {
    let event = &happened.event;
    let on = if title.is_empty() { String::new() } else { format!(" “{title}”") };
    let by_you = event.channel == EventChannel::Operator;
    let what = match event.kind {
        EventKind::Subscribed if by_you => format!("Put on{on}"),
        EventKind::Subscribed => format!("Joined{on}"),
        EventKind::Unsubscribed if by_you => format!("Taken off{on}"),
        EventKind::Unsubscribed => format!("Left{on}"),
        EventKind::Resubscribed => format!("Back on{on}"),
        EventKind::ReducedToNotices => format!("Gets only notices from{on}"),
        EventKind::ReasonGiven => "Said why they left".to_owned(),
        EventKind::StillWanted => format!("Said that they still want{on}").replace(" on “", " “"),
        EventKind::Suppressed if title.is_empty() => "Gets no mail any more".to_owned(),
        EventKind::Suppressed => format!("Gets no mail any more from{on}"),
        EventKind::Unsuppressed => "Is mailed again".to_owned(),
        EventKind::AddressChanged => {
            return format!("Address changed; it was {}", event.note.as_deref().unwrap_or("another one"));
        }
        EventKind::Erased => "Erased".to_owned(),
    };
    let way = match (event.channel, &event.source) {
        (EventChannel::Import, Some(file)) => format!("by an import of {file}"),
        (EventChannel::Import, None) => "by an import".to_owned(),
        (EventChannel::Operator, _) => "by you".to_owned(),
        (EventChannel::OneClick, _) => "by the button of their mail program".to_owned(),
        (EventChannel::Mail, _) => "by mail".to_owned(),
        (EventChannel::Page, _) => "by the page of their link".to_owned(),
        (EventChannel::Relay, _) => "because the mail server refused the address".to_owned(),
        (EventChannel::Form, _) => "by the form".to_owned(),
        (EventChannel::Complaint, _) => "by a complaint to their provider".to_owned(),
        (EventChannel::Bounce, _) => "because a letter came back".to_owned(),
    };
    let suspect = if event.likely_scanner { ", possibly by a program that tests links" } else { "" };
    format!("{what}, {way}{suspect}")
}

/// Counts people: `1 person`, `138 people`.
pub(in crate::web::admin) fn people(count: u64) -> String {
    format_count(count, "person", "people")
}
