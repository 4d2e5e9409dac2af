//! Parses an SPF record (RFC 7208 §4.6).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::ip_network::IpNetwork;

/// A parsed record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpfRecord {
    pub(super) directives: Vec<SpfDirective>,
    pub(super) redirect: Option<String>,
}

/// A mechanism with what follows if it matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpfDirective {
    pub(super) qualifier: SpfQualifier,
    pub(super) mechanism: SpfMechanism,
}

/// What a match means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpfQualifier {
    Pass,
    Fail,
    SoftFail,
    Neutral,
}

/// What is compared with the address of the sending server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SpfMechanism {
    All,
    Include(String),
    /// `a` and `mx`, with the domain if it is another one, and the prefixes for IPv4 and IPv6.
    Host {
        is_mx: bool,
        domain: Option<String>,
        prefixes: (u8, u8),
    },
    Network(IpNetwork),
    Ptr,
    Exists,
}

/// Why a record cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpfSyntaxError {
    /// The part that is wrong.
    pub(super) term: String,
    /// What is wrong, as the end of the sentence "`term` …".
    pub(super) reason: &'static str,
}

/// Returns whether a TXT record is meant as SPF (RFC 7208 §4.5).
pub(super) fn is_spf(text: &str) -> bool {
    let rest = text.get(..6).filter(|version| version.eq_ignore_ascii_case("v=spf1")).and_then(|_| text.get(6..));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

impl SpfRecord {
    /// Parses a record that begins with `v=spf1`.
    pub(super) fn parse(text: &str) -> Result<Self, SpfSyntaxError> {
        let mut record = Self { directives: Vec::new(), redirect: None };
        for term in text.split(' ').skip(1).filter(|term| !term.is_empty()) {
            let bad = |reason| SpfSyntaxError { term: term.to_owned(), reason };
            match modifier(term) {
                Some(("redirect", _)) if record.redirect.is_some() => return Err(bad("occurs twice")),
                Some(("redirect", "")) => return Err(bad("names no domain")),
                Some(("redirect", domain)) => record.redirect = Some(domain.to_owned()),
                Some(_) => {}
                None => record.directives.push(directive(term).map_err(bad)?),
            }
        }
        Ok(record)
    }

    /// Returns what happens to servers that nothing else matches.
    pub(super) fn all(&self) -> Option<SpfQualifier> {
        let all = self.directives.iter().find(|directive| directive.mechanism == SpfMechanism::All);
        all.map(|directive| directive.qualifier)
    }
}

/// Splits `name=value`; a mechanism has a colon or a slash behind its name.
fn modifier(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    is_name.then_some((if name.eq_ignore_ascii_case("redirect") { "redirect" } else { name }, value))
}

fn directive(term: &str) -> Result<SpfDirective, &'static str> {
    let qualifier = match term.chars().next() {
        Some('-') => SpfQualifier::Fail,
        Some('~') => SpfQualifier::SoftFail,
        Some('?') => SpfQualifier::Neutral,
        _ => SpfQualifier::Pass,
    };
    let rest = term.strip_prefix(['+', '-', '~', '?']).unwrap_or(term);
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    let (name, value) = rest.split_at(end);
    let mechanism = mechanism(&name.to_ascii_lowercase(), value)?;
    Ok(SpfDirective { qualifier, mechanism })
}

fn mechanism(name: &str, value: &str) -> Result<SpfMechanism, &'static str> {
    let domain = value.strip_prefix(':').filter(|domain| !domain.is_empty());
    match name {
        "all" if value.is_empty() => Ok(SpfMechanism::All),
        "all" => Err("has something behind `all`"),
        "include" => domain.map(|domain| SpfMechanism::Include(domain.to_owned())).ok_or("names no domain"),
        "a" | "mx" => host(name == "mx", value),
        "ip4" | "ip6" => network(name == "ip4", domain.ok_or("names no address")?).map(SpfMechanism::Network),
        "ptr" => Ok(SpfMechanism::Ptr),
        "exists" => domain.map(|_| SpfMechanism::Exists).ok_or("names no domain"),
        "ip" => Err("is not known: write `ip4:` or `ip6:`"),
        _ => Err("is not known in SPF"),
    }
}

