//! The body of an event. Addresses are looked up when it is told, so that an erased person is not named.

use serde_json::{Value, json};

use crate::database::{self, DatabaseTransaction};
use crate::model::{ListId, SettledCopy, SubscriberId, WebhookEvent, WebhookEventKind};

/// Returns the body, as JSON.
///
/// # Errors
/// The database failed.
pub(super) async fn event_body(
    work: &mut DatabaseTransaction,
    event: &WebhookEvent,
) -> Result<String, database::Error> {
    let issue = database::issues::by_id(work, event.issue).await?.map(|issue| issue.slug);
    let list = list_name(work, event.list).await?;
    let data = match event.kind {
        WebhookEventKind::Settled => {
            let copies = event.detail.as_deref().unwrap_or("[]");
            let copies: Vec<SettledCopy> =
                serde_json::from_str(copies).map_err(|_| database::Error::InvalidValue("event"))?;
            let mut told = Vec::with_capacity(copies.len());
            for copy in copies {
                let email = address_of(work, copy.subscriber_id).await?;
                told.push(json!({ "subscriber_id": copy.subscriber_id, "email": email, "state": copy.state }));
            }
            json!({ "issue": issue, "list": list, "copies": told })
        }
        WebhookEventKind::Returned => {
            let email = address_of(work, event.subscriber).await?;
            json!({ "issue": issue, "list": list, "subscriber_id": event.subscriber, "email": email })
        }
        WebhookEventKind::Joined | WebhookEventKind::Left | WebhookEventKind::Suppressed => {
            let email = address_of(work, event.subscriber).await?;
            let (subscriber, channel) = (event.subscriber, &event.detail);
            json!({ "issue": issue, "list": list, "subscriber_id": subscriber, "email": email, "channel": channel })
        }
    };
    let kind: &str = event.kind.into();
    Ok(json!({ "type": kind, "timestamp": event.occurred_at, "data": data }).to_string())
}

async fn list_name(work: &mut DatabaseTransaction, list: ListId) -> Result<Option<String>, database::Error> {
    Ok(database::lists::by_id(work, list).await?.map(|list| list.name.to_string()))
}

async fn address_of(work: &mut DatabaseTransaction, subscriber: SubscriberId) -> Result<Value, database::Error> {
    let address = database::subscribers::address(work, subscriber).await?;
    Ok(address.map_or(Value::Null, |address| address.to_string().into()))
}
