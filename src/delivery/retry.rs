//! How long to wait before trying again: a deferred copy, an unavailable relay, a failing database.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::Error;
use crate::config::RetrySettings;
use crate::database;
use crate::model::{IssueId, SubscriberId};

/// Delays are extended by up to one part in this many, so that copies that failed together do not return together.
const JITTER_DIVISOR: i32 = 5;
/// How often a database statement is tried again before the run gives up, and the delay before each try.
const MAX_DATABASE_RETRIES: u32 = 5;
const DATABASE_RETRY_DELAY: Duration = Duration::from_secs(1);

/// How long the database may take for what touches a few rows. If the answer takes longer, the connection is probably dead.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(1);
/// The same for what may read or write all copies of an issue, which may be millions.
const FULL_SCAN_TIMEOUT: Duration = Duration::from_mins(5);

/// How long an unavailable relay is tried.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// How many attempts in a row may fail.
    pub max_failures: u32,
    /// The delay after the first failure; it doubles up to a minute.
    pub first_delay: Duration,
}

/// Waits for a database that fails. It is worth waiting for: it must learn what the relay replied.
pub(super) struct DatabaseRetry {
    /// What is sent, for the log.
    slug: String,
    /// Becomes `true` when a server that is away is no longer waited for without limit.
    stop: watch::Receiver<bool>,
    /// How often in a row it failed although it was there.
    failures: u32,
    away_since: Option<Instant>,
}

impl DatabaseRetry {
    pub(super) fn new(slug: &str, stop: watch::Receiver<bool>) -> Self {
        Self { slug: slug.to_owned(), stop, failures: 0, away_since: None }
    }

    /// Waits until the database may be tried again. For a server that is away, it waits until somebody stops the run.
    ///
    /// # Errors
    /// Returns the error itself if it came too often or is not the database's.
    pub(super) async fn wait_or_fail(&mut self, error: Error) -> Result<(), Error> {
        let Error::Database(cause) = &error else { return Err(error) };
        if matches!(cause, database::Error::FileGone(_)) {
            return Err(error);
        }
        if !cause.is_away() || *self.stop.borrow() {
            if self.failures >= MAX_DATABASE_RETRIES {
                return Err(error);
            }
            self.failures += 1;
        } else if self.away_since.is_none() {
            self.away_since = Some(Instant::now());
            let error = cause as &dyn std::error::Error;
            tracing::warn!(error, "{}: the database cannot be reached; sending waits for it", self.slug);
        }
        sleep(DATABASE_RETRY_DELAY).await;
        Ok(())
    }

    /// Notes that the database has answered.
    pub(super) fn answered(&mut self) {
        self.failures = 0;
        if let Some(since) = self.away_since.take() {
            let seconds = since.elapsed().as_secs();
            tracing::warn!("{}: the database answers again after {seconds} s; sending continues", self.slug);
        }
    }
}

/// Waits for the database to do something with a few rows, but not forever: over a dead connection no answer ever comes.
///
/// # Errors
/// The future's own, or [`database::Error::NoAnswer`]; what was asked may still be done.
pub(super) fn answer_of<T>(asked: impl Future<Output = Result<T, Error>>) -> impl Future<Output = Result<T, Error>> {
    answer_within(ANSWER_TIMEOUT, Box::pin(asked))
}

/// Waits like [`answer_of`], but longer, for what may read or write all copies of an issue.
///
/// # Errors
/// Those of [`answer_of`].
pub(super) fn full_scan_of<T>(asked: impl Future<Output = Result<T, Error>>) -> impl Future<Output = Result<T, Error>> {
    answer_within(FULL_SCAN_TIMEOUT, Box::pin(asked))
}

async fn answer_within<T>(limit: Duration, asked: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(limit, asked).await.unwrap_or(Err(Error::Database(database::Error::NoAnswer)))
}

/// Does something with the database until that answers; returns early with its error if it failed too often.
macro_rules! until_answered {
    ($retry:expr, $action:expr) => {
        loop {
            match $action.await {
                Ok(value) => {
                    $retry.answered();
                    break value;
                }
                Err(error) => $retry.wait_or_fail(error).await?,
            }
        }
    };
}
pub(super) use until_answered;

/// Returns the delay after the given attempt, counted from 1: it doubles up to the longest, and is then extended by up
/// to a fifth that depends on the copy alone.
#[must_use]
pub(super) fn retry_delay(
    retry: &RetrySettings,
    attempts: i64,
    issue: IssueId,
    subscriber: SubscriberId,
) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    let wait = retry.first.checked_mul(1 << doublings).map_or(retry.longest, |wait| wait.min(retry.longest));
    let spread = wait / JITTER_DIVISOR;
    wait + (spread / 256).checked_mul(jitter(issue, subscriber, attempts)).unwrap_or(SignedDuration::ZERO)
}

/// Returns a number below 256 by which copies and attempts differ (Fibonacci hashing).
fn jitter(issue: IssueId, subscriber: SubscriberId, attempts: i64) -> i32 {
    let mixed = subscriber.get().wrapping_mul(31).wrapping_add(issue.get()).wrapping_mul(31).wrapping_add(attempts);
    let hashed = mixed.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    i32::from(hashed.to_be_bytes()[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn answer_that_never_comes_is_not_awaited_forever() {
        let lost = answer_within(Duration::ZERO, std::future::pending::<Result<(), Error>>()).await;
        assert!(lost.is_err_and(|error| error.is_database_away()), "the server is asked again");
        assert!(matches!(answer_of(async { Ok(7) }).await, Ok(7)));
        assert!(matches!(full_scan_of(async { Err::<(), _>(Error::RelayClosed) }).await, Err(Error::RelayClosed)));
    }

    #[test]
    fn delay_doubles_to_a_limit_with_jitter() {
        let retry = RetrySettings::default();
        for (attempts, minutes) in [(1, 15), (2, 30), (3, 60), (4, 120), (5, 240), (6, 240), (7, 240), (i64::MAX, 240)]
        {
            let least = SignedDuration::from_mins(minutes);
            let waits: Vec<_> = (1..=200)
                .map(|subscriber| retry_delay(&retry, attempts, IssueId::new(7), SubscriberId::new(subscriber)))
                .collect();
            assert!(waits.iter().all(|wait| (least..=least + least / 5).contains(wait)), "{attempts}: {waits:?}");
            let distinct: std::collections::BTreeSet<_> = waits.iter().collect();
            assert!(distinct.len() > 50, "{attempts}: they return together");
        }
        assert_eq!(retry_delay(&retry, 0, IssueId::new(1), SubscriberId::new(1)).as_mins() / 15, 1);
        let again = || retry_delay(&retry, 3, IssueId::new(1), SubscriberId::new(1));
        assert_eq!(again(), again());
    }
}
