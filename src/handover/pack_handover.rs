//! Packs a workspace into a file, and lets it send no more.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::workspace_files::WorkspaceFiles;
use super::{CHECKSUMS, DATABASE_DUMP, DATABASE_FILE, Error, PublicSettings, README, is_unfinished};
use crate::config::{RelayUrl, SettingsFile, Workspace};
use crate::database::{self, Database};
use crate::model::{Digest, SETTINGS_FILE, hex};
use crate::zip_files::ZipFileWriter;

/// An issue that is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedIssue {
    /// The name of its draft.
    pub slug: String,
    /// The name of its list.
    pub list: String,
}

/// What is in a handover, and what its reader must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverFacts {
    /// The name of the society.
    pub society: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Whether the database is a dump of a PostgreSQL server.
    pub is_dump: bool,
    /// The number of files of the workspace.
    pub file_count: u64,
    /// The settings that were taken out.
    pub removed_settings: Vec<String>,
    /// The files for passwords that must be written again.
    pub password_files: Vec<String>,
    /// Files that the settings name and that are not in the handover.
    pub left_out: Vec<String>,
    /// The address of the public pages, with which the links in all letters begin.
    pub public_url: Option<String>,
    /// The mail server, unless letters go to files.
    pub relay: Option<String>,
    /// The number of accounts, which are not handed over.
    pub account_count: u64,
}

/// Packs a workspace into `file`, which only this user can read; then the workspace sends no letters any more. `readme`
/// writes the text for the reader.
///
/// # Errors
/// A letter is not finished, there is such a file and `replace` is false, a password cannot be taken out of the settings,
/// or something cannot be read or written. Then the workspace sends as before.
pub async fn pack_handover(
    database: &Database,
    workspace: &Workspace,
    file: &Path,
    replace: bool,
    now: Timestamp,
    readme: impl Fn(&HandoverFacts) -> String,
) -> Result<HandoverFacts, Error> {
    if !replace && file.exists() {
        return Err(Error::Exists(file.to_owned()));
    }
    refuse_unfinished(database).await?;
    let before = handed_over_at(database).await?;
    mark(database, Some(now)).await?;
    let packed = pack(database, workspace, file, replace, now, readme).await;
    if packed.is_err() {
        mark(database, before).await?;
    }
    packed
}

/// Returns when the workspace was handed over; `None` if it sends letters itself.
///
/// # Errors
/// The database failed.
pub async fn handed_over_at(database: &Database) -> Result<Option<Timestamp>, database::Error> {
    database::handover_mark::handed_over_at(&mut database.begin_read().await?).await
}

/// Lets a workspace that was handed over send again; returns when it was handed over.
///
/// # Errors
/// The database failed.
pub async fn take_back(database: &Database) -> Result<Option<Timestamp>, database::Error> {
    let before = handed_over_at(database).await?;
    mark(database, None).await?;
    Ok(before)
}

async fn mark(database: &Database, at: Option<Timestamp>) -> Result<(), database::Error> {
    let mut work = database.begin_write().await?;
    match at {
        Some(at) => database::handover_mark::set(&mut work, at).await?,
        None => database::handover_mark::remove(&mut work).await?,
    }
    work.commit().await
}

async fn refuse_unfinished(database: &Database) -> Result<(), Error> {
    let mut work = database.begin_read().await?;
    for issue in database::issues::all(&mut work).await? {
        if !issue.trial && is_unfinished(issue.state) {
            let list = database::lists::by_id(&mut work, issue.list).await?;
            let list = list.map(|list| list.name.to_string()).unwrap_or_default();
            return Err(Error::Unfinished(UnfinishedIssue { slug: issue.slug, list }));
        }
    }
    Ok(())
}

