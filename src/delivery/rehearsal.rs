//! The whole list rendered before the first mail goes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Error, Printer};
use crate::audience::{Audience, Reach, Roll};
use crate::database::Database;
use crate::message::html_octets;
use crate::model::{Address, Digest, FieldValue, Mailbox};

/// How many recipients are named as examples.
const FIRST: usize = 3;
/// How many failures are kept word for word.
const FAILURES: usize = 3;

/// What came of rendering every copy without sending any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// How many will get a copy.
    pub recipients: u64,
    /// Who of the list does not, and why.
    pub reach: Reach,
    /// The first of them.
    pub first: Vec<Mailbox>,
    /// The subject that the first of them will read.
    pub subject: String,
    /// Who they are, in one digest.
    pub roll: Digest,
    /// Octets of the largest copy.
    pub largest: usize,
    /// Octets of the largest HTML part, as it goes.
    pub largest_html: usize,
    /// For each field that the letter uses and somebody lacks: how many lack it.
    pub empty: BTreeMap<String, u64>,
    /// How many copies cannot be made.
    pub failed: u64,
    /// The first of them, and why.
    pub failures: Vec<(Address, String)>,
}

/// Makes every copy of an issue, keeps none, and tells what was found; `used` are the fields that the letter names.
///
/// # Errors
/// The database refused.
pub async fn rehearse(
    database: &Database,
    audience: &Audience,
    printer: &Printer,
    used: &BTreeSet<String>,
    now: Timestamp,
) -> Result<Rehearsal, Error> {
    let mut rehearsal = Rehearsal::default();
    let mut roll = Roll::default();
    let mut pages = audience.pages();
    while let Some(page) = pages.next(&mut database.read().await?).await? {
        for subscriber in page {
            rehearsal.recipients += 1;
            roll.add(&subscriber);
            if rehearsal.first.is_empty() {
                rehearsal.subject = printer.letter(&subscriber).map(|letter| letter.subject).unwrap_or_default();
            }
            if rehearsal.first.len() < FIRST {
                rehearsal.first.push(subscriber.mailbox());
            }
            for field in used {
                if subscriber.fields.get(field).is_none_or(FieldValue::is_empty) {
                    *rehearsal.empty.entry(field.clone()).or_default() += 1;
                }
            }
            match printer.copy(&subscriber, now) {
                Ok(bytes) => {
                    rehearsal.largest = rehearsal.largest.max(bytes.len());
                    rehearsal.largest_html = rehearsal.largest_html.max(html_octets(&bytes));
                }
                Err(why) => {
                    rehearsal.failed += 1;
                    if rehearsal.failures.len() < FAILURES {
                        rehearsal.failures.push((subscriber.address, why.to_string()));
                    }
                }
            }
        }
    }
    rehearsal.reach = pages.reach();
    rehearsal.roll = roll.digest();
    Ok(rehearsal)
}
