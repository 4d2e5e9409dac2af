//! Iterates over the recipients of a segment and counts those who are excluded.

use super::{ExclusionReason, Segment};
use crate::database::subscribers::PageSize;
use crate::database::{self, DatabaseTransaction};
use crate::model::{Mailbox, Subscriber, SubscriberId, SubscriptionState};

/// The number of people on a list who receive an issue, and of those who do not, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SegmentStats {
    /// The number of recipients.
    pub recipients: u64,
    /// The number of recipients who want only notices and receive this one because it is statutory.
    pub notices_only_recipients: u64,
    /// The number of people who do not match the condition.
    pub excluded_by_where: u64,
    /// The number of people who match the exclusion.
    pub excluded_by_exclude: u64,
    /// The number of people who want only notices, and receive nothing because this is a newsletter.
    pub excluded_notices_only: u64,
    /// The number of people who have unsubscribed from the list.
    pub unsubscribed: u64,
    /// The number of people whose address is suppressed.
    pub suppressed: u64,
}

impl SegmentStats {
    /// Returns the number of people who would receive it without conditions.
    #[must_use]
    pub fn eligible(&self) -> u64 {
        self.recipients + self.excluded_by_where + self.excluded_by_exclude
    }

    /// Returns the number of people on the list, without those who have unsubscribed.
    #[must_use]
    pub fn on_list(&self) -> u64 {
        self.eligible() + self.excluded_notices_only + self.suppressed
    }
}

/// A person on the list who does not receive an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedSubscriber {
    /// Their name and address.
    pub mailbox: Mailbox,
    /// The reason why they do not receive it.
    pub reason: ExclusionReason,
}

/// The recipients of a segment, one page at a time.
#[derive(Debug)]
pub struct SegmentPages<'a> {
    segment: &'a Segment,
    after: SubscriberId,
    page_size: PageSize,
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
            page_size: PageSize::default(),
            started: false,
            stats: SegmentStats::default(),
            examples_per_reason: 0,
            excluded: Vec::new(),
        }
    }

    /// Remembers up to `named` excluded people for each reason.
    #[must_use]
    pub fn with_examples(self, named: usize) -> Self {
        Self { examples_per_reason: named, ..self }
    }

    /// Leaves those who are excluded by the state of their subscription uncounted: of a long list it takes a while.
    #[must_use]
    pub fn uncounted(self) -> Self {
        Self { started: true, ..self }
    }

    /// Returns the next page, which may be empty if nobody on it is a recipient; `None` at the end.
    ///
    /// # Errors
    /// Returns an error if a database query fails.
    pub async fn next(&mut self, work: &mut DatabaseTransaction) -> Result<Option<Vec<Subscriber>>, database::Error> {
        if !self.started {
            self.started = true;
            self.count_excluded(work).await?;
            self.collect_excluded(work).await?;
        }
        let page =
            database::subscribers::list_recipients(work, self.segment.readership(), self.after, self.page_size.rows())
                .await?;
        self.page_size.adapt(page.iter().map(|(subscriber, _)| subscriber));
        let Some((last, _)) = page.last() else { return Ok(None) };
        self.after = last.id;
        let ids: Vec<SubscriberId> = page.iter().map(|(subscriber, _)| subscriber.id).collect();
        let answers = self.segment.answers(work, &ids).await?;
        let mut fits = Vec::with_capacity(page.len());
        for (subscriber, state) in page {
            let Some(left) = self.segment.exclusion_reason(&subscriber, &answers) else {
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

    /// Returns the remembered excluded people among the pages read so far.
    #[must_use]
    pub fn into_excluded(self) -> Vec<ExcludedSubscriber> {
        self.excluded
    }

    /// Starts with the subscriber with an id; earlier ones are not counted.
    #[must_use]
    pub fn from(self, subscriber: SubscriberId) -> Self {
        Self { after: SubscriberId::new(subscriber.get() - 1), ..self.uncounted() }
    }

    /// Returns the counts for the pages read so far.
    #[must_use]
    pub fn stats(&self) -> SegmentStats {
        self.stats
    }

    /// Counts the people on the list who are excluded by the state of their subscription.
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
