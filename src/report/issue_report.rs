//! What became of an issue, and whether that is usual for its list.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::period::whole_days;
use super::{FiledRange, IssueStatus, UnsubscribeReasons, filed_messages, is_unusual, issue_status, per_thousand};
use crate::database::event_log::AttributedEvent;
use crate::database::{self, Database};
use crate::model::{DeliveryStatus, EventKind, Issue, SubscriberId};

/// Leaving so soon after the copy was handed over may be a link scanner's doing.
const SCANNER_WINDOW: SignedDuration = SignedDuration::from_secs(10);
/// With how many of the list's earlier issues one is compared.
const MAX_COMPARED_ISSUES: usize = 12;
/// For how many days an issue is compared with what the earlier ones had cost at its age.
const AGE_COMPARISON_DAYS: i64 = 30;

/// What became of an issue, and who left because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueReport {
    /// How its copies stand.
    pub status: IssueStatus,
    /// How many left because of it and have not come back, by way.
    pub unsubscribed: BTreeMap<&'static str, u64>,
    /// Of these, how many left within seconds of the hand-over, as a link scanner would.
    pub likely_scanner: u64,
    /// How long after they had got it they left.
    pub delays: UnsubscribeDelays,
    /// How many left and came back.
    pub resubscribed: u64,
    /// How many asked for nothing but the society's notices.
    pub reduced_to_notices: u64,
    /// Why people left, as it was given, oldest first.
    pub notes: Vec<String>,
    /// The first and the last file that its copies became, if it went into an outbox.
    pub filed_messages: Option<FiledRange>,
}

/// How long after they had got an issue people left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct UnsubscribeDelays {
    /// Within an hour.
    pub hour: u64,
    /// Later, within a day.
    pub day: u64,
    /// Later, within seven days.
    pub week: u64,
    /// Later, within thirty days.
    pub month: u64,
    /// Later than that.
    pub later: u64,
    /// Half of them left within this.
    #[serde(skip)]
    pub median: Option<SignedDuration>,
}

/// An issue beside the earlier ones of its list; while it is young, each is counted up to the age that it has now.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueComparison {
    /// The issue itself.
    pub current: IssueRate,
    /// The list's issues before it, at most twelve, the oldest first.
    pub earlier: Vec<IssueRate>,
    /// How many days old they are counted; `None` when all is counted.
    pub days: Option<i64>,
}

/// How many an issue cost.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueRate {
    /// The draft's name.
    pub slug: String,
    /// When it began to go.
    pub starts_at: Timestamp,
    /// How many copies the relay took.
    pub sent: u64,
    /// How many left because of it and had not come back by then.
    pub unsubscribed: u64,
}

impl IssueReport {
    /// Returns how many left because of the issue and have not come back.
    #[must_use]
    pub fn total_unsubscribed(&self) -> u64 {
        self.unsubscribed.values().sum()
    }

    /// Returns how many that is per 1,000 copies that the relay took.
    #[must_use]
    pub fn unsubscribe_rate(&self) -> Option<f64> {
        per_thousand(self.total_unsubscribed(), self.status.counts.count(DeliveryStatus::Sent))
    }

    /// Returns why people left, put in order.
    #[must_use]
    pub fn reasons(&self) -> UnsubscribeReasons {
        UnsubscribeReasons::from_notes(self.notes.iter().map(String::as_str))
    }
}

impl IssueRate {
    /// Returns how many left per 1,000 copies.
    #[must_use]
    pub fn unsubscribe_rate(&self) -> Option<f64> {
        per_thousand(self.unsubscribed, self.sent)
    }
}

impl IssueComparison {
    /// Returns how many left per 1,000 copies of the earlier issues together; `None` where nothing went before.
    #[must_use]
    pub fn average(&self) -> Option<f64> {
        let (left, sent) = self.earlier_totals();
        per_thousand(left, sent)
    }

    /// Tells whether more left than the earlier issues and chance explain.
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

/// Counts what became of an issue.
///
/// # Errors
/// The database refused.
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
    Ok(IssueReport {
        status: standing,
        unsubscribed: left,
        likely_scanner: suspect,
        delays,
        resubscribed: returned,
        reduced_to_notices: narrowed,
        notes,
        filed_messages: filed,
    })
}

/// Sets an issue beside the earlier ones of its list. Trials are left out.
///
/// # Errors
/// The database refused.
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
        let left =
            final_changes(&deeds, until).values().filter(|end| end.last_event.kind == EventKind::Unsubscribed).count()
                as u64;
        rated.push(IssueRate { slug: issue.slug.clone(), starts_at: issue.starts_at, sent, unsubscribed: left });
        if rated.len() > MAX_COMPARED_ISSUES {
            break;
        }
    }
    let this = rated.remove(0);
    rated.reverse();
    Ok(IssueComparison { current: this, earlier: rated, days })
}

/// Where somebody's deeds led.
struct FinalChange<'a> {
    last_event: &'a AttributedEvent,
    /// Whether they left and came back, and stayed.
    resubscribed: bool,
}

/// Returns where everybody's deeds had led at a moment.
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
    fn delays_are_sorted_into_spans() {
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
