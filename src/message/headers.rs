//! The names of all headers, and functions that write a header.

use mail_builder::headers::Header;

use super::message_sink::MessageSink;

/// When the message was completed (RFC 5322 §3.6.1).
pub const DATE: &str = "Date";
/// The author (RFC 5322 §3.6.2).
pub const FROM: &str = "From";
/// The address for replies (RFC 5322 §3.6.2).
pub const REPLY_TO: &str = "Reply-To";
/// The recipient (RFC 5322 §3.6.3).
pub const TO: &str = "To";
/// The unique id of this message, the same on every attempt (RFC 5322 §3.6.4).
pub const MESSAGE_ID: &str = "Message-ID";
/// The subject (RFC 5322 §3.6.5).
pub const SUBJECT: &str = "Subject";

/// The id of the mailing list, for filters (RFC 2919).
pub const LIST_ID: &str = "List-Id";
/// Whether subscribers can post to the list (RFC 2369 §3.4).
pub const LIST_POST: &str = "List-Post";
/// The links for unsubscribing (RFC 2369 §3.2).
pub const LIST_UNSUBSCRIBE: &str = "List-Unsubscribe";
/// Offers one-click unsubscription by a POST to the link in [`LIST_UNSUBSCRIBE`] (RFC 8058 §3.1).
pub const LIST_UNSUBSCRIBE_POST: &str = "List-Unsubscribe-Post";
/// The exact value of [`LIST_UNSUBSCRIBE_POST`] and body of the POST request (RFC 8058 §3.1).
pub const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// The language of the message (RFC 3282).
pub const CONTENT_LANGUAGE: &str = "Content-Language";

/// Marks a message as automatic, so that programs do not reply to it (RFC 3834 §5).
pub const AUTO_SUBMITTED: &str = "Auto-Submitted";
/// Asks autoresponders not to reply; not standard, but widely supported (RFC 3834 §2).
pub const PRECEDENCE: &str = "Precedence";
/// Asks Exchange not to reply automatically (MS-OXCMAIL §2.1.3.2.20).
pub const X_AUTO_RESPONSE_SUPPRESS: &str = "X-Auto-Response-Suppress";

/// Marks an automatic reply; not standard.
pub const X_AUTO_REPLY: &str = "X-Auto-Reply";
/// The messages that this one replies to (RFC 5322 §3.6.4).
pub const IN_REPLY_TO: &str = "In-Reply-To";
/// The thread of a reply, with the first message first (RFC 5322 §3.6.4).
pub const REFERENCES: &str = "References";
/// The recipients that failed; written by Exim and Gmail.
pub const X_FAILED_RECIPIENTS: &str = "X-Failed-Recipients";
/// Marks a request to unsubscribe that Apple's mail program sent.
pub const X_APPLE_UNSUBSCRIBE: &str = "X-Apple-Unsubscribe";

/// The address of the final delivery; written by Postfix and qmail.
pub const DELIVERED_TO: &str = "Delivered-To";
/// The recipient before aliases were resolved; written by Postfix.
pub const X_ORIGINAL_TO: &str = "X-Original-To";
/// The envelope recipient; written by Exim.
pub const ENVELOPE_TO: &str = "Envelope-To";
/// The recipients of copies (RFC 5322 §3.6.3).
pub const CC: &str = "Cc";
/// The servers that a message passed (RFC 5321 §4.4).
pub const RECEIVED: &str = "Received";
/// The program that wrote the message; not standard, but widely used.
pub const USER_AGENT: &str = "User-Agent";
/// The older name of [`USER_AGENT`].
pub const X_MAILER: &str = "X-Mailer";

/// A signature over the other headers and the body (RFC 6376 §3.5).
pub const DKIM_SIGNATURE: &str = "DKIM-Signature";

/// The MIME version (RFC 2045 §4).
pub const MIME_VERSION: &str = "MIME-Version";
/// The media type of a part (RFC 2045 §5).
pub const CONTENT_TYPE: &str = "Content-Type";
/// The encoding of a part (RFC 2045 §6).
pub const CONTENT_TRANSFER_ENCODING: &str = "Content-Transfer-Encoding";
/// Whether a part is shown or saved, and its file name (RFC 2183).
pub const CONTENT_DISPOSITION: &str = "Content-Disposition";

/// The id by which another part refers to this one (RFC 2045 §7).
pub const CONTENT_ID: &str = "Content-ID";

/// Writes one folded header with its CRLF.
pub(super) fn write_header(out: &mut Vec<u8>, name: &str, value: &impl Header) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    value.write_header(out, name.len() + 2);
}

/// Writes one header with a short ASCII value that needs no encoding.
pub(super) fn write_plain_header(out: &mut impl MessageSink, name: &str, value: &str) {
    for piece in [name, ": ", value, "\r\n"] {
        out.write(piece.as_bytes());
    }
}
