//! What became of an issue, and whether that is usual for its list.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::period::whole_days;
use super::{FiledRange, Reasons, Standing, filed, is_unusual, per_thousand, standing};
use crate::database::event::Deed;
use crate::database::{self, Database};
use crate::model::{Issue, Kind, Status, SubscriberId};

/// Leaving so soon after the copy was handed over may be a link scanner's doing.
const SUSPECT: SignedDuration = SignedDuration::from_secs(10);
/// With how many of the list's earlier issues one is compared.
const COMPARED: usize = 12;
/// For how many days an issue is compared with what the earlier ones had cost at its age.
const YOUNG: i64 = 30;

/// What became of an issue, and who left because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueReport {
    /// How its copies stand.
    pub standing: Standing,
    /// How many left because of it and have not come back, by way.
    pub left: BTreeMap<&'static str, u64>,
    /// Of these, how many left within seconds of the hand-over, as a link scanner would.
    pub suspect: u64,
    /// How long after they had got it they left.
    pub delays: Delays,
    /// How many left and came back.
    pub returned: u64,
    /// How many asked for nothing but the society's notices.
    pub narrowed: u64,
    /// Why people left, as it was given, oldest first.
    pub notes: Vec<String>,
    /// The first and the last file that its copies became, if it went into an outbox.
    pub filed: Option<FiledRange>,
}

/// How long after they had got an issue people left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Delays {
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
pub struct Comparison {
    /// The issue itself.
    pub this: Rated,
    /// The list's issues before it, at most twelve, the oldest first.
    pub earlier: Vec<Rated>,
    /// How many days old they are counted; `None` when all is counted.
    pub days: Option<i64>,
}

/// How many an issue cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Rated {
    /// The draft's name.
    pub slug: String,
    /// When it began to go.
    pub at: Timestamp,
    /// How many copies the relay took.
    pub sent: u64,
    /// How many left because of it and had not come back by then.
    pub left: u64,
}

impl IssueReport {
    /// Returns how many left because of the issue and have not come back.
    #[must_use]
    pub fn left_in_all(&self) -> u64 {
        self.left.values().sum()
    }

    /// Returns how many that is per 1,000 copies that the relay took.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        per_thousand(self.left_in_all(), self.standing.counts.of(Status::Sent))
    }

    /// Returns why people left, put in order.
    #[must_use]
    pub fn reasons(&self) -> Reasons {
        Reasons::of(self.notes.iter().map(String::as_str))
    }
}

impl Rated {
    /// Returns how many left per 1,000 copies.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        per_thousand(self.left, self.sent)
    }
}

impl Comparison {
    /// Returns how many left per 1,000 copies of the earlier issues together; `None` where nothing went before.
    #[must_use]
    pub fn average(&self) -> Option<f64> {
        let (left, sent) = self.before();
        per_thousand(left, sent)
    }

    /// Tells whether more left than the earlier issues and chance explain.
    #[must_use]
    pub fn is_unusual(&self) -> bool {
        let (left, sent) = self.before();
        #[expect(clippy::cast_precision_loss, reason = "no list has 2^52 members")]
        let expected = |usual: u64, of: u64| usual as f64 * self.this.sent as f64 / of as f64;
        sent > 0 && is_unusual(self.this.left, expected(left, sent))
    }

    fn before(&self) -> (u64, u64) {
        self.earlier.iter().fold((0, 0), |(left, sent), issue| (left + issue.left, sent + issue.sent))
    }
}

