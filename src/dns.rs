//! Asks the DNS: the resolver of this machine, or the one in the settings.
//!
//! A name or a record that does not exist is an empty answer. An error means that nothing is known.

mod dns_error;
mod dns_resolver;

pub use dns_error::DnsError;
pub use dns_resolver::{DnsResolver, MailExchanger};
