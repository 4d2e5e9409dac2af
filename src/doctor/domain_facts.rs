//! What the DNS says about the sender's domain and that of the envelope.

use super::dkim_check::{self, DkimFacts};
use super::dmarc_check::{self, DmarcFacts};
use super::dmarc_discovery::{DmarcDiscovery, discover};
use super::doctor_report::DoctorReport;
use super::mail_host_check::{self, MailHostFacts, MailHostRole};
use super::relay_providers::{mailbox_provider, relay_provider};
use super::sender_identity::{SenderIdentity, is_within};
use super::spf_check::{self, SpfFacts};
use crate::dns::{DnsError, DnsResolver};

/// What was looked up; each part can fail alone.
#[derive(Debug)]
pub(super) struct DomainFacts {
    pub(super) sender: Result<MailHostFacts, DnsError>,
    /// The domain for bounces, if it is another one.
    pub(super) bounces: Option<Result<MailHostFacts, DnsError>>,
    pub(super) spf: Result<SpfFacts, DnsError>,
    pub(super) dkim: Result<DkimFacts, DnsError>,
    pub(super) dmarc: Result<DmarcDiscovery, DnsError>,
    /// The discovery for the envelope's domain.
    pub(super) envelope: Result<DmarcDiscovery, DnsError>,
}

impl DomainFacts {
    /// Looks everything up at once.
    pub(super) async fn gather(resolver: &DnsResolver, identity: &SenderIdentity) -> Self {
        let SenderIdentity { from_domain, envelope_domain, relay, .. } = identity;
        let is_other = from_domain != envelope_domain;
        let bounces = async {
            if !is_other {
                return None;
            }
            Some(MailHostFacts::gather(resolver, envelope_domain, MailHostRole::Bounces).await)
        };
        let envelope = async { if is_other { Some(discover(resolver, envelope_domain).await) } else { None } };
        let (sender, bounces, spf, dkim, dmarc, envelope) = tokio::join!(
            MailHostFacts::gather(resolver, from_domain, MailHostRole::Sender),
            bounces,
            SpfFacts::gather(resolver, envelope_domain, relay.as_ref()),
            DkimFacts::gather(resolver, identity),
            discover(resolver, from_domain),
            envelope,
        );
        let envelope = envelope.unwrap_or_else(|| dmarc.clone());
        Self { sender, bounces, spf, dkim, dmarc, envelope }
    }

    /// Returns the error if no resolver answers at all.
    pub(super) fn unreachable(&self) -> Option<&DnsError> {
        let errors = [self.sender.as_ref().err(), self.spf.as_ref().err(), self.dmarc.as_ref().err()];
        let [Some(first), Some(second), Some(third)] = errors else { return None };
        [first, second, third].iter().all(|error| error.is_unreachable()).then_some(first)
    }

    /// Returns the first error, if something could not be looked up.
    pub(super) fn first_error(&self) -> Option<&DnsError> {
        let errors = [
            self.sender.as_ref().err(),
            self.spf.as_ref().err(),
            self.dkim.as_ref().err(),
            self.dmarc.as_ref().err(),
            self.envelope.as_ref().err(),
        ];
        errors.into_iter().flatten().next()
    }

    /// Returns the domain to which the sender's organization belongs.
    pub(super) fn organizational_domain<'a>(&'a self, identity: &'a SenderIdentity) -> &'a str {
        self.dmarc.as_ref().map_or(&identity.from_domain, |found| &found.organizational_domain)
    }

    /// Returns what is known about the alignment, if everything that it needs could be looked up.
    pub(super) fn alignment(&self, identity: &SenderIdentity) -> Option<DmarcFacts> {
        let (Ok(spf), Ok(dkim), Ok(dmarc), Ok(envelope)) = (&self.spf, &self.dkim, &self.dmarc, &self.envelope) else {
            return None;
        };
        let from = &identity.from_domain;
        let relay = identity.relay.as_ref();
        let provider = relay.and_then(|relay| relay_provider(&relay.host));
        let is_near = |domain: &str| is_within(domain, &dmarc.organizational_domain);
        let is_strict = dmarc.published.as_ref().is_some_and(|published| published.record.is_strict_dkim);
        Some(DmarcFacts {
            discovery: dmarc.clone(),
            envelope_domain: identity.envelope_domain.clone(),
            envelope_organization: envelope.organizational_domain.clone(),
            spf: spf.coverage(),
            has_own_envelope: provider.is_some_and(|provider| provider.has_own_envelope),
            is_signed: dkim.is_signed(|domain| domain == from || !is_strict && is_near(domain)),
            // A relay of one's own, or of the domain's provider, may well sign without our knowledge.
            may_be_signed: relay.is_none_or(|relay| {
                let account = relay.account_domain.as_deref().unwrap_or_default();
                relay.is_on_this_machine || is_near(&relay.host) || is_near(account)
            }),
            foreign_provider: mailbox_provider(from)
                .filter(|owner| relay.is_some_and(|relay| !relay.is_on_this_machine && provider != Some(owner)))
                .map(|owner| owner.name),
        })
    }

    /// Judges everything that could be looked up.
    pub(super) fn judge(&self, identity: &SenderIdentity, report: &mut DoctorReport) {
        let is_signed = self.dkim.as_ref().is_ok_and(|dkim| dkim.is_signed(|_| true) == Some(true));
        let unknown = |error: &DnsError| error.to_string();
        for found in [Some(&self.sender), self.bounces.as_ref()].into_iter().flatten() {
            match found {
                Ok(found) => mail_host_check::judge(found, report),
                Err(error) => report.skip("Mail domain", unknown(error)),
            }
        }
        match &self.spf {
            Ok(found) => spf_check::judge(found, is_signed, report),
            Err(error) => report.skip("SPF", unknown(error)),
        }
        match &self.dkim {
            Ok(found) => dkim_check::judge(found, report),
            Err(error) => report.skip("DKIM", unknown(error)),
        }
        match (self.alignment(identity), self.dmarc.as_ref().err().or_else(|| self.first_error())) {
            (Some(facts), _) => dmarc_check::judge(&facts, report),
            (None, Some(error)) => report.skip("DMARC", unknown(error)),
            (None, None) => {}
        }
    }
}
