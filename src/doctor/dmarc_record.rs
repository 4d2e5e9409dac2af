//! Parses a DMARC record (RFC 9989 §4.7).

/// A parsed record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a tag of the record")]
pub(super) struct DmarcRecord {
    pub(super) policy: DmarcPolicy,
    /// The policy for the names below the domain.
    pub(super) subdomain_policy: Option<DmarcPolicy>,
    /// `t=y`: receivers do not apply the policy.
    pub(super) is_testing: bool,
    /// `adkim=s`: the domain of the signature must be the same.
    pub(super) is_strict_dkim: bool,
    /// `aspf=s`: the domain of the envelope must be the same.
    pub(super) is_strict_spf: bool,
    /// Whether reports are sent to somebody.
    pub(super) has_reports: bool,
    /// `pct`, which does nothing any more.
    pub(super) has_percentage: bool,
    pub(super) public_suffix: PublicSuffix,
}

/// What receivers are asked to do with mail that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub(super) enum DmarcPolicy {
    None,
    Quarantine,
    Reject,
}

/// Whether a domain is one under which others register theirs (`psd`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PublicSuffix {
    Yes,
    No,
    Unstated,
}

/// Returns whether a TXT record is meant as DMARC: it begins with `v=DMARC1`.
pub(super) fn is_dmarc(text: &str) -> bool {
    let first = text.split(';').next().unwrap_or_default();
    first.split_once('=').is_some_and(|(name, value)| name.trim() == "v" && value.trim() == "DMARC1")
}

impl DmarcRecord {
    /// Parses a record that begins with `v=DMARC1`; unknown tags are ignored.
    ///
    /// Without a valid `p` it counts as `p=none` if it names somebody who gets reports, and otherwise not at all
    /// (§4.10.1); then the value of `p` is returned.
    pub(super) fn parse(text: &str) -> Result<Self, Option<String>> {
        let tags: Vec<_> = text
            .split(';')
            .filter_map(|tag| tag.split_once('='))
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect();
        let tag = |name: &str| {
            let found = tags.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| *value)
        };
        let is = |name: &str, wanted: &str| tag(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted));
        let has_reports = tag("rua").is_some_and(|list| list.split(',').any(is_report_address));
        let policy = match tag("p").map(DmarcPolicy::parse) {
            Some(Some(policy)) => policy,
            _ if has_reports => DmarcPolicy::None,
            _ => return Err(tag("p").map(str::to_owned)),
        };
        Ok(Self {
            policy,
            subdomain_policy: tag("sp").and_then(DmarcPolicy::parse),
            is_testing: is("t", "y"),
            is_strict_dkim: is("adkim", "s"),
            is_strict_spf: is("aspf", "s"),
            has_reports,
            has_percentage: tag("pct").is_some(),
            public_suffix: match tag("psd") {
                Some(value) if value.eq_ignore_ascii_case("y") => PublicSuffix::Yes,
                Some(value) if value.eq_ignore_ascii_case("n") => PublicSuffix::No,
                _ => PublicSuffix::Unstated,
            },
        })
    }
}

impl DmarcPolicy {
    fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "none" => Some(Self::None),
            "quarantine" => Some(Self::Quarantine),
            "reject" => Some(Self::Reject),
            _ => None,
        }
    }
}

fn is_report_address(uri: &str) -> bool {
    let uri = uri.trim();
    uri.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:")) && uri.contains('@')
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn version_comes_first_and_is_exact() {
        for (text, expected) in [
            ("v=DMARC1; p=none", true),
            ("v = DMARC1 ;p=none", true),
            ("v=DMARC1", true),
            ("v=dmarc1; p=none", false),
            ("v=DMARC12; p=none", false),
            ("p=none; v=DMARC1", false),
            ("v=spf1 -all", false),
        ] {
            assert_eq!(is_dmarc(text), expected, "{text}");
        }
    }

    #[test]
    fn tags_are_read_as_rfc_9989_says() {
        use DmarcPolicy::{None as NoAction, Quarantine, Reject};
        for (text, policy, subdomains, is_testing) in [
            ("v=DMARC1; p=none", NoAction, None, false),
            ("v=DMARC1; sp=quarantine; P=Reject; t=y", Reject, Some(Quarantine), true),
            ("v=DMARC1;p=quarantine;np=reject;unknown=1;", Quarantine, None, false),
            ("v=DMARC1; rua=mailto:a@example.org", NoAction, None, false),
            ("v=DMARC1; p=all; rua=mailto:a@example.org", NoAction, None, false),
            ("v=DMARC1; p=reject; sp=nothing", Reject, None, false),
        ] {
            let record = DmarcRecord::parse(text).unwrap();
            assert_eq!(
                (record.policy, record.subdomain_policy, record.is_testing),
                (policy, subdomains, is_testing),
                "{text}"
            );
        }
        let record = DmarcRecord::parse("v=DMARC1; p=none; pct=50; adkim=s; aspf=r; psd=n").unwrap();
        assert!(record.has_percentage && record.is_strict_dkim && !record.is_strict_spf && !record.has_reports);
        assert_eq!(record.public_suffix, PublicSuffix::No);
    }

    #[test]
    fn record_without_policy_and_reports_does_not_count() {
        for (text, value) in [
            ("v=DMARC1", None),
            ("v=DMARC1; p=", Some("")),
            ("v=DMARC1; p=monitor", Some("monitor")),
            ("v=DMARC1; p=monitor; rua=https://example.org", Some("monitor")),
        ] {
            assert_eq!(DmarcRecord::parse(text), Err(value.map(str::to_owned)), "{text}");
        }
    }
}
