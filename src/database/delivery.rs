//! Table `delivery`: the ledger's rows.
//!
//! Statuses stand in the statements as words, because a partial index serves only a statement that spells its condition
//! out; a test holds them against the enum. While a row is `sending`, `changed_at` says when it was claimed and `due_at`
//! until when whoever claimed it holds it.

mod change;
mod claim;
mod exchange;
mod letters;
mod plan;
mod standing;

pub use change::{cancel, move_to_lane, resolve, skip_left, take_back, take_back_bounced};
pub use claim::{can_claim, doubt_abandoned, renew};
pub use exchange::{Claim, Settlement, exchange, exchange_in};
pub use letters::letters;
pub use plan::{plan_list, plan_some};
pub use standing::{
    Entry, are_settled, counts, handed_at, held_until, next_due, of_status, outer_replies, under_way, was_tried,
};

#[cfg(test)]
mod tests {
    use crate::model::Status;

    #[test]
    fn the_words_in_the_statements_are_the_enums() {
        let files = [
            include_str!("delivery/change.rs"),
            include_str!("delivery/claim.rs"),
            include_str!("delivery/exchange.rs"),
            include_str!("delivery/letters.rs"),
            include_str!("delivery/plan.rs"),
            include_str!("delivery/standing.rs"),
        ];
        let mut words = 0;
        for piece in files.iter().flat_map(|text| text.split('\'')) {
            let is_word = piece.len() > 1 && piece.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            if is_word {
                assert!(matches!(piece, "confirmed" | "notices_only") || piece.parse::<Status>().is_ok(), "{piece}");
                words += 1;
            }
        }
        assert!(words > 20, "only {words} were found");
    }
}
