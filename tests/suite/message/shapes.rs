//! The letters that the tests write, one per shape.

use circular::message::{Error, MessageFields, MessageTemplate, message_id};
use circular::model::{Attachment, IssueId, List, ListId, Mailbox, RenderedMessage, SubscriberId};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A letter with all that goes with it.
pub(crate) struct SampleMessage {
    pub(super) name: &'static str,
    pub(super) from: &'static str,
    pub(super) reply_to: Option<&'static str>,
    pub(super) title: &'static str,
    pub(super) to: Mailbox,
    pub(crate) letter: RenderedMessage,
    pub(super) url: Option<&'static str>,
    pub(super) mailto: Option<&'static str>,
    pub(crate) attachments: Vec<Attachment>,
}

impl SampleMessage {
    pub(crate) fn write(&self) -> Result<Vec<u8>, Error> {
        let from: Mailbox = self.from.parse().expect("a mailbox");
        let reply_to: Option<Mailbox> = self.reply_to.map(|text| text.parse().expect("a mailbox"));
        let mailto = self.mailto.map(|text| text.parse().expect("an address"));
        let list = List {
            id: ListId::new(1),
            name: "members".parse().expect("a name"),
            title: self.title.to_owned(),
            list_id: "members.harbour.example".to_owned(),
            opt_in: circular::model::OptIn::Double,
            basis: circular::model::ConsentBasis::Consent,
            public: false,
            welcome: None,
            join_address: None,
            language: None,
            archive: circular::model::ArchiveAccess::Off,
        };
        let stationery = MessageTemplate::new(&from, reply_to.as_ref(), &list, mailto.as_ref(), &self.attachments);
        stationery.build(&MessageFields {
            to: &self.to,
            letter: &self.letter,
            message_id: &message_id(
                IssueId::new(7),
                SubscriberId::new(140),
                "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                from.address.domain(),
            ),
            date: Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(500_000),
            time_zone: &TimeZone::get("Europe/London").expect("a zone"),
            unsubscribe_url: self.url,
            unsubscribe_token: Some("AQAAAAEAAAAA"),
            test_recipient: None,
        })
    }
}

/// ASCII, no attachment, both ways to leave.
pub(crate) fn plain() -> SampleMessage {
    SampleMessage {
        name: "plain",
        from: "Harbour Society <news@harbour.example>",
        reply_to: Some("The Secretary <secretary@harbour.example>"),
        title: "Members' letter",
        to: Mailbox::new("Ann Lee", "ann@reader.example".parse().expect("an address")),
        letter: RenderedMessage {
            subject: "The harbour wall is mended".to_owned(),
            html: "<!doctype html>\n<html lang=\"en\"><body><p>Dear Ann,</p>\n<p>the wall stands.</p></body></html>\n"
                .to_owned(),
            text: "Dear Ann,\n\nthe wall stands.\n.\nFrom now on it is dry.\n\n-- \nHarbour Society\n".to_owned(),
        },
        url: Some("https://news.harbour.example/u/AQAAAAEAAAAA"),
        mailto: Some("leave@harbour.example"),
        attachments: Vec::new(),
    }
}

/// The same with two files.
pub(super) fn attachments() -> SampleMessage {
    let file = |name: &str, media_type: &str, bytes: &[u8]| Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: bytes.to_vec(),
        cid: None,
    };
    let every_octet: Vec<u8> = (0..=255).collect();
    SampleMessage {
        name: "attachments",
        mailto: None,
        attachments: vec![
            file("accounts 2025.pdf", "application/pdf", &every_octet),
            file("Résumé – année 2025.txt", "text/plain; charset=utf-8", "Été\r\nhiver\n".as_bytes()),
        ],
        ..plain()
    }
}

/// A letter that shows two images, with a file to be saved.
pub(crate) fn images() -> SampleMessage {
    let image = |name: &str, media_type: &str, cid: Option<&str>| Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: (0..=90).collect(),
        cid: cid.map(str::to_owned),
    };
    let mut shape = plain();
    shape.name = "images";
    shape.letter.html = String::from("<img src=\"cid:ab12@harbour.example\"> <img src=\"cid:cd34@harbour.example\">\n");
    shape.attachments = vec![
        image("wall.png", "image/png", Some("ab12@harbour.example")),
        image("plan.pdf", "application/pdf", None),
        image("été.jpg", "image/jpeg", Some("cd34@harbour.example")),
    ];
    shape
}

/// Letters beyond ASCII wherever they can stand, and text that looks encoded.
pub(super) fn beyond_ascii() -> SampleMessage {
    SampleMessage {
        name: "beyond_ascii",
        from: "Gesellschaft für Hafenbau <post@häfen.example>",
        reply_to: Some("Büro <buero@häfen.example>"),
        title: "Brief an die Mitglieder, „Ausgabe“ für \"alle\"",
        to: Mailbox::new(
            "Žofie 🦆 Dvořáková-Łukasiewiczová z Přístavu",
            "zofie@reader.example".parse().expect("an address"),
        ),
        letter: RenderedMessage {
            subject:
                "Grüße aus dem Hafen — 港からのご挨拶、春の号をお届けします 🌊⚓ und noch viel mehr =?utf-8?b?QkFE?="
                    .to_owned(),
            html: format!("<p>Liebe Žofie,</p>\n<p>{}</p>\n", "die Mauer hält — 壁は立っている 🦆 ".repeat(3)),
            text: format!("Liebe Žofie,\n\n{}\n\tend \n", "東京".repeat(16)),
        },
        url: Some("https://news.harbour.example/u/AQAAAAEAAAAA"),
        mailto: None,
        attachments: Vec::new(),
    }
}

/// Names and a subject that would be decoded, were they not encoded.
pub(super) fn looks_encoded() -> SampleMessage {
    let mut shape = plain();
    shape.name = "looks_encoded";
    shape.title = "=?utf-8?q?Title?=";
    shape.to.name = Some("=?utf-8?b?QkFE?= (Ann)".to_owned());
    shape.letter.subject = String::from("=?utf-8?b?QkFE?= is what it says");
    shape
}

/// Every shape.
pub(crate) fn all() -> Vec<SampleMessage> {
    vec![plain(), attachments(), images(), beyond_ascii(), looks_encoded()]
}
