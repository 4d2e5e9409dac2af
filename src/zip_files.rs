//! ZIP archives of files that are stored as they are: written in one go, and unpacked without trusting them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Component, Path};

use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipArchiveWriter};

use crate::model::{Digest, Sha256};

/// The largest number of files in an archive.
const MAX_FILES: usize = 20_000;
/// The longest name of a file, in octets.
const MAX_NAME: usize = 400;
/// The number of octets that are copied at once.
const CHUNK: usize = 64 * 1_024;

/// Why an archive was not written or unpacked.
#[derive(Debug, thiserror::Error)]
pub enum ZipFileError {
    /// A file cannot be read or written.
    #[error("cannot read or write `{name}`")]
    File {
        /// Its name.
        name: String,
        /// The cause.
        source: io::Error,
    },
    /// It is no ZIP archive, or a damaged one.
    #[error("the file is damaged, or it is no such file")]
    Damaged,
    /// It has more than the program ever writes.
    #[error("the file has too many parts")]
    TooLarge,
    /// A name would lead out of the folder, or twice to one file.
    #[error("the file has a part with a name that is not allowed: `{0}`")]
    Name(String),
    /// A part is no plain file, or is packed in another way than the program packs it.
    #[error("the part `{0}` is no plain file as this program writes it")]
    Kind(String),
}

/// Writes an archive.
pub struct ZipFileWriter {
    zip: ZipArchiveWriter<BufWriter<File>>,
    /// The names so far, in lower case: not all file systems tell capitals apart.
    names: BTreeSet<String>,
}

impl ZipFileWriter {
    /// Begins an archive in an empty file.
    #[must_use]
    pub fn new(file: File) -> Self {
        Self { zip: ZipArchiveWriter::new(BufWriter::new(file)), names: BTreeSet::new() }
    }

    /// Adds a file with what `content` reads, and returns its digest.
    ///
    /// # Errors
    /// The content cannot be read, the archive cannot be written, or [`unpack_files`] would refuse the name.
    pub fn add(&mut self, name: &str, mut content: impl Read) -> Result<Digest, ZipFileError> {
        if !is_safe_name(name) || !self.names.insert(name.to_lowercase()) {
            return Err(ZipFileError::Name(name.to_owned()));
        }
        if self.names.len() > MAX_FILES {
            return Err(ZipFileError::TooLarge);
        }
        let failed = |source: io::Error| ZipFileError::File { name: name.to_owned(), source };
        let started = self.zip.new_file(name).compression_method(CompressionMethod::STORE).unix_permissions(0o100_600);
        let (mut entry, config) = started.start().map_err(|error| failed(io::Error::other(error)))?;
        let mut writer = config.wrap(&mut entry);
        let digest = copy_with_digest(&mut content, &mut writer).map_err(failed)?;
        let (_, end) = writer.finish().map_err(|error| failed(io::Error::other(error)))?;
        entry.finish(end).map_err(|error| failed(io::Error::other(error)))?;
        Ok(digest)
    }

