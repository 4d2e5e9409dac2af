//! What of a letter is looked at, as the address says it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model::Letter;

/// The sides of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Side {
    /// As a mail program shows it.
    #[default]
    Letter,
    /// The text part.
    Text,
    /// The headers, unfolded.
    Headers,
    /// The message as it goes over the wire.
    Source,
}

/// The query of a page: `?view=text&reader=12&width=phone`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct View {
    /// Which side.
    #[serde(default, rename = "view")]
    pub(super) side: Side,
    /// Which reader, from 1.
    #[serde(default)]
    pub(super) reader: Option<usize>,
    /// `phone` for 375 pixels.
    #[serde(default)]
    pub(super) width: Option<String>,
    /// A word to look a reader up by.
    #[serde(default)]
    pub(super) find: Option<String>,
}

impl View {
    /// Tells whether the letter is shown as wide as a telephone.
    pub(super) fn is_phone(&self) -> bool {
        self.width.as_deref() == Some("phone")
    }

    /// Writes the query that leads to this view.
    pub(super) fn query(&self) -> String {
        let side = json!(self.side);
        let mut query = format!("?view={}", side.as_str().unwrap_or_default());
        if let Some(reader) = self.reader {
            query.push_str("&reader=");
            query.push_str(&reader.to_string());
        }
        if self.is_phone() {
            query.push_str("&width=phone");
        }
        query
    }

    /// Writes the query that leads to the same view of another reader.
    pub(super) fn of_reader(&self, reader: usize) -> String {
        Self { reader: Some(reader), ..self.clone() }.query()
    }

    /// Lays out the tabs and the switch between wide and narrow.
    pub(super) fn controls(&self) -> Value {
        let sides =
            [(Side::Letter, "Letter"), (Side::Text, "Text"), (Side::Headers, "Headers"), (Side::Source, "Source")];
        let tabs: Vec<Value> = sides
            .into_iter()
            .map(|(side, name)| {
                let query = Self { side, ..self.clone() }.query();
                json!({ "name": name, "query": query, "here": side == self.side })
            })
            .collect();
        let width = if self.is_phone() { None } else { Some("phone".to_owned()) };
        let other = Self { width, side: Side::Letter, ..self.clone() };
        json!({ "tabs": tabs, "phone": self.is_phone(), "other_width": other.query() })
    }

    /// Lays out the side of a letter that is looked at.
    pub(super) fn shown(&self, letter: &Letter, bytes: &[u8]) -> Value {
        let message = String::from_utf8_lossy(bytes);
        let head = message.split("\r\n\r\n").next().unwrap_or_default();
        match self.side {
            Side::Letter => json!({ "letter": true, "text": null, "headers": null, "source": null }),
            Side::Text => json!({ "letter": false, "text": letter.text, "headers": null, "source": null }),
            Side::Headers => json!({ "letter": false, "text": null, "headers": headers(head), "source": null }),
            Side::Source => json!({ "letter": false, "text": null, "headers": null, "source": message }),
        }
    }
}

fn headers(head: &str) -> Vec<Value> {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some(json!({ "name": name, "value": value.trim() }))
    };
    unfolded.split("\r\n").filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_written_into_the_address() {
        let view = View { side: Side::Text, reader: Some(12), ..View::default() };
        assert_eq!(view.query(), "?view=text&reader=12");
        assert_eq!(View { width: Some("phone".into()), ..view }.of_reader(3), "?view=text&reader=3&width=phone");
        assert_eq!(View::default().query(), "?view=letter");
    }
}
