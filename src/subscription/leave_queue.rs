//! People who leave on the web at the same moment share one commit.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{Mutex, mpsc, oneshot};

use super::Error;
use super::change_origin::ChangeOrigin;
use super::preferences::{SubscriptionStatus, has_left, subscription_status};
use super::self_service::{unsubscribe, unsubscribe_within};
use crate::database::Database;
use crate::model::{EventChannel, Token};

/// The most people in one commit: others write too, and wait for it.
const MAX_TOGETHER: usize = 100;

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
    /// Told after the commit; dropped if it failed.
    committed: oneshot::Sender<()>,
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
        // In a fixed order, so that two programs do not wait for each other. Of somebody who asks twice, the first counts.
        together.sort_by_key(|leaving| (leaving.token.list, leaving.token.subscriber));
        if !together.is_empty() && self.write(&together).await.is_ok() {
            for leaving in together {
                // Nobody waits any more if the connection was closed.
                let _ = leaving.committed.send(());
            }
        }
    }

    async fn write(&self, together: &[Leaving]) -> Result<(), Error> {
        let mut work = self.database.begin_write().await?;
        for Leaving { token, channel, source, user_agent, at, .. } in together {
            let origin =
                ChangeOrigin { channel: *channel, source: source.as_deref(), user_agent: user_agent.as_deref() };
            unsubscribe_within(&mut work, *token, origin, *at).await?;
        }
        Ok(work.commit().await?)
    }
}
