//! What all copies of an issue share, and how one copy is written on it.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

use super::unsubscribe::{self, Mailto};
use super::{Error, attachment, body, headers, id, phrase};
use crate::model::{Address, Attachment, LeavingAddress, Letter, List, Mailbox, TEST_HEADER};

/// What all copies of one issue share: made once.
#[derive(Debug, Clone)]
pub struct Stationery {
    /// The headers that never change, or why no copy can be written.
    shared: Result<Vec<u8>, Error>,
    mailto: Option<Mailto>,
    /// Each image that the letters show, with its headers, in base64.
    images: Vec<Vec<u8>>,
    /// Each file to be saved, likewise.
    attachments: Vec<Vec<u8>>,
}

/// What one copy has for itself.
#[derive(Debug, Clone)]
pub struct Copy<'a> {
    /// The reader.
    pub to: &'a Mailbox,
    /// Their letter.
    pub letter: &'a Letter,
    /// The copy's Message-ID, without brackets; see [`super::message_id`].
    pub message_id: &'a str,
    /// When the letter is sent.
    pub date: Timestamp,
    /// The zone that the date is written in.
    pub zone: &'a TimeZone,
    /// The reader's link for leaving; only `https:` promises one click (RFC 8058 §3.1).
    pub unsubscribe_url: Option<&'a str>,
    /// The word in the mail by which the reader leaves, in its address or its subject.
    pub unsubscribe_token: Option<&'a str>,
    /// Whose copy it would have been, of one that is only a test.
    pub test_of: Option<&'a Address>,
}

impl Stationery {
    /// Writes what all copies share; images and attachments are put into base64 here and never again.
    ///
    /// `unsubscribe` is the address that takes mails from readers who leave. What is wrong with any of it is
    /// told by [`Stationery::write`].
    #[must_use]
    pub fn new(
        from: &Mailbox,
        reply_to: Option<&Mailbox>,
        list: &List,
        unsubscribe: Option<&LeavingAddress>,
        attachments: &[Attachment],
    ) -> Self {
        let parts = |shown: bool| {
            let some = attachments.iter().filter(|file| file.cid.is_some() == shown);
            some.map(attachment::part).collect::<Result<Vec<_>, _>>()
        };
        let mut stationery = Self {
            shared: shared(from, reply_to, list),
            mailto: unsubscribe.map(Mailto::new),
            images: Vec::new(),
            attachments: Vec::new(),
        };
        match parts(true).and_then(|images| Ok((images, parts(false)?))) {
            Ok((images, attachments)) => (stationery.images, stationery.attachments) = (images, attachments),
            Err(error) => stationery.shared = Err(error),
        }
        stationery
    }

    /// Writes what all letters share by which the program answers somebody: of no list, and not to be answered by programs.
    #[must_use]
    pub fn answering(from: &Mailbox, reply_to: Option<&Mailbox>) -> Self {
        let shared = people(from, reply_to).map(|mut out| {
            headers::put_plain(&mut out, headers::AUTO_SUBMITTED, "auto-generated");
            put_silence(&mut out);
            out
        });
        Self { shared, mailto: None, images: Vec::new(), attachments: Vec::new() }
    }

    /// Writes one copy: headers, text and HTML with its images, then the attachments; each line ends in CRLF.
    ///
    /// The same copy always gives the same bytes.
    ///
    /// # Errors
    ///
    /// Fails if an address needs SMTPUTF8, if the list's id or the Message-ID is none, if the link for leaving
    /// does not fit a line, or if the date has no four-digit year.
    pub fn write(&self, copy: &Copy<'_>) -> Result<Vec<u8>, Error> {
        let shared = self.shared.as_ref().map_err(Error::clone)?;
        let message_id = id::checked(copy.message_id)?;
        let mut out = Vec::with_capacity(self.room(shared, copy.letter));
        out.extend_from_slice(shared);
        phrase::put_mailbox(&mut out, headers::TO, copy.to)?;
        phrase::put_subject(&mut out, &copy.letter.subject);
        let date = copy.date.to_zoned(copy.zone.clone());
        let date = rfc2822::to_string(&date).map_err(|_| Error::Date(copy.date))?;
        headers::put_plain(&mut out, headers::DATE, &date);
        headers::put_plain(&mut out, headers::MESSAGE_ID, &format!("<{message_id}>"));
        unsubscribe::put(&mut out, copy.unsubscribe_url, self.mailto.as_ref(), copy.unsubscribe_token)?;
        if let Some(reader) = copy.test_of {
            headers::put_plain(&mut out, TEST_HEADER, reader.as_str());
        }
        headers::put_plain(&mut out, headers::MIME_VERSION, "1.0");

        if self.attachments.is_empty() {
            self.put_letter(&mut out, message_id, copy.letter);
        } else {
            let mixed = id::boundary('m', message_id);
            put_multipart(&mut out, "mixed", &mixed);
            put_delimiter(&mut out, &mixed, "\r\n");
            self.put_letter(&mut out, message_id, copy.letter);
            for part in &self.attachments {
                put_delimiter(&mut out, &mixed, "\r\n");
                out.extend_from_slice(part);
            }
            put_delimiter(&mut out, &mixed, "--\r\n");
        }
        Ok(out)
    }

