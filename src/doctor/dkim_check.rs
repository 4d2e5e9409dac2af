//! Judges the published keys of DKIM (RFC 6376).

use super::dkim_record::{DkimFault, dkim_faults, is_dkim, published_key};
use super::doctor_report::{DoctorFinding, DoctorReport};
use super::provider_demands::Demand;
use super::relay_providers::relay_provider;
use super::sender_identity::{OwnKey, SenderIdentity};
use crate::dns::{DnsError, DnsResolver};
use crate::model::Severity;

const TOPIC: &str = "DKIM";

/// The lint rule that keeps `send` from sending.
pub(super) const BROKEN_SIGNATURE: &str = "dkim-broken";

/// A key as the DNS publishes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedKey {
    /// The signing domain.
    pub(super) domain: String,
    /// The name of its record.
    pub(super) name: String,
    /// The records that are meant as a key.
    pub(super) texts: Vec<String>,
    /// The record that belongs to the private key, if it is ours.
    pub(super) expected: Option<String>,
}

/// The keys of a sender.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct DkimFacts {
    pub(super) keys: Vec<PublishedKey>,
    /// The usual keys of the provider that were found although the settings name none.
    pub(super) found: Vec<String>,
    /// The table in the settings that names selectors.
    pub(super) selectors_table: String,
    /// The provider of the relay, if its usual keys were looked for.
    pub(super) provider: Option<&'static str>,
}

impl PublishedKey {
    async fn gather(resolver: &DnsResolver, selector: &str, domain: &str) -> Result<Self, DnsError> {
        let name = format!("{selector}._domainkey.{domain}");
        let texts = resolver.txt(&name).await?.into_iter().filter(|text| is_dkim(text)).collect();
        Ok(Self { domain: domain.to_owned(), name, texts, expected: None })
    }

    async fn gather_own(resolver: &DnsResolver, own: &OwnKey) -> Result<Self, DnsError> {
        let texts = resolver.txt(&own.name).await?.into_iter().filter(|text| is_dkim(text)).collect();
        let OwnKey { domain, name, text } = own.clone();
        Ok(Self { domain, name, texts, expected: Some(text) })
    }

    /// Returns whether receivers can verify signatures with it.
    fn is_usable(&self) -> bool {
        let [text] = self.texts.as_slice() else { return false };
        let harmless = |fault: &DkimFault| matches!(fault, DkimFault::Short(_) | DkimFault::BareRsaKey);
        self.matches() && dkim_faults(text).iter().all(harmless)
    }

    fn matches(&self) -> bool {
        let published = self.texts.first().and_then(|text| published_key(text));
        self.expected.as_ref().is_none_or(|expected| published_key(expected) == published)
    }
}

impl DkimFacts {
    /// Looks up the keys with which letters are signed, or else the usual ones of the relay's provider.
    pub(super) async fn gather(resolver: &DnsResolver, identity: &SenderIdentity) -> Result<Self, DnsError> {
        let mut facts = Self { selectors_table: identity.selectors_table.clone(), ..Self::default() };
        for own in &identity.own_keys {
            facts.keys.push(PublishedKey::gather_own(resolver, own).await?);
        }
        for selector in &identity.selectors {
            facts.keys.push(PublishedKey::gather(resolver, selector, &identity.from_domain).await?);
        }
        let provider = identity.relay.as_ref().and_then(|relay| relay_provider(&relay.host));
        if let Some(provider) = provider.filter(|provider| facts.keys.is_empty() && !provider.selectors.is_empty()) {
            facts.provider = Some(provider.name);
            for selector in provider.selectors {
                let key = PublishedKey::gather(resolver, selector, &identity.from_domain).await?;
                facts.found.extend(key.is_usable().then_some(key.name));
            }
        }
        Ok(facts)
    }

    /// Returns whether receivers can verify that a domain which counts signed the letters; `None` if it is not known
    /// whether they are signed.
    pub(super) fn is_signed(&self, counts: impl Fn(&str) -> bool) -> Option<bool> {
        if self.keys.is_empty() {
            return if self.found.is_empty() { None } else { Some(true) };
        }
        Some(self.keys.iter().any(|key| key.is_usable() && counts(&key.domain)))
    }

    /// Returns whether letters bear signatures of ours that nobody can verify.
    pub(super) fn has_only_broken_signatures(&self) -> bool {
        let mut own = self.keys.iter().filter(|key| key.expected.is_some()).peekable();
        own.peek().is_some() && !own.any(PublishedKey::is_usable)
    }
}

/// Makes the finding that signatures of ours cannot be verified.
pub(super) fn broken_signature(facts: &DkimFacts) -> Option<DoctorFinding> {
    let key = facts.keys.iter().find(|key| key.expected.is_some()).filter(|_| facts.has_only_broken_signatures())?;
    let message =
        format!("nobody can verify the signature of your letters: the key at `{}` is not published as it is", key.name);
    let help = "A signature that nobody can verify is worse than none. `circular dkim show` shows the records to publish; until \
        they are seen, take the keys out of the settings.";
    Some(DoctorFinding::new(BROKEN_SIGNATURE, Severity::Block, message, help).with_demands(Demand::Dkim))
}

/// Judges the keys.
pub(super) fn judge(facts: &DkimFacts, report: &mut DoctorReport) {
    if facts.keys.is_empty() {
        judge_unknown(facts, report);
    }
    for key in &facts.keys {
        // One signature that can be verified is enough.
        let is_needed = !facts.keys.iter().any(|other| other != key && other.is_usable());
        judge_key(key, is_needed, report);
    }
}

