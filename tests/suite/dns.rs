//! Questions to the DNS, answered by a server on this machine.

mod resolver;
mod stub_dns;

pub(crate) use stub_dns::{DnsRow, StubDns};
