//! Fetches raw mails: from a folder on an IMAP server, a Maildir, or an mbox file. It changes nothing unless told to.
//!
//! How far a folder on a server was read is a [`MailboxCursor`](crate::model::MailboxCursor), which the caller stores:
//! flags in the mailbox are shared with other mail programs and are not kept by every server.

mod folder_name;
mod folder_pass;
mod imap_connector;
mod imap_failure;
mod imap_login;
mod imap_replies;
mod imap_session;
mod imap_stream;
mod imap_timeouts;
mod maildir;
mod mbox;
mod new_mail_wait;
mod processed_mail;

pub use folder_pass::{FetchedMail, FolderPass, PassStep};
pub use imap_connector::ImapConnector;
pub use imap_failure::{Error, ImapFailure, RetryAdvice};
pub use imap_session::ImapSession;
pub use imap_timeouts::ImapTimeouts;
pub use maildir::list_maildir;
pub use mbox::{is_mbox, read_mbox, split_mbox};

/// The most octets of a mail that are fetched: of a larger one, only the beginning is.
pub const MAX_FETCH_BYTES: u32 = 1 << 20;
