//! A stub resolver (RFC 1034 §5.3.1): over UDP, and over TCP if an answer is truncated.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr as _;
use std::time::Duration;

use domain::base::iana::{Rcode, Rtype};
use domain::base::{Name, ParseRecordData, ParsedName};
use domain::rdata::{A, Aaaa, Mx, Ptr, Soa, Txt};
use domain::resolv::stub::Answer;
use domain::resolv::stub::conf::{ResolvConf, ServerConf, Transport};
use domain::resolv::{Resolver, StubResolver};

use super::DnsError;

/// What the messages of the library are made of.
type Octets = <StubResolver as Resolver>::Octets;

/// How long one try may take.
const TRY_TIMEOUT: Duration = Duration::from_secs(3);
/// How often a question is asked: a UDP packet may get lost.
const TRIES: usize = 2;

/// Asks a resolver. It must be used within a tokio runtime.
pub struct DnsResolver {
    stub: StubResolver,
    servers: Vec<SocketAddr>,
}

/// A server that takes mail for a domain (RFC 5321 §5.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MailExchanger {
    /// The preference: the lowest is tried first.
    pub preference: u16,
    /// The host name without the dot at its end; empty for a null MX (RFC 7505).
    pub host: String,
}

impl DnsResolver {
    /// Asks the resolvers in `/etc/resolv.conf`.
    #[must_use]
    pub fn system() -> Self {
        Self::from_conf(ResolvConf::default(), TRY_TIMEOUT)
    }

    /// Asks one resolver.
    #[must_use]
    pub fn at(server: SocketAddr) -> Self {
        Self::at_with_timeout(server, TRY_TIMEOUT)
    }

    /// Asks one resolver, and waits so long for each answer.
    #[must_use]
    pub fn at_with_timeout(server: SocketAddr, timeout: Duration) -> Self {
        let mut conf = ResolvConf::new();
        conf.servers.push(ServerConf::new(server, Transport::UdpTcp));
        Self::from_conf(conf, timeout)
    }

    fn from_conf(mut conf: ResolvConf, timeout: Duration) -> Self {
        conf.finalize();
        conf.options.timeout = timeout;
        let mut servers: Vec<_> = conf.servers.iter().map(|server| server.addr).collect();
        servers.dedup();
        Self { stub: StubResolver::from_conf(conf), servers }
    }

    /// Returns the TXT records of a name, each with its strings joined (RFC 7208 §3.3).
    ///
    /// # Errors
    /// No resolver answered, or the answer cannot be used.
    pub async fn txt(&self, name: &str) -> Result<Vec<String>, DnsError> {
        let answer = self.ask(name, Rtype::TXT).await?;
        let mut texts = Vec::new();
        for data in records::<Txt<Octets>, _>(name, &answer, Txt::text::<Vec<u8>>)? {
            texts.push(String::from_utf8_lossy(&data).into_owned());
        }
        Ok(texts)
    }

    /// Returns the mail exchangers of a domain, the first to try first.
    ///
    /// # Errors
    /// No resolver answered, or the answer cannot be used.
    pub async fn mx(&self, name: &str) -> Result<Vec<MailExchanger>, DnsError> {
        let answer = self.ask(name, Rtype::MX).await?;
        let mut hosts = records::<Mx<ParsedName<Octets>>, _>(name, &answer, |data| MailExchanger {
            preference: data.preference(),
            host: host_name(&data.exchange().to_string()),
        })?;
        hosts.sort();
        Ok(hosts)
    }

    /// Returns the addresses of a host, IPv4 first.
    ///
    /// # Errors
    /// No resolver answered, or the answer cannot be used.
    pub async fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, DnsError> {
        let (four, six) = tokio::join!(self.ask(name, Rtype::A), self.ask(name, Rtype::AAAA));
        let mut found = records::<A, _>(name, &four?, |data| IpAddr::V4(data.addr()))?;
        found.extend(records::<Aaaa, _>(name, &six?, |data| IpAddr::V6(data.addr()))?);
        Ok(found)
    }

    /// Returns the names that an address points to.
    ///
    /// # Errors
    /// No resolver answered, or the answer cannot be used.
    pub async fn pointers(&self, address: IpAddr) -> Result<Vec<String>, DnsError> {
        let reversed = Name::<Vec<u8>>::reverse_from_addr(address)
            .map_err(|_| DnsError::InvalidName(address.to_string()))?
            .to_string();
        let answer = self.ask(&reversed, Rtype::PTR).await?;
        records::<Ptr<ParsedName<Octets>>, _>(&reversed, &answer, |data| host_name(&data.ptrdname().to_string()))
    }

    /// Returns whether a name is the top of a zone.
    ///
    /// # Errors
    /// No resolver answered, or the answer cannot be used.
    pub async fn has_soa(&self, name: &str) -> Result<bool, DnsError> {
        let answer = self.ask(name, Rtype::SOA).await?;
        Ok(!records::<Soa<ParsedName<Octets>>, _>(name, &answer, |_| ())?.is_empty())
    }

    async fn ask(&self, name: &str, kind: Rtype) -> Result<Answer, DnsError> {
        let parsed = Name::<Vec<u8>>::from_str(name).map_err(|_| DnsError::InvalidName(name.to_owned()))?;
        let mut tries = 1;
        let answer = loop {
            match self.stub.query((&parsed, kind)).await {
                Ok(answer) => break answer,
                Err(_) if tries < TRIES => tries += 1,
                Err(_) => return Err(DnsError::NoAnswer(name.to_owned())),
            }
        };
        match answer.header().rcode() {
            Rcode::NOERROR | Rcode::NXDOMAIN => Ok(answer),
            code => Err(DnsError::Failed { name: name.to_owned(), code: code.to_string() }),
        }
    }
}

impl fmt::Display for DnsResolver {
    /// Writes the addresses of the resolvers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers: Vec<_> = self.servers.iter().map(ToString::to_string).collect();
        f.write_str(&servers.join(", "))
    }
}

impl fmt::Debug for DnsResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DnsResolver").field("servers", &self.servers).finish_non_exhaustive()
    }
}

/// Collects the data of the answer's records of one type that belong to the name asked for, through its aliases.
fn records<'a, D, T>(name: &str, answer: &'a Answer, read: impl Fn(&D) -> T) -> Result<Vec<T>, DnsError>
where
    D: ParseRecordData<'a, Octets>,
{
    let unreadable = || DnsError::Unreadable(name.to_owned());
    if answer.header().rcode() == Rcode::NXDOMAIN {
        return Ok(Vec::new());
    }
    let owner = answer.canonical_name().ok_or_else(unreadable)?;
    let section = answer.answer().map_err(|_| unreadable())?;
    let mut found = Vec::new();
    for record in section.limit_to_in::<D>() {
        let record = record.map_err(|_| unreadable())?;
        if *record.owner() == owner {
            found.push(read(record.data()));
        }
    }
    Ok(found)
}

/// Writes a host name in lower case and without the dot at its end.
fn host_name(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}
