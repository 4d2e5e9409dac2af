//! Writes messages as `.eml` files to a folder instead of sending them to a relay.

use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{SmtpFailure, SmtpPhase};
use crate::model::{Address, Reply, TEST_HEADER};

/// The text of a reply before the file name.
pub const STORED_REPLY_PREFIX: &str = "filed as ";

/// A folder of messages, numbered in the order in which they were written.
#[derive(Debug, Clone)]
pub struct FileTransport {
    folder: PathBuf,
    last_number: Arc<AtomicU64>,
}

impl FileTransport {
    /// Sets the folder, which is created on first use.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, last_number: Arc::default() }
    }

    /// Creates the folder and finds its highest number.
    pub(super) fn open(&self) -> Result<Self, SmtpFailure> {
        let lost = |cause: io::Error| SmtpFailure::connection_lost(SmtpPhase::Connect, cause);
        std::fs::create_dir_all(&self.folder).map_err(lost)?;
        for entry in std::fs::read_dir(&self.folder).map_err(lost)?.flatten() {
            self.last_number.fetch_max(file_number(&entry.path()), Ordering::Relaxed);
        }
        Ok(self.clone())
    }

    /// Writes one message atomically.
    pub(super) async fn store(&self, message: &[u8]) -> Result<Reply, SmtpFailure> {
        let (outbox, message) = (self.clone(), message.to_vec());
        let filed = tokio::task::spawn_blocking(move || outbox.write_file(&message)).await;
        let name = filed
            .map_err(io::Error::other)
            .flatten()
            .map_err(|cause| SmtpFailure::connection_lost(SmtpPhase::Body, cause))?;
        Ok(Reply { code: 250, text: format!("{STORED_REPLY_PREFIX}{name}") })
    }

    fn write_file(&self, message: &[u8]) -> io::Result<String> {
        let mut file = tempfile::Builder::new().prefix(".").suffix(".part").tempfile_in(&self.folder)?;
        file.write_all(message)?;
        loop {
            let name = format!("{:06}.eml", self.last_number.fetch_add(1, Ordering::Relaxed) + 1);
            match file.persist_noclobber(self.folder.join(&name)) {
                Ok(_) => return Ok(name),
                // Another process writes to the same folder and took the name.
                Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => file = taken.file,
                Err(failed) => return Err(failed.error),
            }
        }
    }
}

impl fmt::Display for FileTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "outbox:{}", self.folder.display())
    }
}

/// Returns the file name in the reply to a message.
#[must_use]
pub fn stored_file_name(reply: &str) -> Option<&str> {
    reply.split_once(STORED_REPLY_PREFIX)?.1.split_whitespace().next()
}

/// Returns the message files in a folder that are for an address; none if the folder does not exist.
///
/// # Errors
/// Returns an error if a file cannot be read.
pub fn files_for_recipient(folder: &Path, address: &Address) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut filed = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "eml") && is_addressed_to(&std::fs::read(&path)?, address) {
            filed.push(path);
        }
    }
    filed.sort();
    Ok(filed)
}

/// Returns whether a message is for an address, or is a test message rendered for it.
fn is_addressed_to(message: &[u8], address: &Address) -> bool {
    let text = String::from_utf8_lossy(message).to_lowercase();
    let test_of = TEST_HEADER.to_lowercase() + ":";
    let mut in_header = false;
    for line in text.lines().take_while(|line| !line.is_empty()) {
        let value = line.strip_prefix("to:").or_else(|| line.strip_prefix(&test_of));
        in_header = value.is_some() || in_header && line.starts_with([' ', '\t']);
        let line = value.unwrap_or(line);
        if in_header && line.split([' ', '\t', ',', '<', '>']).any(|word| word == address.folded()) {
            return true;
        }
    }
    false
}

/// Returns the number in a file name, 0 for other names.
fn file_number(path: &Path) -> u64 {
    path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::is_addressed_to;

    #[test]
    fn message_file_is_matched_by_its_recipient() {
        let ann = "Ann@example.org".parse().unwrap();
        for (message, is) in [
            ("To: Ann Lee <ann@example.org>\r\n\r\nHello", true),
            ("From: x@example.org\r\nTo: =?utf-8?q?Ann?=\r\n <ANN@example.org>\r\n\r\nHello", true),
            ("To: ann@example.org\n\nHello", true),
            ("To: joann@example.org\r\n\r\nHello", false),
            ("To: ann@example.org.uk\r\n\r\nHello", false),
            ("From: ann@example.org\r\nReply-To: ann@example.org\r\nTo: bob@example.org\r\n\r\nHello", false),
            ("To: bob@example.org\r\n\r\nTo: ann@example.org", false),
        ] {
            assert_eq!(is_addressed_to(message.as_bytes(), &ann), is, "{message}");
        }
    }
}
