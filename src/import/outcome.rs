//! What an import did, or would do.

use super::refusal::RefusedRow;
use crate::model::{Address, SuppressionReason};

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The fields that the columns became, in the file's order.
    pub fields: Vec<String>,
    /// Subscribers who are new to the program.
    pub new: u64,
    /// Known subscribers who are now on the list.
    pub joined: u64,
    /// Subscribers on the list whose fields changed.
    pub changed: u64,
    /// Subscribers on the list whose fields are as in the file.
    pub unchanged: u64,
    /// Subscribers who had unsubscribed, and remain so.
    pub left_before: u64,
    /// Subscribers who want notices only, and remain so.
    pub notices: u64,
    /// People who get nothing according to the file's column `state`, and were not subscribed.
    pub left_out: u64,
    /// People who asked another program for no mail, and were not imported.
    pub opted_out: u64,
    /// Those of them who are on the list already, and remain so.
    pub opted_out_on_list: u64,
    /// People who asked another program for no mail, and whose addresses are suppressed now.
    pub opted_out_suppressed: u64,
    /// Subscribers who must not be mailed, by cause.
    pub suppressed: Vec<(SuppressionReason, u64)>,
    /// How many rows were refused.
    pub refused_rows: u64,
    /// The first rows that were refused.
    pub refused: Vec<RefusedRow>,
    /// How many further lines are part of refused rows because of a missing quotation mark.
    pub swallowed_lines: u64,
    /// The lines of the first rows with several addresses in one cell, of which the first is used.
    pub other_addresses: Vec<u64>,
    /// How many such rows there are.
    pub other_addresses_rows: u64,
    /// How many addresses occur in several rows.
    pub duplicate_addresses: u64,
    /// The first of them.
    pub duplicates: Vec<DuplicateAddress>,
    /// Some of the changes.
    pub changes: Vec<FieldChange>,
    /// Whether anything was written.
    pub written: bool,
}

/// Several rows with one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateAddress {
    /// The lines on which the rows begin.
    pub lines: Vec<u64>,
    /// The joined names, if the rows name several people.
    pub names: Option<String>,
}

/// A field of a subscriber that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The line on which the row begins.
    pub line: u64,
    /// The subscriber's address.
    pub address: Address,
    /// The field's name.
    pub field: String,
    /// The old value; empty when there was none.
    pub from: String,
    /// The new value; empty when there is none.
    pub to: String,
}

impl ImportReport {
    /// Returns how many subscribers must not be mailed.
    #[must_use]
    pub fn suppressed(&self) -> u64 {
        self.suppressed.iter().map(|(_, count)| count).sum()
    }

    /// Counts a subscriber who must not be mailed.
    pub(super) fn count_suppressed(&mut self, cause: SuppressionReason) {
        match self.suppressed.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, count)) => *count += 1,
            None => self.suppressed.push((cause, 1)),
        }
    }
}
