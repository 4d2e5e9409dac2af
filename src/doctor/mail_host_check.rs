//! Judges whether the sender's domains take mail, and whether the name of our own server points back to it.

use std::net::IpAddr;

use super::doctor_report::{DoctorFinding, DoctorReport};
use super::ip_network::is_private;
use super::provider_demands::Demand;
use super::sender_identity::{SenderIdentity, is_within};
use crate::dns::{DnsError, DnsResolver, MailExchanger};
use crate::model::Severity;

/// The lint rule that keeps `send` from sending.
pub(super) const SENDER_DOMAIN: &str = "sender-domain";

/// What is known about a domain that should take mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MailHostFacts {
    pub(super) domain: String,
    /// Where the domain stands, as in "the domain of the sender".
    pub(super) role: MailHostRole,
    pub(super) exchangers: Vec<MailExchanger>,
    /// Its addresses, if it has no mail exchanger.
    pub(super) addresses: Vec<IpAddr>,
    /// Whether it or a domain above it has a start of authority.
    pub(super) has_zone: bool,
}

/// Why a domain should take mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MailHostRole {
    Sender,
    Bounces,
    Replies,
}

/// What the addresses of our own server are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PointerFacts {
    pub(super) host: String,
    /// Each public address with its names, and whether one of them leads back to it.
    pub(super) addresses: Vec<PointedAddress>,
}

/// An address with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PointedAddress {
    pub(super) address: IpAddr,
    pub(super) names: Vec<String>,
    pub(super) leads_back: bool,
}

impl MailHostFacts {
    pub(super) async fn gather(resolver: &DnsResolver, domain: &str, role: MailHostRole) -> Result<Self, DnsError> {
        let exchangers = resolver.mx(domain).await?;
        let addresses = if exchangers.is_empty() { resolver.addresses(domain).await? } else { Vec::new() };
        let mut has_zone = false;
        let mut name = domain;
        while let Some((_, parent)) = name.split_once('.').filter(|_| !has_zone) {
            has_zone = resolver.has_soa(name).await?;
            name = parent;
        }
        Ok(Self { domain: domain.to_owned(), role, exchangers, addresses, has_zone })
    }

    /// Returns whether mail to the domain cannot be delivered.
    pub(super) fn takes_no_mail(&self) -> bool {
        self.is_null_mx() || self.exchangers.is_empty() && self.addresses.is_empty()
    }

    fn is_null_mx(&self) -> bool {
        matches!(self.exchangers.as_slice(), [only] if only.host.is_empty())
    }
}

impl PointerFacts {
    /// Looks up the names of the relay's addresses if the relay is within the sender's own domain.
    pub(super) async fn gather(
        resolver: &DnsResolver,
        identity: &SenderIdentity,
        own_domain: &str,
    ) -> Result<Option<Self>, DnsError> {
        let Some(relay) = identity.relay.as_ref().filter(|relay| is_within(&relay.host, own_domain)) else {
            return Ok(None);
        };
        let mut addresses = Vec::new();
        for address in resolver.addresses(&relay.host).await?.into_iter().filter(|address| !is_private(*address)) {
            let names = resolver.pointers(address).await?;
            let mut leads_back = false;
            for name in names.iter().take(3) {
                leads_back |= resolver.addresses(name).await?.contains(&address);
            }
            addresses.push(PointedAddress { address, names, leads_back });
        }
        Ok(Some(Self { host: relay.host.clone(), addresses }))
    }
}

/// Judges whether a domain takes mail.
pub(super) fn judge(facts: &MailHostFacts, report: &mut DoctorReport) {
    let domain = &facts.domain;
    let (id, severity, words, consequence) = match facts.role {
        MailHostRole::Sender => (
            SENDER_DOMAIN,
            Severity::Block,
            "the sender's domain",
            "Many servers refuse mail from a domain that takes none, and nobody could answer.",
        ),
        MailHostRole::Bounces => (
            "bounce-domain",
            Severity::Block,
            "the domain for bounces",
            "Many servers refuse mail whose bounces lead nowhere.",
        ),
        MailHostRole::Replies => {
            ("reply-domain", Severity::Warning, "the domain for replies", "Replies would be lost.")
        }
    };
    if facts.is_null_mx() {
        let message = format!("{words} `{domain}` declares that it takes no mail (a null MX)");
        report.add(DoctorFinding::new(id, severity, message, consequence).with_demands(Demand::MailDomain));
    } else if facts.takes_no_mail() {
        let message =
            format!("{words} `{domain}` takes no mail: it has neither a mail server nor an address in the DNS");
        let help = format!("{consequence} Correct the address in `[sender]`, or publish an MX record.");
        report.add(DoctorFinding::new(id, severity, message, help).with_demands(Demand::MailDomain));
    } else {
        if !facts.has_zone {
            let message = format!("nobody answers for the zone of `{domain}` (no SOA record), which Yahoo demands");
            let help = "Ask the provider of your domain to repair its DNS.";
            report.add(DoctorFinding::new("zone-missing", Severity::Warning, message, help));
        }
        let by = facts.exchangers.first().map_or_else(
            || format!("`{domain}` takes mail at its own address"),
            |first| format!("`{domain}` takes mail at `{}`", first.host),
        );
        report.pass("Mail domain", by);
    }
}

/// Judges the names of our own server.
pub(super) fn judge_pointers(facts: &PointerFacts, report: &mut DoctorReport) {
    let host = &facts.host;
    for PointedAddress { address, names, leads_back } in &facts.addresses {
        if *leads_back {
            report.pass("Server name", format!("{address} is called `{}`, which leads back to it", names.join("`, `")));
            continue;
        }
        let message = if names.is_empty() {
            format!("the address {address} of your server `{host}` has no name (no PTR record)")
        } else {
            format!(
                "the address {address} of your server is called `{}`, which does not lead back to it",
                names.join("`, `")
            )
        };
        let help = format!(
            "Ask the provider of the server to set the name of {address} to `{host}`. It matters if this server sends \
             the mail itself."
        );
        report.add(DoctorFinding::new("server-name", Severity::Warning, message, help).with_demands(Demand::Pointer));
    }
}
