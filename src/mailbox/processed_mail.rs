//! Marking and moving processed mails, if the settings ask for it.

use super::folder_name::encode_folder_name;
use super::folder_pass::{OPEN, sequence_set};
use super::{ImapFailure, ImapSession};

impl ImapSession {
    /// Marks mails as read. The server may refuse it or keep it for itself: nothing depends on it.
    ///
    /// # Errors
    /// Returns an error if the connection is lost, or the folder was replaced or cannot be changed.
    pub async fn mark_read(&mut self, folder: &str, uid_validity: u32, uids: &[u32]) -> Result<(), ImapFailure> {
        self.select(folder, uid_validity).await?;
        self.store(uids, "\\Seen").await
    }

    /// Moves mails to another folder. Without MOVE they are copied and marked as deleted.
    ///
    /// # Errors
    /// Returns an error if the other folder does not exist, or the connection is lost.
    pub async fn move_mails(
        &mut self,
        folder: &str,
        uid_validity: u32,
        uids: &[u32],
        target: &str,
    ) -> Result<(), ImapFailure> {
        self.select(folder, uid_validity).await?;
        let (set, to) = (sequence_set(uids), encode_folder_name(target));
        let has_move = self.has_capability("MOVE");
        let command = if has_move { "MOVE" } else { "COPY" };
        match self.run(command, &format!("UID {command} {set} {to}")).await {
            Err(refusal @ ImapFailure::CommandRefused { .. }) => {
                return Err(self.explain_refusal(target, refusal).await);
            }
            moved => moved.map(drop)?,
        }
        if has_move {
            return Ok(());
        }
        self.store(uids, "\\Deleted").await?;
        // Without UIDPLUS, EXPUNGE would also remove what other programs have marked.
        if self.has_capability("UIDPLUS") {
            self.run("EXPUNGE", &format!("UID EXPUNGE {set}")).await?;
        }
        Ok(())
    }

    /// Opens a folder with the right to change it.
    async fn select(&mut self, folder: &str, uid_validity: u32) -> Result<(), ImapFailure> {
        let opened = self.run(OPEN, &format!("{OPEN} {}", encode_folder_name(folder))).await?;
        let own = opened.notes.iter().find_map(|note| note.code_number("UIDVALIDITY"));
        if own == Some(uid_validity) { Ok(()) } else { Err(ImapFailure::NoUidValidity) }
    }

    async fn store(&mut self, uids: &[u32], flag: &str) -> Result<(), ImapFailure> {
        self.run("STORE", &format!("UID STORE {} +FLAGS.SILENT ({flag})", sequence_set(uids))).await.map(drop)
    }
}
