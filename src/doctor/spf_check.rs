//! Judges the SPF records of the envelope sender's domain (RFC 7208).

use std::net::IpAddr;

use super::doctor_report::{DoctorFinding, DoctorReport};
use super::provider_demands::Demand;
use super::relay_providers::{RelayProvider, relay_provider};
use super::sender_identity::{RelayServer, is_within};
use super::spf_expansion::{MAX_LOOKUPS, MAX_VOID_LOOKUPS, SpfExpansion, SpfFault, expand};
use super::spf_record::{SpfQualifier, SpfRecord, is_spf};
use crate::dns::{DnsError, DnsResolver};
use crate::model::Severity;

const TOPIC: &str = "SPF";

/// What is known about the records of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpfFacts {
    pub(super) domain: String,
    /// The SPF records, as they are published.
    pub(super) texts: Vec<String>,
    /// What the only record means; `None` if there is none, or it cannot be read.
    pub(super) expansion: Option<SpfExpansion>,
    /// The addresses of the relay.
    pub(super) relay_addresses: Vec<IpAddr>,
    pub(super) relay: Option<RelayServer>,
}

/// Whether the relay may send for the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpfCoverage {
    /// It may.
    Covered,
    /// No receiver will find that it may.
    NotCovered,
    /// It cannot be known from here.
    Unknown,
}

impl SpfFacts {
    /// Looks up the records of `domain` and all that they include.
    pub(super) async fn gather(
        resolver: &DnsResolver,
        domain: &str,
        relay: Option<&RelayServer>,
    ) -> Result<Self, DnsError> {
        let texts: Vec<_> = resolver.txt(domain).await?.into_iter().filter(|text| is_spf(text)).collect();
        let expansion = match texts.as_slice() {
            [text] => match SpfRecord::parse(text) {
                Ok(record) => Some(expand(resolver, domain, &record).await?),
                Err(_) => None,
            },
            _ => None,
        };
        let relay_addresses = match relay.filter(|relay| !relay.is_on_this_machine) {
            Some(relay) => match relay.host.parse() {
                Ok(address) => vec![address],
                Err(_) => resolver.addresses(&relay.host).await?,
            },
            None => Vec::new(),
        };
        Ok(Self { domain: domain.to_owned(), texts, expansion, relay_addresses, relay: relay.cloned() })
    }

    fn provider(&self) -> Option<&'static RelayProvider> {
        self.relay.as_ref().and_then(|relay| relay_provider(&relay.host))
    }

    /// Returns whether the relay may send for the domain.
    pub(super) fn coverage(&self) -> SpfCoverage {
        let record = match self.texts.as_slice() {
            [text] => SpfRecord::parse(text).ok(),
            _ => None,
        };
        let (Some(record), Some(expansion)) = (record, &self.expansion) else { return SpfCoverage::NotCovered };
        if !expansion.faults.is_empty() || expansion.lookups > MAX_LOOKUPS {
            return SpfCoverage::NotCovered;
        }
        let by_address =
            self.relay_addresses.iter().any(|address| expansion.networks.iter().any(|one| one.contains(*address)));
        let by_provider = self.provider().is_some_and(|provider| {
            expansion.includes.iter().any(|included| provider.spf_includes.contains(&included.as_str()))
        });
        if by_address || by_provider || record.all() == Some(SpfQualifier::Pass) {
            SpfCoverage::Covered
        } else if expansion.networks.is_empty() && expansion.includes.is_empty() && !expansion.has_unknown {
            SpfCoverage::NotCovered
        } else {
            SpfCoverage::Unknown
        }
    }

    /// Returns the record that also names the relay.
    fn proposal(&self) -> String {
        let all: Vec<_> =
            self.texts.iter().flat_map(|text| text.split(' ').skip(1)).filter(|term| !term.is_empty()).collect();
        let is_all = |term: &&str| term.trim_start_matches(['+', '-', '~', '?']).eq_ignore_ascii_case("all");
        let mut terms: Vec<String> = Vec::new();
        for term in all.iter().filter(|term| !is_all(term)) {
            if !terms.iter().any(|known| known == term) {
                terms.push((*term).to_owned());
            }
        }
        let own = match (self.provider().and_then(|provider| provider.spf_includes.first()), &self.relay) {
            (Some(include), _) => Some(format!("include:{include}")),
            (None, Some(relay)) if !relay.is_on_this_machine && is_host_of(&relay.host, &self.domain) => {
                Some(format!("a:{}", relay.host))
            }
            _ => None,
        };
        if let Some(own) = own.filter(|own| self.coverage() != SpfCoverage::Covered && !terms.contains(own)) {
            terms.push(own);
        }
        if terms.is_empty() {
            terms.push("mx".to_owned());
        }
        let last = all
            .iter()
            .filter(|term| is_all(term))
            .find(|term| !term.starts_with(['+', '?', 'a', 'A']))
            .unwrap_or(&"~all");
        format!("v=spf1 {} {last}", terms.join(" "))
    }
}

