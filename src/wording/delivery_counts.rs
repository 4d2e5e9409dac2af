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