fn host(is_mx: bool, value: &str) -> Result<SpfMechanism, &'static str> {
    let (domain, prefixes) = value.split_once('/').map_or((value, None), |(domain, rest)| (domain, Some(rest)));
    let domain = match domain.strip_prefix(':') {
        Some("") => return Err("names no domain"),
        domain => domain.map(str::to_owned),
    };
    let prefix = |text: &str, most: u8| text.parse::<u8>().ok().filter(|prefix| *prefix <= most);
    // `/24`, `//64` or `/24//64`
    let prefixes = match prefixes.map(|rest| rest.split_once('/').unwrap_or((rest, ""))) {
        None => Some((32, 128)),
        Some((four, "")) => prefix(four, 32).map(|four| (four, 128)),
        Some(("", six)) => prefix(six, 128).map(|six| (32, six)),
        Some((four, six)) => prefix(four, 32).zip(prefix(six.trim_start_matches('/'), 128)),
    };
    let prefixes = prefixes.ok_or("has a length behind `/` that cannot be")?;
    Ok(SpfMechanism::Host { is_mx, domain, prefixes })
}

fn network(is_four: bool, text: &str) -> Result<IpNetwork, &'static str> {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
    let address = if is_four {
        address.parse::<Ipv4Addr>().map(IpAddr::V4).map_err(|_| "has no IPv4 address behind `ip4:`")?
    } else {
        address.parse::<Ipv6Addr>().map(IpAddr::V6).map_err(|_| "has no IPv6 address behind `ip6:`")?
    };
    let whole = if is_four { 32 } else { 128 };
    let prefix = prefix.map_or(Ok(whole), str::parse).map_err(|_| "has a length behind `/` that cannot be")?;
    IpNetwork::new(address, prefix).ok_or("has a length behind `/` that cannot be")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn only_version_1_is_spf() {
        for (text, expected) in [
            ("v=spf1 -all", true),
            ("V=SPF1 a", true),
            ("v=spf1", true),
            ("v=spf10 a", false),
            ("v=spf2.0/pra a", false),
            ("spf1 a", false),
            ("“v=spf1 a”", false),
            ("", false),
        ] {
            assert_eq!(is_spf(text), expected, "{text}");
        }
    }

    #[test]
    fn valid_records_are_parsed() {
        let text = "v=spf1 a mx:example.net/24//64 a//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 include:_spf.example.com \
            ?exists:%{i}.example.org ptr exp=why.example.org  ~ALL";
        let record = SpfRecord::parse(text).unwrap();
        assert_eq!(record.directives.len(), 9);
        assert_eq!(record.all(), Some(SpfQualifier::SoftFail));
        let prefixes = record.directives.iter().filter_map(|found| match &found.mechanism {
            SpfMechanism::Host { prefixes, .. } => Some(*prefixes),
            _ => None,
        });
        assert_eq!(prefixes.collect::<Vec<_>>(), [(32, 128), (24, 64), (32, 64)]);
        let other = SpfRecord::parse("v=spf1 Redirect=_spf.example.net").unwrap();
        assert_eq!((other.redirect.as_deref(), other.all()), (Some("_spf.example.net"), None));
    }

    #[test]
    fn mistakes_are_named() {
        for (term, reason) in [
            ("ip:192.0.2.1", "write `ip4:`"),
            ("ip4:192.0.2.1,192.0.2.2", "no IPv4 address"),
            ("ip4:192.0.2.0/33", "length"),
            ("ip4:mail.example.org", "no IPv4 address"),
            ("ip6:192.0.2.1", "no IPv6 address"),
            ("include:", "names no domain"),
            ("include", "names no domain"),
            ("a:", "names no domain"),
            ("all;", "not known"),
            ("-all:x", "behind `all`"),
            ("includes:example.net", "not known"),
            ("smtp.example.net", "not known"),
            ("mx/40", "length"),
        ] {
            let error = SpfRecord::parse(&format!("v=spf1 a {term} -all")).unwrap_err();
            assert_eq!(error.term, term);
            assert!(error.reason.contains(reason), "{term}: {}", error.reason);
        }
        assert_eq!(
            SpfRecord::parse("v=spf1 redirect=a.example redirect=b.example").unwrap_err().reason,
            "occurs twice"
        );
    }
}
