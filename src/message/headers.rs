//! The names of all headers, and how a header is written.

use mail_builder::headers::Header;

/// When the letter was finished (RFC 5322 §3.6.1).
pub const DATE: &str = "Date";
/// Who wrote it (RFC 5322 §3.6.2).
pub const FROM: &str = "From";
/// Where answers go (RFC 5322 §3.6.2).
pub const REPLY_TO: &str = "Reply-To";
/// Who gets this copy (RFC 5322 §3.6.3).
pub const TO: &str = "To";
/// The name of this copy, the same on every attempt (RFC 5322 §3.6.4).
pub const MESSAGE_ID: &str = "Message-ID";
/// What it is about (RFC 5322 §3.6.5).
pub const SUBJECT: &str = "Subject";

/// The list it came by, for filters (RFC 2919).
pub const LIST_ID: &str = "List-Id";
/// Whether one can write to the list (RFC 2369 §3.4).
pub const LIST_POST: &str = "List-Post";
/// How to leave the list (RFC 2369 §3.2).
pub const LIST_UNSUBSCRIBE: &str = "List-Unsubscribe";
/// What a mail program posts to the link of [`LIST_UNSUBSCRIBE`] (RFC 8058 §3.1).
pub const LIST_UNSUBSCRIBE_POST: &str = "List-Unsubscribe-Post";
/// What stands in [`LIST_UNSUBSCRIBE_POST`] and in the body of the post, to the letter (RFC 8058 §3.1).
pub const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// Says that no person wrote it, so that no program answers (RFC 3834 §5).
pub const AUTO_SUBMITTED: &str = "Auto-Submitted";
/// Asks responders to keep still; not standard, widely heeded (RFC 3834 §2).
pub const PRECEDENCE: &str = "Precedence";
/// Asks Exchange not to answer by itself (MS-OXCMAIL §2.1.3.2.20).
pub const X_AUTO_RESPONSE_SUPPRESS: &str = "X-Auto-Response-Suppress";

/// Whom the last server delivered a mail to; Postfix and qmail write it.
pub const DELIVERED_TO: &str = "Delivered-To";
/// Whom a mail was for before aliases; Postfix writes it.
pub const X_ORIGINAL_TO: &str = "X-Original-To";
/// Whom the envelope named; Exim writes it.
pub const ENVELOPE_TO: &str = "Envelope-To";
/// The program that a mail was written with; not standard, widely used.
pub const USER_AGENT: &str = "User-Agent";
/// The same by its older name.
pub const X_MAILER: &str = "X-Mailer";

/// Says that MIME is in use (RFC 2045 §4).
pub const MIME_VERSION: &str = "MIME-Version";
/// What a part is (RFC 2045 §5).
pub const CONTENT_TYPE: &str = "Content-Type";
/// How a part is put into ASCII (RFC 2045 §6).
pub const CONTENT_TRANSFER_ENCODING: &str = "Content-Transfer-Encoding";
/// Whether a part is shown or saved, and under which name (RFC 2183).
pub const CONTENT_DISPOSITION: &str = "Content-Disposition";

/// The name by which another part shows it (RFC 2045 §7).
pub const CONTENT_ID: &str = "Content-ID";

/// Writes one header, folded, with its CRLF.
pub(super) fn write_header(out: &mut Vec<u8>, name: &str, value: &impl Header) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    value.write_header(out, name.len() + 2);
}

/// Writes one header whose value is short, ASCII and ours.
pub(super) fn write_plain_header(out: &mut Vec<u8>, name: &str, value: &str) {
    for piece in [name, ": ", value, "\r\n"] {
        out.extend_from_slice(piece.as_bytes());
    }
}
