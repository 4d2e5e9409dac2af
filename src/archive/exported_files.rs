//! Writes the files of an export: only what has changed, and never what somebody else put there.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;

use crate::model::{Sha256, hex};

/// The list of what an export wrote, with digests: the next one removes what it no longer writes.
const MANIFEST: &str = ".circular-archive";

/// What an export did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportSummary {
    /// How many letters are in it.
    pub letters: usize,
    /// How many files were written.
    pub written: usize,
    /// How many were the same already.
    pub unchanged: usize,
    /// How many of an earlier export were removed, because nothing leads to them any more.
    pub removed: usize,
    /// Files of an earlier export that somebody changed since: they are left as they are.
    pub kept: Vec<PathBuf>,
}

/// The folder of an export while it is written.
#[derive(Debug)]
pub(super) struct ExportedFiles<'f> {
    folder: &'f Path,
    /// What earlier exports wrote: the digest of each file by its path, with slashes.
    earlier: BTreeMap<String, String>,
    /// What this one has written.
    digests: BTreeMap<String, String>,
    pub(super) summary: ExportSummary,
}

impl<'f> ExportedFiles<'f> {
    /// Reads what earlier exports wrote into a folder.
    pub(super) fn new(folder: &'f Path) -> io::Result<Self> {
        let manifest = match fs::read_to_string(folder.join(MANIFEST)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let entry = |line: &str| line.split_once("  ").map(|(digest, path)| (path.to_owned(), digest.to_owned()));
        let earlier = manifest.lines().filter_map(entry).collect();
        Ok(Self { folder, earlier, digests: BTreeMap::new(), summary: ExportSummary::default() })
    }

    /// Writes a file unless it is there with the same content. A file that no export wrote is an error.
    pub(super) fn write(&mut self, path: &str, content: &[u8]) -> io::Result<()> {
        if self.digests.contains_key(path) {
            return Ok(());
        }
        let file = self.folder.join(path);
        if !self.earlier.contains_key(path) && fs::read(&file).is_ok_and(|known| known != content) {
            let words = format!(
                "`{}` is not from an export: move it away, or choose a folder for the letters alone",
                file.display()
            );
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, words));
        }
        self.digests.insert(path.to_owned(), hex(&Sha256::digest(content)));
        if write_changed(&file, content)? {
            self.summary.written += 1;
        } else {
            self.summary.unchanged += 1;
        }
        Ok(())
    }

    /// Removes what an earlier export wrote and this one did not, and remembers what this one wrote.
    pub(super) fn finish(mut self) -> io::Result<ExportSummary> {
        for (path, digest) in std::mem::take(&mut self.earlier) {
            if !self.digests.contains_key(&path) && is_within(&path) {
                self.remove_stale(&path, &digest)?;
            }
        }
        self.write_manifest()?;
        Ok(self.summary)
    }

    /// Remembers what an export wrote that was broken off, so that the next one knows its own files.
    pub(super) fn remember(mut self) -> io::Result<()> {
        let written = std::mem::take(&mut self.digests);
        self.digests = std::mem::take(&mut self.earlier);
        self.digests.extend(written);
        self.write_manifest()
    }

    fn write_manifest(&self) -> io::Result<()> {
        let mut lines = String::new();
        for (path, digest) in &self.digests {
            lines.extend([digest, "  ", path, "\n"]);
        }
        write_changed(&self.folder.join(MANIFEST), lines.as_bytes()).map(drop)
    }

    fn remove_stale(&mut self, path: &str, digest: &str) -> io::Result<()> {
        let file = self.folder.join(path);
        let content = match fs::read(&file) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if hex(&Sha256::digest(&content)) != digest {
            self.summary.kept.push(file);
            return Ok(());
        }
        fs::remove_file(&file)?;
        self.summary.removed += 1;
        // A folder that others use is not empty, and stays.
        let folders = file.ancestors().skip(1).take_while(|folder| *folder != self.folder);
        for folder in folders {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// Returns whether a path of a list of files stays within the folder.
fn is_within(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|step| matches!(step, Component::Normal(_)))
}

/// Writes a file at once, if its content is another one; returns whether it was.
fn write_changed(file: &Path, content: &[u8]) -> io::Result<bool> {
    match fs::read(file) {
        Ok(known) if known == content => return Ok(false),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut written = NamedTempFile::new_in(folder)?;
    written.write_all(content)?;
    share_with_readers(written.as_file())?;
    written.persist(file).map_err(|error| error.error)?;
    Ok(true)
}

/// Lets the web server read a file: a temporary file is for its owner alone.
#[cfg(unix)]
fn share_with_readers(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share_with_readers(_file: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn only_own_files_that_nobody_changed_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let mut files = ExportedFiles::new(root).unwrap();
        files.write("a.html", b"a").unwrap();
        files.write("b/c.html", b"c").unwrap();
        files.write("d.html", b"d").unwrap();
        assert_eq!(files.finish().unwrap().written, 3);
        fs::write(root.join("own.html"), "own").unwrap();
        fs::write(root.join("d.html"), "mine now").unwrap();
        let mut files = ExportedFiles::new(root).unwrap();
        files.write("a.html", b"a").unwrap();
        let summary = files.finish().unwrap();
        assert_eq!((summary.written, summary.unchanged, summary.removed), (0, 1, 1));
        assert_eq!(summary.kept, [root.join("d.html")]);
        assert!(root.join("own.html").exists() && !root.join("b").exists());
    }

    #[test]
    fn file_of_somebody_else_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("index.html"), "the society's own").unwrap();
        let mut files = ExportedFiles::new(root).unwrap();
        files.write("a.html", b"a").unwrap();
        let refused = files.write("index.html", b"letters").unwrap_err();
        assert!(refused.to_string().contains("is not from an export"), "{refused}");
        files.remember().unwrap();
        assert_eq!(fs::read(root.join("index.html")).unwrap(), b"the society's own");
        fs::remove_file(root.join("index.html")).unwrap();
        let mut files = ExportedFiles::new(root).unwrap();
        files.write("a.html", b"another").unwrap();
        files.write("index.html", b"letters").unwrap();
        assert_eq!(files.finish().unwrap().written, 2);
    }

    #[test]
    fn a_list_of_files_never_leads_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("web");
        fs::create_dir(&root).unwrap();
        fs::write(folder.path().join("x"), "x").unwrap();
        let digest = hex(&Sha256::digest("x"));
        fs::write(root.join(MANIFEST), format!("{digest}  ../x\n{digest}  /etc/x\n")).unwrap();
        ExportedFiles::new(&root).unwrap().finish().unwrap();
        assert!(folder.path().join("x").exists());
    }
}
