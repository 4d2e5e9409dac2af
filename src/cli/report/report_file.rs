//! Writes a report's page, readable only by its owner; overwrites nothing but an earlier report.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::cli::error::CommandError;

/// The tag near the beginning of a file that marks it as one of our reports.
pub(super) const GENERATOR_TAG: &str = "<meta name=\"generator\" content=\"circular report\">";
/// How many bytes are searched for the tag.
const SEARCHED_BYTES: u64 = 1_024;

/// Writes a page, whole or not at all.
pub(in crate::cli) fn write_report(path: &Path, page: &str) -> Result<(), CommandError> {
    let named = |error: io::Error| CommandError::unwritable(path, &error);
    let is_ours = match File::open(path) {
        Ok(file) => Some(is_report(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(named(error)),
    };
    if is_ours == Some(false) {
        return Err(CommandError::new(format!("`{}` already exists and is not a report", path.display()))
            .with_hint("choose another file name"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    // A temporary file has mode 0600: only its owner can read it.
    let mut file = NamedTempFile::new_in(folder).map_err(named)?;
    file.write_all(page.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(named)?;
    let kept = if is_ours.is_some() { file.persist(path) } else { file.persist_noclobber(path) };
    kept.map(drop).map_err(|error| named(error.error))
}

fn is_report(file: File) -> bool {
    let mut start = Vec::new();
    file.take(SEARCHED_BYTES).read_to_end(&mut start).is_ok() && String::from_utf8_lossy(&start).contains(GENERATOR_TAG)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn only_a_report_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        let page = |words: &str| format!("<!doctype html>\n{GENERATOR_TAG}\n{words}");
        write_report(&path, &page("one")).unwrap();
        write_report(&path, &page("two")).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), page("two"));
        std::fs::write(&path, "<!doctype html>my own work").unwrap();
        assert!(write_report(&path, &page("three")).is_err());
        assert!(write_report(folder.path(), &page("three")).is_err());
        assert!(write_report(&folder.path().join("nowhere/x.html"), &page("three")).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "<!doctype html>my own work");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn report_is_readable_only_by_its_owner() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.html");
        write_report(&path, GENERATOR_TAG).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