async fn pack(
    database: &Database,
    workspace: &Workspace,
    file: &Path,
    replace: bool,
    now: Timestamp,
    readme: impl Fn(&HandoverFacts) -> String,
) -> Result<HandoverFacts, Error> {
    // Nothing is frozen from here on. What was frozen just before is seen now.
    refuse_unfinished(database).await?;
    let is_dump = matches!(database, Database::Postgres(_));
    let settings = public_settings(workspace, is_dump)?;
    let files = WorkspaceFiles::find(workspace, &settings.text)?;
    let accounts = database::accounts::all(&mut database.begin_read().await?).await?.len();
    let facts = facts(workspace, &settings, &files, is_dump, accounts as u64, now);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let scratch = tempfile::Builder::new().prefix(".handover").tempdir_in(folder).map_err(Error::file(folder))?;
    let copied = if is_dump { DATABASE_DUMP } else { DATABASE_FILE };
    let copy = scratch.path().join(copied);
    database.copy_for_handover(&workspace.settings.database.url, &copy, now).await?;
    let archive = ArchivePlan {
        file: file.to_owned(),
        folder: folder.to_owned(),
        replace,
        readme: readme(&facts),
        settings: settings.text,
        root: workspace.root.clone(),
        names: files.names,
        database: copied,
        copy,
    };
    let writing = tokio::task::spawn_blocking(move || {
        let written = archive.write();
        drop(scratch);
        written
    });
    writing.await.map_err(|stopped| Error::file(file)(std::io::Error::other(stopped)))??;
    Ok(facts)
}

/// What an archive is written of.
struct ArchivePlan {
    file: PathBuf,
    /// The folder of the file.
    folder: PathBuf,
    replace: bool,
    readme: String,
    settings: String,
    root: PathBuf,
    /// The files of the workspace.
    names: Vec<String>,
    /// The name of the database in the archive.
    database: &'static str,
    /// A copy of the database.
    copy: PathBuf,
}

impl ArchivePlan {
    /// Writes the archive beside the file, then puts it in its place.
    fn write(&self) -> Result<(), Error> {
        let Self { file, folder, copy, .. } = self;
        // A temporary file has mode 0600: only its owner can read it.
        let part = tempfile::NamedTempFile::new_in(folder).map_err(Error::file(file))?;
        let mut zip = ZipFileWriter::new(part.reopen().map_err(Error::file(file))?);
        let mut sums = Checksums::default();
        sums.note(README, &zip.add(README, self.readme.as_bytes())?);
        sums.note(SETTINGS_FILE, &zip.add(SETTINGS_FILE, self.settings.as_bytes())?);
        for name in &self.names {
            let path = self.root.join(name);
            sums.note(name, &zip.add(name, File::open(&path).map_err(Error::file(path))?)?);
        }
        sums.note(self.database, &zip.add(self.database, File::open(copy).map_err(Error::file(copy))?)?);
        zip.add(CHECKSUMS, sums.0.as_bytes())?;
        zip.finish().map_err(Error::file(file))?;
        let kept = if self.replace { part.persist(file) } else { part.persist_noclobber(file) };
        kept.map_err(|error| Error::file(file)(error.error))?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::file(folder))
    }
}

/// The digests of all files, as `sha256sum` writes them.
#[derive(Default)]
struct Checksums(String);

impl Checksums {
    fn note(&mut self, name: &str, digest: &Digest) {
        let _ = writeln!(self.0, "{}  {name}", hex(digest));
    }
}

/// Returns the settings without passwords; a database in a file is beside them.
fn public_settings(workspace: &Workspace, is_dump: bool) -> Result<PublicSettings, Error> {
    let path = workspace.settings_file();
    let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
    let mut settings = PublicSettings::new(&text)?;
    if !is_dump {
        let mut file = SettingsFile::from_text(path, settings.text.clone());
        let url = format!("sqlite:{DATABASE_FILE}");
        file.set("database", "url", Some(&url)).map_err(|_| Error::Password("database.url".to_owned()))?;
        file.text().clone_into(&mut settings.text);
    }
    Ok(settings)
}

fn facts(
    workspace: &Workspace,
    settings: &PublicSettings,
    files: &WorkspaceFiles,
    is_dump: bool,
    account_count: u64,
    now: Timestamp,
) -> HandoverFacts {
    let own = &workspace.settings;
    HandoverFacts {
        society: own.society.name.clone(),
        made_at: now,
        is_dump,
        file_count: files.names.len() as u64,
        removed_settings: settings.removed.clone(),
        password_files: files.password_files.clone(),
        left_out: files.left_out.clone(),
        public_url: own.web.public_url.as_ref().map(ToString::to_string),
        relay: matches!(own.relay.url, RelayUrl::Smtp { .. }).then(|| own.relay.url.to_string()),
        account_count,
    }
}
