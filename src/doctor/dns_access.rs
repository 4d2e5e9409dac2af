//! Decides whether the DNS is asked, and whom.

use crate::config::{ResolverChoice, Settings};
use crate::dns::DnsResolver;

/// Who answers questions about names.
#[derive(Debug)]
pub enum DnsAccess {
    /// This resolver.
    Resolver(DnsResolver),
    /// Nobody, because the settings say so.
    Off,
    /// Nobody, because the relay is this machine and the settings say nothing.
    LocalRelay,
}

/// Returns who is asked: as the settings say, or else the resolver of this machine if the relay is another one.
///
/// With a relay on this machine, as in the demo and on a laptop without a network, nobody is asked.
#[must_use]
pub fn dns_access(settings: &Settings) -> DnsAccess {
    match settings.dns.resolver {
        Some(ResolverChoice::Off) => DnsAccess::Off,
        Some(ResolverChoice::Server(address)) => DnsAccess::Resolver(DnsResolver::at(address)),
        None if settings.relay.url.is_on_this_machine() => DnsAccess::LocalRelay,
        Some(ResolverChoice::System) | None => DnsAccess::Resolver(DnsResolver::system()),
    }
}
