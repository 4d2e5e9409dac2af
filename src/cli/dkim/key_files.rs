//! The files of two keys that were made together: `dkim/SELECTOR.rsa.DOMAIN.key` and `dkim/SELECTOR.ed25519.DOMAIN.key`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use crate::cli::error::CommandError;
use crate::config::{DkimKeySource, DkimSettings};
use crate::message::dkim::{generate_ed25519_key, generate_rsa_key};

/// The folder of the keys, which git ignores.
const FOLDER: &str = "dkim";
const EXTENSION: &str = ".key";
const RSA_PART: &str = ".rsa.";
const ED25519_PART: &str = ".ed25519.";
/// What follows the selector of the RSA key in the selector of the other key.
const ED25519_SUFFIX: &str = "-ed";

/// Two keys for one domain.
#[derive(Debug)]
pub(super) struct KeyFiles {
    selector: String,
    /// The signing domain.
    pub(super) domain: String,
}

impl KeyFiles {
    pub(super) fn new(selector: String, domain: String) -> Self {
        Self { selector, domain }
    }

    /// Returns the keys in the folder that the settings do not name.
    pub(super) fn find(root: &Path, settings: &[&DkimSettings]) -> Vec<Self> {
        let entries = fs::read_dir(root.join(FOLDER)).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut found: Vec<Self> = names
            .filter_map(|name| {
                let (selector, domain) = name.strip_suffix(EXTENSION)?.split_once(RSA_PART)?;
                Some(Self::new(selector.to_owned(), domain.to_owned()))
            })
            .filter(|files| {
                let own = files.settings();
                let is_used = |source: &DkimKeySource| {
                    let mut used = settings.iter().flat_map(|settings| settings.rsa.iter().chain(&settings.ed25519));
                    used.any(|used| root.join(&used.file) == root.join(&source.file))
                };
                let is_there = |source: &DkimKeySource| root.join(&source.file).is_file();
                let mut sources = own.rsa.iter().chain(&own.ed25519);
                sources.all(|source| is_there(source) && !is_used(source))
            })
            .collect();
        found.sort_by(|one, other| (&one.domain, &one.selector).cmp(&(&other.domain, &other.selector)));
        found
    }

    /// Returns the settings that make both keys sign.
    pub(super) fn settings(&self) -> DkimSettings {
        let source = |selector: String, part: &str| {
            let file = PathBuf::from(format!("{FOLDER}/{}{part}{}{EXTENSION}", self.selector, self.domain));
            Some(DkimKeySource { selector, file })
        };
        DkimSettings {
            domain: Some(self.domain.clone()),
            rsa: source(self.selector.clone(), RSA_PART),
            ed25519: source(format!("{}{ED25519_SUFFIX}", self.selector), ED25519_PART),
        }
    }

    /// Makes both keys and writes them.
    pub(super) fn create(&self, root: &Path) -> Result<(), CommandError> {
        let settings = self.settings();
        let paths: Vec<&Path> =
            settings.rsa.iter().chain(&settings.ed25519).map(|source| source.file.as_path()).collect();
        if let Some(taken) = paths.iter().find(|path| root.join(path).exists()) {
            return Err(exists_error(taken));
        }
        make_folder(&root.join(FOLDER)).map_err(|error| write_error(Path::new(FOLDER), &error))?;
        let keys = [generate_rsa_key()?, generate_ed25519_key()?];
        for (path, key) in paths.into_iter().zip(&keys) {
            write_key(&root.join(path), key).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => exists_error(path),
                _ => write_error(path, &error),
            })?;
        }
        Ok(())
    }
}

fn exists_error(path: &Path) -> CommandError {
    CommandError::new(format!("`{}` exists, and a key is never overwritten", path.display()))
        .with_hint("`circular dkim show` shows its record; for new keys choose another name with `--selector`")
}

fn write_error(path: &Path, error: &io::Error) -> CommandError {
    CommandError::new(format!("cannot write `{}`: {}", path.display(), crate::model::io_reason(error)))
}

/// Makes the folder, for its owner only, with a file that makes git ignore it.
fn make_folder(folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let ignore = folder.join(".gitignore");
    if ignore.exists() { Ok(()) } else { fs::write(ignore, "# Private keys: never publish them.\n*\n") }
}

/// Writes a key that only its owner can read; an existing file is an error.
fn write_key(path: &Path, key: &SecretString) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key.expose_secret().as_bytes())?;
    file.sync_all()
}
