//! The ledger of one run: settles what came back and claims what goes next, both in one commit.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::lanes::{HOLD, Lanes};
use super::run::{Ending, Run};
use super::throttle::{Room, Throttle};
use super::{Error, control};
use crate::database::delivery::{Claim, Settlement};
use crate::database::{self, Work};
use crate::model::{Counts, Delivery, DomainQueueId, IssueState, Pause, SubscriberId};
use crate::subscription;

/// How long a copy is held without being renewed; one whose run was killed is in doubt after it.
pub const LEASE: SignedDuration = SignedDuration::from_secs(10);
/// How often the copies under way are renewed.
const RENEW: SignedDuration = SignedDuration::from_secs(3);
/// How often a run looks up what others may have changed: that it is to pause, or that a domain asked for less.
pub(super) const LOOK: Duration = Duration::from_millis(500);

/// The ledger of an issue, as one run works with it.
pub(super) struct Ledger<'a> {
    run: &'a Run<'a>,
    throttle: Throttle,
    lanes: Lanes,
    /// What is under way: whose copy, when it was claimed, in which lane.
    out: BTreeMap<SubscriberId, (Timestamp, DomainQueueId)>,
    renewed_at: Timestamp,
    looked_at: Option<Instant>,
}

/// What came back since the last turn.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// What became of copies.
    pub(super) settled: Vec<Settlement>,
    /// Whose address takes no mail.
    pub(super) dead: BTreeSet<SubscriberId>,
    /// Domains that asked for less.
    pub(super) slow: BTreeSet<String>,
}

/// What a turn gave.
#[derive(Default)]
pub(super) struct Turn {
    /// Copies that are now `sending`.
    pub(super) claimed: Vec<Delivery>,
    /// After how long more may be claimed, where the throttle had a say.
    pub(super) wake: Option<Duration>,
    /// Somebody paused or cancelled the issue.
    pub(super) halt: Option<Ending>,
}

/// What a run with nothing under way can do next.
pub(super) enum Next {
    /// Go on.
    Claim,
    /// Wait for copies that others are handing over, or have left behind.
    Others,
    /// Nothing until then.
    At(Timestamp),
    /// Nothing more.
    End(Ending),
}

