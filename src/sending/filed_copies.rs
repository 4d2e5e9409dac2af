//! The copies to somebody that are files in an outbox.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use crate::config::{RelayUrl, Workspace};
use crate::model::Address;
use crate::smtp;

/// The copies to somebody in one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledCopies {
    /// The folder, as the settings name it.
    pub folder: PathBuf,
    /// The files.
    pub files: Vec<PathBuf>,
}

/// Returns the copies to an address in the outboxes of a workspace; folders without any are left out.
///
/// # Errors
/// Returns an error if a file cannot be read.
pub fn filed_copies(workspace: &Workspace, address: &Address) -> io::Result<Vec<FiledCopies>> {
    let relays = workspace.settings.all_relays();
    // A trial may have filled the usual folder before there was a relay.
    let folders: BTreeSet<PathBuf> = relays
        .map(|relay| match &relay.settings.url {
            RelayUrl::Directory(folder) => folder.clone(),
            RelayUrl::Smtp { .. } => PathBuf::from("outbox"),
        })
        .collect();
    let mut copies = Vec::new();
    for folder in folders {
        let files = smtp::files_for_recipient(&workspace.root.join(&folder), address)?;
        if !files.is_empty() {
            copies.push(FiledCopies { folder, files });
        }
    }
    Ok(copies)
}
