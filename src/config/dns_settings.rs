//! Settings for questions to the DNS.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

/// The port of the DNS (RFC 1035 §4.2).
const DNS_PORT: u16 = 53;

/// How the DNS is asked, and what is looked up there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DnsSettings {
    /// Who is asked. Without it, the resolver of this machine, unless the relay is on this machine.
    #[serde(deserialize_with = "deserialize_resolver")]
    pub resolver: Option<ResolverChoice>,
    /// The selectors of the DKIM keys with which the relay signs.
    #[serde(deserialize_with = "deserialize_selectors")]
    pub dkim_selectors: Vec<String>,
}

/// Who is asked about names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResolverChoice {
    /// The resolver of this machine.
    System,
    /// Nobody.
    Off,
    /// The resolver at this address.
    Server(SocketAddr),
}

/// Why a text names no resolver.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no resolver: write `system`, `off`, or an address such as `192.0.2.53` or `127.0.0.1:5353`")]
pub struct ParseResolverError(String);

impl FromStr for ResolverChoice {
    type Err = ParseResolverError;

    fn from_str(text: &str) -> Result<Self, ParseResolverError> {
        match text.trim() {
            "system" => Ok(Self::System),
            "off" => Ok(Self::Off),
            address => address
                .parse::<SocketAddr>()
                .or_else(|_| address.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, DNS_PORT)))
                .map(Self::Server)
                .map_err(|_| ParseResolverError(text.to_owned())),
        }
    }
}

fn deserialize_resolver<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ResolverChoice>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(serde::de::Error::custom)
}

/// Takes a list, or a text with commas, as in an environment variable.
pub(super) fn deserialize_selectors<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    let selectors = match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(text) => text.split(',').map(|selector| selector.trim().to_owned()).collect(),
        OneOrMany::Many(list) => list,
    };
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    match selectors.iter().find(|selector| !selector.split('.').all(is_label)) {
        Some(bad) => Err(serde::de::Error::custom(format!(
            "`{bad}` is no selector: it is the part before `._domainkey`, such as `mail`"
        ))),
        None => Ok(selectors),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn resolvers_and_selectors_are_parsed() {
        let parse = |text: &str| toml::from_str::<DnsSettings>(text);
        assert_eq!(parse("").unwrap(), DnsSettings::default());
        for (text, expected) in [
            ("system", ResolverChoice::System),
            ("off", ResolverChoice::Off),
            ("127.0.0.1:5353", ResolverChoice::Server("127.0.0.1:5353".parse().unwrap())),
            ("192.0.2.53", ResolverChoice::Server("192.0.2.53:53".parse().unwrap())),
            ("2001:db8::53", ResolverChoice::Server("[2001:db8::53]:53".parse().unwrap())),
        ] {
            assert_eq!(parse(&format!("resolver = '{text}'")).unwrap().resolver, Some(expected));
        }
        for text in ["dkim_selectors = ['mail', 's1.news']", "dkim_selectors = 'mail, s1.news'"] {
            assert_eq!(parse(text).unwrap().dkim_selectors, ["mail", "s1.news"]);
        }
        for text in
            ["resolver = 'dns.example.org'", "resolver = ''", "dkim_selectors = ['mail._domainkey.example.org.']"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
