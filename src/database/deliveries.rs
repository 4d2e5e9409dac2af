//! Table `delivery`: the ledger.
//!
//! Statuses are spelled out in the statements, because a partial index serves only a statement that repeats its
//! condition; a test compares them with the enum. While a row is `sending`, `changed_at` is when it was claimed and
//! `due_at` when the lease on it ends.

mod archived_copies;
mod bulk_update;
mod enqueue;
mod lease;
mod partition;
mod returned_copies;
mod sent_totals;
mod settle_and_claim;
mod status_queries;

pub use archived_copies::{ArchivedIssue, archive_sent, archived_issues_of, has_unarchived};
pub use bulk_update::{
    cancel_waiting, leave_domain_queue, mark_may_have_arrived, move_to_domain_queue, requeue, requeue_rejected,
    resolve_in_doubt, resolve_one_in_doubt, skip_ineligible,
};
pub use enqueue::{analyze_copies, enqueue_list, enqueue_subscribers};
pub use lease::{has_due, list_due, mark_expired_leases, open_queues, renew_leases, return_unsent};
pub use partition::Partition;
pub use returned_copies::{EarlierCopy, SentCopy, count_returned, earlier_copies, mark_returned, sent_copy};
pub use sent_totals::{SentIssue, sent_issues};
pub use settle_and_claim::{ClaimRequest, ClaimResult, Settlement, claim_in, settle_and_claim, settle_and_claim_in};
pub use status_queries::{
    DeliveryDetails, all_settled, count_by_status, count_in_flight, first_and_last_reply, handed_over_at, leased_until,
    list_by_status, next_due, reached_anybody, statuses_of,
};

#[cfg(test)]
mod tests {
    use crate::model::DeliveryStatus;

    #[test]
    fn the_words_in_the_statements_are_the_enums() {
        let files = [
            include_str!("deliveries/archived_copies.rs"),
            include_str!("deliveries/bulk_update.rs"),
            include_str!("deliveries/lease.rs"),
            include_str!("deliveries/settle_and_claim.rs"),
            include_str!("deliveries/sent_totals.rs"),
            include_str!("deliveries/enqueue.rs"),
            include_str!("deliveries/status_queries.rs"),
        ];
        let mut words = 0;
        for piece in files.iter().flat_map(|text| text.split('\'')) {
            let is_word = piece.len() > 1 && piece.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            if is_word {
                assert!(
                    matches!(piece, "confirmed" | "notices_only") || piece.parse::<DeliveryStatus>().is_ok(),
                    "{piece}"
                );
                words += 1;
            }
        }
        assert!(words > 20, "only {words} were found");
    }
}
