//! A database in trouble is waited for: it must learn what the relay said.

use std::time::Duration;

use tokio::time::sleep;

use super::Error;

/// How often it is tried again before the run gives up, and after how long.
const MAX_RETRIES: u32 = 5;
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// How often in a row the database refused.
#[derive(Debug, Default)]
pub(super) struct DatabaseRetry(u32);

impl DatabaseRetry {
    /// Waits, after which the database may be tried again.
    ///
    /// # Errors
    /// The error itself, once it came too often or is no fault of the database.
    pub(super) async fn wait_or_fail(&mut self, error: Error) -> Result<(), Error> {
        if self.0 >= MAX_RETRIES || !matches!(error, Error::Database(_)) {
            return Err(error);
        }
        self.0 += 1;
        sleep(RETRY_DELAY).await;
        Ok(())
    }
}
