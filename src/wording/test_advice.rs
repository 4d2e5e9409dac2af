//! What to do about test copies that were not sent.

use super::{pause_words, relay_advice};
use crate::mailer::SendResult;
use crate::model::RelayTable;

/// Returns what to do about copies that were not sent, each piece of advice once.
#[must_use]
pub fn test_advice<'a>(
    results: impl IntoIterator<Item = &'a SendResult>,
    domain: &str,
    table: &RelayTable,
) -> Vec<String> {
    let mut advice = Vec::new();
    for result in results {
        let SendResult::NotSent { relay_failure, sender_fault, .. } = result else { continue };
        let relay = relay_failure.and_then(|kind| relay_advice(kind, table));
        let words = sender_fault.and_then(|reason| pause_words(reason, domain, table));
        let found = relay.or_else(|| words.map(|words| format!("{}: {}", words.cause, words.remedy)));
        advice.extend(found.filter(|found| !advice.contains(found)));
    }
    advice
}
