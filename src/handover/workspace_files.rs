//! The files of a workspace that are handed over.

use std::fs;
use std::path::{Component, Path, PathBuf};

use toml::{Table, Value};

use super::Error;
use crate::config::Workspace;

/// The folders that are handed over whole.
const FOLDERS: [&str; 2] = ["newsletters", "templates"];
/// How the keys end whose values are files with a secret that nobody else gets.
const SECRET_FILE_KEYS: [&str; 3] = ["password_file", "token_file", "secret_file"];

/// What is handed over of the files, and what is not.
#[derive(Debug, Default)]
pub(super) struct WorkspaceFiles {
    /// The names below the workspace, with `/` between folders, in order.
    pub(super) names: Vec<String>,
    /// Files that the settings name and that are elsewhere or missing.
    pub(super) left_out: Vec<String>,
    /// The files for passwords that the next chair must write.
    pub(super) password_files: Vec<String>,
}

impl WorkspaceFiles {
    /// Finds the files of a workspace: drafts, templates, the logo and the keys that sign letters.
    pub(super) fn find(workspace: &Workspace, settings: &str) -> Result<Self, Error> {
        let mut files = Self::default();
        for folder in FOLDERS {
            files.add_folder(&workspace.root, folder)?;
        }
        let table = settings.parse::<Table>().unwrap_or_default();
        files.add_password_files(&table);
        files.names.retain(|name| !files.password_files.contains(name));
        let dkim = &workspace.settings.dkim;
        let keys = [&dkim.rsa, &dkim.ed25519].into_iter().flatten().map(|key| key.file.clone());
        let logo = workspace.settings.look.logo.iter().map(PathBuf::from);
        for file in keys.chain(logo) {
            files.add_named(&workspace.root, &file);
        }
        files.names.sort();
        files.names.dedup();
        Ok(files)
    }

    /// Adds the files of a folder; hidden ones and links are left out.
    fn add_folder(&mut self, root: &Path, folder: &str) -> Result<(), Error> {
        let path = root.join(folder);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Error::file(path)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Error::file(&path))?;
            let kind = entry.file_type().map_err(Error::file(&path))?;
            let Some(own) = entry.file_name().to_str().map(str::to_owned) else {
                self.left_out.push(entry.path().display().to_string());
                continue;
            };
            let name = format!("{folder}/{own}");
            if own.starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                self.add_folder(root, &name)?;
            } else if kind.is_file() {
                self.names.push(name);
            } else {
                self.left_out.push(name);
            }
        }
        Ok(())
    }

    /// Adds a file that the settings name, if it is a plain file of the workspace.
    fn add_named(&mut self, root: &Path, file: &Path) {
        let own = file.strip_prefix(root).unwrap_or(file);
        let parts: Option<Vec<&str>> = own
            .components()
            .map(|part| match part {
                Component::Normal(part) => part.to_str().filter(|part| !part.starts_with('.')),
                _ => None,
            })
            .collect();
        let is_plain = fs::symlink_metadata(root.join(own)).is_ok_and(|data| data.is_file());
        match parts {
            Some(parts) if is_plain && !parts.is_empty() => self.names.push(parts.join("/")),
            _ => self.left_out.push(file.display().to_string()),
        }
    }

    fn add_password_files(&mut self, table: &Table) {
        for (key, value) in table {
            match value {
                Value::String(path) if SECRET_FILE_KEYS.iter().any(|end| key.ends_with(end)) => {
                    self.password_files.push(path.clone());
                }
                Value::Table(inner) => self.add_password_files(inner),
                _ => {}
            }
        }
    }
}
