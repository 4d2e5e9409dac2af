//! Finds the DMARC policy of a domain and its organizational domain by the tree walk (RFC 9989 §4.10).

use super::dmarc_record::{DmarcPolicy, DmarcRecord, PublicSuffix, is_dmarc};
use crate::dns::{DnsError, DnsResolver};

/// The labels of the longest name that is asked below the domain itself.
const MAX_LABELS: usize = 7;

/// What the tree walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DmarcDiscovery {
    /// The domain where the walk began.
    pub(super) domain: String,
    /// The domain to which the whole organization belongs.
    pub(super) organizational_domain: String,
    /// The record that applies, and whose it is.
    pub(super) published: Option<PublishedPolicy>,
    /// What does not count at the domain itself: several records, or one that cannot be used.
    pub(super) fault: Option<DmarcFault>,
}

/// A record with the domain that publishes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedPolicy {
    pub(super) domain: String,
    pub(super) text: String,
    pub(super) record: DmarcRecord,
}

/// Why the records of a domain do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DmarcFault {
    /// There are so many, and one may be there.
    Many { domain: String, count: usize },
    /// There is no usable policy; what stands at `p`.
    NoPolicy { domain: String, policy: Option<String> },
}

impl DmarcDiscovery {
    /// Returns the policy for mail from the domain where the walk began.
    pub(super) fn policy(&self) -> Option<DmarcPolicy> {
        let published = self.published.as_ref()?;
        let inherited = published.record.subdomain_policy.filter(|_| published.domain != self.domain);
        Some(inherited.unwrap_or(published.record.policy))
    }

    /// Returns whether receivers are asked to refuse or to put aside mail that fails.
    pub(super) fn is_enforced(&self) -> bool {
        let is_testing = self.published.as_ref().is_some_and(|published| published.record.is_testing);
        !is_testing && self.policy().is_some_and(|policy| policy != DmarcPolicy::None)
    }
}

/// Returns the names that the walk asks, from the domain itself up to its top label.
pub(super) fn walked_domains(domain: &str) -> Vec<&str> {
    let mut names = vec![domain];
    let mut rest = domain;
    while let Some((_, parent)) = rest.split_once('.') {
        if parent.split('.').count() <= MAX_LABELS {
            names.push(parent);
        }
        rest = parent;
    }
    names
}

/// Walks from `domain` upward.
pub(super) async fn discover(resolver: &DnsResolver, domain: &str) -> Result<DmarcDiscovery, DnsError> {
    let mut walked = Vec::new();
    for name in walked_domains(domain) {
        let texts = match resolver.txt(&format!("_dmarc.{name}")).await {
            // `_dmarc.` in front of it is too long a name.
            Err(DnsError::InvalidName(_)) => Vec::new(),
            texts => texts?,
        };
        let is_last = is_last(&texts);
        walked.push((name, texts));
        if is_last {
            break;
        }
    }
    Ok(evaluate(domain, &walked))
}

/// Returns whether the walk ends at these records: one that says whether it is a public suffix.
fn is_last(texts: &[String]) -> bool {
    valid_record(texts).is_some_and(|(_, record)| record.public_suffix != PublicSuffix::Unstated)
}

fn valid_record(texts: &[String]) -> Option<(&String, DmarcRecord)> {
    let mut records = texts.iter().filter(|text| is_dmarc(text));
    let first = records.next().filter(|_| records.next().is_none())?;
    Some((first, DmarcRecord::parse(first).ok()?))
}

/// Judges the records of the names that were walked, in their order.
pub(super) fn evaluate(domain: &str, walked: &[(&str, Vec<String>)]) -> DmarcDiscovery {
    let valid: Vec<PublishedPolicy> = walked
        .iter()
        .filter_map(|(name, texts)| {
            let (text, record) = valid_record(texts)?;
            Some(PublishedPolicy { domain: (*name).to_owned(), text: text.clone(), record })
        })
        .collect();
    let organizational_domain = organizational_domain(domain, &valid);
    let at = |name: &str| valid.iter().find(|published| published.domain == name);
    let suffix = || valid.iter().find(|published| published.record.public_suffix == PublicSuffix::Yes);
    let published = at(domain).or_else(|| at(&organizational_domain)).or_else(suffix).cloned();
    let fault = walked.iter().find_map(|(name, texts)| fault(name, texts));
    DmarcDiscovery { domain: domain.to_owned(), organizational_domain, published, fault }
}

