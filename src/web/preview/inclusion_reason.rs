//! Why a reader gets a letter.

use serde_json::Value;

use super::diagnostic_json::sentence_parts;
use super::{Error, PreviewServer};
use crate::database;
use crate::model::{EventChannel, EventKind, FieldValue, Subscriber, SubscriptionState};
use crate::segment::Segment;

impl PreviewServer {
    /// Says in sentences how somebody came onto the list, and what it is about them that the conditions ask for.
    pub(super) async fn inclusion_reason(
        &self,
        audience: &Segment,
        reader: &Subscriber,
    ) -> Result<Vec<Vec<Value>>, Error> {
        let list = &audience.list;
        let mut work = self.database.begin_read().await?;
        let Some(state) = database::subscriptions::state(&mut work, list.id, reader.id).await? else {
            return Ok(Vec::new());
        };
        let mut why = vec![match state {
            SubscriptionState::NoticesOnly => format!("on “{}”, and wants only notices such as this one", list.title),
            SubscriptionState::Confirmed | SubscriptionState::Unsubscribed | SubscriptionState::Suppressed => {
                format!("on “{}”", list.title)
            }
        }];
        if let Some(joined) =
            database::event_log::last_of_kind(&mut work, reader.id, list.id, EventKind::Subscribed).await?
        {
            let by = match (joined.channel, joined.source) {
                (EventChannel::Import, Some(file)) => format!(", from the file `{file}`"),
                (EventChannel::Import, None) => ", from a file".to_owned(),
                (EventChannel::Form, _) => ", by your form".to_owned(),
                (EventChannel::Operator, _) => ", by your own hand".to_owned(),
                _ => String::new(),
            };
            why[0] = format!("{} since {}{by}", why[0], self.format_day(joined.at));
        }
        let decides = audience.deciding_fields(reader).into_iter();
        why.extend(decides.map(|(field, value)| format!("`{field}`: {}", FieldValue::describe(value))));
        Ok(why.iter().map(|words| sentence_parts(words)).collect())
    }
}