    /// Writes text and HTML, the better one last (RFC 2046 §5.1.4), the images beside the HTML (RFC 2387).
    fn put_letter(&self, out: &mut Vec<u8>, message_id: &str, letter: &Letter) {
        let boundary = id::boundary('a', message_id);
        put_multipart(out, "alternative", &boundary);
        put_delimiter(out, &boundary, "\r\n");
        body::put(out, "text/plain; charset=utf-8", &letter.text);
        put_delimiter(out, &boundary, "\r\n");
        if self.images.is_empty() {
            body::put(out, "text/html; charset=utf-8", &letter.html);
        } else {
            let related = id::boundary('r', message_id);
            put_multipart(out, "related; type=\"text/html\"", &related);
            put_delimiter(out, &related, "\r\n");
            body::put(out, "text/html; charset=utf-8", &letter.html);
            for image in &self.images {
                put_delimiter(out, &related, "\r\n");
                out.extend_from_slice(image);
            }
            put_delimiter(out, &related, "--\r\n");
        }
        put_delimiter(out, &boundary, "--\r\n");
    }

    /// Returns about how long a copy will be, in octets, so that the buffer is taken in one piece.
    fn room(&self, shared: &[u8], letter: &Letter) -> usize {
        let attachments: usize = self.attachments.iter().chain(&self.images).map(|part| part.len() + 64).sum();
        let words = letter.text.len() + letter.html.len() + letter.subject.len();
        shared.len() + 2_048 + words + words / 4 + attachments
    }
}

fn shared(from: &Mailbox, reply_to: Option<&Mailbox>, list: &List) -> Result<Vec<u8>, Error> {
    let label = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if list.list_id.len() > 255 || !list.list_id.contains('.') || !list.list_id.split('.').all(label) {
        return Err(Error::ListId(list.list_id.escape_default().to_string()));
    }
    let mut out = people(from, reply_to)?;
    phrase::put_phrase(&mut out, headers::LIST_ID, &list.title, &list.list_id);
    headers::put_plain(&mut out, headers::LIST_POST, "NO");
    headers::put_plain(&mut out, headers::PRECEDENCE, "list");
    put_silence(&mut out);
    Ok(out)
}

/// Writes from whom it is and who is answered.
fn people(from: &Mailbox, reply_to: Option<&Mailbox>) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(512);
    phrase::put_mailbox(&mut out, headers::FROM, from)?;
    if let Some(reply_to) = reply_to {
        phrase::put_mailbox(&mut out, headers::REPLY_TO, reply_to)?;
    }
    Ok(out)
}

fn put_silence(out: &mut Vec<u8>) {
    // Never `All`: it would silence Exchange's bounces as well.
    headers::put_plain(out, headers::X_AUTO_RESPONSE_SUPPRESS, "OOF, AutoReply");
}

fn put_multipart(out: &mut Vec<u8>, kind: &str, boundary: &str) {
    headers::put_plain(out, headers::CONTENT_TYPE, &format!("multipart/{kind};\r\n boundary=\"{boundary}\""));
}

/// Writes a delimiter; the line break before it belongs to it, not to the part (RFC 2046 §5.1.1).
fn put_delimiter(out: &mut Vec<u8>, boundary: &str, end: &str) {
    for piece in ["\r\n--", boundary, end] {
        out.extend_from_slice(piece.as_bytes());
    }
}
