//! A walk through an audience, which counts as it goes.

use super::{ExclusionReason, Segment};
use crate::database::{self, DatabaseTransaction};
use crate::model::{Mailbox, Subscriber, SubscriberId, SubscriptionState};

/// How many subscribers are held in memory at once.
const PAGE_SIZE: i64 = 1_000;

/// How far an audience reaches: who of the list gets the letter, and who does not, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SegmentStats {
    /// Who gets it.
    pub recipients: u64,
    /// Those of them who get it though they want no newsletters, as the society's rules ask for it.
    pub notices_only_recipients: u64,
    /// Whom the condition does not fit.
    pub excluded_by_where: u64,
    /// Whom the exclusion fits.
    pub excluded_by_exclude: u64,
    /// Who wants no newsletters and gets none.
    pub excluded_notices_only: u64,
    /// Who has left the list.
    pub unsubscribed: u64,
    /// Whose address takes no mail.
    pub suppressed: u64,
}

impl SegmentStats {
    /// Returns how many could get it, were nobody left out.
    #[must_use]
    pub fn eligible(&self) -> u64 {
        self.recipients + self.excluded_by_where + self.excluded_by_exclude
    }

    /// Returns how many are on the list: all but those who have left it.
    #[must_use]
    pub fn on_list(&self) -> u64 {
        self.eligible() + self.excluded_notices_only + self.suppressed
    }
}

/// Somebody of the list whom a letter does not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedSubscriber {
    /// Who that is.
    pub mailbox: Mailbox,
    /// What keeps it from them.
    pub reason: ExclusionReason,
}

/// A walk through an audience, a page at a time.
#[derive(Debug)]
pub struct SegmentPages<'a> {
    segment: &'a Segment,
    after: SubscriberId,
    started: bool,
    stats: SegmentStats,
    examples_per_reason: usize,
    excluded: Vec<ExcludedSubscriber>,
}

impl<'a> SegmentPages<'a> {
    pub(super) fn new(segment: &'a Segment) -> Self {
        Self {
            segment,
            after: SubscriberId::NONE,
            started: false,
            stats: SegmentStats::default(),
            examples_per_reason: 0,
            excluded: Vec::new(),
        }
    }

    /// Makes it remember, for each reason, up to so many of those whom the letter does not reach.
    #[must_use]
    pub fn with_examples(self, named: usize) -> Self {
        Self { examples_per_reason: named, ..self }
    }

    /// Returns the next page, which may be empty where nobody fits; `None` at the end.
    ///
    /// # Errors
    /// The database refused.
    pub async fn next(&mut self, work: &mut DatabaseTransaction) -> Result<Option<Vec<Subscriber>>, database::Error> {
        if !self.started {
            self.started = true;
            self.count_excluded(work).await?;
            self.collect_excluded(work).await?;
        }
        let page =
            database::subscribers::list_recipients(work, self.segment.readership(), self.after, PAGE_SIZE).await?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        self.after = last.id;
        let mut fits = Vec::with_capacity(page.len());
        for (subscriber, state) in page {
            let Some(left) = self.segment.exclusion_reason(&subscriber) else {
                self.stats.recipients += 1;
                self.stats.notices_only_recipients += u64::from(state == SubscriptionState::NoticesOnly);
                fits.push(subscriber);
                continue;
            };
            let count = match left {
                ExclusionReason::Excluded => &mut self.stats.excluded_by_exclude,
                ExclusionReason::ConditionFalse | ExclusionReason::SubscriptionState(_) => {
                    &mut self.stats.excluded_by_where
                }
            };
            *count += 1;
            if *count <= self.examples_per_reason as u64 {
                self.excluded.push(ExcludedSubscriber { mailbox: subscriber.mailbox(), reason: left });
            }
        }
        Ok(Some(fits))
    }

    /// Returns some of those whom the letter does not reach, as far as was walked.
    #[must_use]
    pub fn into_excluded(self) -> Vec<ExcludedSubscriber> {
        self.excluded
    }

    /// Makes it begin with the subscriber of a number, and count nobody before.
    #[must_use]
    pub fn from(self, subscriber: SubscriberId) -> Self {
        Self { after: SubscriberId::new(subscriber.get() - 1), started: true, ..self }
    }

    /// Returns how far the audience reaches, as far as was walked.
    #[must_use]
    pub fn stats(&self) -> SegmentStats {
        self.stats
    }

    /// Counts those of the list whom no condition is asked about.
    async fn count_excluded(&mut self, work: &mut DatabaseTransaction) -> Result<(), database::Error> {
        for (state, count) in database::subscriptions::count_by_state(work, self.segment.list.id).await? {
            let count = count.unsigned_abs();
            match state {
                SubscriptionState::NoticesOnly if !self.segment.statutory => self.stats.excluded_notices_only = count,
                SubscriptionState::Confirmed | SubscriptionState::NoticesOnly => {}
                SubscriptionState::Unsubscribed => self.stats.unsubscribed = count,
                SubscriptionState::Suppressed => self.stats.suppressed = count,
            }
        }
        Ok(())
    }

    async fn collect_excluded(&mut self, work: &mut DatabaseTransaction) -> Result<(), database::Error> {
        let reach = &self.stats;
        for (count, state) in [
            (reach.excluded_notices_only, SubscriptionState::NoticesOnly),
            (reach.suppressed, SubscriptionState::Suppressed),
            (reach.unsubscribed, SubscriptionState::Unsubscribed),
        ] {
            if self.examples_per_reason > 0 && count > 0 {
                let some =
                    database::subscribers::list_in_state(work, self.segment.list.id, state, self.examples_per_reason)
                        .await?;
                let why = ExclusionReason::SubscriptionState(state);
                self.excluded
                    .extend(some.into_iter().map(|who| ExcludedSubscriber { mailbox: who.mailbox(), reason: why }));
            }
        }
        Ok(())
    }
}
