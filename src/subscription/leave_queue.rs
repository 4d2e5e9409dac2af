//! People who leave on the web at the same moment share one commit.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;

use super::Error;
use super::change_origin::ChangeOrigin;
use super::preferences::{SubscriptionStatus, has_left, subscription_status};
use super::self_service::{unsubscribe, unsubscribe_within};
use crate::database::{self, Database};
use crate::model::{EventChannel, ListId, SubscriberId, Token};

/// The most people in one commit: others write too, and wait for it.
const MAX_TOGETHER: usize = 100;
/// How long a commit may take. Over a connection that has died no answer ever comes, and the next ones wait for it.
const MAX_COMMIT_TIME: Duration = Duration::from_secs(5);

/// Unsubscribes people, one commit after the other. Whoever asks while a commit is under way is in the next one: when a
/// letter goes out, many leave within minutes, and each commit waits for the disk.
#[derive(Debug, Clone)]
pub struct LeaveQueue {
    database: Database,
    asked: mpsc::UnboundedSender<Leaving>,
    /// Held by whoever writes.
    waiting: Arc<Mutex<mpsc::UnboundedReceiver<Leaving>>>,
}

/// A person who leaves.
#[derive(Debug)]
struct Leaving {
    token: Token,
    channel: EventChannel,
    source: Option<String>,
    user_agent: Option<String>,
    at: Timestamp,
    /// Told after the commit; dropped if they were not in it.
    committed: oneshot::Sender<()>,
}

impl Leaving {
    /// Returns the place on a list that the person leaves.
    fn place(&self) -> (ListId, SubscriberId) {
        (self.token.list, self.token.subscriber)
    }
}

impl LeaveQueue {
    /// Creates the queue of a database.
    #[must_use]
    pub fn new(database: Database) -> Self {
        let (asked, waiting) = mpsc::unbounded_channel();
        Self { database, asked, waiting: Arc::new(Mutex::new(waiting)) }
    }

    /// Unsubscribes the person that a token names from its list, as [`unsubscribe`] does.
    ///
    /// # Errors
    /// Returns an error if a database query fails; they are still subscribed then.
    pub async fn unsubscribe(
        &self,
        token: Token,
        origin: ChangeOrigin<'_>,
        now: Timestamp,
    ) -> Result<SubscriptionStatus, Error> {
        let before = subscription_status(&self.database, token).await?;
        if has_left(&before) {
            return Ok(before);
        }
        let (committed, told) = oneshot::channel();
        let [source, user_agent] = [origin.source, origin.user_agent].map(|text| text.map(str::to_owned));
        let leaving = Leaving { token, channel: origin.channel, source, user_agent, at: now, committed };
        if self.asked.send(leaving).is_ok() {
            // In a task of its own: somebody who closes the connection must not undo what others share.
            tokio::spawn(self.clone().write_next());
            if told.await.is_ok() {
                return subscription_status(&self.database, token).await;
            }
        }
        // What somebody else asked for may be why it failed.
        unsubscribe(&self.database, token, origin, now).await
    }

    /// Writes what waits, if another one has not done so.
    async fn write_next(self) {
        let mut waiting = self.waiting.lock().await;
        let mut together = Vec::new();
        while together.len() < MAX_TOGETHER
            && let Ok(leaving) = waiting.try_recv()
        {
            together.push(leaving);
        }
        if together.is_empty() {
            return;
        }
        let Ok(Ok(written)) = timeout(MAX_COMMIT_TIME, self.write(&together)).await else { return };
        for leaving in together.into_iter().filter(|leaving| written.contains(&leaving.place())) {
            // Nobody waits any more if the connection was closed.
            let _ = leaving.committed.send(());
        }
    }

    /// Returns the places that were written, which are those that nobody else is writing: people who share a commit must
    /// not wait for a lock while they hold others.
    async fn write(&self, together: &[Leaving]) -> Result<BTreeSet<(ListId, SubscriberId)>, Error> {
        let mut work = self.database.begin_brief_write().await?;
        let places: Vec<_> = together.iter().map(Leaving::place).collect();
        let free: BTreeSet<_> = database::subscriptions::lock_unlocked(&mut work, &places).await?.into_iter().collect();
        // Of somebody who asks twice, the first counts.
        for leaving in together.iter().filter(|leaving| free.contains(&leaving.place())) {
            let Leaving { token, channel, source, user_agent, at, .. } = leaving;
            let origin =
                ChangeOrigin { channel: *channel, source: source.as_deref(), user_agent: user_agent.as_deref() };
            unsubscribe_within(&mut work, *token, origin, *at).await?;
        }
        work.commit().await?;
        Ok(free)
    }
}