fn judge_unknown(facts: &DkimFacts, report: &mut DoctorReport) {
    if !facts.found.is_empty() {
        let provider = facts.provider.unwrap_or_default();
        report.pass(TOPIC, format!("the key of {provider} is published at `{}`", facts.found.join("`, `")));
        return;
    }
    let message = match facts.provider {
        Some(provider) => {
            format!("no DKIM key of {provider} is published in your domain, so your letters seem to be unsigned")
        }
        None => "it is not known whether your letters are signed with DKIM".to_owned(),
    };
    let help = format!(
        "Switch DKIM on where your domain's mail is administered, or sign with a key of your own (`circular dkim new`). If \
         your relay signs already, write its selector into `dkim_selectors` in `{}`: in a letter that arrived, it is \
         behind `s=` in the header `DKIM-Signature`.",
        facts.selectors_table
    );
    report.add(DoctorFinding::new("dkim-unknown", Severity::Warning, message, help).with_demands(Demand::Dkim));
}

fn judge_key(key: &PublishedKey, is_needed: bool, report: &mut DoctorReport) {
    let name = &key.name;
    let block = |id, message: String, help: &str| {
        let severity = if is_needed { Severity::Block } else { Severity::Warning };
        let found = DoctorFinding::new(id, severity, message, help).with_demands(Demand::Dkim);
        match &key.expected {
            Some(record) => found.with_txt(name, record),
            None => found,
        }
    };
    let text = match key.texts.as_slice() {
        [] => {
            let help = "Publish the record, or correct the selector in the settings. A new record may take an hour to be seen.";
            report.add(block(
                "dkim-missing",
                format!("there is no DKIM key at `{name}`, so no signature can be verified"),
                help,
            ));
            return;
        }
        [text] => text,
        many => {
            let message = format!("there are {} DKIM keys at `{name}`, and receivers may use any of them", many.len());
            report.add(block("dkim-many", message, "Keep one record, and give each other key a selector of its own."));
            return;
        }
    };
    let faults = dkim_faults(text);
    if !key.matches() && !faults.contains(&DkimFault::Revoked) {
        let message = format!("the DKIM key at `{name}` is not the one with which your letters are signed");
        report.add(block(
            "dkim-mismatch",
            message,
            "Publish this record instead, or sign with the key that belongs to it.",
        ));
        return;
    }
    for fault in &faults {
        report.add(fault_finding(name, fault, &block));
    }
    if faults.is_empty() {
        report.pass(TOPIC, format!("a key is published at `{name}`"));
    }
}

fn fault_finding(
    name: &str,
    fault: &DkimFault,
    block: &impl Fn(&'static str, String, &str) -> DoctorFinding,
) -> DoctorFinding {
    let again = "Publish the record again as your provider or `circular` shows it, in one piece.";
    let warn = |found: DoctorFinding| DoctorFinding { severity: Severity::Warning, ..found };
    match fault {
        DkimFault::Revoked => block(
            "dkim-revoked",
            format!("the DKIM key at `{name}` was revoked: `p=` is empty"),
            "Publish a key, or sign with another selector.",
        ),
        DkimFault::Testing => warn(block(
            "dkim-test",
            format!("the DKIM key at `{name}` is marked as a test (`t=y`), so receivers may ignore the signature"),
            "Take `t=y` out of the record.",
        )),
        DkimFault::TooShort(bits) => block(
            "dkim-short",
            format!("the DKIM key at `{name}` has {bits} bits, and receivers refuse fewer than 1,024"),
            "Make a key of 2,048 bits.",
        ),
        DkimFault::Short(bits) => warn(block(
            "dkim-short",
            format!("the DKIM key at `{name}` has {bits} bits, and 2,048 are recommended"),
            "Make a key of 2,048 bits.",
        )),
        DkimFault::BareRsaKey => warn(block(
            "dkim-form",
            format!("the DKIM key at `{name}` lacks its wrapping, so OpenDKIM, SpamAssassin and Haraka refuse it"),
            "Publish it as SubjectPublicKeyInfo; then it begins with `MIIBIjANBgkq`.",
        )),
        DkimFault::WrongEd25519Key => block(
            "dkim-form",
            format!("the ed25519 key at `{name}` is not 32 octets"),
            "Publish the 32 octets alone, as 44 characters of base64 that end in `=`.",
        ),
        DkimFault::Version => {
            block("dkim-form", format!("the record at `{name}` does not begin with `v=DKIM1`"), again)
        }
        DkimFault::NoKey => block("dkim-form", format!("the record at `{name}` has no `p=` with a key"), again),
        DkimFault::NotBase64 | DkimFault::UnreadableKey => {
            block("dkim-form", format!("the key at `{name}` is damaged and cannot be read"), again)
        }
        DkimFault::UnknownType(kind) => block(
            "dkim-form",
            format!("the key at `{name}` is of the type `{kind}`, which receivers do not know"),
            again,
        ),
        DkimFault::NoSha256 => block(
            "dkim-form",
            format!("the key at `{name}` does not allow SHA-256 (`h=`)"),
            "Take `h=` out of the record.",
        ),
        DkimFault::NotForMail => {
            block("dkim-form", format!("the key at `{name}` is not for mail (`s=`)"), "Take `s=` out of the record.")
        }
    }
}
