//! Takes letters out of the archive and puts them back.

use jiff::Timestamp;

use crate::database::{self, Database};
use crate::model::{ArchiveAccess, IssueId};

/// What became of a wish to change the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveChange {
    /// It was done; so many people may read the letter now.
    Done(ArchiveAccess),
    /// It was so before.
    Unchanged(ArchiveAccess),
    /// The draft said `web: no` when it was sent, so there is nothing to show.
    NoWebCopy,
    /// The list has no letters on the web.
    ListIsOff,
}

/// Takes a letter out of the archive: its page says that it is gone, and feeds and lists do without it.
///
/// # Errors
/// A database query fails.
pub async fn remove_letter(
    database: &Database,
    issue: IssueId,
    now: Timestamp,
) -> Result<ArchiveChange, database::Error> {
    let mut work = database.begin_write().await?;
    let Some(entry) = database::archive_letters::by_issue(&mut work, issue).await? else {
        return Ok(ArchiveChange::NoWebCopy);
    };
    if entry.is_removed || entry.access == ArchiveAccess::Off {
        return Ok(ArchiveChange::Unchanged(ArchiveAccess::Off));
    }
    database::archive_letters::remove(&mut work, issue, now).await?;
    work.commit().await?;
    Ok(ArchiveChange::Done(ArchiveAccess::Off))
}

/// Puts a letter into the archive, for those whom the setting of its list allows at present.
///
/// # Errors
/// A database query fails.
pub async fn restore_letter(
    database: &Database,
    issue: IssueId,
    now: Timestamp,
) -> Result<ArchiveChange, database::Error> {
    let mut work = database.begin_write().await?;
    let Some(entry) = database::archive_letters::by_issue(&mut work, issue).await? else {
        return Ok(ArchiveChange::NoWebCopy);
    };
    let list = database::lists::by_id(&mut work, entry.list).await?;
    let allowed = list.map_or(ArchiveAccess::Off, |list| list.archive);
    if allowed == ArchiveAccess::Off {
        return Ok(ArchiveChange::ListIsOff);
    }
    if !entry.is_removed && entry.access == allowed {
        return Ok(ArchiveChange::Unchanged(allowed));
    }
    database::archive_letters::restore(&mut work, issue, allowed, now).await?;
    work.commit().await?;
    Ok(ArchiveChange::Done(allowed))
}
