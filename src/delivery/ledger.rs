//! The ledger of one run: settles what came back and claims what goes next, both in one commit.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Error;
use crate::config::Rate;
use crate::database::delivery::Settlement;
use crate::database::{self, Database};
use crate::model::{Delivery, Issue, IssueState, Status};

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
    renewed_at: Timestamp,
}

/// What a turn gave.
pub(super) struct Turn {
    /// Copies that are now `sending`.
    pub(super) claimed: Vec<Delivery>,
    /// When the throttle lets the next copy go, if it holds one back.
    pub(super) not_before: Option<Timestamp>,
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
        now: Timestamp,
    ) -> Result<Self, Error> {
        let mut work = database.write().await?;
        if !database::issue::lease(&mut work, issue.id, &holder, now + LEASE, now).await? {
            return Err(Error::Leased);
        }
        database::delivery::doubt_abandoned(&mut work, issue.id, ABANDONED, now).await?;
        work.commit().await?;
        Ok(Self { database, issue, rate, holder, renewed_at: now })
    }

    /// Settles copies and claims up to `want` more, as far as the throttle allows.
    ///
    /// # Errors
    /// The right to send was lost, or the database refused; then nothing of it happened.
    pub(super) async fn turn(&mut self, settled: &[Settlement], want: usize, now: Timestamp) -> Result<Turn, Error> {
        let renew = now.duration_since(self.renewed_at) > RENEW;
        let mut turn = Turn { claimed: Vec::new(), not_before: None };
        if settled.is_empty() && want == 0 && !renew {
            return Ok(turn);
        }
        let mut work = self.database.write().await?;
        if renew && !database::issue::lease(&mut work, self.issue.id, &self.holder, now + LEASE, now).await? {
            database::delivery::settle(&mut work, self.issue.id, settled, now).await?;
            work.commit().await?;
            return Err(Error::Leased);
        }
        database::delivery::settle(&mut work, self.issue.id, settled, now).await?;
        let mut allowed = want;
        if let Some(rate) = self.rate.filter(|_| want > 0) {
            allowed = want.min(copies_in_a_step(rate));
            let cost = rate.interval() * u32::try_from(allowed).unwrap_or(1);
            if !database::throttle::take(&mut work, THROTTLE, cost, now).await? {
                allowed = 0;
                turn.not_before = database::throttle::next(&mut work, THROTTLE).await?;
            }
        }
        if allowed > 0 {
            let (issue, list) = (self.issue.id, self.issue.list);
            turn.claimed = database::delivery::claim(&mut work, issue, list, allowed, now).await?;
        }
        work.commit().await?;
        if renew {
            self.renewed_at = now;
        }
        Ok(turn)
    }

    /// Sets aside the copies of those who have left; returns when the next waiting copy is due, if one waits.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        let mut work = self.database.write().await?;
        database::delivery::skip_left(&mut work, self.issue.id, self.issue.list, now).await?;
        let due = database::delivery::next_due(&mut work, self.issue.id).await?;
        work.commit().await?;
        Ok(due)
    }

    /// Returns the counts by status.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn counts(&self) -> Result<Vec<(Status, i64)>, Error> {
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

async fn finish(work: &mut database::Work, issue: i64) -> Result<(), Error> {
    let counts = database::delivery::counts(work, issue).await?;
    if counts.iter().all(|(status, _)| status.is_settled()) {
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
