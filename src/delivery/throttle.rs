//! Our own pace, kept in the database: a restart does not burst, and all senders share it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Error;
use crate::config::{self, Rate, Rates};
use crate::database::{Work, throttle};
use crate::model::IssueId;

/// The pace is kept in steps of at least this long: finer ones would cost a commit each.
const STEP: Duration = Duration::from_millis(10);
/// How many slots the period of a ceiling has. One more is counted, so that the ceiling holds in any period.
const SLOTS: i64 = 60;
/// An issue that waits and was not seen for so long is not waited for: its run was killed, or is busy.
const UNSEEN: Duration = Duration::from_secs(2);
/// How long to wait for an issue whose turn it is.
const TURN: Duration = Duration::from_millis(20);
/// The name of what all issues share.
const ALL: &str = "all";

/// A pace, ceilings and pauses that hold together.
pub(super) struct Throttle {
    name: String,
    issue: IssueId,
    rates: Rates,
    batch: u32,
    pause: SignedDuration,
    /// For how many copies the pace was taken last.
    taken: usize,
}

/// How much may go now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// So many copies, at least one.
    Copies(usize),
    /// None before then.
    Until(Timestamp),
}

impl Throttle {
    /// Makes the one that all issues share, for one of them.
    pub(super) fn of_all(issue: IssueId, settings: &config::Throttle) -> Self {
        let (rates, pause) = (settings.rate.clone(), settings.pause);
        Self { name: ALL.to_owned(), issue, rates, batch: settings.batch, pause, taken: 0 }
    }

    /// Makes that of a recipient domain, for one issue.
    pub(super) fn of_domain(issue: IssueId, domain: &str, rates: Rates) -> Self {
        Self { name: format!("@{domain}"), issue, rates, batch: 0, pause: SignedDuration::ZERO, taken: 0 }
    }

    /// Tells whether anything is limited at all.
    pub(super) fn limits(&self) -> bool {
        self.batch > 0 || self.rates.pace().is_some()
    }

    /// Returns how many of `want` copies may go now; [`Throttle::took`] must follow where it is any.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn room(&mut self, work: &mut Work, want: usize, now: Timestamp) -> Result<Room, Error> {
        let mut room = want;
        if self.batch > 0 {
            let (pause_until, used) = throttle::batch(work, &self.batch_name()).await?;
            // A pause that was longer than pauses are now is cut short.
            if (now..=now + self.pause).contains(&pause_until) && pause_until > now {
                return Ok(Room::Until(pause_until));
            }
            room = room.min(self.batch.saturating_sub(used).max(1) as usize);
        }
        for ceiling in self.rates.ceilings() {
            let slots = Slots::of(*ceiling, now);
            let (used, first) = throttle::used_since(work, &self.ceiling_name(*ceiling), slots.past).await?;
            match u64::from(ceiling.count()).checked_sub(used) {
                None | Some(0) => return Ok(Room::Until(slots.free_again(first.unwrap_or(slots.current)))),
                Some(left) => room = room.min(usize::try_from(left).unwrap_or(usize::MAX)),
            }
        }
        match self.rates.pace() {
            Some(pace) => self.in_turn(work, pace, room, now).await,
            None => Ok(Room::Copies(room)),
        }
    }

    /// Takes the pace for as many copies as go at once, when it is our turn: whoever has waited longest goes first.
    async fn in_turn(&mut self, work: &mut Work, pace: Rate, room: usize, now: Timestamp) -> Result<Room, Error> {
        let copies = room.min(copies_in_a_step(pace));
        let behind = throttle::is_behind(work, &self.name, self.issue, now - UNSEEN, now).await?;
        let span = span(pace, copies);
        if !behind && throttle::take(work, &self.name, span, pace.interval(), now).await?.is_some() {
            throttle::leave(work, &self.name, self.issue).await?;
            self.taken = copies;
            return Ok(Room::Copies(copies));
        }
        throttle::queue(work, &self.name, self.issue, now - UNSEEN / 4, now).await?;
        let next = throttle::next(work, &self.name).await?.unwrap_or(now);
        // The others need a moment for their turn; and at another pace than the last copy's, ours may come later.
        Ok(Room::Until(if behind || next <= now { next.max(now + TURN) } else { next }))
    }

    /// Counts the copies that went, of those for which there was room; what was taken for others is given back.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn took(&mut self, work: &mut Work, copies: usize, now: Timestamp) -> Result<(), Error> {
        let count = u32::try_from(copies).unwrap_or(u32::MAX);
        let unused = std::mem::take(&mut self.taken).saturating_sub(copies);
        if let Some(pace) = self.rates.pace().filter(|_| unused > 0) {
            throttle::give_back(work, &self.name, span(pace, unused)).await?;
        }
        if copies == 0 {
            return Ok(());
        }
        for ceiling in self.rates.ceilings() {
            let slots = Slots::of(*ceiling, now);
            throttle::use_slot(work, &self.ceiling_name(*ceiling), slots.current, count, slots.past).await?;
        }
        if self.batch > 0 {
            let (pause_until, used) = throttle::batch(work, &self.batch_name()).await?;
            let used = used.saturating_add(count);
            let (pause_until, used) = if used >= self.batch { (now + self.pause, 0) } else { (pause_until, used) };
            throttle::set_batch(work, &self.batch_name(), pause_until, used).await?;
        }
        Ok(())
    }

    fn batch_name(&self) -> String {
        format!("{} batch", self.name)
    }

    /// A ceiling is known by its period: what went counts on when its number is changed.
    fn ceiling_name(&self, ceiling: Rate) -> String {
        format!("{} in {} s", self.name, ceiling.period().as_secs())
    }
}

/// Where we are among the slots of a ceiling.
struct Slots {
    length: i64,
    current: i64,
    /// The last slot that no longer counts.
    past: i64,
}

impl Slots {
    fn of(ceiling: Rate, now: Timestamp) -> Self {
        let length = i64::try_from(ceiling.period().as_micros()).unwrap_or(i64::MAX) / SLOTS;
        let current = now.as_microsecond() / length;
        Self { length, current, past: current - SLOTS - 1 }
    }

    /// Returns when a slot no longer counts.
    fn free_again(&self, slot: i64) -> Timestamp {
        Timestamp::from_microsecond((slot + SLOTS + 1) * self.length).unwrap_or(Timestamp::MAX)
    }
}

fn span(pace: Rate, copies: usize) -> Duration {
    pace.interval() * u32::try_from(copies).unwrap_or(u32::MAX)
}

fn copies_in_a_step(pace: Rate) -> usize {
    let copies = STEP.as_nanos() / pace.interval().as_nanos().max(1);
    usize::try_from(copies).unwrap_or(usize::MAX).max(1)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_fast_pace_goes_in_steps() {
        assert_eq!(copies_in_a_step("30/minute".parse().unwrap()), 1);
        assert_eq!(copies_in_a_step("100/second".parse().unwrap()), 1);
        assert_eq!(copies_in_a_step("5000/second".parse().unwrap()), 50);
    }

    #[test]
    fn a_slot_counts_for_a_whole_period_after_its_end() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let slots = Slots::of("500/hour".parse().unwrap(), at(7_230));
        assert_eq!((slots.current, slots.past), (120, 59));
        assert_eq!(slots.free_again(120), at(7_260 + 3_600));
    }
}
