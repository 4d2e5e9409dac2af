//! What the examination found, as JSON.

use serde_json::{Value, json};

use crate::config::{ChosenRelay, Settings};
use crate::doctor::{DEMANDS_CHECKED, DoctorFinding, DoctorReport, ProviderDemand};
use crate::model::RelayTable;

/// Writes a report; `docs/json.md` describes the keys.
pub(super) fn report_json(settings: &Settings, report: &DoctorReport) -> Value {
    json!({
        "from": settings.sender.from.address.as_str(),
        "relay": settings.relay.url.to_string(),
        "relays": settings.all_relays().map(|relay| relay_json(settings, &relay)).collect::<Vec<_>>(),
        "blocked": report.is_blocked(),
        "findings": report.sorted_findings().into_iter().map(finding_json).collect::<Vec<_>>(),
        "passed": report.passed.iter()
            .map(|passed| json!({ "topic": passed.topic, "relay": table(passed.relay.as_ref()), "message": passed.message }))
            .collect::<Vec<_>>(),
        "not_examined": report.skipped.iter()
            .map(|skipped| json!({ "topic": skipped.topic, "relay": table(skipped.relay.as_ref()), "reason": skipped.reason }))
            .collect::<Vec<_>>(),
        "demands_as_of": DEMANDS_CHECKED,
    })
}

fn relay_json(settings: &Settings, relay: &ChosenRelay<'_>) -> Value {
    json!({
        "table": relay.table().to_string(),
        "url": relay.settings.url.to_string(),
        "domain": relay.sender_domain(settings),
        "lists": relay.settings.lists.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn table(relay: Option<&RelayTable>) -> Option<String> {
    relay.map(ToString::to_string)
}

fn since(row: &ProviderDemand) -> Option<&'static str> {
    Some(row.since).filter(|since| !since.is_empty())
}

fn finding_json(found: &DoctorFinding) -> Value {
    json!({
        "id": found.id,
        "relay": table(found.relay.as_ref()),
        "severity": found.severity.to_string(),
        "message": found.message,
        "help": found.help,
        "record": found.record.as_ref()
            .map(|record| json!({ "name": record.name, "type": record.kind, "value": record.value })),
        "demands": found.demands.iter()
            .map(|row| json!({ "provider": row.provider, "since": since(row), "terms": row.terms }))
            .collect::<Vec<_>>(),
    })
}