    /// Ends the archive, once it is on the disk.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> io::Result<()> {
        let file = self.zip.finish().map_err(io::Error::other)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

/// Unpacks an archive into an empty folder, and returns the digest of each file. Only this user can read the files.
///
/// # Errors
/// The archive is damaged, a name leads out of the folder, a part is no plain file, or a file cannot be written.
pub fn unpack_files(archive: &Path, folder: &Path) -> Result<BTreeMap<String, Digest>, ZipFileError> {
    let shown = archive.display().to_string();
    let file = File::open(archive).map_err(|source| ZipFileError::File { name: shown, source })?;
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let zip = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
    let mut parts = Vec::new();
    let mut entries = zip.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(damaged)? {
        let name = str::from_utf8(entry.file_path().as_bytes()).map_err(|_| ZipFileError::Damaged)?.to_owned();
        let is_plain = !entry.is_dir() && !entry.mode().is_symlink() && !entry.flags().is_encrypted();
        if !is_plain || entry.compression_method() != CompressionMethod::STORE {
            return Err(ZipFileError::Kind(name));
        }
        if parts.len() >= MAX_FILES {
            return Err(ZipFileError::TooLarge);
        }
        parts.push((name, entry.wayfinder()));
    }
    let mut digests = BTreeMap::new();
    let mut names = BTreeSet::new();
    for (name, place) in parts {
        if !is_safe_name(&name) || !names.insert(name.to_lowercase()) {
            return Err(ZipFileError::Name(name));
        }
        let part = zip.get_entry(place).map_err(damaged)?;
        let failed = |source: io::Error| ZipFileError::File { name: name.clone(), source };
        let path = folder.join(&name);
        fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(failed)?;
        let mut target = create_private(&path).map_err(failed)?;
        let digest = copy_with_digest(&mut part.reader(), &mut target).map_err(failed)?;
        target.sync_all().map_err(failed)?;
        digests.insert(name, digest);
    }
    Ok(digests)
}

/// Returns whether a name stays in its folder on every system, and is not hidden.
fn is_safe_name(name: &str) -> bool {
    let is_plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(['.', ' ']);
    let is_sign = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    name.len() <= MAX_NAME
        && name.split('/').all(is_plain)
        && !name.contains(is_sign)
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn copy_with_digest(from: &mut impl Read, to: &mut impl Write) -> io::Result<Digest> {
    let mut digest = Sha256::default();
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = match from.read(&mut chunk) {
            Ok(0) => return Ok(digest.finish()),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let piece = chunk.get(..length).unwrap_or_default();
        digest.update(piece);
        to.write_all(piece)?;
    }
}

fn damaged(_: rawzip::Error) -> ZipFileError {
    ZipFileError::Damaged
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    /// Writes an archive and unpacks it into a new folder.
    fn unpack(parts: &[(&str, &str)]) -> Result<BTreeMap<String, Digest>, ZipFileError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        let mut zip = ZipArchiveWriter::new(File::create(&path).unwrap());
        for (name, text) in parts {
            let (mut entry, config) = zip.new_file(rawzip::path::EntryPath::verbatim(name.as_bytes())).start().unwrap();
            let mut writer = config.wrap(&mut entry);
            writer.write_all(text.as_bytes()).unwrap();
            let (_, end) = writer.finish().unwrap();
            entry.finish(end).unwrap();
        }
        zip.finish().unwrap();
        let inside = folder.path().join("inside");
        fs::create_dir(&inside).unwrap();
        unpack_files(&path, &inside)
    }

    #[test]
    fn files_come_back_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        let mut writer = ZipFileWriter::new(File::create(&path).unwrap());
        let digest = writer.add("newsletters/spring.md", &b"Spring"[..]).unwrap();
        writer.add("README.txt", &b""[..]).unwrap();
        writer.finish().unwrap();
        let inside = folder.path().join("inside");
        fs::create_dir(&inside).unwrap();
        let digests = unpack_files(&path, &inside).unwrap();
        assert_eq!(digests.get("newsletters/spring.md"), Some(&digest));
        assert_eq!(fs::read_to_string(inside.join("newsletters/spring.md")).unwrap(), "Spring");
        assert_eq!(digests.len(), 2);
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in [
            "../out.txt",
            "/etc/passwd",
            "a/../../out.txt",
            "a\\..\\out.txt",
            "C:out.txt",
            "a//b.txt",
            "./a.txt",
            ".bashrc",
            "a/.ssh/key",
            "con\u{7}.txt",
            "name.",
        ] {
            assert!(matches!(unpack(&[(name, "x")]), Err(ZipFileError::Name(_))), "{name}");
        }
        assert!(matches!(unpack(&[("a.txt", "1"), ("A.txt", "2")]), Err(ZipFileError::Name(_))));
        assert!(unpack(&[("a.txt", "1"), ("a/b.txt", "2")]).is_ok());
    }

    #[test]
    fn other_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        fs::write(&path, "no archive").unwrap();
        assert!(matches!(unpack_files(&path, folder.path()), Err(ZipFileError::Damaged)));
    }
}
