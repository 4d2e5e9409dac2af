//! Builds the parts that all messages of an issue share once, and each message from them.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

use super::encoded_lines::{EncodedLines, SharedLines};
use super::message_sink::{MessageSink, OctetCount};
use super::message_size::MessageSize;
use super::unsubscribe_headers::{self, MailtoLink};
use super::{Error, attachment, encoded_words, headers, message_id, text_part};
use crate::model::{
    Address, Attachment, Language, List, Mailbox, MessageContent, RenderedMessage, TEST_HEADER, TextRun,
    UnsubscribeAddress,
};

/// The parts that all messages of one issue share, built once.
#[derive(Debug, Clone)]
pub struct MessageTemplate {
    /// The headers that never change, or the reason why no message can be built.
    shared_headers: Result<Vec<u8>, Error>,
    mailto: Option<MailtoLink>,
    /// Whether the messages belong to a list, to which nobody can post.
    is_list: bool,
    /// The inline images as complete MIME parts, in base64.
    images: Vec<Vec<u8>>,
    /// The attachments as complete MIME parts, in base64.
    attachments: Vec<Vec<u8>>,
    /// The lines of the HTML part and of the text part that the messages share.
    html_lines: Vec<SharedLines>,
    text_lines: Vec<SharedLines>,
}

/// The values of one message.
#[derive(Debug, Clone)]
pub struct MessageFields<'a, L = RenderedMessage> {
    /// The recipient.
    pub to: &'a Mailbox,
    /// The rendered subject and parts.
    pub letter: &'a L,
    /// The Message-ID, without brackets; see [`super::message_id()`].
    pub message_id: &'a str,
    /// The time of sending.
    pub date: Timestamp,
    /// The time zone of the date.
    pub time_zone: &'a TimeZone,
    /// The recipient's unsubscribe link; one-click is only offered for `https:` (RFC 8058 §3.1).
    pub unsubscribe_url: Option<&'a str>,
    /// The recipient's unsubscribe token, part of the address or the subject of the `mailto:` link.
    pub unsubscribe_token: Option<&'a str>,
    /// The subscriber for whom a test message was rendered; `None` for other messages.
    pub test_recipient: Option<&'a Address>,
}

impl MessageTemplate {
    /// Builds the shared parts; images and attachments are encoded in base64 only here.
    ///
    /// `unsubscribe` is the address that receives unsubscribe messages. Errors in the arguments are returned by
    /// [`Self::build`].
    #[must_use]
    pub fn new(
        from: &Mailbox,
        reply_to: Option<&Mailbox>,
        list: &List,
        unsubscribe: Option<&UnsubscribeAddress>,
        attachments: &[Attachment],
    ) -> Self {
        let parts = |shown: bool| {
            let some = attachments.iter().filter(|file| file.cid.is_some() == shown);
            some.map(attachment::attachment_part).collect::<Result<Vec<_>, _>>()
        };
        let mut stationery = Self {
            shared_headers: build_shared_headers(from, reply_to, list),
            mailto: unsubscribe.map(MailtoLink::new),
            is_list: true,
            images: Vec::new(),
            attachments: Vec::new(),
            html_lines: Vec::new(),
            text_lines: Vec::new(),
        };
        match parts(true).and_then(|images| Ok((images, parts(false)?))) {
            Ok((images, attachments)) => (stationery.images, stationery.attachments) = (images, attachments),
            Err(error) => stationery.shared_headers = Err(error),
        }
        stationery
    }

    /// Marks the messages as sent by a program because of something that the recipient did (RFC 3834 §5).
    #[must_use]
    pub fn with_auto_submitted(mut self) -> Self {
        if let Ok(shared) = &mut self.shared_headers {
            headers::write_plain_header(shared, headers::AUTO_SUBMITTED, "auto-generated");
        }
        self
    }

    /// Says in which language the messages are (RFC 3282).
    #[must_use]
    pub fn with_language(mut self, language: &Language) -> Self {
        if let Ok(shared) = &mut self.shared_headers {
            headers::write_plain_header(shared, headers::CONTENT_LANGUAGE, language.as_str());
        }
        self
    }