fn is_host_of(host: &str, domain: &str) -> bool {
    host.parse::<IpAddr>().is_err() && is_within(host, domain)
}

/// Judges the records. `is_signed` tells whether DKIM vouches for the letters as well.
pub(super) fn judge(facts: &SpfFacts, is_signed: bool, report: &mut DoctorReport) {
    if let Some(provider) = facts.provider().filter(|provider| provider.has_own_envelope) {
        let name = provider.name;
        report
            .skip(TOPIC, format!("{name} sends with an envelope address of its own, unless you set up another there"));
        return;
    }
    let severity = if is_signed { Severity::Warning } else { Severity::Block };
    let finding =
        |id, message: String, help: &str| DoctorFinding::new(id, severity, message, help).with_demands(Demand::Spf);
    let domain = &facts.domain;
    let text = match facts.texts.as_slice() {
        [] => {
            let message = format!("`{domain}` has no SPF record, so receivers cannot tell who may send for it");
            let help = "Publish one that names your relay; your relay's provider says what to write.";
            report.add(finding("spf-missing", message, help).with_txt(domain, facts.proposal()));
            return;
        }
        [text] => text,
        many => {
            let message = format!("`{domain}` has {} SPF records, and receivers then use none of them", many.len());
            let help = "Keep one record with everything that both allow, and delete the others.";
            report.add(finding("spf-many", message, help).with_txt(domain, facts.proposal()));
            return;
        }
    };
    let record = match SpfRecord::parse(text) {
        Ok(record) => record,
        Err(error) => {
            let message = format!("the SPF record of `{domain}` is not valid: `{}` {}", error.term, error.reason);
            report.add(finding(
                "spf-syntax",
                message,
                "Correct this part; until then receivers ignore the whole record.",
            ));
            return;
        }
    };
    let Some(expansion) = &facts.expansion else { return };
    judge_expansion(domain, expansion, &finding, report);
    judge_end(domain, &record, report);
    judge_coverage(facts, severity, report);
    if !report.findings.iter().any(|found| found.id.starts_with("spf-")) {
        let count = expansion.lookups;
        report.pass(TOPIC, format!("`{domain}` publishes `{text}`, which needs {count} of {MAX_LOOKUPS} look-ups"));
    }
}

