//! Makes a workspace in a folder. Files that exist are left as they are.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::model::SETTINGS_FILE;

const SETTINGS_TEMPLATE: &str = include_str!("../../templates/archetypes/circular.toml");
const GITIGNORE: &str = "# The list is sensitive data: never publish it.\n\
    *.db\n*.db-*\n*.csv\n*.xlsx\n*.ods\n*.vcf\n*.ldif\n*-password\n*-secret\ndkim/\n*.key\noutbox/\n";

/// A file or a folder of a new workspace that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{}`", .path.display())]
pub struct NewWorkspaceError {
    /// Its path.
    pub path: PathBuf,
    /// The cause.
    pub source: io::Error,
}

/// Returns the settings with which a workspace begins.
#[must_use]
pub fn settings_template() -> &'static str {
    SETTINGS_TEMPLATE
}

/// Makes the folders and the settings of a workspace.
///
/// # Errors
/// A file or a folder cannot be written.
pub fn create_workspace(root: &Path, settings: &str) -> Result<(), NewWorkspaceError> {
    for folder in ["newsletters", "templates"] {
        create_folder(&root.join(folder))?;
    }
    write_if_missing(&root.join(SETTINGS_FILE), settings)?;
    write_if_missing(&root.join(".gitignore"), GITIGNORE)
}

/// Makes a folder with all folders above it.
///
/// # Errors
/// It cannot be made.
pub fn create_folder(path: &Path) -> Result<(), NewWorkspaceError> {
    fs::create_dir_all(path).map_err(|source| NewWorkspaceError { path: path.to_owned(), source })
}

/// Writes a file, unless there is one.
///
/// # Errors
/// It cannot be written.
pub fn write_if_missing(path: &Path, text: &str) -> Result<(), NewWorkspaceError> {
    if path.exists() {
        return Ok(());
    }
    fs::write(path, text).map_err(|source| NewWorkspaceError { path: path.to_owned(), source })
}
