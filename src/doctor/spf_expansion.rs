//! Follows an SPF record to all that it includes, and counts as receivers do (RFC 7208 §4.6.4).

use std::net::IpAddr;

use super::ip_network::IpNetwork;
use super::spf_record::{SpfMechanism, SpfQualifier, SpfRecord, SpfSyntaxError, is_spf};
use crate::dns::{DnsError, DnsResolver};

/// How many look-ups a record may cost.
pub(super) const MAX_LOOKUPS: usize = 10;
/// How many look-ups may find nothing.
pub(super) const MAX_VOID_LOOKUPS: usize = 2;
/// Where counting ends: the record is far beyond any limit, or includes itself.
const GIVE_UP: usize = 40;
/// How many hosts of an `mx` are looked up.
const MAX_EXCHANGERS: usize = 10;

/// What a record means with all that it includes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SpfExpansion {
    /// How many look-ups it costs.
    pub(super) lookups: usize,
    /// The names that were looked up in vain.
    pub(super) void_lookups: Vec<String>,
    /// The domains that it includes, at any depth.
    pub(super) includes: Vec<String>,
    /// The addresses that may send.
    pub(super) networks: Vec<IpNetwork>,
    /// Whether the answer also depends on something that is only known when a mail arrives.
    pub(super) has_unknown: bool,
    /// What makes the record invalid.
    pub(super) faults: Vec<SpfFault>,
}

/// Why receivers count a record as invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SpfFault {
    /// A part cannot be read.
    Syntax { domain: String, error: SpfSyntaxError },
    /// An included domain has no record.
    Missing(String),
    /// An included domain has several records.
    Many(String),
}

/// Follows the record of `domain`.
pub(super) async fn expand(resolver: &DnsResolver, domain: &str, record: &SpfRecord) -> Result<SpfExpansion, DnsError> {
    let mut found = SpfExpansion::default();
    let mut waiting = vec![(domain.to_owned(), record.clone(), true)];
    while let Some((domain, record, counts)) = waiting.pop() {
        for target in followed(&mut found, &domain, &record, counts, resolver).await? {
            if found.lookups > GIVE_UP {
                return Ok(found);
            }
            if let Some(record) = included_record(&mut found, &target.domain, resolver).await? {
                waiting.push((target.domain, record, target.counts));
            }
        }
    }
    Ok(found)
}

/// A record that another one leads to.
struct SpfTarget {
    domain: String,
    /// Whether a match there permits sending.
    counts: bool,
}

/// Looks up what one record names, and returns the records that it leads to.
async fn followed(
    found: &mut SpfExpansion,
    domain: &str,
    record: &SpfRecord,
    counts: bool,
    resolver: &DnsResolver,
) -> Result<Vec<SpfTarget>, DnsError> {
    let mut targets = Vec::new();
    for directive in &record.directives {
        let counts = counts && directive.qualifier == SpfQualifier::Pass;
        match &directive.mechanism {
            SpfMechanism::All => break,
            SpfMechanism::Network(network) => found.networks.extend(counts.then_some(*network)),
            SpfMechanism::Ptr | SpfMechanism::Exists => {
                found.lookups += 1;
                found.has_unknown = true;
            }
            SpfMechanism::Include(target) => {
                found.lookups += 1;
                if target.contains('%') {
                    found.has_unknown = true;
                } else {
                    targets.push(SpfTarget { domain: target.to_ascii_lowercase(), counts });
                }
            }
            SpfMechanism::Host { is_mx, domain: other, prefixes } => {
                found.lookups += 1;
                let name = other.as_deref().unwrap_or(domain);
                if name.contains('%') {
                    found.has_unknown = true;
                    continue;
                }
                let addresses = host_addresses(resolver, name, *is_mx).await?;
                if addresses.is_empty() {
                    found.void_lookups.push(name.to_owned());
                }
                let near = addresses.into_iter().filter_map(|one| IpNetwork::around(one, prefixes.0, prefixes.1));
                found.networks.extend(near.filter(|_| counts));
            }
        }
    }
    // A record with `all` never uses its redirect.
    if let Some(target) = record.redirect.as_ref().filter(|_| record.all().is_none()) {
        found.lookups += 1;
        if target.contains('%') {
            found.has_unknown = true;
        } else {
            targets.push(SpfTarget { domain: target.to_ascii_lowercase(), counts });
        }
    }
    Ok(targets)
}

async fn host_addresses(resolver: &DnsResolver, name: &str, is_mx: bool) -> Result<Vec<IpAddr>, DnsError> {
    // A name that cannot be looked up finds nothing.
    let nothing = |error| if matches!(error, DnsError::InvalidName(_)) { Ok(Vec::new()) } else { Err(error) };
    if !is_mx {
        return resolver.addresses(name).await.or_else(nothing);
    }
    let hosts = match resolver.mx(name).await {
        Ok(hosts) => hosts,
        Err(error) => return nothing(error),
    };
    let mut addresses = Vec::new();
    for host in hosts.into_iter().take(MAX_EXCHANGERS).filter(|host| !host.host.is_empty()) {
        addresses.extend(resolver.addresses(&host.host).await?);
    }
    Ok(addresses)
}

/// Returns the record of an included domain; if there is none, that is a fault.
async fn included_record(
    found: &mut SpfExpansion,
    domain: &str,
    resolver: &DnsResolver,
) -> Result<Option<SpfRecord>, DnsError> {
    found.includes.push(domain.to_owned());
    let texts = match resolver.txt(domain).await {
        Err(DnsError::InvalidName(_)) => Vec::new(),
        texts => texts?,
    };
    if texts.is_empty() {
        found.void_lookups.push(domain.to_owned());
    }
    let mut records = texts.iter().filter(|text| is_spf(text));
    match (records.next(), records.next()) {
        (None, _) => found.faults.push(SpfFault::Missing(domain.to_owned())),
        (Some(_), Some(_)) => found.faults.push(SpfFault::Many(domain.to_owned())),
        (Some(text), None) => match SpfRecord::parse(text) {
            Ok(record) => return Ok(Some(record)),
            Err(error) => found.faults.push(SpfFault::Syntax { domain: domain.to_owned(), error }),
        },
    }
    Ok(None)
}
