//! The rehearsal: a walk through the audience, in which every copy is made.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::odd::Notebook;
use super::{Oddity, Readers, Script};
use crate::audience::{Reach, Roll};
use crate::database::{self, Database};
use crate::message::html_octets;
use crate::model::{Address, Digest, Mailbox};

/// How many recipients are named as examples.
const FIRST: usize = 3;
/// How many failures are kept word for word.
const FAILURES: usize = 3;

/// What came of rendering every copy without sending any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// How many will get a copy.
    pub recipients: u64,
    /// For how many of them a copy was made.
    pub made: u64,
    /// Who of the list does not, and why.
    pub reach: Reach,
    /// The first recipients.
    pub first: Vec<Mailbox>,
    /// The subject that the first of them will read.
    pub subject: String,
    /// Who they are, in one digest.
    pub roll: Digest,
    /// Octets of the largest copy.
    pub largest: usize,
    /// Octets of the largest HTML part, as it goes.
    pub largest_html: usize,
    /// What sets some of them apart, the gravest first.
    pub odd: BTreeMap<Oddity, Readers>,
    /// How many different letters there are; `None` when there are too many to compare.
    pub different: Option<u64>,
    /// Of the first copies that cannot be made: whose, and why.
    pub failures: Vec<(Address, String)>,
}

impl Script {
    /// Makes every copy, keeps none, and tells what was found; of a list of more than `most`, the first ones only.
    ///
    /// # Errors
    /// The database refused.
    pub async fn rehearse(
        &self,
        database: &Database,
        most: Option<u64>,
        now: Timestamp,
    ) -> Result<Rehearsal, database::Error> {
        let mut rehearsal = Rehearsal::default();
        let mut notes = Notebook::default();
        let mut roll = Roll::default();
        let mut pages = self.proof.audience.pages();
        while let Some(page) = pages.next(&mut database.read().await?).await? {
            for reader in page {
                rehearsal.recipients += 1;
                let place = rehearsal.recipients;
                roll.add(&reader);
                if rehearsal.first.len() < FIRST {
                    rehearsal.first.push(reader.mailbox());
                }
                if most.is_some_and(|most| place > most) {
                    continue;
                }
                rehearsal.made += 1;
                notes.look(place, &reader, &self.printed);
                match self.printer.proof(&reader, now) {
                    Ok((letter, link, bytes)) => {
                        rehearsal.largest = rehearsal.largest.max(bytes.len());
                        rehearsal.largest_html = rehearsal.largest_html.max(html_octets(&bytes));
                        notes.compare(place, &reader, &letter, &[&link, reader.address.as_str()]);
                        if place == 1 {
                            rehearsal.subject = letter.subject;
                        }
                    }
                    Err(why) => {
                        notes.note(Oddity::Unprintable, place, &reader);
                        if rehearsal.failures.len() < FAILURES {
                            rehearsal.failures.push((reader.address, why.to_string()));
                        }
                    }
                }
            }
        }
        rehearsal.reach = pages.reach();
        rehearsal.roll = roll.digest();
        rehearsal.different = notes.different();
        rehearsal.odd = notes.odd;
        Ok(rehearsal)
    }
}
