//! Describes what became of the copies of an issue.

use crate::model::{DeliveryStatus, StatusCounts, format_number};

/// Describes how many copies were sent, and what became of the others: `Sent 2 of 3; 1 bounced.`
#[must_use]
pub fn sent_summary(counts: &StatusCounts) -> String {
    let mut text =
        format!("Sent {} of {}", format_number(counts.count(DeliveryStatus::Sent)), format_number(counts.total()));
    let others = [
        (DeliveryStatus::Bounced, "bounced"),
        (DeliveryStatus::Expired, "expired"),
        (DeliveryStatus::Skipped, "unsubscribed or suppressed before their copy was sent"),
        (DeliveryStatus::Withdrawn, "answered before their copy was sent"),
        (DeliveryStatus::Cancelled, "cancelled"),
        (DeliveryStatus::InDoubt, "in doubt"),
        (DeliveryStatus::Deferred, "deferred"),
        (DeliveryStatus::Queued, "waiting"),
        (DeliveryStatus::Sending, "in progress"),
    ];
    let mut sign = ";";
    for (status, words) in others {
        let count = counts.count(status);
        if count > 0 {
            text = format!("{text}{sign} {} {words}", format_number(count));
            sign = ",";
        }
    }
    text + "."
}

/// Describes how an issue went, for its chair: `Sent to 136 of 138. 2 could not be delivered.`
#[must_use]
pub fn delivered_words(counts: &StatusCounts) -> String {
    let count = |statuses: &[DeliveryStatus]| statuses.iter().map(|status| counts.count(*status)).sum::<u64>();
    let sent =
        format!("Sent to {} of {}.", format_number(counts.count(DeliveryStatus::Sent)), format_number(counts.total()));
    let others = [
        (count(&[DeliveryStatus::Bounced, DeliveryStatus::Expired]), "could not be delivered"),
        (count(&[DeliveryStatus::Skipped]), "had left before their copy was sent"),
        (count(&[DeliveryStatus::Withdrawn]), "had answered before their copy was sent"),
        (count(&[DeliveryStatus::Cancelled]), "were not sent it, because it was stopped"),
        (count(&[DeliveryStatus::InDoubt]), "may or may not have it"),
    ];
    let others = others.into_iter().filter(|(count, _)| *count > 0);
    others.fold(sent, |words, (count, what)| format!("{words} {} {what}.", format_number(count)))
}