fn judge_expansion(
    domain: &str,
    expansion: &SpfExpansion,
    finding: &impl Fn(&'static str, String, &str) -> DoctorFinding,
    report: &mut DoctorReport,
) {
    for fault in &expansion.faults {
        let message = match fault {
            SpfFault::Missing(included) => {
                format!("the SPF record of `{domain}` includes `{included}`, which has none")
            }
            SpfFault::Many(included) => {
                format!("the SPF record of `{domain}` includes `{included}`, which has more than one")
            }
            SpfFault::Syntax { domain: included, error } => format!(
                "the SPF record of `{domain}` includes `{included}`, which is not valid: `{}` {}",
                error.term, error.reason
            ),
        };
        let help = "Receivers then ignore your whole record. Take this part out, or ask the provider whose it is.";
        report.add(finding("spf-include", message, help));
    }
    if expansion.lookups > MAX_LOOKUPS {
        let message = format!(
            "the SPF record of `{domain}` needs {} look-ups, and receivers make {MAX_LOOKUPS} at most",
            expansion.lookups
        );
        let mut includes = expansion.includes.clone();
        includes.sort();
        includes.dedup();
        let help = format!("Take out providers that you no longer use. It includes `{}`.", includes.join("`, `"));
        report.add(finding("spf-lookups", message, &help));
    }
    if expansion.void_lookups.len() > MAX_VOID_LOOKUPS {
        let message = format!(
            "the SPF record of `{domain}` asks for {} names that do not exist, and receivers accept {MAX_VOID_LOOKUPS}",
            expansion.void_lookups.len()
        );
        let help = format!("Take out `{}`.", expansion.void_lookups.join("`, `"));
        report.add(finding("spf-void", message, &help));
    }
}

fn judge_end(domain: &str, record: &SpfRecord, report: &mut DoctorReport) {
    let (id, severity, message) = match record.all() {
        Some(SpfQualifier::Pass) => {
            let message = format!("the SPF record of `{domain}` ends in `+all`: every server may send in your name");
            ("spf-all", Severity::Block, message)
        }
        Some(SpfQualifier::Neutral) => {
            let message =
                format!("the SPF record of `{domain}` ends in `?all`, so it says nothing about other servers");
            ("spf-neutral", Severity::Note, message)
        }
        None if record.redirect.is_none() => {
            let message =
                format!("the SPF record of `{domain}` has no `all` at its end, so it says nothing about other servers");
            ("spf-neutral", Severity::Note, message)
        }
        _ => return,
    };
    report.add(DoctorFinding::new(id, severity, message, "End it with `~all`.").with_demands(Demand::Spf));
}

fn judge_coverage(facts: &SpfFacts, severity: Severity, report: &mut DoctorReport) {
    let Some(relay) = facts.relay.as_ref().filter(|relay| !relay.is_on_this_machine) else { return };
    let (domain, host) = (&facts.domain, &relay.host);
    if report.findings.iter().any(|found| matches!(found.id, "spf-include" | "spf-lookups")) {
        return;
    }
    match (facts.coverage(), facts.provider().filter(|provider| !provider.spf_includes.is_empty())) {
        (SpfCoverage::Covered, _) => {}
        (SpfCoverage::NotCovered, _) => {
            let message = format!("the SPF record of `{domain}` does not allow your relay `{host}` to send");
            let help = "Add your relay; its provider says what to write.";
            let found = DoctorFinding::new("spf-relay", severity, message, help).with_demands(Demand::Spf);
            report.add(found.with_txt(domain, facts.proposal()));
        }
        (SpfCoverage::Unknown, Some(provider)) => {
            let message = format!("the SPF record of `{domain}` does not name {}, which sends your letters", provider.name);
            let help = "Add it, unless the addresses in your record are those of this provider.";
            let found = DoctorFinding::new("spf-relay", Severity::Warning, message, help).with_demands(Demand::Spf);
            report.add(found.with_txt(domain, facts.proposal()));
        }
        (SpfCoverage::Unknown, None) => report.skip(
            "SPF and the relay",
            format!(
                "from which addresses `{host}` sends is known to its provider only; a letter that arrived says `spf=pass` \
                 in its header `Authentication-Results` if the record of `{domain}` allows them"
            ),
        ),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::doctor::ip_network::IpNetwork;

    /// Makes the facts about a record that allows `networks`, with a relay of this name and address.
    fn facts(texts: &[&str], host: &str, includes: &[&str], networks: &[&str]) -> SpfFacts {
        let expansion = SpfExpansion {
            lookups: includes.len(),
            includes: includes.iter().map(|included| (*included).to_owned()).collect(),
            networks: networks.iter().map(|one| IpNetwork::new(one.parse().unwrap(), 24).unwrap()).collect(),
            ..SpfExpansion::default()
        };
        let is_on_this_machine = host == "localhost";
        let relay = RelayServer { host: host.to_owned(), port: 465, account_domain: None, is_on_this_machine };
        SpfFacts {
            domain: "example.org".to_owned(),
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
            expansion: (texts.len() == 1).then_some(expansion),
            relay_addresses: vec!["192.0.2.1".parse().unwrap()],
            relay: Some(relay),
        }
    }

    /// Returns what is found, with the record to publish.
    fn found(facts: &SpfFacts) -> Vec<(&'static str, Severity, String)> {
        let mut report = DoctorReport::default();
        judge(facts, false, &mut report);
        let value =
            |found: &DoctorFinding| found.record.as_ref().map(|record| record.value.clone()).unwrap_or_default();
        report.findings.iter().map(|found| (found.id, found.severity, value(found))).collect()
    }

    #[test]
    fn relay_is_covered_by_address_or_provider() {
        use SpfCoverage::{Covered, NotCovered, Unknown};
        const RECORD: &[&str] = &["v=spf1 include:x -all"];
        for (texts, host, includes, networks, expected) in [
            (RECORD, "mail.example.net", &["x"][..], &["192.0.2.0"][..], Covered),
            (RECORD, "mail.example.net", &["x"], &["203.0.113.0"], Unknown),
            (RECORD, "smtp.gmail.com", &["_spf.google.com"], &["203.0.113.0"], Covered),
            (RECORD, "smtp.gmail.com", &["spf.protection.outlook.com"], &["203.0.113.0"], Unknown),
            (&["v=spf1 +all"], "mail.example.net", &[], &[], Covered),
            (&["v=spf1 -all"], "mail.example.net", &[], &[], NotCovered),
            (&[], "mail.example.net", &[], &[], NotCovered),
            (&["v=spf1 a", "v=spf1 mx"], "mail.example.net", &[], &["192.0.2.0"], NotCovered),
        ] {
            assert_eq!(facts(texts, host, includes, networks).coverage(), expected, "{texts:?} {host} {includes:?}");
        }
    }

    #[test]
    fn record_to_publish_names_the_relay() {
        let block = Severity::Block;
        for (texts, host, expected) in [
            (&[][..], "smtp.gmail.com", vec![("spf-missing", block, "v=spf1 include:_spf.google.com ~all")]),
            (&[], "mail.example.org", vec![("spf-missing", block, "v=spf1 a:mail.example.org ~all")]),
            (&[], "mail.example.net", vec![("spf-missing", block, "v=spf1 mx ~all")]),
            (&[], "localhost", vec![("spf-missing", block, "v=spf1 mx ~all")]),
            (
                &["v=spf1 a mx -all", "v=spf1 mx include:y ~all"],
                "smtp.gmail.com",
                vec![("spf-many", block, "v=spf1 a mx include:y include:_spf.google.com -all")],
            ),
            (
                &["v=spf1 -all"],
                "smtp.office365.com",
                vec![("spf-relay", block, "v=spf1 include:spf.protection.outlook.com -all")],
            ),
            (&["v=spf1 -all"], "localhost", vec![]),
        ] {
            let found = found(&facts(texts, host, &[], &[]));
            let expected: Vec<_> =
                expected.into_iter().map(|(id, severity, value)| (id, severity, value.to_owned())).collect();
            assert_eq!(found, expected, "{texts:?} {host}");
        }
        let other = facts(&["v=spf1 include:x ~all"], "smtp.gmail.com", &["x"], &["203.0.113.0"]);
        let expected = "v=spf1 include:x include:_spf.google.com ~all".to_owned();
        assert_eq!(found(&other), [("spf-relay", Severity::Warning, expected)]);
        let brevo = facts(&[], "smtp-relay.brevo.com", &[], &[]);
        assert_eq!(found(&brevo), [], "its own envelope needs nothing of ours");
    }
}