    /// Builds the shared parts of transactional messages: they belong to no list, and ask programs not to reply.
    #[must_use]
    pub fn transactional(from: &Mailbox, reply_to: Option<&Mailbox>) -> Self {
        let shared_headers = build_originator_headers(from, reply_to).map(|mut out| {
            headers::write_plain_header(&mut out, headers::AUTO_SUBMITTED, "auto-generated");
            write_auto_response_headers(&mut out);
            out
        });
        Self {
            shared_headers,
            mailto: None,
            is_list: false,
            images: Vec::new(),
            attachments: Vec::new(),
            html_lines: Vec::new(),
            text_lines: Vec::new(),
        }
    }

    /// Encodes the lines that all messages share; [`TextRun::Shared`](crate::model::TextRun) counts them from 0.
    #[must_use]
    pub fn with_shared_lines(self, html: &[String], text: &[String]) -> Self {
        let encode = |lines: &[String]| lines.iter().map(|lines| SharedLines::new(lines)).collect();
        Self { html_lines: encode(html), text_lines: encode(text), ..self }
    }

    /// Builds one message: headers, text and HTML with its images, then the attachments; each line ends in CRLF.
    ///
    /// The same fields always give the same bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if an address needs SMTPUTF8, if the list id or the Message-ID is not valid, if the
    /// unsubscribe link does not fit on a line, or if the year of the date does not have four digits.
    pub fn build<L: MessageContent>(&self, copy: &MessageFields<'_, L>) -> Result<Vec<u8>, Error> {
        let shared = self.shared_headers.as_ref().map_err(Error::clone)?;
        let mut out = Vec::with_capacity(self.estimate_size(shared, copy.letter));
        self.write_headers(&mut out, copy)?;
        self.write_body(&mut out, copy);
        Ok(out)
    }

    /// Returns the size that the built message would have.
    ///
    /// # Errors
    ///
    /// See [`Self::build`].
    pub fn measure<L: MessageContent>(&self, copy: &MessageFields<'_, L>) -> Result<MessageSize, Error> {
        let mut headers = Vec::with_capacity(2_048);
        self.write_headers(&mut headers, copy)?;
        let mut count = OctetCount(headers.len());
        let html_octets = self.write_body(&mut count, copy);
        Ok(MessageSize { octets: count.0, html_octets })
    }

    /// Writes the headers of the whole message.
    fn write_headers<L: MessageContent>(&self, out: &mut Vec<u8>, copy: &MessageFields<'_, L>) -> Result<(), Error> {
        out.extend_from_slice(self.shared_headers.as_ref().map_err(Error::clone)?);
        let message_id = message_id::validate_message_id(copy.message_id)?;
        encoded_words::write_mailbox(out, headers::TO, copy.to)?;
        encoded_words::write_subject(out, copy.letter.subject());
        let date = copy.date.to_zoned(copy.time_zone.clone());
        let date = rfc2822::to_string(&date).map_err(|_| Error::DateOutOfRange(copy.date))?;
        headers::write_plain_header(out, headers::DATE, &date);
        headers::write_plain_header(out, headers::MESSAGE_ID, &format!("<{message_id}>"));
        let (url, token) = (copy.unsubscribe_url, copy.unsubscribe_token);
        unsubscribe_headers::write_unsubscribe_headers(out, url, self.mailto.as_ref(), token)?;
        if self.is_list {
            // In front of `List-Unsubscribe`, alpine reads it as the beginning of that header.
            headers::write_plain_header(out, headers::LIST_POST, "NO (posting not allowed on this list)");
        }
        if let Some(reader) = copy.test_recipient {
            headers::write_plain_header(out, TEST_HEADER, reader.as_str());
        }
        headers::write_plain_header(out, headers::MIME_VERSION, "1.0");
        Ok(())
    }

    /// Writes the parts with their headers; returns the length of the encoded HTML, in octets.
    fn write_body<L: MessageContent>(&self, out: &mut impl MessageSink, copy: &MessageFields<'_, L>) -> usize {
        if self.attachments.is_empty() {
            return self.write_alternative(out, copy.message_id, copy.letter);
        }
        let mixed = message_id::boundary('m', copy.message_id);
        write_multipart_header(out, "mixed", &mixed);
        write_delimiter(out, &mixed, "\r\n");
        let html_octets = self.write_alternative(out, copy.message_id, copy.letter);
        for part in &self.attachments {
            write_delimiter(out, &mixed, "\r\n");
            out.write(part);
        }
        write_delimiter(out, &mixed, "--\r\n");
        html_octets
    }

