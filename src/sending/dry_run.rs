//! The rehearsal: a walk through the audience, in which every copy is made.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::recipient_exceptions::ExceptionCollector;
use super::{PreparedDraft, RecipientException, RecipientSample};
use crate::database::{self, Database};
use crate::message::html_part_octets;
use crate::model::{Address, Digest, Mailbox};
use crate::segment::{RecipientDigest, SegmentStats};

/// How many recipients are named as examples.
const MAX_FIRST_RECIPIENTS: usize = 3;
/// How many failures are kept word for word.
const MAX_FAILURES: usize = 3;

/// What came of rendering every copy without sending any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DryRun {
    /// How many will get a copy.
    pub recipients: u64,
    /// For how many of them a copy was made.
    pub rendered: u64,
    /// Who of the list does not, and why.
    pub stats: SegmentStats,
    /// The first recipients.
    pub first_recipients: Vec<Mailbox>,
    /// The subject that the first of them will read.
    pub subject: String,
    /// Who they are, in one digest.
    pub recipient_digest: Digest,
    /// Octets of the largest copy.
    pub largest_message: usize,
    /// Octets of the largest HTML part, as it goes.
    pub largest_html: usize,
    /// What sets some of them apart, the gravest first.
    pub exceptions: BTreeMap<RecipientException, RecipientSample>,
    /// How many different letters there are; `None` when there are too many to compare.
    pub distinct_messages: Option<u64>,
    /// Of the first copies that cannot be made: whose, and why.
    pub render_failures: Vec<(Address, String)>,
}

impl PreparedDraft {
    /// Makes every copy, keeps none, and tells what was found; of a list of more than `most`, the first ones only.
    ///
    /// # Errors
    /// The database refused.
    pub async fn dry_run(
        &self,
        database: &Database,
        most: Option<u64>,
        now: Timestamp,
    ) -> Result<DryRun, database::Error> {
        let mut rehearsal = DryRun::default();
        let mut notes = ExceptionCollector::default();
        let mut roll = RecipientDigest::default();
        let mut pages = self.composed.segment.pages();
        while let Some(page) = pages.next(&mut database.begin_read().await?).await? {
            for reader in page {
                rehearsal.recipients += 1;
                let place = rehearsal.recipients;
                roll.add(&reader);
                if rehearsal.first_recipients.len() < MAX_FIRST_RECIPIENTS {
                    rehearsal.first_recipients.push(reader.mailbox());
                }
                if most.is_some_and(|most| place > most) {
                    continue;
                }
                rehearsal.rendered += 1;
                notes.check_fields(place, &reader, &self.field_usage);
                match self.renderer.build_with_preview(&reader, now) {
                    Ok((letter, link, bytes)) => {
                        rehearsal.largest_message = rehearsal.largest_message.max(bytes.len());
                        rehearsal.largest_html = rehearsal.largest_html.max(html_part_octets(&bytes));
                        notes.check_duplicate(place, &reader, &letter, &[&link, reader.address.as_str()]);
                        if place == 1 {
                            rehearsal.subject = letter.subject;
                        }
                    }
                    Err(why) => {
                        notes.record(RecipientException::RenderFailed, place, &reader);
                        if rehearsal.render_failures.len() < MAX_FAILURES {
                            rehearsal.render_failures.push((reader.address, why.to_string()));
                        }
                    }
                }
            }
        }
        rehearsal.stats = pages.stats();
        rehearsal.recipient_digest = roll.finish();
        rehearsal.distinct_messages = notes.distinct_messages();
        rehearsal.exceptions = notes.exceptions;
        Ok(rehearsal)
    }
}
