//! The result of an import.

use super::refusal::RefusedRow;
use crate::model::{Address, SuppressionReason};

/// The result of an import or of its dry run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The fields of the columns, in the order of the file.
    pub fields: Vec<String>,
    /// Subscribers who did not exist before.
    pub new: u64,
    /// Existing subscribers who were added to the list.
    pub joined: u64,
    /// Subscribers on the list whose fields changed.
    pub changed: u64,
    /// Subscribers on the list whose fields are unchanged.
    pub unchanged: u64,
    /// Subscribers who had unsubscribed, and stay unsubscribed.
    pub left_before: u64,
    /// Subscribers who receive notices only, and continue to.
    pub notices: u64,
    /// People whose column `state` says that they get nothing, and who were not subscribed.
    pub left_out: u64,
    /// People who opted out in another program, and were not imported.
    pub opted_out: u64,
    /// The number of these who are on the list, and are still mailed.
    pub opted_out_on_list: u64,
    /// People who opted out in another program, and whose addresses are now suppressed.
    pub opted_out_suppressed: u64,
    /// The number of people whose address is the former one of a subscriber, and who were not imported.
    pub former_addresses: u64,
    /// The first of these people.
    pub former: Vec<FormerAddressRow>,
    /// Suppressed subscribers, by cause.
    pub suppressed: Vec<(SuppressionReason, u64)>,
    /// The number of rejected rows.
    pub refused_rows: u64,
    /// The first rejected rows.
    pub refused: Vec<RefusedRow>,
    /// The number of further lines that belong to rejected rows because of a missing quotation mark.
    pub swallowed_lines: u64,
    /// The lines of the first rows with several addresses in one cell; the first address is used.
    pub other_addresses: Vec<u64>,
    /// The number of such rows.
    pub other_addresses_rows: u64,
    /// The first rows whose address looks misspelled or is only an example; they are imported as they are.
    pub doubtful_addresses: Vec<DoubtfulAddress>,
    /// The number of such rows.
    pub doubtful_address_rows: u64,
    /// The number of addresses that occur in several rows.
    pub duplicate_addresses: u64,
    /// The first of these addresses.
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

/// A row with an address that looks misspelled, or is only an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtfulAddress {
    /// The line on which the row begins.
    pub line: u64,
    /// The address.
    pub address: Address,
    /// The domain that was probably meant; `None` for an example.
    pub meant: Option<String>,
}

/// A row with the former address of a subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerAddressRow {
    /// The line on which the row begins.
    pub line: u64,
    /// The address in the row.
    pub address: Address,
    /// The subscriber's present address.
    pub present: Address,
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
    /// The old value; empty if there was none.
    pub from: String,
    /// The new value; empty if there is none.
    pub to: String,
}

impl ImportReport {
    /// Returns the number of suppressed subscribers.
    #[must_use]
    pub fn suppressed(&self) -> u64 {
        self.suppressed.iter().map(|(_, count)| count).sum()
    }

    /// Counts a suppressed subscriber.
    pub(super) fn count_suppressed(&mut self, cause: SuppressionReason) {
        match self.suppressed.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, count)) => *count += 1,
            None => self.suppressed.push((cause, 1)),
        }
    }
}
