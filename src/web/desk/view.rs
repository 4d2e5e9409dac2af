//! What of a letter is looked at, as the address says it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use strum::{EnumIter, IntoEnumIterator as _};

use super::line;
use crate::model::{Letter, Mailbox, SubscriberId};
use crate::render::Screen;

/// The ways to look at a letter, in the order of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumIter, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Side {
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

impl Side {
    fn name(self) -> &'static str {
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
    fn words(self) -> &'static str {
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
    pub(super) fn screen(self) -> Option<Screen> {
        match self {
            Self::Letter | Self::Phone => Some(Screen::Light),
            Self::Dark => Some(Screen::Dark),
            Self::Forced => Some(Screen::Forced),
            Self::Images => Some(Screen::Imageless),
            Self::Styles => Some(Screen::Unstyled),
            Self::Text | Self::Source | Self::Inbox => None,
        }
    }
}

/// The query of a page: `?view=text&reader=12`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct View {
    /// Which side.
    #[serde(default, rename = "view")]
    pub(super) side: Side,
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

impl View {
    /// Writes the query that leads to this view.
    pub(super) fn query(&self) -> String {
        let side = json!(self.side);
        let mut query = format!("?view={}", side.as_str().unwrap_or_default());
        if let Some(reader) = self.reader {
            query.push_str("&reader=");
            query.push_str(&reader.to_string());
        }
        query
    }

    /// Writes the query that leads to the same view of another reader.
    pub(super) fn of_reader(&self, reader: usize) -> String {
        Self { reader: Some(reader), ..self.clone() }.query()
    }

    /// Lays out the tabs.
    pub(super) fn controls(&self) -> Value {
        let tab = |(at, side): (usize, Side)| {
            let query = Self { side, ..self.clone() }.query();
            json!({ "name": side.name(), "words": side.words(), "query": query, "key": at, "here": side == self.side })
        };
        json!({ "view": self.side, "tabs": (1..).zip(Side::iter()).map(tab).collect::<Vec<_>>(), "words": self.side.words() })
    }

    /// Lays out the side of a letter that is looked at.
    pub(super) fn shown(&self, from: &Mailbox, letter: &Letter, bytes: &[u8]) -> Value {
        let phone = self.side == Side::Phone;
        let mut shown = json!({ "letter": self.side.screen().is_some(), "phone": phone, "text": null, "headers": null, "source": null, "inbox": null });
        match self.side {
            Side::Text => shown["text"] = json!(letter.text),
            Side::Source => {
                let message = String::from_utf8_lossy(bytes);
                shown["headers"] = headers(message.split("\r\n\r\n").next().unwrap_or_default()).into();
                shown["source"] = json!(message);
            }
            Side::Inbox => shown["inbox"] = line::inbox(from, letter),
            _ => {}
        }
        shown
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
        assert_eq!(View { side: Side::Phone, ..view }.of_reader(3), "?view=phone&reader=3");
        assert_eq!(View::default().query(), "?view=letter");
    }
}
