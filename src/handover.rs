//! Handing a workspace over: one file with all that the next chair needs, and no password.

mod open_handover;
mod pack_handover;
mod public_settings;
mod workspace_files;

use std::path::PathBuf;

pub use open_handover::{OpenedHandover, open_handover};
pub use pack_handover::{HandoverFacts, UnfinishedIssue, handed_over_at, pack_handover, take_back};
pub use public_settings::PublicSettings;

use crate::model::IssueState;
use crate::{config, database, zip_files};

/// The names of the parts that are not files of the workspace.
const README: &str = "README.txt";
const CHECKSUMS: &str = "CHECKSUMS.txt";
/// The file with the database of a workspace that keeps it in a file.
pub const DATABASE_FILE: &str = "circular.db";
/// The dump of a database on a PostgreSQL server, in its custom format.
pub const DATABASE_DUMP: &str = "database.dump";

/// Why a workspace was not handed over, or a handover not opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An issue is not finished: both places might go on with it.
    #[error("the letter `{}` is not finished", .0.slug)]
    Unfinished(UnfinishedIssue),
    /// There is a file of that name.
    #[error("`{}` already exists", .0.display())]
    Exists(PathBuf),
    /// The folder has something in it.
    #[error("the folder `{}` is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// A password stands in the settings in a form that cannot be taken out.
    #[error("the password in `{0}` of `circular.toml` cannot be taken out")]
    Password(String),
    /// The settings cannot be parsed, so that no password can be found in them.
    #[error("`circular.toml` cannot be read, so its passwords cannot be taken out")]
    UnreadableSettings,
    /// A part is missing.
    #[error("the file is no handover: `{0}` is missing in it")]
    Missing(&'static str),
    /// A part is not as it was packed.
    #[error("the file is damaged: `{0}` is not as it was packed")]
    Changed(String),
    /// A file cannot be read or written.
    #[error("cannot read or write `{}`", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The settings cannot be read.
    #[error(transparent)]
    Settings(#[from] config::Error),
    /// The archive cannot be written or unpacked.
    #[error(transparent)]
    Archive(#[from] zip_files::ZipFileError),
    /// The database cannot be copied.
    #[error(transparent)]
    Backup(#[from] database::BackupError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl Error {
    fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

/// Returns whether an issue in a state may still send something by itself or by one command.
fn is_unfinished(state: IssueState) -> bool {
    matches!(state, IssueState::Sending | IssueState::Paused)
}
