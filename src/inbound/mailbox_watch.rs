//! Reads the mailbox for as long as the program runs, and waits longer after each failure.

use std::error::Error;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::mailbox_reader::{MailSource, MailboxReadError, MailboxReader, text_with_causes};
use crate::mailbox::RetryAdvice;

/// The pause after the first failure in a row; it doubles after each further one.
const FIRST_PAUSE: Duration = Duration::from_mins(1);

/// The longest pause, and the pause when somebody must change something first: with a wrong password, more frequent
/// tries would lock the account.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// How often a Maildir or mbox file is read.
const FILE_INTERVAL: Duration = Duration::from_mins(1);

impl MailboxReader {
    /// Reads new mails as they come, until `stopped` becomes true. Failures are logged and recorded, and it goes on.
    pub async fn run_until(&self, mut stopped: watch::Receiver<bool>) {
        tokio::select! {
            () = self.run() => {}
            // It is dropped only after all has ended.
            _ = stopped.wait_for(|stop| *stop) => {}
        }
    }

    async fn run(&self) {
        let mut failures = 0;
        loop {
            let pause = match self.run_source(&mut failures).await {
                Ok(pause) => pause,
                Err(failure) => {
                    let pause = retry_pause(&failure, failures);
                    failures = failures.saturating_add(1);
                    self.report_failure(&failure, pause).await;
                    pause
                }
            };
            sleep(pause).await;
        }
    }

    /// Reads until there is a reason to pause: how long, or a failure.
    async fn run_source(&self, failures: &mut u32) -> Result<Duration, MailboxReadError> {
        let MailSource::Imap(connector) = &self.source else {
            self.read_once(|_, _| {}).await?;
            *failures = 0;
            return Ok(FILE_INTERVAL);
        };
        let mut session = connector.open().await?;
        loop {
            self.read_folder(&mut session, &mut |_, _| {}).await?;
            self.record(None).await?;
            *failures = 0;
            if let Err(lost) = session.wait_for_change().await {
                // Servers end quiet connections and restart: nothing is wrong unless the next one fails too.
                tracing::info!("connecting to the mailbox again: {}", log_text(&lost));
                return Ok(FIRST_PAUSE);
            }
        }
    }

    async fn report_failure(&self, failure: &MailboxReadError, pause: Duration) {
        let minutes = pause.as_secs() / 60;
        // Recorded first, so that `status` knows what the log has said.
        if let Err(error) = self.record(Some(failure)).await {
            tracing::warn!("cannot record that the mailbox was not read: {error}");
        }
        tracing::warn!("the mailbox was not read: {}; next try in {minutes} min", log_text(failure));
    }
}

fn retry_pause(failure: &MailboxReadError, failures: u32) -> Duration {
    match failure.retry_advice() {
        RetryAdvice::AfterChange => LONGEST_PAUSE,
        RetryAdvice::Soon => FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(failures)).min(LONGEST_PAUSE),
    }
}

/// Returns a failure with its causes for the log, which holds no addresses.
fn log_text(failure: &(dyn Error + 'static)) -> String {
    let text = text_with_causes(failure);
    let words = text.split(' ').map(|word| if word.contains('@') { "[address]" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SecretError;
    use crate::mailbox::ImapFailure;

    #[test]
    fn pauses_grow_and_wrong_password_waits_longest() {
        let lost = MailboxReadError::from(ImapFailure::Bye("bye".into()));
        let minutes: Vec<_> = (0..8).map(|failures| retry_pause(&lost, failures).as_secs() / 60).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(retry_pause(&lost, u32::MAX), LONGEST_PAUSE);
        assert_eq!(retry_pause(&ImapFailure::LoginRejected("no".into()).into(), 0), LONGEST_PAUSE);
    }

    #[test]
    fn log_has_no_addresses() {
        let missing = SecretError::MissingPassword { user: "ann@example.org".into() };
        let failure = MailboxReadError::Mailbox(std::sync::Arc::new(missing).into());
        assert_eq!(log_text(&failure), "there is no password for [address]");
    }
}
