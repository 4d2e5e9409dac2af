//! Judges whether the relay sends letters from the sender's domain for this account.

use super::doctor_report::{DoctorFinding, DoctorReport};
use super::relay_providers::{ForeignFrom, relay_provider};
use super::sender_identity::{RelayServer, SenderIdentity, is_within};
use crate::model::Severity;

/// Judges the sender's domain beside the account's.
pub(super) fn judge(identity: &SenderIdentity, report: &mut DoctorReport) {
    let Some(RelayServer { host, account_domain: Some(account), .. }) = &identity.relay else { return };
    let from = &identity.from_domain;
    let provider = relay_provider(host);
    if account == from || provider.is_some_and(|provider| provider.has_own_envelope) {
        report.pass("Account", format!("the relay's account is in `{account}`"));
        return;
    }
    let (severity, message) = match provider.map(|provider| (provider.name, provider.foreign_from)) {
        Some((name, ForeignFrom::Refused(since))) => {
            let since = if since.is_empty() { String::new() } else { format!(" {since}") };
            let message = format!("{name} refuses letters from `{from}` by an account in `{account}`{since}");
            (Severity::Block, message)
        }
        Some((name, ForeignFrom::NeedsPermission)) => {
            let message = format!(
                "{name} refuses or changes a sender in `{from}` for an account in `{account}`, unless the address is \
                 allowed there"
            );
            (Severity::Warning, message)
        }
        _ if is_within(from, account) || is_within(account, from) => return,
        _ => {
            let message = format!(
                "the sender is in `{from}`, and the relay's account in `{account}`: some providers refuse that"
            );
            (Severity::Note, message)
        }
    };
    let help =
        "Send through an account in the domain of the sender, or set `from` in `[sender]` to the account's domain.";
    report.add(DoctorFinding::new("from-account", severity, message, help));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_account_is_judged_by_provider() {
        for (host, account, from, expected) in [
            ("ssl0.ovh.net", Some("example.org"), "example.org", None),
            ("ssl0.ovh.net", Some("example.net"), "example.org", Some(Severity::Block)),
            ("smtp.ionos.de", Some("example.net"), "example.org", Some(Severity::Block)),
            ("smtp.gmail.com", Some("gmail.com"), "example.org", Some(Severity::Warning)),
            ("mail.example.net", Some("example.net"), "example.org", Some(Severity::Note)),
            ("mail.example.net", Some("example.org"), "news.example.org", None),
            ("email-smtp.eu-west-1.amazonaws.com", Some("example.net"), "example.org", None),
            ("mail.example.net", None, "example.org", None),
        ] {
            let relay = RelayServer {
                host: host.to_owned(),
                port: 465,
                account_domain: account.map(str::to_owned),
                is_on_this_machine: false,
            };
            let identity = SenderIdentity {
                from_domain: from.to_owned(),
                envelope_domain: from.to_owned(),
                reply_domain: None,
                relay: Some(relay),
                selectors: Vec::new(),
                selectors_table: "[dns]".to_owned(),
                own_keys: Vec::new(),
            };
            let mut report = DoctorReport::default();
            judge(&identity, &mut report);
            assert_eq!(report.findings.first().map(|found| found.severity), expected, "{host} {account:?} {from}");
        }
    }
}
