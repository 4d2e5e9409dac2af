//! Builds the bytes of one message (RFC 5322, RFC 2045).
//!
//! [`MessageTemplate`] contains what all messages of an issue share and is built once; [`MessageTemplate::build`]
//! adds the parts for one recipient. Every line ends in CRLF and has at most 998 octets, and no value can inject a
//! header. This is the only module that uses the MIME builder.

mod attachment;
mod build_error;
pub mod dkim;
mod encoded_lines;
mod encoded_words;
pub mod headers;
mod message_id;
mod message_sink;
mod message_size;
mod message_template;
mod text_part;
mod unsubscribe_headers;

pub use build_error::Error;
pub use message_id::message_id;
pub use message_size::MessageSize;
pub use message_template::{MessageFields, MessageTemplate};
pub use unsubscribe_headers::{
    LEAVE_KEYWORDS, MAX_UNSUBSCRIBE_URI_OCTETS, mailto_link, unsubscribe_page_link, unsubscribe_uri_octets,
};