impl Delays {
    fn of(mut delays: Vec<SignedDuration>) -> Self {
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
pub async fn issue(database: &Database, issue: &Issue) -> Result<IssueReport, database::Error> {
    let standing = standing(database, issue.clone()).await?;
    let deeds = database::event::because_of(&mut database.read().await?, issue.id).await?;
    let ends = ends(&deeds, Timestamp::MAX);
    let (mut left, mut suspect, mut delays, mut returned, mut narrowed) = (BTreeMap::new(), 0, Vec::new(), 0, 0);
    for end in ends.values() {
        match end.last.kind {
            Kind::Left => {
                let delay = end.last.at.duration_since(end.last.sent_at.unwrap_or(issue.starts_at));
                let soon = end.last.sent_at.is_some() && (SignedDuration::ZERO..SUSPECT).contains(&delay);
                suspect += u64::from(end.last.suspect || soon);
                delays.push(delay.max(SignedDuration::ZERO));
                *left.entry(end.last.way.into()).or_default() += 1;
            }
            Kind::Narrowed => narrowed += 1,
            _ => {}
        }
        returned += u64::from(end.came_back);
    }
    let delays = Delays::of(delays);
    let notes = deeds.into_iter().filter(|deed| deed.kind == Kind::Reason).filter_map(|deed| deed.note).collect();
    let filed = filed(database, issue).await?;
    Ok(IssueReport { standing, left, suspect, delays, returned, narrowed, notes, filed })
}

/// Sets an issue beside the earlier ones of its list. Trials are left out.
///
/// # Errors
/// The database refused.
pub async fn comparison(database: &Database, issue: &Issue, now: Timestamp) -> Result<Comparison, database::Error> {
    let mut work = database.read().await?;
    let age = now.duration_since(issue.starts_at).max(SignedDuration::ZERO);
    let days = Some(whole_days(issue.starts_at, now)).filter(|days| *days <= YOUNG);
    let mut before = database::issue::all(&mut work).await?;
    before.retain(|other| {
        let is_before = (other.starts_at, other.id) < (issue.starts_at, issue.id);
        other.list == issue.list && !other.trial && is_before
    });
    before.sort_by_key(|other| std::cmp::Reverse((other.starts_at, other.id)));
    let mut rated = Vec::new();
    for issue in std::iter::once(issue).chain(&before) {
        let sent = database::delivery::counts(&mut work, issue.id).await?.of(Status::Sent);
        if sent == 0 && !rated.is_empty() {
            continue;
        }
        let deeds = database::event::because_of(&mut work, issue.id).await?;
        let until = days.and_then(|_| issue.starts_at.checked_add(age).ok()).unwrap_or(Timestamp::MAX);
        let left = ends(&deeds, until).values().filter(|end| end.last.kind == Kind::Left).count() as u64;
        rated.push(Rated { slug: issue.slug.clone(), at: issue.starts_at, sent, left });
        if rated.len() > COMPARED {
            break;
        }
    }
    let this = rated.remove(0);
    rated.reverse();
    Ok(Comparison { this, earlier: rated, days })
}

/// Where somebody's deeds led.
struct End<'a> {
    last: &'a Deed,
    /// Whether they left and came back, and stayed.
    came_back: bool,
}

/// Returns where everybody's deeds had led at a moment.
fn ends(deeds: &[Deed], until: Timestamp) -> BTreeMap<SubscriberId, End<'_>> {
    let mut ends: BTreeMap<SubscriberId, End<'_>> = BTreeMap::new();
    for deed in deeds.iter().filter(|deed| deed.kind != Kind::Reason && deed.at <= until) {
        let had_left = ends.get(&deed.subscriber).is_some_and(|end| end.last.kind == Kind::Left || end.came_back);
        let came_back = deed.kind != Kind::Left && had_left;
        ends.insert(deed.subscriber, End { last: deed, came_back });
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_sorted_into_spans() {
        let hours = |hours: &[i64]| Delays::of(hours.iter().copied().map(SignedDuration::from_hours).collect());
        assert_eq!(hours(&[]), Delays::default());
        let delays = hours(&[2_000, 1, 24, 0, 25, 168, 720, 169]);
        let median = Some(SignedDuration::from_hours(25));
        assert_eq!(delays, Delays { hour: 2, day: 1, week: 2, month: 2, later: 1, median });
        assert_eq!(hours(&[1, 2]).median, Some(SignedDuration::from_hours(1)));
    }
}
