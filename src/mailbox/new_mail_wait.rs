//! Waiting for new mail: with IDLE (RFC 2177) if the server has it. What it says is a hint, never a count.

use tokio::time::{sleep, timeout};

use super::imap_replies::{self, ImapReply};
use super::imap_session::check_status;
use super::{ImapFailure, ImapSession};

impl ImapSession {
    /// Waits until the server says that mails came or went, or it is time to look anyway.
    ///
    /// # Errors
    /// Returns an error if the connection is lost; the session must be dropped.
    pub async fn wait_for_change(&mut self) -> Result<(), ImapFailure> {
        if !self.has_capability("IDLE") {
            sleep(self.timeouts.poll).await;
            return Ok(());
        }
        let tag = self.start("IDLE").await?;
        if self.continue_or_end(&tag).await?.is_err() {
            // The server has the word but does not do it now.
            sleep(self.timeouts.poll).await;
            return Ok(());
        }
        // The outer clock counts: a server that says that it is still here would begin the time again.
        if let Ok(heard) = timeout(self.timeouts.idle, self.read_to_change()).await {
            heard?;
        }
        self.send_line("DONE").await?;
        let limit = self.timeouts.command;
        let replies = timeout(limit, self.finish(&tag)).await.map_err(|_| ImapFailure::TimedOut(limit))??;
        check_status("IDLE", &replies.status)?;
        self.run("NOOP", "NOOP").await.map(drop)
    }

    async fn read_to_change(&mut self) -> Result<(), ImapFailure> {
        loop {
            match self.read_untimed().await? {
                ImapReply::Data(octets) if imap_replies::is_change(&octets) => return Ok(()),
                ImapReply::Tagged { .. } => return Err(ImapFailure::InvalidReply),
                _ => {}
            }
        }
    }
}
