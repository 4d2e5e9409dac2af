//! Writes the public archive to a folder, for the society's own web space.

use std::io;
use std::path::Path;

use jiff::Timestamp;

use super::archive_links::ArchiveLinks;
use super::archive_pages::{ArchivePages, LetterView, YearView};
use super::archive_years::{ArchiveYear, public_lists, read_year};
use super::atom_feed::{FeedView, newest_letters, read_letters, write_feed};
use super::exported_files::{ExportSummary, ExportedFiles};
use super::page_error::PageError;
use crate::config::Workspace;
use crate::database::{self, Database, archive_letters};
use crate::model::{ArchiveAccess, ArchiveLine, List, ListId};

/// What is exported.
#[derive(Debug, Clone, Copy)]
pub struct ExportOptions<'o> {
    /// Only the letters of this list.
    pub list: Option<&'o List>,
    /// The address at which the folder will be, without a slash at its end.
    pub url: Option<&'o str>,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A database query failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// A page cannot be made.
    #[error(transparent)]
    Page(#[from] PageError),
    /// A file cannot be written.
    #[error("the archive cannot be written")]
    Write(#[from] io::Error),
}

/// One export.
struct Export<'e> {
    database: &'e Database,
    workspace: &'e Workspace,
    pages: ArchivePages,
    lists: Vec<List>,
    /// The only list, if the export has only one.
    only: Option<ListId>,
    links: ArchiveLinks,
    join_url: Option<String>,
    now: Timestamp,
}

/// Writes the letters that everybody may read, with their pages, files, feeds and calendars. The same letters give the
/// same bytes.
///
/// # Errors
/// A page cannot be made, a file not be written, or a database query fails.
pub async fn export_archive(
    database: &Database,
    workspace: &Workspace,
    folder: &Path,
    options: ExportOptions<'_>,
    now: Timestamp,
) -> Result<ExportSummary, ExportError> {
    let mut lists = public_lists(database).await?;
    lists.retain(|list| options.list.is_none_or(|only| only.id == list.id));
    let export = Export {
        database,
        workspace,
        pages: ArchivePages::new(workspace)?,
        lists,
        only: options.list.map(|list| list.id),
        links: ArchiveLinks { base: options.url.map(str::to_owned), is_exported: true },
        join_url: workspace.settings.web.public_url.as_ref().map(|url| format!("{url}/subscribe")),
        now,
    };
    let mut files = ExportedFiles::new(folder)?;
    match export.write_all(&mut files).await {
        Ok(()) => Ok(files.finish()?),
        Err(error) => {
            files.remember()?;
            Err(error)
        }
    }
}

impl Export<'_> {
    async fn write_all(&self, files: &mut ExportedFiles<'_>) -> Result<(), ExportError> {
        // GitHub Pages would leave out files that begin with `_`.
        files.write(".nojekyll", b"")?;
        files.write("archive.css", self.pages.style_sheet.as_bytes())?;
        if let Some(logo) = self.pages.logo() {
            files.write(&logo.name, &logo.bytes)?;
        }
        self.write_years(None, files).await?;
        self.write_feed(None, files).await?;
        for list in &self.lists {
            self.write_years(Some(list), files).await?;
            self.write_feed(Some(list), files).await?;
            let settings = &self.workspace.settings;
            let calendar = super::list_calendar(self.database, settings, list, ArchiveAccess::Public, self.now).await?;
            files.write(&format!("list/{}/events.ics", list.name), calendar.as_bytes())?;
        }
        Ok(())
    }

    /// Writes the pages with the letters of each year, and the letters themselves.
    async fn write_years(&self, list: Option<&List>, files: &mut ExportedFiles<'_>) -> Result<(), ExportError> {
        let folder = list.map(|list| format!("list/{}", list.name));
        let wanted = list.map(|list| list.id).or(self.only);
        let zone = self.pages.zone();
        let newest = read_year(self.database, wanted, None, zone, self.now).await?;
        let Some(newest) = newest else { return Ok(()) };
        let index = folder.as_ref().map_or_else(|| "index.html".to_owned(), |folder| format!("{folder}.html"));
        files.write(&index, self.pages.render_year(self.year_view(list, &newest, false))?.as_bytes())?;
        for year in &newest.years {
            let Some(letters) = read_year(self.database, wanted, Some(*year), zone, self.now).await? else { continue };
            let path = folder.as_ref().map_or_else(|| format!("{year}.html"), |folder| format!("{folder}/{year}.html"));
            files.write(&path, self.pages.render_year(self.year_view(list, &letters, true))?.as_bytes())?;
            if list.is_none() {
                for entry in letters.entries {
                    self.write_letter(entry, files).await?;
                }
            }
        }
        Ok(())
    }

    fn year_view<'v>(&'v self, list: Option<&'v List>, year: &'v ArchiveYear, has_year: bool) -> YearView<'v> {
        let join_url = self.join_url.as_deref();
        YearView { year, lists: &self.lists, list, has_year, links: &self.links, join_url }
    }

    async fn write_letter(&self, entry: ArchiveLine, files: &mut ExportedFiles<'_>) -> Result<(), ExportError> {
        let mut work = self.database.begin_read().await?;
        let path = entry.path.clone();
        let list = self.lists.iter().find(|list| list.id == entry.list);
        let Some(letter) = archive_letters::letter(&mut work, entry).await? else { return Ok(()) };
        let issue = letter.entry.issue;
        let attached = database::attachments::attached(&mut work, issue).await?;
        let page = self.pages.render_letter(LetterView {
            letter: &letter,
            files: &attached,
            list,
            own_step: &path,
            links: &self.links,
            is_sealed: false,
            join_url: self.join_url.as_deref(),
        })?;
        files.write(&format!("{path}.html"), page.as_bytes())?;
        if let Some(css) = archive_letters::style(&mut work, &letter.style_digest).await? {
            files.write(&format!("style/{}.css", letter.style_digest), css.as_bytes())?;
        }
        for file in database::attachments::all(&mut work, issue).await? {
            // The name of a file is one step of its address.
            if letter.shows(&file) && !file.name.contains(['/', '\\', '\0']) && file.name != ".." {
                files.write(&format!("{path}/{}/{}", file.digest(), file.name), &file.bytes)?;
            }
        }
        if let Some(event) = database::issue_events::latest_file(&mut work, issue, self.now).await? {
            files.write(&format!("{path}/event.ics"), &event.bytes)?;
        }
        files.summary.letters += 1;
        Ok(())
    }

    async fn write_feed(&self, list: Option<&List>, files: &mut ExportedFiles<'_>) -> Result<(), ExportError> {
        let only = self.lists.iter().find(|known| list.is_none() && self.only == Some(known.id));
        let newest = newest_letters(self.database, list.or(only), self.now).await?;
        let letters = read_letters(self.database, newest).await?;
        let settings = &self.workspace.settings;
        let feed = write_feed(FeedView { letters: &letters, list, settings, links: &self.links });
        let path = list.map_or_else(|| "feed.xml".to_owned(), |list| format!("list/{}/feed.xml", list.name));
        Ok(files.write(&path, feed.as_bytes())?)
    }
}
