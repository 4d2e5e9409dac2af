//! The ledger of one run: settles what came back and claims what goes next, both in one commit.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Error;
use crate::config::Rate;
use crate::database::delivery::Settlement;
use crate::database::{self, Database, Work};
use crate::model::{Counts, Delivery, Issue, IssueState, Status};

/// How long the right to send lasts without being renewed; a run that was killed is taken over after it.
pub const LEASE: SignedDuration = SignedDuration::from_secs(10);
/// How often it is renewed.
const RENEW: SignedDuration = SignedDuration::from_secs(3);
/// The pace is kept in steps of at least this long: finer ones would cost a commit each.
const STEP: Duration = Duration::from_millis(10);
/// The throttle that all issues share.
const THROTTLE: &str = "all";
/// What is written beside a copy that a killed run left behind.
const ABANDONED: &str = "the program ended while this copy was being handed over";

/// The ledger of an issue, held by one run.
pub(super) struct Ledger<'a> {
    database: &'a Database,
    issue: &'a Issue,
    rate: Option<Rate>,
    holder: String,
    now: fn() -> Timestamp,
    renewed_at: Timestamp,
}

/// What a turn gave.
#[derive(Default)]
pub(super) struct Turn {
    /// Copies that are now `sending`.
    pub(super) claimed: Vec<Delivery>,
    /// How long the throttle holds the next copy back, if it does.
    pub(super) wait: Option<Duration>,
}

impl<'a> Ledger<'a> {
    /// Takes the right to send an issue, and names in doubt what a run before this one left unsettled.
    ///
    /// # Errors
    /// Another process has the right, or the database refused.
    pub(super) async fn open(
        database: &'a Database,
        issue: &'a Issue,
        rate: Option<Rate>,
        holder: String,
        now: fn() -> Timestamp,
    ) -> Result<Self, Error> {
        let mut work = database.write().await?;
        let renewed_at = now();
        if !database::issue::lease(&mut work, issue.id, &holder, renewed_at + LEASE, renewed_at).await? {
            return Err(Error::Leased);
        }
        database::delivery::doubt_abandoned(&mut work, issue.id, ABANDONED).await?;
        work.commit().await?;
        Ok(Self { database, issue, rate, holder, now, renewed_at })
    }

    /// Settles copies and claims up to `want` more, as far as the throttle allows; empties `settled` once it is kept.
    ///
    /// # Errors
    /// The right to send was lost, after settling; or the database refused, and nothing of it happened.
    pub(super) async fn turn(&mut self, settled: &mut Vec<Settlement>, want: usize) -> Result<Turn, Error> {
        if settled.is_empty() && want == 0 && !self.must_renew((self.now)()) {
            return Ok(Turn::default());
        }
        let mut work = self.database.write().await?;
        // Waiting for one's turn to write takes time: what time it is counts from here.
        let now = (self.now)();
        database::delivery::settle(&mut work, self.issue.id, settled, now).await?;
        let renew = self.must_renew(now);
        if renew && !database::issue::lease(&mut work, self.issue.id, &self.holder, now + LEASE, now).await? {
            work.commit().await?;
            settled.clear();
            return Err(Error::Leased);
        }
        let turn = self.claim(&mut work, want, now).await?;
        work.commit().await?;
        settled.clear();
        if renew {
            self.renewed_at = now;
        }
        Ok(turn)
    }

    fn must_renew(&self, now: Timestamp) -> bool {
        now.duration_since(self.renewed_at) > RENEW
    }

    async fn claim(&self, work: &mut Work, want: usize, now: Timestamp) -> Result<Turn, Error> {
        let mut turn = Turn::default();
        if want == 0 {
            return Ok(turn);
        }
        let (issue, list) = (self.issue.id, self.issue.list);
        let Some(rate) = self.rate else {
            turn.claimed = database::delivery::claim(work, issue, list, want, now).await?;
            return Ok(turn);
        };
        let step = copies_in_a_step(rate);
        let cost = |copies: usize| rate.interval() * u32::try_from(copies).unwrap_or(u32::MAX);
        let allowed = want.min(step);
        if database::throttle::take(work, THROTTLE, cost(allowed), cost(step), now).await? {
            turn.claimed = database::delivery::claim(work, issue, list, allowed, now).await?;
            database::throttle::give_back(work, THROTTLE, cost(allowed - turn.claimed.len())).await?;
        } else {
            let next = database::throttle::next(work, THROTTLE).await?.unwrap_or(now);
            turn.wait = Duration::try_from(next.duration_since(now)).ok();
        }
        Ok(turn)
    }

    /// Queues copies again whose refusal was no fault of their recipients.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn take_back(&self, subscribers: &[i64]) -> Result<(), Error> {
        let mut work = self.database.write().await?;
        for subscriber in subscribers {
            database::delivery::take_back(&mut work, self.issue.id, *subscriber, (self.now)()).await?;
        }
        work.commit().await?;
        Ok(())
    }

    /// Returns when the next waiting copy is due, if one waits. Once nothing can be claimed, and not before, it sets aside
    /// the copies of those who have left: to find them, every waiting row is read.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn next_due(&self) -> Result<Option<Timestamp>, Error> {
        let (issue, list, now) = (self.issue.id, self.issue.list, (self.now)());
        if database::delivery::can_claim(&mut self.database.read().await?, issue, list, now).await? {
            return Ok(Some(now));
        }
        let mut work = self.database.write().await?;
        database::delivery::skip_left(&mut work, issue, list, now).await?;
        let due = database::delivery::next_due(&mut work, issue).await?;
        work.commit().await?;
        Ok(due)
    }

    /// Returns the counts by status.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn counts(&self) -> Result<Counts, Error> {
        Ok(database::delivery::counts(&mut self.database.read().await?, self.issue.id).await?)
    }

    /// Gives the right to send back; an issue whose copies are all settled is finished.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn close(self) -> Result<(), Error> {
        let mut work = self.database.write().await?;
        finish(&mut work, self.issue.id).await?;
        database::issue::release(&mut work, self.issue.id, &self.holder).await?;
        work.commit().await?;
        Ok(())
    }
}

/// Settles all copies in doubt by the chair's word: resend them, or count them as sent. Returns how many.
///
/// # Errors
/// The database refused.
pub async fn resolve(database: &Database, issue: &Issue, resend: bool, now: Timestamp) -> Result<u64, Error> {
    let status = if resend { Status::Queued } else { Status::Sent };
    let mut work = database.write().await?;
    let settled = database::delivery::resolve(&mut work, issue.id, status, now).await?;
    if resend && settled > 0 {
        database::issue::set_state(&mut work, issue.id, IssueState::Sending).await?;
    } else {
        finish(&mut work, issue.id).await?;
    }
    work.commit().await?;
    Ok(settled)
}

async fn finish(work: &mut Work, issue: i64) -> Result<(), Error> {
    let counts = database::delivery::counts(work, issue).await?;
    if counts.settled() == counts.total() {
        database::issue::set_state(work, issue, IssueState::Finished).await?;
    }
    Ok(())
}

fn copies_in_a_step(rate: Rate) -> usize {
    let copies = STEP.as_nanos() / rate.interval().as_nanos().max(1);
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
}
