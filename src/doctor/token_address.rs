//! Judges whether mails to addresses with a token arrive: `leave+{token}@…` needs a server that delivers them.

use super::doctor_report::{DoctorFinding, DoctorReport};
use super::sender_identity::is_within;
use crate::dns::MailExchanger;
use crate::model::{Severity, UnsubscribeAddress};

const TOPIC: &str = "Token address";

/// Servers that deliver `name+anything@` to `name@` for everybody.
const DELIVERING: &[(&str, &[&str])] = &[
    ("Google", &["google.com", "googlemail.com"]),
    ("Microsoft", &["mail.protection.outlook.com"]),
    ("Fastmail", &["messagingengine.com"]),
    ("mailbox.org", &["mailbox.org"]),
];

/// Judges one address with a token; `exchangers` are the mail servers of its domain, if they are known.
pub(super) fn judge(address: &UnsubscribeAddress, exchangers: Option<&[MailExchanger]>, report: &mut DoctorReport) {
    let Some((before, after)) = address.token_affixes() else { return };
    let shown = format!("{before}{{token}}{after}@{}", address.domain());
    let Some(base) = before.strip_suffix('+').filter(|base| !base.is_empty() && after.is_empty()) else {
        report
            .skip(TOPIC, format!("whether `{shown}` arrives is known to the mail server only; `--send-test` tries it"));
        return;
    };
    let host = exchangers.and_then(|hosts| hosts.first()).map(|first| first.host.as_str());
    let known = DELIVERING
        .iter()
        .find(|(_, domains)| host.is_some_and(|host| domains.iter().any(|domain| is_within(host, domain))));
    if let Some((name, _)) = known {
        report.pass(TOPIC, format!("{name} delivers `{shown}` to `{base}@{}`", address.domain()));
        return;
    }
    let message = format!(
        "`{shown}` must arrive in the mailbox of `{base}@{}`, and not every server does that",
        address.domain()
    );
    let help = "Postfix, OpenSMTPD and sendmail do; Exim and Courier need a setting (see `docs/relays.md`). Pass \
        `--send-test`, or send a mail to the address with any word instead of the token, and see whether it arrives.";
    report.add(DoctorFinding::new("token-address", Severity::Note, message, help));
}
