//! Unpacks a handover into a new workspace, after it was checked.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{CHECKSUMS, DATABASE_DUMP, DATABASE_FILE, Error, README};
use crate::config::Workspace;
use crate::database::Database;
use crate::model::{Digest, SETTINGS_FILE, hex};
use crate::zip_files::unpack_files;

/// A handover that was unpacked.
#[derive(Debug)]
pub struct OpenedHandover {
    /// The workspace that was made of it.
    pub workspace: Workspace,
    /// The number of files.
    pub file_count: u64,
    /// Whether the database is a dump that must be restored on a PostgreSQL server.
    pub is_dump: bool,
    /// The files for passwords that the settings name and that are missing.
    pub missing_files: Vec<String>,
}

/// Unpacks the handover in `file` into `folder`, which must be new or empty: whole, or not at all.
///
/// # Errors
/// The file is damaged or no handover, the folder has something in it, or something cannot be written.
pub async fn open_handover(file: &Path, folder: &Path) -> Result<OpenedHandover, Error> {
    let is_new = !folder.exists();
    if !is_new && fs::read_dir(folder).map_err(Error::file(folder))?.next().is_some() {
        return Err(Error::NotEmpty(folder.to_owned()));
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let parent = if is_new { parent } else { folder };
    fs::create_dir_all(parent).map_err(Error::file(parent))?;
    let scratch = tempfile::Builder::new().prefix(".handover").tempdir_in(parent).map_err(Error::file(parent))?;
    let inside = scratch.path().join("workspace");
    create_private_folder(&inside).map_err(Error::file(&inside))?;
    let found = unpack_files(file, &inside)?;
    check(&inside, &found)?;
    let is_dump = found.contains_key(DATABASE_DUMP);
    let workspace = Workspace::open(Some(&inside), &inside)?;
    if !is_dump {
        // Its tables are brought up to date, and it is read once.
        let url = format!("sqlite:{DATABASE_FILE}").into();
        Database::open(&url, &inside).await?.close().await;
    }
    if is_new {
        fs::rename(&inside, folder).map_err(Error::file(folder))?;
    } else {
        move_entries(&inside, folder).map_err(Error::file(folder))?;
    }
    let missing_files = missing_files(folder);
    let workspace = Workspace { root: folder.to_owned(), ..workspace };
    Ok(OpenedHandover { workspace, file_count: found.len() as u64, is_dump, missing_files })
}

/// Moves all that is in a folder into another one, which somebody may stand in.
fn move_entries(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::rename(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Compares all parts with the list of their digests.
fn check(folder: &Path, found: &BTreeMap<String, Digest>) -> Result<(), Error> {
    let path = folder.join(CHECKSUMS);
    if !found.contains_key(CHECKSUMS) {
        return Err(Error::Missing(CHECKSUMS));
    }
    let list = fs::read_to_string(&path).map_err(Error::file(path))?;
    let mut expected: BTreeMap<&str, &str> =
        list.lines().filter_map(|line| line.split_once("  ")).map(|(digest, name)| (name, digest)).collect();
    for (name, digest) in found.iter().filter(|(name, _)| *name != CHECKSUMS) {
        if expected.remove(name.as_str()) != Some(hex(digest).as_str()) {
            return Err(Error::Changed(name.clone()));
        }
    }
    if let Some(name) = expected.into_keys().next() {
        return Err(Error::Changed(name.to_owned()));
    }
    let has_database = found.contains_key(DATABASE_FILE) || found.contains_key(DATABASE_DUMP);
    match [README, SETTINGS_FILE].into_iter().find(|name| !found.contains_key(*name)) {
        Some(name) => Err(Error::Missing(name)),
        None if !has_database => Err(Error::Missing(DATABASE_FILE)),
        None => Ok(()),
    }
}

/// Returns the files for passwords and tokens that the settings name and that are not there.
fn missing_files(root: &Path) -> Vec<String> {
    let text = fs::read_to_string(root.join(SETTINGS_FILE)).unwrap_or_default();
    let table = text.parse::<toml::Table>().unwrap_or_default();
    let mut names = Vec::new();
    collect_files(&table, &mut names);
    names.retain(|name| !root.join(name).exists());
    names
}

fn collect_files(table: &toml::Table, names: &mut Vec<String>) {
    for (key, value) in table {
        match value {
            toml::Value::String(path) if key.ends_with("_file") => names.push(path.clone()),
            toml::Value::Table(inner) => collect_files(inner, names),
            _ => {}
        }
    }
}

#[cfg(unix)]
fn create_private_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private_folder(path: &Path) -> std::io::Result<()> {
    fs::create_dir(path)
}
