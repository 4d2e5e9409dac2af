//! Judges DMARC: the policy of the sender's domain, and whether SPF or DKIM vouch for that domain (RFC 9989).

use super::dmarc_discovery::{DmarcDiscovery, DmarcFault};
use super::dmarc_record::DmarcPolicy;
use super::doctor_report::{DoctorFinding, DoctorReport};
use super::provider_demands::Demand;
use super::spf_check::SpfCoverage;
use crate::model::Severity;

const TOPIC: &str = "DMARC";

/// The lint rule that keeps `send` from sending.
pub(super) const UNALIGNED: &str = "sender-unaligned";

/// What is known about the domain in `From` and about what vouches for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DmarcFacts {
    pub(super) discovery: DmarcDiscovery,
    /// The domain of the envelope sender.
    pub(super) envelope_domain: String,
    /// The organizational domain of the envelope sender.
    pub(super) envelope_organization: String,
    /// Whether SPF lets the relay send for the envelope's domain.
    pub(super) spf: SpfCoverage,
    /// Whether the relay replaces the envelope sender.
    pub(super) has_own_envelope: bool,
    /// Whether the domain in `From` signs; `None` if it is not known.
    pub(super) is_signed: Option<bool>,
    /// Whether the relay may sign for the domain without our knowledge.
    pub(super) may_be_signed: bool,
    /// The provider whose mailboxes are in the domain in `From`, if the relay is not its own.
    pub(super) foreign_provider: Option<&'static str>,
}

impl DmarcFacts {
    /// Returns whether SPF vouches for the domain in `From`; `None` if it cannot be known.
    fn is_spf_aligned(&self) -> Option<bool> {
        if self.has_own_envelope {
            return None;
        }
        let is_strict = self.discovery.published.as_ref().is_some_and(|published| published.record.is_strict_spf);
        let is_same = self.envelope_domain == self.discovery.domain
            || !is_strict && self.envelope_organization == self.discovery.organizational_domain;
        match (is_same, self.spf) {
            (false, _) | (true, SpfCoverage::NotCovered) => Some(false),
            (true, SpfCoverage::Covered) => Some(true),
            (true, SpfCoverage::Unknown) => None,
        }
    }

    /// Returns whether it is certain that nothing vouches for the domain in `From`.
    fn is_surely_unaligned(&self) -> bool {
        if self.foreign_provider.is_some() {
            return true;
        }
        let is_unsigned = self.is_signed == Some(false) || self.is_signed.is_none() && !self.may_be_signed;
        self.is_spf_aligned() == Some(false) && is_unsigned
    }
}

/// Judges the policy and the alignment.
pub(super) fn judge(facts: &DmarcFacts, report: &mut DoctorReport) {
    judge_alignment(facts, report);
    let domain = &facts.discovery.organizational_domain;
    if let Some(fault) = &facts.discovery.fault {
        report.add(fault_finding(fault));
    }
    let Some(published) = &facts.discovery.published else {
        if facts.discovery.fault.is_none() {
            let message = format!("`{domain}` has no DMARC record");
            let help = "Publish one. `p=none` changes nothing for your mail, and it is what the providers ask for. The \
                address behind `rua=` gets their reports.";
            let found =
                DoctorFinding::new("dmarc-missing", Severity::Warning, message, help).with_demands(Demand::Dmarc);
            report.add(found.with_txt(format!("_dmarc.{domain}"), proposal(domain, None)));
        }
        return;
    };
    let (owner, record) = (&published.domain, published.record);
    let note = |id, severity, message: String, help: &str| DoctorFinding::new(id, severity, message, help);
    let name = format!("_dmarc.{owner}");
    let mut corrected = without_tag(&published.text, "pct");
    if !record.has_reports {
        corrected = proposal(owner, Some(&without_tag(&corrected, "rua")));
    }
    if record.has_percentage {
        let message = format!("`pct` in the DMARC record of `{owner}` does nothing any more (RFC 9989)");
        let help = "Take it out. While you try out a policy, write `t=y`.";
        report.add(
            note("dmarc-pct", Severity::Warning, message, help).with_txt(&name, without_tag(&published.text, "pct")),
        );
    }
    if record.is_testing && record.policy != DmarcPolicy::None {
        let message = format!("`t=y` in the DMARC record of `{owner}` says that receivers do not apply the policy");
        report.add(note(
            "dmarc-test",
            Severity::Note,
            message,
            "Take it out when the reports show that your mail passes.",
        ));
    }
    if !record.has_reports {
        let message = format!("the DMARC record of `{owner}` names nobody who gets reports");
        let help = "With `rua=` you learn who sends in your name, and whose mail fails.";
        report.add(note("dmarc-reports", Severity::Note, message, help).with_txt(&name, &corrected));
    }
    if facts.discovery.is_enforced() && facts.is_signed == Some(false) && facts.is_spf_aligned() == Some(true) {
        let message = format!("`{owner}` asks receivers to refuse what fails, and only SPF vouches for your letters");
        let help = "Sign with DKIM as well: SPF is lost whenever a member forwards a letter (RFC 9989 §7.4).";
        report.add(note("dmarc-spf-only", Severity::Warning, message, help).with_demands(Demand::Dkim));
    }
    if facts.discovery.fault.is_none() {
        report.pass(TOPIC, format!("`{owner}` publishes `{}`", published.text));
    }
}

