//! A received message.

use mail_parser::{Addr, MessageParser, MessagePart, MimeHeaders as _};

use crate::model::{Attachment, Mailbox, RenderedMessage};

/// One message for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaughtMessage {
    /// The envelope sender.
    pub from: String,
    /// The envelope recipient.
    pub to: String,
    /// The message with dot-stuffing removed.
    pub bytes: Vec<u8>,
}

impl CaughtMessage {
    /// Returns the subject and both parts, decoded; missing ones are empty.
    #[must_use]
    pub fn content(&self) -> RenderedMessage {
        let Some(message) = MessageParser::default().parse(&self.bytes) else { return RenderedMessage::default() };
        RenderedMessage {
            subject: message.subject().unwrap_or_default().to_owned(),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
        }
    }

    /// Returns the images shown in the HTML part, decoded.
    #[must_use]
    pub fn images(&self) -> Vec<Attachment> {
        let Some(message) = MessageParser::default().parse(&self.bytes) else { return Vec::new() };
        let image = |part: &MessagePart<'_>| {
            let media_type = part.content_type()?;
            Some(Attachment {
                name: part.attachment_name().unwrap_or_default().to_owned(),
                media_type: format!("{}/{}", media_type.c_type, media_type.c_subtype.as_deref().unwrap_or_default()),
                bytes: part.contents().to_vec(),
                cid: Some(part.content_id()?.to_owned()),
            })
        };
        message.parts.iter().filter_map(image).collect()
    }

    /// Returns the sender named in the message, decoded.
    #[must_use]
    pub fn sender(&self) -> Option<Mailbox> {
        parse_mailbox(MessageParser::default().parse(&self.bytes)?.from()?.first()?)
    }

    /// Returns the first recipient named in the message, decoded.
    #[must_use]
    pub fn recipient(&self) -> Option<Mailbox> {
        parse_mailbox(MessageParser::default().parse(&self.bytes)?.to()?.first()?)
    }

    /// Returns the raw value of the first header of this name, unfolded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let message = MessageParser::default().parse(&self.bytes)?;
        let value = message.header_raw(name.to_owned())?;
        Some(value.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn parse_mailbox(addr: &Addr<'_>) -> Option<Mailbox> {
    Some(Mailbox::new(addr.name().unwrap_or_default(), addr.address()?.parse().ok()?))
}
