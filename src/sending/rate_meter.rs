//! Measures how fast a run is, and how long it will take.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::config::ThrottleSettings;

/// The rate is measured over the last seconds.
const RATE_WINDOW: Duration = Duration::from_secs(10);
/// Samples that are closer together are kept as one.
const SAMPLE_INTERVAL: Duration = Duration::from_millis(200);

/// Measures a run by the number of copies that it has handled.
#[derive(Debug)]
pub struct RateMeter {
    started: Instant,
    /// The number of handled copies by time: one sample before the window, then those in it.
    samples: VecDeque<(Instant, u64)>,
}

impl RateMeter {
    /// Begins to measure.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { started: now, samples: VecDeque::from([(now, 0)]) }
    }

    /// Records how many copies the run has handled.
    pub fn record(&mut self, handled: u64, now: Instant) {
        let before = self.samples.len().checked_sub(2).and_then(|index| self.samples.get(index));
        if before.is_some_and(|(at, _)| now.duration_since(*at) < SAMPLE_INTERVAL) {
            self.samples.pop_back();
        }
        self.samples.push_back((now, handled));
        while self.samples.get(1).is_some_and(|(at, _)| now.duration_since(*at) >= RATE_WINDOW) {
            self.samples.pop_front();
        }
    }

    /// Returns the recent rate, in copies per second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        match (self.samples.front(), self.samples.back()) {
            (Some((from, before)), Some((to, after))) => per_second(after - before, to.duration_since(*from)),
            _ => 0.0,
        }
    }

    /// Estimates how long the waiting copies will take.
    ///
    /// With a throttle, the recent rate says little: the estimate is the minimum duration, or that by the average rate of
    /// the whole run if it is longer.
    #[must_use]
    pub fn time_left(&self, waiting: u64, throttle: &ThrottleSettings) -> Option<Duration> {
        let least = throttle.minimum_duration(waiting);
        let (now, handled) = *self.samples.back()?;
        let rate = if least.is_zero() { self.rate() } else { per_second(handled, now.duration_since(self.started)) };
        #[expect(clippy::cast_precision_loss, reason = "an estimate for the eye")]
        let measured = Duration::try_from_secs_f64(waiting as f64 / rate).ok();
        measured.map(|measured| measured.max(least)).or((!least.is_zero()).then_some(least))
    }
}

fn per_second(copies: u64, time: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate for the eye")]
    let copies = copies as f64;
    if time.is_zero() { 0.0 } else { copies / time.as_secs_f64() }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn rate_covers_the_last_seconds() {
        let begun = Instant::now();
        let mut meter = RateMeter::new(begun);
        let at = |second| begun + Duration::from_secs(second);
        assert!(meter.rate() < 0.1 && meter.time_left(5, &ThrottleSettings::default()).is_none());
        for second in 1..=20 {
            meter.record(10 * second, at(second));
        }
        assert!((9.9..10.1).contains(&meter.rate()));
        for second in 21..=40 {
            meter.record(200 + second - 20, at(second));
        }
        assert!((0.9..1.1).contains(&meter.rate()));
        assert_eq!(meter.time_left(30, &ThrottleSettings::default()).unwrap().as_secs(), 30);
        for second in 41..=60 {
            meter.record(220, at(second));
        }
        assert!(meter.rate() < 0.1 && meter.time_left(30, &ThrottleSettings::default()).is_none());
    }

    #[test]
    fn throttle_sets_the_minimum() {
        let throttle: ThrottleSettings = toml::from_str("rate = '1/second'\nbatch = 10\npause = '1m'").unwrap();
        let begun = Instant::now();
        let mut meter = RateMeter::new(begun);
        assert_eq!(meter.time_left(11, &throttle).unwrap().as_secs(), 70);
        meter.record(1, begun + Duration::from_secs(100));
        assert_eq!(meter.time_left(11, &throttle).unwrap().as_secs(), 1_100);
        assert_eq!(meter.time_left(0, &throttle).unwrap_or_default().as_secs(), 0);
    }
}
