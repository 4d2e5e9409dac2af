//! The views of a letter, and what each of them shows.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use strum::{EnumIter, IntoEnumIterator as _};

use crate::email_html::{ClientEmulation, snippet};
use crate::model::{Mailbox, RenderedMessage, SubscriberId};

pub(in crate::web::admin) const TEMPLATE: (&str, &str) =
    ("letter-view", include_str!("../../../../templates/admin/letter-view.html.hbs"));

/// The views of a letter, in the order of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumIter, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::web::admin) enum ViewMode {
    /// As a mail program shows it.
    #[default]
    Letter,
    /// At the width of a phone.
    Phone,
    /// In the letter's own dark style.
    Dark,
    /// With its colours inverted by the mail program.
    Forced,
    /// Without images.
    Images,
    /// Without its style sheet.
    Styles,
    /// The text part.
    Text,
    /// The headers, unfolded, and the bytes of the message.
    Source,
    /// The line in a list of messages.
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

    /// Describes the view and names mail programs that show letters like this.
    fn description(self) -> &'static str {
        match self {
            Self::Letter => "As mail programs show it on a computer.",
            Self::Phone => "As a phone shows it, 375 pixels wide.",
            Self::Dark => "In dark mode, with the letter’s own dark colours: Apple Mail, Outlook on the web, Samsung.",
            Self::Forced => "In dark mode, if the mail program inverts the colours itself: the Gmail apps.",
            Self::Images => "Before the reader loads the images: many mail programs hide them at first.",
            Self::Styles => {
                "Without the style sheet: the Gmail app with an account that is not Gmail’s, and forwarded letters."
            }
            Self::Text => "The text part: some screen readers, text-only programs, watches.",
            Self::Source => "The headers, and the message as it is sent.",
            Self::Inbox => "The line in the list of messages: it decides whether the letter is opened.",
        }
    }

    /// Returns how the frame shows the letter; `None` for a view without a frame.
    pub(in crate::web::admin) fn emulation(self) -> Option<ClientEmulation> {
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
pub(in crate::web::admin) struct ViewQuery {
    #[serde(default, rename = "view")]
    pub(in crate::web::admin) mode: ViewMode,
    /// The position of the reader, from 1.
    #[serde(default)]
    pub(in crate::web::admin) reader: Option<usize>,
    /// The version of the draft that the page around a frame shows.
    #[serde(default)]
    pub(in crate::web::admin) version: Option<u64>,
    /// The reader that the page around a frame shows.
    #[serde(default)]
    pub(in crate::web::admin) subscriber: Option<SubscriberId>,
    /// A part of a name or an address to search for.
    #[serde(default)]
    pub(in crate::web::admin) find: Option<String>,
}

impl ViewQuery {
    /// Returns the query string of this view.
    pub(in crate::web::admin) fn to_query(&self) -> String {
        let mode = json!(self.mode);
        let mut query = format!("?view={}", mode.as_str().unwrap_or_default());
        if let Some(reader) = self.reader {
            query.push_str("&reader=");
            query.push_str(&reader.to_string());
        }
        query
    }

    /// Returns the query string of the same view for another reader.
    pub(in crate::web::admin) fn for_reader(&self, reader: usize) -> String {
        Self { reader: Some(reader), ..self.clone() }.to_query()
    }

    /// Creates the context of the tabs and of the current view.
    pub(in crate::web::admin) fn mode_tabs(&self) -> Value {
        let tab = |(key, mode): (usize, ViewMode)| {
            let query = Self { mode, ..self.clone() }.to_query();
            let (name, description, current) = (mode.label(), mode.description(), mode == self.mode);
            json!({ "name": name, "description": description, "query": query, "key": key, "current": current })
        };
        let tabs: Vec<_> = (1..).zip(ViewMode::iter()).map(tab).collect();
        json!({ "current": self.mode, "tabs": tabs, "description": self.mode.description() })
    }

    /// Creates the context of the content of this view.
    pub(in crate::web::admin) fn content(&self, from: &Mailbox, letter: &RenderedMessage, bytes: &[u8]) -> Value {
        let phone = self.mode == ViewMode::Phone;
        let mut content = json!({ "letter": self.mode.emulation().is_some(), "phone": phone, "text": null, "headers": null, "source": null, "inbox": null });
        match self.mode {
            ViewMode::Text => content["text"] = json!(letter.text),
            ViewMode::Source => {
                let message = String::from_utf8_lossy(bytes);
                content["headers"] = parse_headers(message.split("\r\n\r\n").next().unwrap_or_default()).into();
                content["source"] = json!(message);
            }
            ViewMode::Inbox => content["inbox"] = inbox_lines(from, letter),
            _ => {}
        }
        content
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

/// How much of a message a list shows, in characters. These are typical values: they differ by program and screen.
struct InboxLayout {
    name: &'static str,
    sender_chars: usize,
    subject_chars: usize,
    /// The room for the first words, given the length of the subject: on a computer they share a line.
    snippet_chars: fn(usize) -> usize,
}

const INBOX_LAYOUTS: [InboxLayout; 2] = [
    InboxLayout { name: "On a phone", sender_chars: 25, subject_chars: 40, snippet_chars: |_| 90 },
    InboxLayout {
        name: "On a computer",
        sender_chars: 22,
        subject_chars: 70,
        snippet_chars: |subject| 110_usize.saturating_sub(subject),
    },
];

/// Creates the context of the line as phones and computers show it.
fn inbox_lines(from: &Mailbox, letter: &RenderedMessage) -> Value {
    let from = from.name.clone().unwrap_or_else(|| from.address.to_string());
    let snippet = snippet(&letter.html);
    let layouts = INBOX_LAYOUTS.iter().map(|layout| {
        let subject = truncate(&letter.subject, layout.subject_chars);
        let left = (layout.snippet_chars)(letter.subject.chars().count().min(layout.subject_chars));
        json!({ "name": layout.name, "from": truncate(&from, layout.sender_chars), "subject": subject, "snippet": truncate(&snippet, left) })
    });
    json!({
        "layouts": layouts.collect::<Vec<_>>(),
        "subject_chars": letter.subject.chars().count(),
    })
}

/// Splits a text into what fits and the rest.
fn truncate(text: &str, chars: usize) -> Value {
    let end = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    json!({ "shown": text[..end], "truncated": text[end..] })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn view_becomes_query_string() {
        let view = ViewQuery { mode: ViewMode::Text, reader: Some(12), ..ViewQuery::default() };
        assert_eq!(view.to_query(), "?view=text&reader=12");
        assert_eq!(ViewQuery { mode: ViewMode::Phone, ..view }.for_reader(3), "?view=phone&reader=3");
        assert_eq!(ViewQuery::default().to_query(), "?view=letter");
    }

    #[test]
    fn long_subject_is_truncated_to_screen() {
        let subject = "é".repeat(45);
        let html = "<body><p>Dear Ann, come</p>".to_owned();
        let letter = RenderedMessage { subject, html, text: String::new() };
        let line = inbox_lines(&"The Chair <chair@example.org>".parse().unwrap(), &letter);
        assert_eq!(line["layouts"][0]["subject"], json!({ "shown": "é".repeat(40), "truncated": "é".repeat(5) }));
        assert_eq!(line["layouts"][1]["subject"]["truncated"], "");
        assert_eq!(line["layouts"][1]["snippet"]["shown"], "Dear Ann, come");
        assert_eq!(line["layouts"][0]["from"]["shown"], "The Chair");
    }
}