impl<'a> Ledger<'a> {
    /// Opens the ledger of a run's issue.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn open(run: &'a Run<'a>) -> Result<Self, Error> {
        let mut work = run.database.write().await?;
        let now = (run.now)();
        Lanes::make(&mut work, &run.throttle.domains).await?;
        work.commit().await?;
        let (throttle, lanes) = (Throttle::of_all(run.issue.id, run.throttle), Lanes::new());
        Ok(Self { run, throttle, lanes, out: BTreeMap::new(), renewed_at: now, looked_at: None })
    }

    /// Settles copies and claims up to `want` more, as far as the throttle allows; empties `results` once they are kept.
    ///
    /// # Errors
    /// The database refused, and nothing of it happened.
    pub(super) async fn turn(&mut self, results: &mut Results, want: usize) -> Result<Turn, Error> {
        let turn = self.try_turn(results, want).await;
        if turn.is_err() {
            // What was learnt in it may not be so.
            (self.lanes, self.looked_at) = (Lanes::new(), None);
        }
        turn
    }

    async fn try_turn(&mut self, results: &mut Results, want: usize) -> Result<Turn, Error> {
        let now = (self.run.now)();
        let (look, renew) = (self.must_look() || !results.slow.is_empty(), self.must_renew(now));
        if results.settled.is_empty() && want == 0 && !look {
            return Ok(Turn::default());
        }
        let plain = results.dead.is_empty() && !self.throttle.limits() && self.lanes.are_one();
        let turn = if plain && !look && !renew {
            let claimed = database::delivery::exchange(
                self.run.database,
                &results.settled,
                self.wish(DomainQueueId::SHARED, want, now),
                now,
            );
            Turn { claimed: claimed.await?, ..Turn::default() }
        } else {
            self.long_turn(results, want, look, renew).await?
        };
        for settled in std::mem::take(results).settled {
            self.out.remove(&settled.subscriber);
        }
        for copy in &turn.claimed {
            self.out.insert(copy.subscriber.id, (copy.claimed_at, copy.lane));
        }
        if look || renew {
            self.renewed_at = now;
        }
        if look {
            self.looked_at = Some(Instant::now());
        }
        Ok(turn)
    }

    /// Takes a turn in which there is more to do than to settle and to claim.
    async fn long_turn(&mut self, results: &Results, want: usize, look: bool, renew: bool) -> Result<Turn, Error> {
        let mut work = self.run.database.write().await?;
        // Waiting for one's turn to write takes time: what time it is counts from here.
        let now = (self.run.now)();
        self.settle(&mut work, results, now).await?;
        // Renewed before anybody, we ourselves included, can take what is under way for abandoned.
        let held = self.out.iter().map(|(subscriber, (claimed_at, _))| (*subscriber, *claimed_at));
        if look || renew {
            database::delivery::renew(&mut work, self.run.issue.id, held, now + LEASE).await?;
        }
        let halt = if look { self.look(&mut work, now).await? } else { None };
        let turn = match halt {
            None if want > 0 => self.claim(&mut work, want, now).await?,
            halt => Turn { halt, ..Turn::default() },
        };
        work.commit().await?;
        Ok(turn)
    }

    fn wish(&self, lane: DomainQueueId, limit: usize, now: Timestamp) -> Claim {
        Claim { issue: self.run.issue.id, whom: self.run.issue.readership(), lane, limit, until: now + LEASE }
    }

    fn must_look(&self) -> bool {
        self.looked_at.is_none_or(|at| at.elapsed() >= LOOK)
    }

    fn must_renew(&self, now: Timestamp) -> bool {
        now.duration_since(self.renewed_at) > RENEW
    }

    async fn settle(&self, work: &mut Work, results: &Results, now: Timestamp) -> Result<(), Error> {
        let issue = self.run.issue.id;
        database::delivery::exchange_in(work, &results.settled, self.wish(DomainQueueId::SHARED, 0, now), now).await?;
        for settled in results.settled.iter().filter(|settled| results.dead.contains(&settled.subscriber)) {
            subscription::suppress(work, settled.subscriber, issue, settled.reply.as_deref(), now).await?;
        }
        for domain in &results.slow {
            database::lane::hold(work, domain, now + HOLD).await?;
            // Those under way when the lane was made came back to the lane of everybody.
            for lane in database::lane::all(work).await?.iter().filter(|lane| lane.domain == *domain) {
                database::delivery::move_to_lane(work, issue, lane.id, domain).await?;
            }
        }
        Ok(())
    }

    /// Learns what others changed, and names in doubt what nobody holds any more.
    async fn look(&mut self, work: &mut Work, now: Timestamp) -> Result<Option<Ending>, Error> {
        let issue = self.run.issue.id;
        control::doubt_abandoned(work, issue, self.run.retry.in_doubt, now).await?;
        if !self.run.issue.trial {
            self.lanes.refresh(work, issue, &self.run.throttle.domains).await?;
        }
        Ok(match database::issue::state(work, issue).await? {
            Some((IssueState::Paused, pause)) => Some(Ending::Paused(pause.unwrap_or_default())),
            Some((IssueState::Cancelled, _)) | None => Some(Ending::Cancelled),
            Some((IssueState::Sending | IssueState::Finished, _)) => None,
        })
    }

    async fn claim(&mut self, work: &mut Work, want: usize, now: Timestamp) -> Result<Turn, Error> {
        let mut turn = Turn::default();
        let Claim { issue, whom, .. } = self.wish(DomainQueueId::SHARED, 0, now);
        if self.throttle.limits() || !self.lanes.are_one() {
            database::throttle::lock(work).await?;
        }
        let mut left = match self.throttle.room(work, want, now).await? {
            Room::Copies(copies) => copies,
            Room::Until(at) => return Ok(Turn { wake: Duration::try_from(at.duration_since(now)).ok(), ..turn }),
        };
        // Where the throttle gives less than is wanted, it is asked again at once for when there is more.
        let limited = left < want;
        for lane in self.lanes.in_turn() {
            let under_way =
                if lane.id == DomainQueueId::SHARED { 0 } else { database::delivery::under_way(work, lane.id).await? };
            let under_way = usize::try_from(under_way).unwrap_or(usize::MAX);
            let width = lane.width(now).unwrap_or(0).saturating_sub(under_way).min(left);
            if width == 0
                || lane.throttle.limits() && !database::delivery::can_claim(work, issue, whom, lane.id, now).await?
            {
                continue;
            }
            let limit = match lane.throttle.room(work, width, now).await? {
                Room::Copies(copies) => copies,
                Room::Until(at) => {
                    let wake = Duration::try_from(at.duration_since(now)).unwrap_or_default();
                    turn.wake = Some(turn.wake.map_or(wake, |earlier| earlier.min(wake)));
                    continue;
                }
            };
            let claim = Claim { issue, whom, lane: lane.id, limit, until: now + LEASE };
            let claimed = database::delivery::exchange_in(work, &[], claim, now).await?;
            lane.throttle.took(work, claimed.len(), now).await?;
            left -= claimed.len();
            turn.claimed.extend(claimed);
        }
        self.throttle.took(work, turn.claimed.len(), now).await?;
        if limited && left == 0 {
            turn.wake = Some(Duration::ZERO);
        }
        Ok(turn)
    }

    /// Tells what can be done next, once nothing is under way. When nothing can be claimed, and not before, it sets aside
    /// the copies of those who have left: to find them, every waiting row is read.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn next(&self) -> Result<Next, Error> {
        let (issue, whom, now) = (self.run.issue.id, self.run.issue.readership(), (self.run.now)());
        let mut work = self.run.database.read().await?;
        let mut held_back = None;
        for lane in self.lanes.iter() {
            if database::delivery::can_claim(&mut work, issue, whom, lane.id, now).await? {
                match lane.width(now) {
                    Ok(_) => return Ok(Next::Claim),
                    Err(until) => held_back = Some(held_back.map_or(until, |earlier: Timestamp| earlier.min(until))),
                }
            }
        }
        drop(work);
        let mut work = self.run.database.write().await?;
        database::delivery::skip_left(&mut work, issue, whom, now).await?;
        let due = database::delivery::next_due(&mut work, issue, Timestamp::UNIX_EPOCH).await?;
        let held = database::delivery::held_until(&mut work, issue).await?;
        let state = database::issue::state(&mut work, issue).await?;
        work.commit().await?;
        Ok(match (held, due, held_back) {
            (Some(_), _, _) => Next::Others,
            // Whatever waited may have been called off since the last look.
            (None, None, _) if matches!(state, Some((IssueState::Cancelled, _)) | None) => Next::End(Ending::Cancelled),
            (None, None, _) => Next::End(Ending::Done),
            (None, Some(due), None) if due <= now => Next::Claim,
            (None, Some(due), None) => Next::At(due),
            // What is due is held back: what is due after it may be free to go earlier.
            (None, Some(_), Some(until)) => {
                let later = database::delivery::next_due(&mut self.run.database.read().await?, issue, now).await?;
                Next::At(later.map_or(until, |later| later.min(until)))
            }
        })
    }

    /// Returns the counts by status.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn counts(&self) -> Result<Counts, Error> {
        Ok(database::delivery::counts(&mut self.run.database.read().await?, self.run.issue.id).await?)
    }

    /// Pauses the issue for what the relay said, and takes back the refusals that were no fault of their recipients.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn pause(&self, pause: &Pause, refused: impl Iterator<Item = SubscriberId>) -> Result<(), Error> {
        let mut work = self.run.database.write().await?;
        control::pause_in(&mut work, self.run.issue.id, pause).await?;
        for subscriber in refused {
            database::delivery::take_back(&mut work, self.run.issue.id, subscriber, (self.run.now)()).await?;
        }
        work.commit().await?;
        Ok(())
    }

    /// Ends the run: an issue whose copies are all settled is finished, and of one that was cancelled nothing waits.
    ///
    /// # Errors
    /// The database refused.
    pub(super) async fn close(&self) -> Result<(), Error> {
        let mut work = self.run.database.write().await?;
        control::finish(&mut work, self.run.issue.id, (self.run.now)()).await?;
        database::throttle::leave_all(&mut work, self.run.issue.id).await?;
        work.commit().await?;
        Ok(())
    }
}
