//! Finds files with a password or a private key that every user of this machine can read.

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};
use url::Url;

/// How the keys end whose values are files with a secret.
const SECRET_FILE_KEYS: [&str; 4] = ["password_file", "token_file", "key_file", "secret_file"];

/// A file with a secret that everybody can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExposedSecret {
    /// The path of the file.
    pub file: PathBuf,
    /// Whether the secret is a private key, not a password.
    pub is_key: bool,
}

/// Returns the files of a workspace that hold a secret and can be read by everybody: the settings `file`, and the files
/// that it names as `…password_file`, `…token_file` or `…key_file`, relative to `root`.
pub(super) fn exposed_files(root: &Path, file: &Path) -> Vec<ExposedSecret> {
    let settings = fs::read_to_string(file).ok().and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
    let mut found = Vec::new();
    if holds_password(&settings) {
        found.push(ExposedSecret { file: file.to_owned(), is_key: false });
    }
    collect_secret_files(&settings, root, &mut found);
    found.retain(|secret| is_readable_by_all(&secret.file));
    found
}

fn holds_password(table: &Table) -> bool {
    table.iter().any(|(key, value)| match value {
        Value::String(text) => {
            matches!(key.as_str(), "password" | "secret") && !text.is_empty()
                || Url::parse(text).is_ok_and(|url| url.password().is_some())
        }
        Value::Table(table) => holds_password(table),
        Value::Array(values) => values.iter().filter_map(Value::as_table).any(holds_password),
        _ => false,
    })
}

fn collect_secret_files(table: &Table, root: &Path, found: &mut Vec<ExposedSecret>) {
    for (key, value) in table {
        match value {
            Value::String(path) if SECRET_FILE_KEYS.iter().any(|end| key.ends_with(end)) => {
                found.push(ExposedSecret { file: root.join(path), is_key: key.ends_with("key_file") });
            }
            Value::Table(table) => collect_secret_files(table, root, found),
            _ => {}
        }
    }
}

/// Returns whether the rights of a file and of all folders above it let everybody read it.
#[cfg(unix)]
fn is_readable_by_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let allows = |path: &Path, right: u32| fs::metadata(path).is_ok_and(|file| file.permissions().mode() & right != 0);
    let Ok(path) = path.canonicalize() else { return false };
    // Advice to close a folder, such as `/`, would do harm.
    path.is_file() && allows(&path, 0o004) && path.ancestors().skip(1).all(|folder| allows(folder, 0o001))
}

#[cfg(not(unix))]
fn is_readable_by_all(_: &Path) -> bool {
    false
}

#[cfg(all(test, unix))]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_readable_files_with_a_password_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        set(folder.path(), 0o755);
        let file = folder.path().join("circular.toml");
        fs::write(folder.path().join("secret"), "x").unwrap();
        for (text, mode, count) in [
            ("[relay]\npassword = 'x'", 0o644, 1),
            ("[relay]\npassword = 'x'", 0o640, 0),
            ("[relay]\nurl = 'smtps://ann:x@mail.example.org'", 0o644, 1),
            ("[relay]\nurl = 'smtps://ann@mail.example.org'", 0o644, 0),
            ("[database]\nurl = 'postgres://circular:x@localhost/circular'", 0o604, 1),
            ("[relay]\npassword_file = 'secret'", 0o644, 1),
            ("[dkim]\nrsa_key_file = 'secret'", 0o644, 1),
            ("[dkim]\nrsa_key_file = '/'", 0o644, 0),
            ("[relay]\ntoken_file = 'secret'", 0o644, 1),
            ("[relay]\nconnections = 4", 0o644, 0),
        ] {
            fs::write(&file, text).unwrap();
            set(&file, mode);
            set(&folder.path().join("secret"), 0o644);
            assert_eq!(exposed_files(folder.path(), &file).len(), count, "{text} {mode:o}");
        }
        set(folder.path(), 0o700);
        assert!(exposed_files(folder.path(), &file).is_empty(), "nobody else gets that far");
    }
}
