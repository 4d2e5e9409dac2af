//! The letters on the web: their pages, feeds and calendars, served or written to a folder.

mod archive_export;
mod archive_links;
mod archive_pages;
mod archive_years;
mod atom_feed;
mod exported_files;
mod page_error;
mod page_style;
mod removal;

pub use archive_export::{ExportError, ExportOptions, export_archive};
pub use archive_links::{ArchiveLinks, RelativePlace};
pub use archive_pages::{ArchivePages, LetterView, YearView};
pub use archive_years::{ArchiveYear, public_lists, read_year};
pub use atom_feed::{FeedView, newest_letters, read_letters, write_feed};
pub use exported_files::ExportSummary;
pub use page_error::PageError;
pub use page_style::page_style;
pub use removal::{ArchiveChange, remove_letter, restore_letter};

use jiff::Timestamp;

use crate::config::Settings;
use crate::database::{self, Database};
use crate::draft;
use crate::model::{ArchiveAccess, List};

/// Writes the calendar of a list's events; `access` is whose letters count.
///
/// # Errors
/// A database query fails.
pub async fn list_calendar(
    database: &Database,
    settings: &Settings,
    list: &List,
    access: ArchiveAccess,
    now: Timestamp,
) -> Result<String, database::Error> {
    let events = database::issue_events::published(&mut database.begin_read().await?, list.id, access, now).await?;
    let title = format!("{}: {}", settings.society.name, list.title);
    Ok(draft::write_calendar(&title, &events, &settings.sender.from, &settings.society.time_zone()))
}
