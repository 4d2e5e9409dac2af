//! The results of an issue, and how they compare with earlier issues of its list.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::inbound_figures::{InboundFigures, inbound_figures};
use super::period::whole_days;
use super::{FiledRange, IssueStatus, UnsubscribeReasons, filed_messages, is_unusual, issue_status, per_thousand};
use crate::database::event_log::AttributedEvent;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{DeliveryStatus, EventKind, Issue, IssueId, SubscriberId};

/// Unsubscribing this soon after the message was sent may have been done by a link scanner.
const SCANNER_WINDOW: SignedDuration = SignedDuration::from_secs(10);
/// The maximum number of earlier issues in a comparison.
const MAX_COMPARED_ISSUES: usize = 12;
/// Up to this age in days, an issue is compared with earlier issues at the same age.
const AGE_COMPARISON_DAYS: i64 = 30;

/// The deliveries of an issue, and the people who unsubscribed because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueReport {
    /// The state of the issue and its deliveries.
    pub status: IssueStatus,
    /// The number of people who unsubscribed because of it and have not returned, by channel.
    pub unsubscribed: BTreeMap<&'static str, u64>,
    /// The number of these who unsubscribed within seconds of delivery, as a link scanner would.
    pub likely_scanner: u64,
    /// How long after delivery they unsubscribed.
    pub delays: UnsubscribeDelays,
    /// The number of people who unsubscribed and returned.
    pub resubscribed: u64,
    /// The number of people who chose to receive only statutory notices.
    pub reduced_to_notices: u64,
    /// The reasons that people gave, oldest first.
    pub notes: Vec<String>,
    /// What came back by mail.
    pub inbound: InboundFigures,
    /// The first and the last file, if the issue was written to an outbox.
    pub filed_messages: Option<FiledRange>,
}

/// How long after delivery people unsubscribed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct UnsubscribeDelays {
    /// The number within an hour.
    pub hour: u64,
    /// The number later than that, within a day.
    pub day: u64,
    /// The number later than that, within seven days.
    pub week: u64,
    /// The number later than that, within thirty days.
    pub month: u64,
    /// The number after more than thirty days.
    pub later: u64,
    /// The median delay.
    #[serde(skip)]
    pub median: Option<SignedDuration>,
}

/// An issue compared with earlier ones of its list; a recent issue is compared with earlier ones at the same age.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueComparison {
    /// The issue itself.
    pub current: IssueRate,
    /// The issues of the list before it, at most twelve, oldest first.
    pub earlier: Vec<IssueRate>,
    /// The age in days up to which all issues are counted; `None` if everything is counted.
    pub days: Option<i64>,
}

/// The number of unsubscribes that an issue caused.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueRate {
    /// The name of the draft.
    pub slug: String,
    /// The time when sending started.
    pub starts_at: Timestamp,
    /// The number of messages that the relay accepted.
    pub sent: u64,
    /// The number of people who unsubscribed because of it and had not returned by then.
    pub unsubscribed: u64,
}

impl IssueReport {
    /// Returns how many people unsubscribed because of the issue and have not returned.
    #[must_use]
    pub fn total_unsubscribed(&self) -> u64 {
        self.unsubscribed.values().sum()
    }

    /// Returns the number of unsubscribes per 1,000 messages that the relay accepted.
    #[must_use]
    pub fn unsubscribe_rate(&self) -> Option<f64> {
        per_thousand(self.total_unsubscribed(), self.status.counts.count(DeliveryStatus::Sent))
    }

    /// Returns the reasons that people gave, grouped.
    #[must_use]
    pub fn reasons(&self) -> UnsubscribeReasons {
        UnsubscribeReasons::from_notes(self.notes.iter().map(String::as_str))
    }
}

impl IssueRate {
    /// Returns the number of unsubscribes per 1,000 messages.
    #[must_use]
    pub fn unsubscribe_rate(&self) -> Option<f64> {
        per_thousand(self.unsubscribed, self.sent)
    }
}

impl IssueComparison {
    /// Returns the number of unsubscribes per 1,000 messages of all earlier issues together; `None` if there are none.
    #[must_use]
    pub fn average(&self) -> Option<f64> {
        let (left, sent) = self.earlier_totals();
        per_thousand(left, sent)
    }

    /// Returns whether significantly more people unsubscribed than from the earlier issues.
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        let (left, sent) = self.earlier_totals();
        #[expect(clippy::cast_precision_loss, reason = "no list has 2^52 members")]
        let expected = |usual: u64, of: u64| usual as f64 * self.current.sent as f64 / of as f64;
        sent > 0 && is_unusual(self.current.unsubscribed, expected(left, sent))
    }

    fn earlier_totals(&self) -> (u64, u64) {
        self.earlier.iter().fold((0, 0), |(left, sent), issue| (left + issue.unsubscribed, sent + issue.sent))
    }
}

impl UnsubscribeDelays {
    fn from_durations(mut delays: Vec<SignedDuration>) -> Self {
        delays.sort_unstable();
        let days = |days: i64| SignedDuration::from_hours(24 * days);
        let mut counts = Self { median: delays.get(delays.len().saturating_sub(1) / 2).copied(), ..Self::default() };
        for delay in delays {
            *(match delay {
                delay if delay <= SignedDuration::from_hours(1) => &mut counts.hour,
                delay if delay <= days(1) => &mut counts.day,
                delay if delay <= days(7) => &mut counts.week,
                delay if delay <= days(30) => &mut counts.month,
                _ => &mut counts.later,
            }) += 1;
        }
        counts
    }
}

