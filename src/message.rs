//! The bytes of one copy (RFC 5322, RFC 2045). The only room that knows the MIME builder.
//!
//! [`Stationery`] is what all copies of an issue share and is made once; [`Stationery::write`] adds what one reader gets.
//! Every line ends in CRLF, none is longer than 998 octets, and no value can start a header of its own.

mod attachment;
mod body;
mod error;
pub mod headers;
mod id;
mod measure;
mod phrase;
mod stationery;
mod unsubscribe;

pub use error::Error;
pub use id::message_id;
pub use measure::html_octets;
pub use stationery::{Copy, Stationery};
pub use unsubscribe::mailto_link;
