//! Earlier versions of drafts: what the editor replaced lately, in a folder of the workspace beside the drafts.

use std::path::{Path, PathBuf};
use std::{fs, io};

use jiff::{SignedDuration, Timestamp};

/// The folder of the workspace in which they are.
const VERSIONS_FOLDER: &str = ".circular/versions";

/// How long a version is kept.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(48);

/// The most versions of one draft.
const MAX_VERSIONS: usize = 200;

/// Of what is saved while somebody writes, one version is kept in this time.
const MIN_INTERVAL: SignedDuration = SignedDuration::from_secs(60);

/// A version that was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftVersion {
    /// When it was replaced.
    pub replaced_at: Timestamp,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The earlier versions of one draft.
#[derive(Debug, Clone)]
pub struct DraftVersions {
    root: PathBuf,
    folder: PathBuf,
}

impl DraftVersions {
    /// Returns those of a draft by its slug, which is the name of a file.
    #[must_use]
    pub fn of(workspace: &Path, slug: &str) -> Self {
        let root = workspace.join(VERSIONS_FOLDER);
        Self { folder: root.join(slug), root }
    }

    /// Stores what is being replaced, unless a version was stored a moment ago; `always` stores it anyway.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn store(&self, bytes: &[u8], now: Timestamp, always: bool) -> io::Result<()> {
        let known = self.list()?;
        let is_recent = known.first().is_some_and(|last| now.duration_since(last.replaced_at) < MIN_INTERVAL);
        if is_recent && !always {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        let ignore = self.root.parent().unwrap_or(&self.root).join(".gitignore");
        if !ignore.exists() {
            fs::write(ignore, "*\n")?;
        }
        fs::write(self.file(now), bytes)?;
        for (index, version) in known.iter().enumerate() {
            let is_old = now.duration_since(version.replaced_at) > MAX_AGE;
            if is_old || index + 1 >= MAX_VERSIONS {
                fs::remove_file(self.file(version.replaced_at))?;
            }
        }
        Ok(())
    }

    /// Lists the versions, the latest first.
    ///
    /// # Errors
    /// The folder cannot be read; if it does not exist, there are none.
    pub fn list(&self) -> io::Result<Vec<DraftVersion>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut versions = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let millisecond = name.to_str().and_then(|name| name.strip_suffix(".md")?.parse().ok());
            let replaced_at = millisecond.and_then(|millisecond| Timestamp::from_millisecond(millisecond).ok());
            if let Some(replaced_at) = replaced_at {
                versions.push(DraftVersion { replaced_at, bytes: entry.metadata()?.len() });
            }
        }
        versions.sort_by_key(|version| std::cmp::Reverse(version.replaced_at));
        Ok(versions)
    }

    /// Returns the bytes of the version that was replaced at a time; `None` if there is none.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, replaced_at: Timestamp) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.file(replaced_at)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            bytes => bytes.map(Some),
        }
    }

    fn file(&self, replaced_at: Timestamp) -> PathBuf {
        self.folder.join(format!("{}.md", replaced_at.as_millisecond()))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn versions_are_kept_apart_pruned_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let versions = DraftVersions::of(folder.path(), "spring");
        let at = |seconds: i64| Timestamp::from_second(1_500_000_000 + seconds).unwrap();
        assert_eq!(versions.list().unwrap(), []);
        versions.store(b"one", at(0), false).unwrap();
        versions.store(b"two", at(30), false).unwrap();
        versions.store(b"three", at(40), true).unwrap();
        versions.store(b"four!", at(100), false).unwrap();
        let listed: Vec<_> = versions.list().unwrap().into_iter().map(|version| version.replaced_at).collect();
        assert_eq!(listed, [at(100), at(40), at(0)]);
        assert_eq!(versions.read(at(40)).unwrap().as_deref(), Some(&b"three"[..]));
        assert_eq!(versions.read(at(41)).unwrap(), None);
        assert_eq!(fs::read_to_string(folder.path().join(".circular/.gitignore")).unwrap(), "*\n");
        versions.store(b"five", at(49 * 3600), false).unwrap();
        assert_eq!(versions.list().unwrap().len(), 1);
        for minute in 0..210 {
            versions.store(b"six", at(50 * 3600 + 60 * minute), false).unwrap();
        }
        assert_eq!(versions.list().unwrap().len(), MAX_VERSIONS);
    }
}
