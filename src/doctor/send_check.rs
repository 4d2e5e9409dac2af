//! The quick part of the examination, before the first letter of an issue: what would harm the sender's domain.

use std::path::Path;
use std::time::Duration;

use tokio::time::timeout;

use super::dkim_check;
use super::dmarc_check;
use super::dns_access::DnsAccess;
use super::doctor_report::{DoctorFinding, DoctorReport};
use super::domain_facts::DomainFacts;
use super::mail_host_check;
use super::sender_identity::SenderIdentity;
use crate::config::Settings;
use crate::model::{Diagnostic, SETTINGS_FILE, SourceLocation};

/// How long the look-ups may take together.
const TIME_LIMIT: Duration = Duration::from_secs(8);

/// What was found before sending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SendCheck {
    /// What blocks the sending; each is the violation of a lint rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Why something could not be looked up.
    pub unchecked: Option<String>,
}

/// Looks up whether sending would harm the domain; paths in the settings are relative to `root`. What cannot be looked up blocks nothing.
pub async fn check_before_sending(settings: &Settings, root: &Path, access: &DnsAccess) -> SendCheck {
    let DnsAccess::Resolver(resolver) = access else { return SendCheck::default() };
    let identity = SenderIdentity::from_settings(settings, root);
    match timeout(TIME_LIMIT, Box::pin(DomainFacts::gather(resolver, &identity))).await {
        Ok(facts) => judge(&facts, &identity),
        Err(_) => SendCheck { unchecked: Some(no_answer(resolver)), ..SendCheck::default() },
    }
}

fn no_answer(resolver: &impl std::fmt::Display) -> String {
    format!("no resolver answered within {} s (asked: {resolver})", TIME_LIMIT.as_secs())
}

fn judge(facts: &DomainFacts, identity: &SenderIdentity) -> SendCheck {
    let mut report = DoctorReport::default();
    if let Some(sender) = facts.sender.as_ref().ok().filter(|sender| sender.takes_no_mail()) {
        mail_host_check::judge(sender, &mut report);
    }
    if let Some(alignment) = facts.alignment(identity).filter(dmarc_check::is_harmful) {
        dmarc_check::judge(&alignment, &mut report);
    }
    report.findings.extend(facts.dkim.as_ref().ok().and_then(dkim_check::broken_signature));
    let blocking = [dkim_check::BROKEN_SIGNATURE, mail_host_check::SENDER_DOMAIN, dmarc_check::UNALIGNED];
    let findings = report.findings.into_iter().filter(|found| blocking.contains(&found.id));
    SendCheck {
        diagnostics: findings.map(diagnostic).collect(),
        unchecked: facts.first_error().map(ToString::to_string),
    }
}

fn diagnostic(found: DoctorFinding) -> Diagnostic {
    let location = Some(SourceLocation { file: SETTINGS_FILE.into(), line: 0, column: 0 });
    let DoctorFinding { id, severity, message, help, .. } = found;
    Diagnostic { id, severity, location, message, help: Some(help), suggestion: None }
}
