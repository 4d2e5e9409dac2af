//! Reads the mailbox in the settings, once or for as long as the program runs.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{InboundOutcome, MailQueue, MailStore, QueuedMail, UnderstoodMail, apply_mail};
use crate::config::{AfterReading, MailboxSettings, MailboxUrl};
use crate::database::mailbox_cursors::{self, MailboxStatus};
use crate::database::{self, Database, DatabaseTransaction};
use crate::mailbox::{self, ImapConnector, ImapFailure, ImapSession, PassStep, RetryAdvice};
use crate::subscription;

/// How long before the first key a mail may have come that is about one of our letters; servers' clocks differ.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_hours(48);

/// The mailbox in the settings.
#[derive(Debug)]
pub struct MailboxReader {
    database: Database,
    settings: MailboxSettings,
    account: String,
    pub(super) source: MailSource,
    now: fn() -> Timestamp,
}

/// Where the mails are.
#[derive(Debug)]
pub(super) enum MailSource {
    Imap(Box<ImapConnector>),
    /// A Maildir or an mbox file.
    Local(PathBuf),
}

/// Why the mailbox cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum MailboxReadError {
    /// The mail server or the settings for it.
    #[error(transparent)]
    Mailbox(#[from] mailbox::Error),
    /// A file cannot be read.
    #[error("cannot read `{}`", .path.display())]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The workspace was handed over: the mails belong to the place that sends now.
    #[error("the workspace was handed over: its mails are read at the new place")]
    HandedOver,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// A mail could not be processed.
    #[error(transparent)]
    Processing(#[from] subscription::Error),
}

impl From<ImapFailure> for MailboxReadError {
    fn from(failure: ImapFailure) -> Self {
        Self::Mailbox(failure.into())
    }
}

impl MailboxReadError {
    /// Returns when it makes sense to try again.
    #[must_use]
    pub fn retry_advice(&self) -> RetryAdvice {
        match self {
            Self::Mailbox(error) => error.retry_advice(),
            Self::HandedOver => RetryAdvice::AfterChange,
            Self::File { .. } | Self::Database(_) | Self::Processing(_) => RetryAdvice::Soon,
        }
    }
}

impl MailboxReader {
    /// Prepares reading; paths in the settings are relative to `root`. `None` if no mailbox is set.
    ///
    /// # Errors
    /// Returns an error if the settings cannot be used.
    pub fn new(
        database: Database,
        settings: &MailboxSettings,
        root: &Path,
        now: fn() -> Timestamp,
    ) -> Result<Option<Self>, mailbox::Error> {
        let Some(url) = &settings.url else { return Ok(None) };
        if settings.after_reading == AfterReading::Move && settings.move_to.is_none() {
            return Err(mailbox::Error::MissingTarget);
        }
        let source = match url {
            MailboxUrl::Imap { .. } => MailSource::Imap(Box::new(ImapConnector::new(settings, root)?)),
            MailboxUrl::Maildir(path) | MailboxUrl::Mbox(path) => MailSource::Local(root.join(path)),
        };
        Ok(Some(Self { database, account: url.to_string(), settings: settings.clone(), source, now }))
    }

    /// Reads all new mails once; `report` gets each mail and what became of it.
    ///
    /// # Errors
    /// Returns an error if the mailbox cannot be read to its end. What was processed stays, and the rest is read next
    /// time.
    pub async fn read_once(
        &self,
        mut report: impl FnMut(&UnderstoodMail<'_>, &InboundOutcome) + Send,
    ) -> Result<(), MailboxReadError> {
        let read = match &self.source {
            MailSource::Local(path) => self.read_files(path, &mut report).await,
            MailSource::Imap(connector) => self.read_folder_once(connector, &mut report).await,
        };
        self.record(read.as_ref().err()).await?;
        read
    }

    async fn read_folder_once(
        &self,
        connector: &ImapConnector,
        report: &mut (impl FnMut(&UnderstoodMail<'_>, &InboundOutcome) + Send),
    ) -> Result<(), MailboxReadError> {
        let mut session = connector.open().await?;
        self.read_folder(&mut session, report).await?;
        session.logout().await;
        Ok(())
    }

    /// Reads what came since the stored place. The place moves only behind mails that are committed.
    pub(super) async fn read_folder(
        &self,
        session: &mut ImapSession,
        report: &mut (impl FnMut(&UnderstoodMail<'_>, &InboundOutcome) + Send),
    ) -> Result<(), MailboxReadError> {
        let (account, folder) = (&*self.account, &*self.settings.folder);
        let mut work = self.database.begin_read().await?;
        refuse_if_handed_over(&mut work).await?;
        let cursor = mailbox_cursors::get(&mut work, account, folder).await?.and_then(|status| status.cursor);
        drop(work);
        let keys = subscription::signing_keys(&self.database, (self.now)()).await?;
        let mut pass = session.begin_pass(folder, cursor, self.first_day().await?).await?;
        let uid_validity = pass.uid_validity();
        let mut handled = Vec::new();
        while let Some(step) = pass.next_step().await? {
            match step {
                PassStep::Mail(mail) => {
                    let understood = UnderstoodMail::new(&keys, &mail.octets);
                    let outcome = apply_mail(&self.database, &understood, (self.now)()).await?;
                    if outcome.is_handled() {
                        handled.push(mail.uid);
                    }
                    report(&understood, &outcome);
                }
                PassStep::Advance(cursor) => {
                    let mut work = self.database.begin_write().await?;
                    mailbox_cursors::advance(&mut work, account, folder, cursor).await?;
                    work.commit().await?;
                }
            }
        }
        handled.sort_unstable();
        self.tidy_up(session, uid_validity, &handled).await
    }

    /// Marks or moves handled mails, if the settings ask for it.
    async fn tidy_up(
        &self,
        session: &mut ImapSession,
        uid_validity: u32,
        handled: &[u32],
    ) -> Result<(), MailboxReadError> {
        if handled.is_empty() {
            return Ok(());
        }
        let folder = &self.settings.folder;
        match (self.settings.after_reading, &self.settings.move_to) {
            (AfterReading::Mark, _) => session.mark_read(folder, uid_validity, handled).await?,
            (AfterReading::Move, Some(target)) => session.move_mails(folder, uid_validity, handled, target).await?,
            (AfterReading::Leave, _) | (AfterReading::Move, None) => {}
        }
        Ok(())
    }

    /// Reads a Maildir or an mbox file; mails that were read before are known by their digests.
    async fn read_files(
        &self,
        path: &Path,
        report: &mut (impl FnMut(&UnderstoodMail<'_>, &InboundOutcome) + Send),
    ) -> Result<(), MailboxReadError> {
        refuse_if_handed_over(&mut self.database.begin_read().await?).await?;
        let unreadable = |path: &Path, source| MailboxReadError::File { path: path.to_owned(), source };
        let keys = subscription::signing_keys(&self.database, (self.now)()).await?;
        let store = match self.settings.url {
            Some(MailboxUrl::Maildir(_)) => MailStore::Maildir,
            _ => MailStore::Mbox,
        };
        let files = store.mail_files(path).map_err(|error| unreadable(path, error))?;
        let mut queue = MailQueue::new(&keys, store, files);
        while let Some(QueuedMail { file, mail, .. }) = queue.next().await {
            let mail = mail.map_err(|error| unreadable(&file, error))?;
            let outcome = apply_mail(&self.database, &mail, (self.now)()).await?;
            report(&mail, &outcome);
        }
        Ok(())
    }

    /// Returns the day before which no mail can be about one of our letters.
    async fn first_day(&self) -> Result<Option<Date>, MailboxReadError> {
        let dates = database::signing_keys::creation_dates(&mut self.database.begin_read().await?).await?;
        let first = dates.into_iter().map(|(_, created_at)| created_at).min();
        let first = first.and_then(|created_at| created_at.checked_sub(CLOCK_SLACK).ok());
        Ok(first.map(|at| at.to_zoned(TimeZone::UTC).date()))
    }

    /// Records that the mailbox was read, or why not.
    pub(super) async fn record(&self, failure: Option<&MailboxReadError>) -> Result<(), database::Error> {
        let (account, folder) = (&*self.account, &*self.settings.folder);
        let mut work = self.database.begin_write().await?;
        match failure {
            None => mailbox_cursors::set_read(&mut work, account, folder, (self.now)()).await?,
            Some(MailboxReadError::Database(_) | MailboxReadError::HandedOver) => return Ok(()),
            Some(failure) => {
                mailbox_cursors::set_failed(&mut work, account, folder, &text_with_causes(failure), (self.now)())
                    .await?;
            }
        }
        work.commit().await
    }
}

async fn refuse_if_handed_over(work: &mut DatabaseTransaction) -> Result<(), MailboxReadError> {
    let handed_over_at = database::handover_mark::handed_over_at(work).await?;
    if handed_over_at.is_some() { Err(MailboxReadError::HandedOver) } else { Ok(()) }
}

/// Returns how reading the mailbox in the settings went last; `None` if none is set or it was never tried.
///
/// # Errors
/// Returns an error if the database fails.
pub async fn mailbox_status(
    database: &Database,
    settings: &MailboxSettings,
) -> Result<Option<MailboxStatus>, database::Error> {
    let Some(url) = &settings.url else { return Ok(None) };
    mailbox_cursors::get(&mut database.begin_read().await?, &url.to_string(), &settings.folder).await
}

/// Returns an error with its causes on one line.
pub(super) fn text_with_causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
