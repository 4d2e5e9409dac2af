//! Replies that say that a connection is worn out, and a new one is better.

use super::SERVICE_CLOSING;
use super::reply_words::contains_any;
use crate::model::Reply;
use crate::smtp::SmtpPhase;

/// A command out of turn (RFC 5321 §4.2.3).
const BAD_SEQUENCE: u16 = 503;

/// What says that the connection, and not the relay, has sent enough messages.
const MESSAGE_LIMIT_PHRASES: &[&str] = &[
    "too many messages",
    "too many mails",
    "too many emails",
    "too many transactions",
    "messages per connection",
    "messages per session",
    "mails per connection",
    "mails per session",
];

/// What else says that a new connection is better.
const CONNECTION_PHRASES: &[&str] = &[
    "too many recipients",
    "too many errors",
    "per connection",
    "per session",
    "this connection",
    "this session",
    "reconnect",
];

/// Returns whether a reply to a command on a used connection, before the message was sent, is about the connection.
pub(super) fn is_about_connection(phase: SmtpPhase, reply: &Reply) -> bool {
    let text = reply.text.to_lowercase();
    let says_so = is_message_limit(reply) || contains_any(&text, CONNECTION_PHRASES);
    match phase {
        SmtpPhase::Mail => says_so || [SERVICE_CLOSING, BAD_SEQUENCE].contains(&reply.code),
        SmtpPhase::Recipient | SmtpPhase::Data => says_so,
        _ => false,
    }
}

/// Returns whether a reply says that a connection sends no more than a number of messages.
pub(super) fn is_message_limit(reply: &Reply) -> bool {
    contains_any(&reply.text.to_lowercase(), MESSAGE_LIMIT_PHRASES)
}

/// Returns whether a text is about how many connections there are, or how fast new ones come.
pub(super) fn limits_connections(text: &str) -> bool {
    contains_any(
        &text.to_lowercase(),
        &["connection rate", "too many connections", "too many concurrent", "concurrent connections"],
    )
}