    /// Writes text and HTML, the preferred one last (RFC 2046 §5.1.4), the images next to the HTML (RFC 2387); returns
    /// the length of the encoded HTML, in octets.
    fn write_alternative(&self, out: &mut impl MessageSink, message_id: &str, letter: &impl MessageContent) -> usize {
        let boundary = message_id::boundary('a', message_id);
        write_multipart_header(out, "alternative", &boundary);
        write_delimiter(out, &boundary, "\r\n");
        let text = EncodedLines::new(&self.text_lines, letter.text());
        text_part::write_text_part(out, "text/plain; charset=utf-8", &text);
        write_delimiter(out, &boundary, "\r\n");
        let html = EncodedLines::new(&self.html_lines, letter.html());
        let html_octets = if self.images.is_empty() {
            text_part::write_text_part(out, "text/html; charset=utf-8", &html)
        } else {
            let related = message_id::boundary('r', message_id);
            write_multipart_header(out, "related; type=\"text/html\"", &related);
            write_delimiter(out, &related, "\r\n");
            let html_octets = text_part::write_text_part(out, "text/html; charset=utf-8", &html);
            for image in &self.images {
                write_delimiter(out, &related, "\r\n");
                out.write(image);
            }
            write_delimiter(out, &related, "--\r\n");
            html_octets
        };
        write_delimiter(out, &boundary, "--\r\n");
        html_octets
    }

    /// Estimates the size of a message, in octets, so that its buffer is allocated once.
    fn estimate_size(&self, shared: &[u8], letter: &impl MessageContent) -> usize {
        let attachments: usize = self.attachments.iter().chain(&self.images).map(|part| part.len() + 64).sum();
        let octets = |lines: &[SharedLines], run: TextRun<'_>| match run {
            TextRun::Shared(number) => lines.get(number).map_or(0, SharedLines::quoted_octets),
            TextRun::Own(text) => text.len() + text.len() / 4,
        };
        let html: usize = letter.html().map(|run| octets(&self.html_lines, run)).sum();
        let text: usize = letter.text().map(|run| octets(&self.text_lines, run)).sum();
        shared.len() + 2_048 + html + text + letter.subject().len() + attachments
    }
}

fn build_shared_headers(from: &Mailbox, reply_to: Option<&Mailbox>, list: &List) -> Result<Vec<u8>, Error> {
    let label = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if list.list_id.len() > 255 || !list.list_id.contains('.') || !list.list_id.split('.').all(label) {
        return Err(Error::InvalidListId(list.list_id.escape_default().to_string()));
    }
    let mut out = build_originator_headers(from, reply_to)?;
    encoded_words::write_phrase(&mut out, headers::LIST_ID, &list.title, &list.list_id);
    headers::write_plain_header(&mut out, headers::PRECEDENCE, "list");
    write_auto_response_headers(&mut out);
    Ok(out)
}

/// Writes the sender and the address for replies.
fn build_originator_headers(from: &Mailbox, reply_to: Option<&Mailbox>) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(512);
    encoded_words::write_mailbox(&mut out, headers::FROM, from)?;
    if let Some(reply_to) = reply_to {
        encoded_words::write_mailbox(&mut out, headers::REPLY_TO, reply_to)?;
    }
    Ok(out)
}

fn write_auto_response_headers(out: &mut Vec<u8>) {
    // Never `All`: it would suppress Exchange's bounces as well.
    headers::write_plain_header(out, headers::X_AUTO_RESPONSE_SUPPRESS, "OOF, AutoReply");
}

fn write_multipart_header(out: &mut impl MessageSink, kind: &str, boundary: &str) {
    headers::write_plain_header(out, headers::CONTENT_TYPE, &format!("multipart/{kind};\r\n boundary=\"{boundary}\""));
}

/// Writes a delimiter; the line break before it belongs to the delimiter, not to the part (RFC 2046 §5.1.1).
fn write_delimiter(out: &mut impl MessageSink, boundary: &str, end: &str) {
    for piece in ["\r\n--", boundary, end] {
        out.write(piece.as_bytes());
    }
}