fn judge_alignment(facts: &DmarcFacts, report: &mut DoctorReport) {
    let domain = &facts.discovery.domain;
    let is_enforced = facts.discovery.is_enforced();
    if let Some(provider) = facts.foreign_provider {
        let message = format!("`{domain}` belongs to {provider}, and only its own servers may send for it");
        let help = "Send with an address in a domain of your own, or through the relay of the same provider.";
        report.add(DoctorFinding::new(UNALIGNED, Severity::Block, message, help).with_demands(Demand::Alignment));
    } else if facts.is_surely_unaligned() {
        let policy = facts.discovery.policy().map(|policy| policy.to_string()).unwrap_or_default();
        let message = if is_enforced {
            format!(
                "neither SPF nor DKIM vouches for `{domain}`, which asks receivers to refuse such mail (`p={policy}`)"
            )
        } else {
            format!(
                "neither SPF nor DKIM vouches for `{domain}`, so receivers cannot tell your letters from forged ones"
            )
        };
        let envelope = &facts.envelope_domain;
        let help = if *envelope == *domain {
            "Let SPF allow your relay, and sign with DKIM in this domain.".to_owned()
        } else {
            format!(
                "Sign with DKIM in this domain, or take a bounce address in it: now bounces go to `{envelope}`, and only \
                 that domain is checked by SPF."
            )
        };
        report.add(DoctorFinding::new(UNALIGNED, Severity::Block, message, help).with_demands(Demand::Alignment));
    } else if facts.is_spf_aligned() == Some(true) || facts.is_signed == Some(true) {
        let by = match (facts.is_spf_aligned() == Some(true), facts.is_signed == Some(true)) {
            (true, true) => "SPF and DKIM vouch",
            (true, false) => "SPF vouches",
            _ => "DKIM vouches",
        };
        report.pass("Alignment", format!("{by} for `{domain}`"));
    } else {
        report.skip("Alignment", format!("whether SPF or DKIM vouches for `{domain}` is not certain"));
    }
}

/// Returns whether sending would harm the domain: receivers are asked to refuse, and nothing vouches for the letters.
pub(super) fn is_harmful(facts: &DmarcFacts) -> bool {
    facts.discovery.is_enforced() && facts.is_surely_unaligned()
}

fn fault_finding(fault: &DmarcFault) -> DoctorFinding {
    let (id, domain, message) = match fault {
        DmarcFault::Many { domain, count } => {
            ("dmarc-many", domain, format!("`{domain}` has {count} DMARC records, and receivers then use none of them"))
        }
        DmarcFault::NoPolicy { domain, policy: None } => {
            ("dmarc-syntax", domain, format!("the DMARC record of `{domain}` has no `p=`, so receivers ignore it"))
        }
        DmarcFault::NoPolicy { domain, policy: Some(policy) } => (
            "dmarc-syntax",
            domain,
            format!("the DMARC record of `{domain}` says `p={policy}`, which is no policy, so receivers ignore it"),
        ),
    };
    let help = "Keep one record with `p=none`, `p=quarantine` or `p=reject`.";
    let found = DoctorFinding::new(id, Severity::Warning, message, help).with_demands(Demand::Dmarc);
    found.with_txt(format!("_dmarc.{domain}"), proposal(domain, None))
}

