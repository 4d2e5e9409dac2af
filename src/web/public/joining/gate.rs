//! How often the form is answered: so much from one network, so much from all together.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// How many times a network may ask before it must wait, as a household or an office may.
const FREE: u32 = 5;
/// The first wait; each further one is twice as long.
const FIRST: SignedDuration = SignedDuration::from_mins(1);
/// No wait is longer, and after so long a quiet a network is forgotten.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// What is counted of all networks together.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// After how many askers those who have been quiet are forgotten.
const SWEEP: usize = 1_024;

/// Counts who asked. Only those who were let in are counted, so that there are never more than a day's ceiling of them.
#[derive(Debug)]
pub(super) struct Gate {
    ceiling: usize,
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    sources: HashMap<IpAddr, (u32, Timestamp)>,
    recent: VecDeque<Timestamp>,
    alarm: Option<Timestamp>,
}

impl Gate {
    /// Makes one that lets so many in within any hour.
    pub(super) fn new(ceiling: u32) -> Self {
        Self { ceiling: usize::try_from(ceiling).unwrap_or(usize::MAX), book: Mutex::default() }
    }

    /// Lets somebody in.
    ///
    /// # Errors
    /// They must wait so long.
    pub(super) fn admit(&self, source: IpAddr, now: Timestamp) -> Result<(), SignedDuration> {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked, last) = book.sources.get(&source).copied().unwrap_or((0, now));
        let quiet = now.duration_since(last);
        let asked = if quiet >= LONGEST { 0 } else { asked };
        if let Some(left) = Some(wait(asked) - quiet).filter(SignedDuration::is_positive) {
            return Err(left);
        }
        while book.recent.front().is_some_and(|first| now.duration_since(*first) >= HOUR) {
            book.recent.pop_front();
        }
        if book.recent.len() >= self.ceiling {
            if book.alarm.is_none_or(|at| now.duration_since(at) >= HOUR) {
                book.alarm = Some(now);
                tracing::warn!(
                    "{} people asked to join within an hour: the form lets no more in for now (`joins_per_hour` in `[web]`)",
                    self.ceiling
                );
            }
            return Err(book.recent.front().map_or(HOUR, |first| HOUR - now.duration_since(*first)));
        }
        book.recent.push_back(now);
        if book.sources.len() >= SWEEP && book.sources.len().is_power_of_two() {
            book.sources.retain(|_, (_, last)| now.duration_since(*last) < LONGEST);
        }
        book.sources.insert(source, (asked + 1, now));
        Ok(())
    }
}

/// How long a network waits that has asked so often.
fn wait(asked: u32) -> SignedDuration {
    match asked.checked_sub(FREE) {
        None => SignedDuration::ZERO,
        Some(more) => FIRST.checked_mul(1 << more.min(16)).map_or(LONGEST, |wait| wait.min(LONGEST)),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn source(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    #[test]
    fn one_network_waits_longer_each_time() {
        let gate = Gate::new(1_000);
        let mut now = NOW;
        for _ in 0..FREE {
            gate.admit(source(1), now).unwrap();
        }
        let mut waits = Vec::new();
        for _ in 0..12 {
            let wait = gate.admit(source(1), now).unwrap_err();
            assert_eq!(gate.admit(source(1), now), Err(wait), "asking in vain makes it no longer");
            waits.push(wait.as_mins());
            now += wait;
            if wait < LONGEST {
                gate.admit(source(1), now).unwrap();
            }
        }
        assert_eq!(waits[..11], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]);
        assert_eq!(waits[11], 1_440);
        assert_eq!(gate.admit(source(2), now), Ok(()), "others do not wait for it");
    }

    #[test]
    fn a_quiet_day_is_forgiven() {
        let gate = Gate::new(1_000);
        for _ in 0..FREE {
            gate.admit(source(1), NOW).unwrap();
        }
        assert!(gate.admit(source(1), NOW).is_err());
        for _ in 0..FREE {
            gate.admit(source(1), NOW + LONGEST).unwrap();
        }
        assert!(gate.admit(source(1), NOW + LONGEST).is_err());
    }

    #[test]
    fn all_together_have_a_ceiling_in_any_hour() {
        let gate = Gate::new(3);
        for second in 0..3 {
            gate.admit(source(second), NOW + SignedDuration::from_secs(second.into())).unwrap();
        }
        assert_eq!(gate.admit(source(9), NOW + SignedDuration::from_mins(30)), Err(SignedDuration::from_mins(30)));
        gate.admit(source(9), NOW + HOUR).unwrap();
        assert_eq!(gate.admit(source(8), NOW + HOUR), Err(SignedDuration::from_secs(1)));
        assert!(Gate::new(0).admit(source(1), NOW).is_err());
    }
}
