//! What an examination found.

use super::provider_demands::{Demand, ProviderDemand, demands};
use crate::model::{RelayTable, Severity};

/// A record to publish in the DNS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsRecord {
    /// The whole name, without a dot at its end.
    pub name: String,
    /// The type, such as `TXT`.
    pub kind: &'static str,
    /// The value, without quotation marks.
    pub value: String,
}

/// Something that is wrong or doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorFinding {
    /// The id, such as `spf-missing`; it never changes.
    pub id: &'static str,
    /// The relay that it is about, if there are several and it is not about all of them.
    pub relay: Option<RelayTable>,
    /// Whether letters will be refused or land among spam because of it.
    pub severity: Severity,
    /// One sentence without a full stop, with names in backticks.
    pub message: String,
    /// What to do, in whole sentences.
    pub help: String,
    /// The record to publish instead.
    pub record: Option<DnsRecord>,
    /// Who demands what is missing.
    pub demands: Vec<&'static ProviderDemand>,
}

/// Something that is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedCheck {
    /// The relay that it is about, if there are several and it is not about all of them.
    pub relay: Option<RelayTable>,
    /// What was examined, in one or two words.
    pub topic: &'static str,
    /// What is right about it.
    pub message: String,
}

/// Something that could not be examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedCheck {
    /// The relay that it is about, if there are several and it is not about all of them.
    pub relay: Option<RelayTable>,
    /// What was to be examined, in one or two words.
    pub topic: &'static str,
    /// Why it was not.
    pub reason: String,
}

/// All that an examination found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DoctorReport {
    /// What is wrong or doubtful.
    pub findings: Vec<DoctorFinding>,
    /// What is right.
    pub passed: Vec<PassedCheck>,
    /// What could not be examined.
    pub skipped: Vec<SkippedCheck>,
}

impl DoctorFinding {
    /// Makes a finding.
    pub(super) fn new(id: &'static str, severity: Severity, message: String, help: impl Into<String>) -> Self {
        Self { id, relay: None, severity, message, help: help.into(), record: None, demands: Vec::new() }
    }

    /// Adds the TXT record to publish.
    pub(super) fn with_txt(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { record: Some(DnsRecord { name: name.into(), kind: "TXT", value: value.into() }), ..self }
    }

    /// Adds who demands it.
    pub(super) fn with_demands(self, demand: Demand) -> Self {
        Self { demands: demands(demand), ..self }
    }
}

impl DoctorReport {
    /// Returns whether letters will be refused, or cannot be sent.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.findings.iter().any(|found| found.severity == Severity::Block)
    }

    /// Returns the findings, the gravest first.
    #[must_use]
    pub fn sorted_findings(&self) -> Vec<&DoctorFinding> {
        let mut sorted: Vec<_> = self.findings.iter().collect();
        sorted.sort_by_key(|found| std::cmp::Reverse(found.severity));
        sorted
    }

    /// Adds what was found about each relay. What is the same for all of them is added once.
    pub(super) fn add_relays(&mut self, reports: Vec<(RelayTable, Self)>) {
        let (mut findings, mut passed, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
        for (table, report) in reports {
            findings.push((table.clone(), report.findings));
            passed.push((table.clone(), report.passed));
            skipped.push((table, report.skipped));
        }
        self.findings.extend(merge(&findings, |found, relay| found.relay = relay));
        self.passed.extend(merge(&passed, |found, relay| found.relay = relay));
        self.skipped.extend(merge(&skipped, |found, relay| found.relay = relay));
    }

    pub(super) fn add(&mut self, found: DoctorFinding) {
        self.findings.push(found);
    }

    pub(super) fn pass(&mut self, topic: &'static str, message: impl Into<String>) {
        self.passed.push(PassedCheck { relay: None, topic, message: message.into() });
    }

    pub(super) fn skip(&mut self, topic: &'static str, reason: impl Into<String>) {
        self.skipped.push(SkippedCheck { relay: None, topic, reason: reason.into() });
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.findings.iter().any(|found| found.id == id)
    }
}

/// Joins what was found about each relay; `name` writes the relay into what is not the same for all of them.
fn merge<T: Clone + PartialEq>(reports: &[(RelayTable, Vec<T>)], name: impl Fn(&mut T, Option<RelayTable>)) -> Vec<T> {
    let mut merged: Vec<T> = Vec::new();
    for (table, found) in reports {
        for one in found {
            let is_common = reports.iter().all(|(_, others)| others.contains(one));
            let mut one = one.clone();
            name(&mut one, (!is_common).then(|| table.clone()));
            if !merged.contains(&one) {
                merged.push(one);
            }
        }
    }
    merged
}