/// Proposes a record: the given one with an address for reports, or one that changes nothing for the mail.
fn proposal(domain: &str, text: Option<&str>) -> String {
    let record = text.map_or("v=DMARC1; p=none", |text| text.trim_end_matches([';', ' ']));
    format!("{record}; rua=mailto:postmaster@{domain}")
}

fn without_tag(text: &str, name: &str) -> String {
    let is_tag = |tag: &&str| tag.split_once('=').is_some_and(|(known, _)| known.trim().eq_ignore_ascii_case(name));
    let tags: Vec<_> = text.split(';').map(str::trim).filter(|tag| !tag.is_empty() && !is_tag(tag)).collect();
    tags.join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::dmarc_discovery::evaluate;
    use super::*;

    fn facts(record: &str) -> DmarcFacts {
        DmarcFacts {
            discovery: evaluate("example.org", &[("example.org", vec![record.to_owned()])]),
            envelope_domain: "example.org".to_owned(),
            envelope_organization: "example.org".to_owned(),
            spf: SpfCoverage::Covered,
            has_own_envelope: false,
            is_signed: Some(true),
            may_be_signed: false,
            foreign_provider: None,
        }
    }

    #[test]
    fn only_certain_harm_is_harmful() {
        let reject = || facts("v=DMARC1; p=reject");
        let unsigned = || DmarcFacts { is_signed: Some(false), ..reject() };
        let elsewhere = || DmarcFacts {
            envelope_domain: "bounces.example.net".to_owned(),
            envelope_organization: "example.net".to_owned(),
            ..reject()
        };
        let below = || DmarcFacts { envelope_domain: "bounces.example.org".to_owned(), ..reject() };
        for (name, facts, expected) in [
            ("all is right", reject(), false),
            ("SPF alone", unsigned(), false),
            ("DKIM alone", DmarcFacts { spf: SpfCoverage::NotCovered, ..reject() }, false),
            ("nothing", DmarcFacts { spf: SpfCoverage::NotCovered, ..unsigned() }, true),
            ("SPF is not certain", DmarcFacts { spf: SpfCoverage::Unknown, ..unsigned() }, false),
            ("another envelope, signed", elsewhere(), false),
            ("another envelope, unsigned", DmarcFacts { is_signed: Some(false), ..elsewhere() }, true),
            ("another envelope, signing unknown", DmarcFacts { is_signed: None, ..elsewhere() }, true),
            ("perhaps signed by the relay", DmarcFacts { is_signed: None, may_be_signed: true, ..elsewhere() }, false),
            ("the relay's own envelope", DmarcFacts { has_own_envelope: true, is_signed: None, ..elsewhere() }, false),
            ("below the domain", DmarcFacts { is_signed: Some(false), ..below() }, false),
            (
                "below the domain, strict",
                DmarcFacts {
                    discovery: facts("v=DMARC1; p=reject; aspf=s").discovery,
                    is_signed: Some(false),
                    ..below()
                },
                true,
            ),
            ("another's domain", DmarcFacts { foreign_provider: Some("Yahoo"), ..reject() }, true),
            (
                "no policy",
                DmarcFacts { spf: SpfCoverage::NotCovered, is_signed: Some(false), ..facts("v=DMARC1; p=none") },
                false,
            ),
            (
                "a test of a policy",
                DmarcFacts { spf: SpfCoverage::NotCovered, is_signed: Some(false), ..facts("v=DMARC1; p=reject; t=y") },
                false,
            ),
        ] {
            assert_eq!(is_harmful(&facts), expected, "{name}");
        }
    }

    #[test]
    fn enforced_policy_with_spf_alone_is_a_warning() {
        let mut report = DoctorReport::default();
        judge(
            &DmarcFacts { is_signed: Some(false), ..facts("v=DMARC1; p=reject; rua=mailto:a@example.org") },
            &mut report,
        );
        assert_eq!(report.findings.iter().map(|found| found.id).collect::<Vec<_>>(), ["dmarc-spf-only"]);
    }
}
