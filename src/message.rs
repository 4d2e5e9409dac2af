//! The bytes of one copy (RFC 5322, RFC 2045). The only room that knows the MIME builder.
//!
//! [`Stationery`] is what all copies of an issue share and is made once; [`Stationery::write`] adds what one reader gets.
//! Every line ends in CRLF, none is longer than 998 octets, and no value can start a header of its own.

mod attachment;
mod build_error;
mod encoded_words;
pub mod headers;
mod message_id;
mod message_size;
mod message_template;
mod text_part;
mod unsubscribe_headers;

pub use build_error::Error;
pub use message_id::message_id;
pub use message_size::html_part_octets;
pub use message_template::{MessageFields, MessageTemplate};
pub use unsubscribe_headers::mailto_link;
