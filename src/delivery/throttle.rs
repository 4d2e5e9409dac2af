//! Our own pace, kept in the database: a restart does not burst, and all senders share it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Error;
use crate::config::{self, Rate, Rates};
use crate::database::{Work, throttle};

/// The pace is kept in steps of at least this long: finer ones would cost a commit each.
const STEP: Duration = Duration::from_millis(10);
/// How many slots the period of a ceiling has. One more is counted, so that the ceiling holds in any period.
const SLOTS: i64 = 60;
/// The longest courtesy.
const COURTESY: Duration = Duration::from_millis(50);
/// The name of what all issues share.
const ALL: &str = "all";

/// A pace, ceilings and pauses that hold together.
pub(super) struct Throttle {
    name: String,
    rates: Rates,
    batch: u32,
    pause: SignedDuration,
    /// What was taken of the pace and not used yet.
    taken: Option<Taken>,
    /// When the next copy is due, if it was we who took the last one: then others go first.
    mine: Option<Timestamp>,
}

struct Taken {
    copies: usize,
    next: Timestamp,
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
    /// Makes the one that all issues share.
    pub(super) fn of_all(settings: &config::Throttle) -> Self {
        let (rates, pause) = (settings.rate.clone(), settings.pause);
        Self { name: ALL.to_owned(), rates, batch: settings.batch, pause, taken: None, mine: None }
    }

    /// Makes that of a recipient domain.
    pub(super) fn of_domain(domain: &str, rates: Rates) -> Self {
        Self { name: format!("@{domain}"), rates, batch: 0, pause: SignedDuration::ZERO, taken: None, mine: None }
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
        let Some(pace) = self.rates.pace() else { return Ok(Room::Copies(room)) };
        let copies = room.min(copies_in_a_step(pace));
        let times = (span(pace, copies), pace.interval());
        let due = now - if self.mine.is_some() { courtesy(pace) } else { Duration::ZERO };
        if let Some(next) = throttle::take(work, &self.name, times, due, now).await? {
            self.taken = Some(Taken { copies, next });
            return Ok(Room::Copies(copies));
        }
        let next = throttle::next(work, &self.name).await?.unwrap_or(now);
        self.mine = self.mine.filter(|mine| *mine == next);
        Ok(Room::Until(if self.mine.is_some() { next + courtesy(pace) } else { next }))
    }

    /// Counts the copies that went, of those for which there was room; what was taken for others is given back.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn took(&mut self, work: &mut Work, copies: usize, now: Timestamp) -> Result<(), Error> {
        let count = u32::try_from(copies).unwrap_or(u32::MAX);
        if let (Some(pace), Some(taken)) = (self.rates.pace(), self.taken.take()) {
            let unused = span(pace, taken.copies.saturating_sub(copies));
            if !unused.is_zero() {
                throttle::give_back(work, &self.name, unused).await?;
            }
            self.mine = Some(taken.next - unused);
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

/// Returns for how long somebody who took the last copies lets others go first, so that those who share a pace take turns.
fn courtesy(pace: Rate) -> Duration {
    (pace.interval() / 4).min(COURTESY)
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
