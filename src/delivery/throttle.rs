//! The rate limit, stored in the database: it survives restarts, and all senders share it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Error;
use crate::config::{self, RateLimits, SendRate};
use crate::database::{DatabaseTransaction, throttle_state};
use crate::model::{IssueId, RelayName};

/// Time is reserved in steps of at least this length: finer ones would cost a commit each.
const MIN_STEP: Duration = Duration::from_millis(10);
/// The number of slots in the period of a limit. One more is counted, so that the limit holds in every period.
const SLOTS_PER_PERIOD: i64 = 60;
/// An issue in the waiting line that was not seen for this long is skipped: its run was killed or is busy.
const WAITER_TIMEOUT: Duration = Duration::from_secs(2);
/// How long to wait while it is another issue's turn.
const TURN_POLL_INTERVAL: Duration = Duration::from_millis(20);
/// The name of the throttle that all issues of the usual relay share.
const SHARED_NAME: &str = "all";

/// A rate, limits per period, and pauses between batches that apply together.
pub(super) struct SendThrottle {
    name: String,
    issue: IssueId,
    rates: RateLimits,
    batch: u32,
    pause: SignedDuration,
    /// The number of copies that time was last reserved for.
    reserved: usize,
}

/// How many copies may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ThrottleAllowance {
    /// This many, at least one.
    Available(usize),
    /// None before then.
    Until(Timestamp),
}

impl SendThrottle {
    /// Creates the throttle that all issues of a relay share, for one of them.
    pub(super) fn shared(issue: IssueId, relay: Option<&RelayName>, settings: &config::ThrottleSettings) -> Self {
        let (rates, pause) = (settings.rate.clone(), settings.pause);
        let name = relay.map_or_else(|| SHARED_NAME.to_owned(), |relay| format!("{SHARED_NAME} of {relay}"));
        Self { name, issue, rates, batch: settings.batch, pause, reserved: 0 }
    }

    /// Creates the throttle of a recipient domain at a relay, for one issue.
    pub(super) fn for_domain(issue: IssueId, relay: Option<&RelayName>, domain: &str, rates: RateLimits) -> Self {
        let name = format!("{}@{domain}", relay.map_or("", RelayName::as_str));
        Self { name, issue, rates, batch: 0, pause: SignedDuration::ZERO, reserved: 0 }
    }

    /// Returns `true` if anything is limited.
    pub(super) fn is_limited(&self) -> bool {
        self.batch > 0 || self.rates.pace().is_some()
    }

