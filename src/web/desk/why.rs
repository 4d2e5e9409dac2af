//! Why a reader gets a letter.

use serde_json::Value;

use super::trouble::sentence;
use super::{Desk, Error};
use crate::audience::Audience;
use crate::database;
use crate::model::{FieldValue, Kind, State, Subscriber, Way};

impl Desk {
    /// Says in sentences how somebody came onto the list, and what it is about them that the conditions ask for.
    pub(super) async fn why(&self, audience: &Audience, reader: &Subscriber) -> Result<Vec<Vec<Value>>, Error> {
        let list = &audience.list;
        let mut work = self.database.read().await?;
        let Some(state) = database::subscription::state(&mut work, list.id, reader.id).await? else {
            return Ok(Vec::new());
        };
        let mut why = vec![match state {
            State::Notices => format!("on “{}”, and wants only notices such as this one", list.title),
            State::Confirmed | State::Unsubscribed | State::Suppressed => format!("on “{}”", list.title),
        }];
        if let Some(joined) = database::event::last(&mut work, reader.id, list.id, Kind::Joined).await? {
            let by = match (joined.way, joined.source) {
                (Way::Import, Some(file)) => format!(", from the file `{file}`"),
                (Way::Import, None) => ", from a file".to_owned(),
                (Way::Form, _) => ", by your form".to_owned(),
                (Way::Owner, _) => ", by your own hand".to_owned(),
                _ => String::new(),
            };
            why[0] = format!("{} since {}{by}", why[0], self.day(joined.at));
        }
        let decides = audience.why(reader).into_iter();
        why.extend(decides.map(|(field, value)| format!("`{field}`: {}", FieldValue::known(value))));
        Ok(why.iter().map(|words| sentence(words)).collect())
    }
}
