//! The headers of an incoming message.

use std::borrow::Cow;

use mail_parser::{HeaderName, MessageParser};

use crate::message::headers;
use crate::model::single_line;

/// The headers that may contain the recipient: the first is set by the sender, the others by mail servers.
const RECIPIENT_HEADERS: [&str; 4] = [headers::TO, headers::X_ORIGINAL_TO, headers::DELIVERED_TO, headers::ENVELOPE_TO];

/// The maximum length of a header value that is examined, in octets.
const MAX_HEADER_BYTES: usize = 64 * 1_024;

/// The headers of an incoming message.
#[derive(Debug)]
pub(super) struct InboundHeaders {
    /// The raw values of the recipient headers.
    pub(super) recipients: Vec<String>,
    /// The decoded subject, on one line.
    pub(super) subject: String,
    /// The program that wrote the message.
    pub(super) user_agent: Option<String>,
    auto_submitted: Option<String>,
}

impl InboundHeaders {
    /// Parses the headers of a message; `None` if it has none.
    pub(super) fn parse(mail: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse_headers(mail)?;
        // Raw values, because display names may be in any encoding.
        let raw = |wanted: &'static str| {
            let named =
                message.headers().iter().filter(move |header| header.name.as_str().eq_ignore_ascii_case(wanted));
            let value = |start: u32, end: u32| mail.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?);
            let values = named.filter_map(move |header| value(header.offset_start, header.offset_end));
            values.filter(|value| value.len() <= MAX_HEADER_BYTES).map(String::from_utf8_lossy)
        };
        let one = |wanted| raw(wanted).next().map(|value| single_line(&value).into_owned());
        Some(Self {
            recipients: RECIPIENT_HEADERS.iter().flat_map(|name| raw(name)).map(Cow::into_owned).collect(),
            subject: message
                .header(HeaderName::Subject)
                .and_then(|subject| subject.as_text())
                .map_or_else(String::new, |subject| {
                    single_line(subject.get(..MAX_HEADER_BYTES).unwrap_or(subject)).into_owned()
                }),
            user_agent: one(headers::USER_AGENT).or_else(|| one(headers::X_MAILER)),
            auto_submitted: one(headers::AUTO_SUBMITTED),
        })
    }

    /// Returns whether the message was sent automatically (RFC 3834 §5).
    pub(super) fn is_auto_submitted(&self) -> bool {
        let word = self.auto_submitted.as_deref().map(|value| value.split([';', ' ']).next().unwrap_or_default());
        word.is_some_and(|word| !word.eq_ignore_ascii_case("no"))
    }
}