/// Chooses the organizational domain (RFC 9989 §4.10.2).
fn organizational_domain(domain: &str, valid: &[PublishedPolicy]) -> String {
    for published in valid {
        match published.record.public_suffix {
            PublicSuffix::No => return published.domain.clone(),
            PublicSuffix::Yes if published.domain != domain => return one_below(domain, &published.domain).to_owned(),
            PublicSuffix::Yes | PublicSuffix::Unstated => {}
        }
    }
    let shortest = valid.iter().min_by_key(|published| published.domain.split('.').count());
    shortest.map_or_else(|| domain.to_owned(), |published| published.domain.clone())
}

/// Returns the name one label below `suffix` on the way to `domain`.
fn one_below<'a>(domain: &'a str, suffix: &str) -> &'a str {
    let labels = suffix.split('.').count() + 1;
    let starts = domain.rmatch_indices('.').nth(labels - 1).map_or(0, |(at, _)| at + 1);
    domain.get(starts..).unwrap_or(domain)
}

fn fault(name: &str, texts: &[String]) -> Option<DmarcFault> {
    let records: Vec<_> = texts.iter().filter(|text| is_dmarc(text)).collect();
    match records.as_slice() {
        [] => None,
        [one] => {
            let policy = DmarcRecord::parse(one).err()?;
            Some(DmarcFault::NoPolicy { domain: name.to_owned(), policy })
        }
        many => Some(DmarcFault::Many { domain: name.to_owned(), count: many.len() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(domain: &str, records: &[(&str, &str)]) -> DmarcDiscovery {
        let mut walked = Vec::new();
        for name in walked_domains(domain) {
            let texts: Vec<String> =
                records.iter().filter(|(at, _)| *at == name).map(|(_, text)| (*text).to_owned()).collect();
            let last = is_last(&texts);
            walked.push((name, texts));
            if last {
                break;
            }
        }
        evaluate(domain, &walked)
    }

    #[test]
    fn long_names_are_shortened_to_seven_labels() {
        assert_eq!(walked_domains("a.example.org"), ["a.example.org", "example.org", "org"]);
        let long = "a.b.c.d.e.f.g.h.i.example.org";
        let asked = walked_domains(long);
        assert_eq!(asked.get(..2), Some(&[long, "e.f.g.h.i.example.org"][..]));
        assert_eq!(asked.len(), 8);
    }

    #[test]
    fn walk_finds_policy_and_organization() {
        let none = "v=DMARC1; p=none";
        for (domain, records, organization, publisher) in [
            ("example.org", &[("example.org", none)][..], "example.org", Some("example.org")),
            ("news.example.org", &[("example.org", none)], "example.org", Some("example.org")),
            ("news.example.org", &[("news.example.org", none)], "news.example.org", Some("news.example.org")),
            ("a.b.example.org", &[("example.org", none), ("b.example.org", none)], "example.org", Some("example.org")),
            (
                "news.example.org",
                &[("news.example.org", none), ("example.org", none)],
                "example.org",
                Some("news.example.org"),
            ),
            (
                "a.b.example.org",
                &[("b.example.org", "v=DMARC1; p=none; psd=n"), ("example.org", none)],
                "b.example.org",
                Some("b.example.org"),
            ),
            ("a.b.example.gov", &[("gov", "v=DMARC1; p=reject; psd=y")], "example.gov", Some("gov")),
            ("gov", &[("gov", "v=DMARC1; p=reject; psd=y")], "gov", Some("gov")),
            ("example.org", &[], "example.org", None),
            ("example.org", &[("example.org", none), ("example.org", none)], "example.org", None),
        ] {
            let found = walk(domain, records);
            assert_eq!(found.organizational_domain, organization, "{domain} {records:?}");
            assert_eq!(found.published.map(|published| published.domain).as_deref(), publisher, "{domain} {records:?}");
        }
    }

    #[test]
    fn policy_of_subdomains_is_inherited() {
        let text = "v=DMARC1; p=none; sp=reject";
        assert_eq!(walk("example.org", &[("example.org", text)]).policy(), Some(DmarcPolicy::None));
        let below = walk("news.example.org", &[("example.org", text)]);
        assert_eq!(below.policy(), Some(DmarcPolicy::Reject));
        assert!(below.is_enforced());
        assert!(!walk("example.org", &[("example.org", "v=DMARC1; p=reject; t=y")]).is_enforced());
    }
}
