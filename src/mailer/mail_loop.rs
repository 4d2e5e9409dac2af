//! What mailers have in common: when they look for mail that is due, and when they leave the relay alone.

use std::error::Error;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use crate::delivery::{RelayFailureKind, RelaySession, STOP_GRACE, SendAttempt};
use crate::smtp::Envelope;

/// How long an unavailable relay is left alone, and one with a limit for the day or that waiting does not cure.
const RELAY_BACKOFF: Duration = Duration::from_mins(1);
const PERMANENT_BACKOFF: Duration = Duration::from_mins(10);
/// How long a mailer rests after an error of its own, such as a failing database.
const ERROR_BACKOFF: Duration = Duration::from_secs(5);

/// When a mailer looks for mail that is due: at once, and then again and again until it is asked to stop.
#[derive(Debug)]
pub struct MailLoop {
    poll_interval: Duration,
    stop: watch::Receiver<bool>,
    next_at: Instant,
    /// What went wrong the last time, which is not said again.
    last_error: Option<String>,
}

impl MailLoop {
    /// Creates the loop of a mailer that looks once in each `poll_interval` until `stop` becomes `true`.
    #[must_use]
    pub fn new(poll_interval: Duration, stop: watch::Receiver<bool>) -> Self {
        Self { poll_interval, stop, next_at: Instant::now(), last_error: None }
    }

    /// Waits until the mailer should look again; returns `false` once it should stop.
    pub async fn next(&mut self) -> bool {
        tokio::select! {
            biased;
            _ = self.stop.wait_for(|asked| *asked) => false,
            () = sleep_until(self.next_at) => true,
        }
    }

    /// Takes what a look led to: how long the relay should be left alone, if it is unavailable. `mail` names what is sent
    /// in the log.
    pub fn record<E: Error + 'static>(&mut self, mail: &str, result: Result<Option<Duration>, E>) {
        if result.is_ok() {
            self.last_error = None;
        }
        let wait = result.unwrap_or_else(|error| {
            if self.is_new(&error) {
                tracing::error!(error = &error as &dyn Error, "cannot send {mail}");
            }
            Some(ERROR_BACKOFF)
        });
        self.next_at = Instant::now() + wait.unwrap_or(self.poll_interval);
    }

    /// Returns whether an error is another one than the last. `Display` leaves out the causes, `Debug` has them.
    fn is_new(&mut self, error: &dyn Error) -> bool {
        let error = Some(format!("{error:?}"));
        let is_new = error != self.last_error;
        self.last_error = error;
        is_new
    }
}

/// Returns how long a relay is left alone that failed in this way.
#[must_use]
pub const fn relay_backoff(kind: RelayFailureKind) -> Duration {
    match kind {
        RelayFailureKind::Unavailable | RelayFailureKind::Silent => RELAY_BACKOFF,
        _ => PERMANENT_BACKOFF,
    }
}

/// Sends a message, and breaks it off a moment after a stop is asked for.
pub async fn send_or_break_off(
    session: &mut RelaySession<'_>,
    envelope: Envelope<'_>,
    message: &[u8],
    stop: &watch::Receiver<bool>,
) -> SendAttempt {
    let attempt = tokio::select! {
        attempt = session.send(envelope, message) => Some(attempt),
        () = stop_with_grace(stop.clone()) => None,
    };
    attempt.unwrap_or_else(|| SendAttempt::without_connection(session.break_off()))
}

/// Waits until a stop is asked for and messages in progress have had time to be finished.
async fn stop_with_grace(mut stop: watch::Receiver<bool>) {
    if stop.wait_for(|asked| *asked).await.is_err() {
        std::future::pending::<()>().await;
    }
    sleep(STOP_GRACE).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the database refused a statement")]
    struct Refused(#[source] std::io::Error);

    #[tokio::test]
    async fn error_with_another_cause_is_logged_again() {
        let refused = |why| Refused(std::io::Error::other(why));
        let mut mails = MailLoop::new(ERROR_BACKOFF, watch::channel(false).1);
        assert!(mails.is_new(&refused("disk full")));
        assert!(!mails.is_new(&refused("disk full")), "it was said");
        assert!(mails.is_new(&refused("no such table")));
        mails.record("mail", Ok::<_, Refused>(None));
        assert!(mails.is_new(&refused("no such table")), "it had gone meanwhile");
    }
}