    /// Returns how many of `want` copies may be sent now; [`SendThrottle::record_sent`] must follow if it is any.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn allowance(
        &mut self,
        work: &mut DatabaseTransaction,
        want: usize,
        now: Timestamp,
    ) -> Result<ThrottleAllowance, Error> {
        let mut room = want;
        if self.batch > 0 {
            let (pause_until, used) = throttle_state::batch_state(work, &self.batch_key()).await?;
            // A pause that is longer than the settings now say is cut short.
            if (now..=now + self.pause).contains(&pause_until) && pause_until > now {
                return Ok(ThrottleAllowance::Until(pause_until));
            }
            room = room.min(self.batch.saturating_sub(used).max(1) as usize);
        }
        for ceiling in self.rates.period_limits() {
            let slots = SlidingWindow::new(*ceiling, now);
            let (used, first) = throttle_state::used_since(work, &self.limit_key(*ceiling), slots.past).await?;
            match u64::from(ceiling.count()).checked_sub(used) {
                None | Some(0) => {
                    return Ok(ThrottleAllowance::Until(slots.expires_at(first.unwrap_or(slots.current))));
                }
                Some(left) => room = room.min(usize::try_from(left).unwrap_or(usize::MAX)),
            }
        }
        match self.rates.pace() {
            Some(pace) => self.reserve_in_turn(work, pace, room, now).await,
            None => Ok(ThrottleAllowance::Available(room)),
        }
    }

    /// Reserves time for as many copies as are sent at once, if it is this issue's turn: the longest waiting goes first.
    async fn reserve_in_turn(
        &mut self,
        work: &mut DatabaseTransaction,
        pace: SendRate,
        room: usize,
        now: Timestamp,
    ) -> Result<ThrottleAllowance, Error> {
        let copies = room.min(copies_per_step(pace));
        let behind =
            throttle_state::has_earlier_waiter(work, &self.name, self.issue, now - WAITER_TIMEOUT, now).await?;
        let span = reserved_span(pace, copies);
        if !behind && throttle_state::try_reserve(work, &self.name, span, pace.interval(), now).await?.is_some() {
            throttle_state::leave_queue(work, &self.name, self.issue).await?;
            self.reserved = copies;
            return Ok(ThrottleAllowance::Available(copies));
        }
        throttle_state::join_queue(work, &self.name, self.issue, now - WAITER_TIMEOUT / 4, now).await?;
        let next = throttle_state::next_send_at(work, &self.name).await?.unwrap_or(now);
        // The others need a moment for their turn; and if the rate has changed since the last copy, ours may come later.
        Ok(ThrottleAllowance::Until(if behind || next <= now { next.max(now + TURN_POLL_INTERVAL) } else { next }))
    }

    /// Counts the copies that were sent, and refunds the time reserved for others.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn record_sent(
        &mut self,
        work: &mut DatabaseTransaction,
        copies: usize,
        now: Timestamp,
    ) -> Result<(), Error> {
        let count = u32::try_from(copies).unwrap_or(u32::MAX);
        let unused = std::mem::take(&mut self.reserved).saturating_sub(copies);
        if let Some(pace) = self.rates.pace().filter(|_| unused > 0) {
            throttle_state::refund(work, &self.name, reserved_span(pace, unused)).await?;
        }
        if copies == 0 {
            return Ok(());
        }
        for ceiling in self.rates.period_limits() {
            let slots = SlidingWindow::new(*ceiling, now);
            throttle_state::count_in_slot(work, &self.limit_key(*ceiling), slots.current, count, slots.past).await?;
        }
        if self.batch > 0 {
            let (pause_until, used) = throttle_state::batch_state(work, &self.batch_key()).await?;
            let used = used.saturating_add(count);
            let (pause_until, used) = if used >= self.batch { (now + self.pause, 0) } else { (pause_until, used) };
            throttle_state::set_batch_state(work, &self.batch_key(), pause_until, used).await?;
        }
        Ok(())
    }

    fn batch_key(&self) -> String {
        format!("{} batch", self.name)
    }

    /// A limit is identified by its period: what was sent still counts after its number is changed.
    fn limit_key(&self, ceiling: SendRate) -> String {
        format!("{} in {} s", self.name, ceiling.period().as_secs())
    }
}

/// The position in the slots of a limit.
struct SlidingWindow {
    length: i64,
    current: i64,
    /// The last slot that no longer counts.
    past: i64,
}

impl SlidingWindow {
    fn new(ceiling: SendRate, now: Timestamp) -> Self {
        let length = i64::try_from(ceiling.period().as_micros()).unwrap_or(i64::MAX) / SLOTS_PER_PERIOD;
        let current = now.as_microsecond() / length;
        Self { length, current, past: current - SLOTS_PER_PERIOD - 1 }
    }

    /// Returns when a slot no longer counts.
    fn expires_at(&self, slot: i64) -> Timestamp {
        Timestamp::from_microsecond((slot + SLOTS_PER_PERIOD + 1) * self.length).unwrap_or(Timestamp::MAX)
    }
}

fn reserved_span(pace: SendRate, copies: usize) -> Duration {
    pace.interval() * u32::try_from(copies).unwrap_or(u32::MAX)
}

fn copies_per_step(pace: SendRate) -> usize {
    let copies = MIN_STEP.as_nanos() / pace.interval().as_nanos().max(1);
    usize::try_from(copies).unwrap_or(usize::MAX).max(1)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_fast_pace_goes_in_steps() {
        assert_eq!(copies_per_step("30/minute".parse().unwrap()), 1);
        assert_eq!(copies_per_step("100/second".parse().unwrap()), 1);
        assert_eq!(copies_per_step("5000/second".parse().unwrap()), 50);
    }

    #[test]
    fn a_slot_counts_for_a_whole_period_after_its_end() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let slots = SlidingWindow::new("500/hour".parse().unwrap(), at(7_230));
        assert_eq!((slots.current, slots.past), (120, 59));
        assert_eq!(slots.expires_at(120), at(7_260 + 3_600));
    }
}
