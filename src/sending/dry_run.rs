//! The dry run: every copy of an issue is rendered, and none is kept or sent.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::content_check::CheckedCopy;
use super::parallel_map::parallel_map;
use super::recipient_exceptions::ExceptionCollector;
use super::{PreparedIssue, RecipientException, RecipientSample};
use crate::database::{self, Database};
use crate::delivery::MessageRenderError;
use crate::model::{Address, Digest, Mailbox, Subscriber};
use crate::segment::{RecipientDigest, SegmentStats};

/// How many recipients are named as examples.
const MAX_FIRST_RECIPIENTS: usize = 3;
/// How many render failures are kept word for word.
const MAX_FAILURES: usize = 3;

/// The result of rendering every copy without sending any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DryRun {
    /// How many recipients there are.
    pub recipients: u64,
    /// For how many of them a copy was rendered.
    pub rendered: u64,
    /// Who on the list gets no copy, by reason.
    pub stats: SegmentStats,
    /// The first recipients.
    pub first_recipients: Vec<Mailbox>,
    /// The subject of the first copy.
    pub subject: String,
    /// A digest of who the recipients are.
    pub recipient_digest: Digest,
    /// The size of the largest copy, in octets.
    pub largest_message: usize,
    /// The size of the largest HTML part as it is encoded, in octets.
    pub largest_html: usize,
    /// What distinguishes some recipients from the others, most severe first.
    pub exceptions: BTreeMap<RecipientException, RecipientSample>,
    /// How many different messages there are; `None` if there are too many to compare.
    pub distinct_messages: Option<u64>,
    /// The first copies that cannot be made: whose, and why.
    pub render_failures: Vec<(Address, String)>,
}

impl DryRun {
    /// Returns what was found in the first copies as that of all recipients, whose counts and digest are known.
    #[must_use]
    pub fn of_all(self, stats: SegmentStats, recipient_digest: Digest) -> Self {
        Self { recipients: stats.recipients, stats, recipient_digest, ..self }
    }
}

impl PreparedIssue {
    /// Renders every copy, and reports what was found.
    ///
    /// # Errors
    /// The database failed.
    pub async fn dry_run(&self, database: &Database, now: Timestamp) -> Result<DryRun, database::Error> {
        self.dry_run_first(database, u64::MAX, now).await
    }

    /// Renders the first `max_copies`, and reads no further; see [`DryRun::of_all`].
    ///
    /// # Errors
    /// The database failed.
    pub async fn dry_run_first(
        &self,
        database: &Database,
        max_copies: u64,
        now: Timestamp,
    ) -> Result<DryRun, database::Error> {
        let mut dry_run = DryRun::default();
        let mut exceptions = ExceptionCollector::default();
        let mut digest = RecipientDigest::default();
        let mut pages = self.segment.read_ahead(database);
        while dry_run.rendered < max_copies
            && let Some(mut page) = pages.next().await
        {
            page.truncate(usize::try_from(max_copies - dry_run.rendered).unwrap_or(usize::MAX));
            for recipient in &page {
                dry_run.recipients += 1;
                digest.add(recipient);
                if dry_run.first_recipients.len() < MAX_FIRST_RECIPIENTS {
                    dry_run.first_recipients.push(recipient.mailbox());
                }
            }
            let copies = parallel_map(&page, |recipient| self.check_copy(recipient, now));
            for (recipient, copy) in page.iter().zip(copies) {
                self.record_copy(&mut dry_run, &mut exceptions, recipient, copy);
            }
        }
        dry_run.stats = pages.finish().await?;
        dry_run.recipient_digest = digest.finish();
        dry_run.distinct_messages = exceptions.distinct_messages();
        dry_run.exceptions = exceptions.exceptions;
        Ok(dry_run)
    }

    /// Renders the copy of one person who need not be on the list.
    pub(super) fn dry_run_for(&self, recipient: &Subscriber, now: Timestamp) -> DryRun {
        let mut dry_run = DryRun { recipients: 1, ..DryRun::default() };
        let mut exceptions = ExceptionCollector::default();
        let copy = self.check_copy(recipient, now);
        self.record_copy(&mut dry_run, &mut exceptions, recipient, copy);
        dry_run.exceptions = exceptions.exceptions;
        dry_run
    }

    fn check_copy(&self, recipient: &Subscriber, now: Timestamp) -> Result<CheckedCopy, MessageRenderError> {
        let copy = self.renderer.measure(recipient, now)?;
        Ok(self.content_check.check(copy, recipient))
    }

    /// Records what was found in one copy, or that it cannot be made.
    fn record_copy(
        &self,
        dry_run: &mut DryRun,
        exceptions: &mut ExceptionCollector,
        recipient: &Subscriber,
        copy: Result<CheckedCopy, MessageRenderError>,
    ) {
        dry_run.rendered += 1;
        let position = dry_run.rendered;
        exceptions.check_fields(position, recipient, &self.field_usage);
        match copy {
            Ok(copy) => {
                dry_run.largest_message = dry_run.largest_message.max(copy.size.octets);
                dry_run.largest_html = dry_run.largest_html.max(copy.size.html_octets);
                exceptions.check_content(position, recipient, &copy);
                exceptions.check_duplicate(position, recipient, &copy);
                if position == 1 {
                    dry_run.subject = copy.subject;
                }
            }
            Err(error) => {
                exceptions.record(RecipientException::RenderFailed, position, recipient);
                if dry_run.render_failures.len() < MAX_FAILURES {
                    dry_run.render_failures.push((recipient.address.clone(), error.to_string()));
                }
            }
        }
    }
}
