//! What of a letter is looked at, as the address says it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use strum::{EnumIter, IntoEnumIterator as _};

use super::inbox_preview;
use crate::model::{Mailbox, RenderedMessage, SubscriberId};
use crate::template::ClientEmulation;

/// The ways to look at a letter, in the order of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumIter, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ViewMode {
    /// As a mail program shows it.
    #[default]
    Letter,
    /// As wide as a telephone.
    Phone,
    /// By the letter's own dark style.
    Dark,
    /// Its colours turned over.
    Forced,
    /// Without pictures.
    Images,
    /// Without its style sheet.
    Styles,
    /// The text part.
    Text,
    /// The headers, unfolded, and the message as it goes over the wire.
    Source,
    /// The line in a list of mails.
    Inbox,
}

impl ViewMode {
    fn label(self) -> &'static str {
        match self {
            Self::Letter => "Letter",
            Self::Phone => "Phone",
            Self::Dark => "Dark",
            Self::Forced => "Dark, forced",
            Self::Images => "No images",
            Self::Styles => "No styles",
            Self::Text => "Text",
            Self::Source => "Source",
            Self::Inbox => "Inbox line",
        }
    }

    /// Says what is seen there and in which mail programs.
    fn description(self) -> &'static str {
        match self {
            Self::Letter => "As mail programs show it on a computer.",
            Self::Phone => "As a telephone shows it, 375 pixels wide.",
            Self::Dark => "On a dark screen, by the letter’s own dark style: Apple Mail, Outlook on the web, Samsung.",
            Self::Forced => {
                "On a dark screen, where the mail program turns the colours over itself: the apps of Gmail."
            }
            Self::Images => "Before the reader asks for the pictures: many mail programs hide them at first.",
            Self::Styles => {
                "Without the style sheet: Gmail’s app for a mailbox that is not Gmail’s, and letters that were forwarded."
            }
            Self::Text => "The text part: screen readers, text-only programs, watches.",
            Self::Source => "The headers, and the message as it goes over the wire.",
            Self::Inbox => "The line in the list of mails: what decides whether the letter is opened.",
        }
    }

    /// Returns how the letter in the frame is shown; `None` where there is no frame.
    pub(super) fn emulation(self) -> Option<ClientEmulation> {
        match self {
            Self::Letter | Self::Phone => Some(ClientEmulation::Light),
            Self::Dark => Some(ClientEmulation::Dark),
            Self::Forced => Some(ClientEmulation::ForcedDark),
            Self::Images => Some(ClientEmulation::ImagesBlocked),
            Self::Styles => Some(ClientEmulation::StylesRemoved),
            Self::Text | Self::Source | Self::Inbox => None,
        }
    }
}

/// The query of a page: `?view=text&reader=12`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct ViewQuery {
    /// Which side.
    #[serde(default, rename = "view")]
    pub(super) mode: ViewMode,
    /// Which reader, from 1.
    #[serde(default)]
    pub(super) reader: Option<usize>,
    /// Of which reading of the draft, where a page asks for its letter.
    #[serde(default)]
    pub(super) of: Option<u64>,
    /// The number of the reader, where a page asks for its letter.
    #[serde(default)]
    pub(super) who: Option<SubscriberId>,
    /// A word to look a reader up by.
    #[serde(default)]
    pub(super) find: Option<String>,
}

impl ViewQuery {
    /// Writes the query that leads to this view.
    pub(super) fn to_query(&self) -> String {
        let side = json!(self.mode);
        let mut query = format!("?view={}", side.as_str().unwrap_or_default());
        if let Some(reader) = self.reader {
            query.push_str("&reader=");
            query.push_str(&reader.to_string());
        }
        query
    }

    /// Writes the query that leads to the same view of another reader.
    pub(super) fn query_for_reader(&self, reader: usize) -> String {
        Self { reader: Some(reader), ..self.clone() }.to_query()
    }

    /// Lays out the tabs.
    pub(super) fn tabs(&self) -> Value {
        let tab = |(at, side): (usize, ViewMode)| {
            let query = Self { mode: side, ..self.clone() }.to_query();
            json!({ "name": side.label(), "words": side.description(), "query": query, "key": at, "here": side == self.mode })
        };
        json!({ "view": self.mode, "tabs": (1..).zip(ViewMode::iter()).map(tab).collect::<Vec<_>>(), "words": self.mode.description() })
    }

    /// Lays out the side of a letter that is looked at.
    pub(super) fn content(&self, from: &Mailbox, letter: &RenderedMessage, bytes: &[u8]) -> Value {
        let phone = self.mode == ViewMode::Phone;
        let mut shown = json!({ "letter": self.mode.emulation().is_some(), "phone": phone, "text": null, "headers": null, "source": null, "inbox": null });
        match self.mode {
            ViewMode::Text => shown["text"] = json!(letter.text),
            ViewMode::Source => {
                let message = String::from_utf8_lossy(bytes);
                shown["headers"] = parse_headers(message.split("\r\n\r\n").next().unwrap_or_default()).into();
                shown["source"] = json!(message);
            }
            ViewMode::Inbox => shown["inbox"] = inbox_preview::inbox(from, letter),
            _ => {}
        }
        shown
    }
}

fn parse_headers(head: &str) -> Vec<Value> {
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
    fn view_becomes_query_string() {
        let view = ViewQuery { mode: ViewMode::Text, reader: Some(12), ..ViewQuery::default() };
        assert_eq!(view.to_query(), "?view=text&reader=12");
        assert_eq!(ViewQuery { mode: ViewMode::Phone, ..view }.query_for_reader(3), "?view=phone&reader=3");
        assert_eq!(ViewQuery::default().to_query(), "?view=letter");
    }
}