/// Computes the report of an issue.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn issue_report(database: &Database, issue: &Issue) -> Result<IssueReport, database::Error> {
    let standing = issue_status(database, issue.clone()).await?;
    let deeds = database::event_log::attributed_to_issue(&mut database.begin_read().await?, issue.id).await?;
    let ends = final_changes(&deeds, Timestamp::MAX);
    let (mut left, mut suspect, mut delays, mut returned, mut narrowed) = (BTreeMap::new(), 0, Vec::new(), 0, 0);
    for end in ends.values() {
        match end.last_event.kind {
            EventKind::Unsubscribed => {
                let delay = end.last_event.at.duration_since(end.last_event.sent_at.unwrap_or(issue.starts_at));
                let soon = end.last_event.sent_at.is_some() && (SignedDuration::ZERO..SCANNER_WINDOW).contains(&delay);
                suspect += u64::from(end.last_event.likely_scanner || soon);
                delays.push(delay.max(SignedDuration::ZERO));
                *left.entry(end.last_event.channel.into()).or_default() += 1;
            }
            EventKind::ReducedToNotices => narrowed += 1,
            _ => {}
        }
        returned += u64::from(end.resubscribed);
    }
    let delays = UnsubscribeDelays::from_durations(delays);
    let notes =
        deeds.into_iter().filter(|deed| deed.kind == EventKind::ReasonGiven).filter_map(|deed| deed.note).collect();
    let filed = filed_messages(database, issue).await?;
    let inbound = inbound_figures(&mut database.begin_read().await?, issue.id).await?;
    Ok(IssueReport {
        status: standing,
        unsubscribed: left,
        likely_scanner: suspect,
        delays,
        resubscribed: returned,
        reduced_to_notices: narrowed,
        notes,
        inbound,
        filed_messages: filed,
    })
}

/// Compares an issue with earlier ones of its list. Issues that were only sent to an outbox are left out.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn issue_comparison(
    database: &Database,
    issue: &Issue,
    now: Timestamp,
) -> Result<IssueComparison, database::Error> {
    let mut work = database.begin_read().await?;
    let age = now.duration_since(issue.starts_at).max(SignedDuration::ZERO);
    let days = Some(whole_days(issue.starts_at, now)).filter(|days| *days <= AGE_COMPARISON_DAYS);
    let mut before = database::issues::all(&mut work).await?;
    before.retain(|other| {
        let is_before = (other.starts_at, other.id) < (issue.starts_at, issue.id);
        other.list == issue.list && !other.trial && is_before
    });
    before.sort_by_key(|other| std::cmp::Reverse((other.starts_at, other.id)));
    let mut rated = Vec::new();
    for issue in std::iter::once(issue).chain(&before) {
        let sent = database::deliveries::count_by_status(&mut work, issue.id).await?.count(DeliveryStatus::Sent);
        if sent == 0 && !rated.is_empty() {
            continue;
        }
        let deeds = database::event_log::attributed_to_issue(&mut work, issue.id).await?;
        let until = days.and_then(|_| issue.starts_at.checked_add(age).ok()).unwrap_or(Timestamp::MAX);
        let left = unsubscribed_until(&deeds, until);
        rated.push(IssueRate { slug: issue.slug.clone(), starts_at: issue.starts_at, sent, unsubscribed: left });
        if rated.len() > MAX_COMPARED_ISSUES {
            break;
        }
    }
    let this = rated.remove(0);
    rated.reverse();
    Ok(IssueComparison { current: this, earlier: rated, days })
}

/// Counts the people who unsubscribed because of an issue and have not returned.
pub(super) async fn count_unsubscribed(work: &mut DatabaseTransaction, issue: IssueId) -> Result<u64, database::Error> {
    let deeds = database::event_log::attributed_to_issue(work, issue).await?;
    Ok(unsubscribed_until(&deeds, Timestamp::MAX))
}

fn unsubscribed_until(deeds: &[AttributedEvent], until: Timestamp) -> u64 {
    let ends = final_changes(deeds, until);
    ends.values().filter(|end| end.last_event.kind == EventKind::Unsubscribed).count() as u64
}

/// The last change that a person made because of an issue.
struct FinalChange<'a> {
    last_event: &'a AttributedEvent,
    /// Whether they unsubscribed, returned and stayed.
    resubscribed: bool,
}

/// Returns the last change of each person up to `until`.
fn final_changes(deeds: &[AttributedEvent], until: Timestamp) -> BTreeMap<SubscriberId, FinalChange<'_>> {
    let mut ends: BTreeMap<SubscriberId, FinalChange<'_>> = BTreeMap::new();
    for deed in deeds.iter().filter(|deed| deed.kind != EventKind::ReasonGiven && deed.at <= until) {
        let had_left = ends
            .get(&deed.subscriber)
            .is_some_and(|end| end.last_event.kind == EventKind::Unsubscribed || end.resubscribed);
        let came_back = deed.kind != EventKind::Unsubscribed && had_left;
        ends.insert(deed.subscriber, FinalChange { last_event: deed, resubscribed: came_back });
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_grouped_and_median_is_computed() {
        let hours = |hours: &[i64]| {
            UnsubscribeDelays::from_durations(hours.iter().copied().map(SignedDuration::from_hours).collect())
        };
        assert_eq!(hours(&[]), UnsubscribeDelays::default());
        let delays = hours(&[2_000, 1, 24, 0, 25, 168, 720, 169]);
        let median = Some(SignedDuration::from_hours(25));
        assert_eq!(delays, UnsubscribeDelays { hour: 2, day: 1, week: 2, month: 2, later: 1, median });
        assert_eq!(hours(&[1, 2]).median, Some(SignedDuration::from_hours(1)));
    }
}
