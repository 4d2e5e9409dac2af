//! Reads the parts of a ZIP archive as streams with size limits.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, Read};

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use super::package_error::PackageError;

/// The maximum size of a tag, text or comment within a part, in octets.
const MAX_TOKEN: usize = 4 * 1_024 * 1_024;
const MAX_PARTS: usize = 10_000;
/// The number of octets decompressed at once.
const CHUNK: usize = 32 * 1_024;

/// The position of a part and its compression.
struct ArchiveEntry {
    at: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    encrypted: bool,
}

/// A ZIP archive in memory.
pub(crate) struct Archive<'a> {
    zip: ZipSliceArchive<&'a [u8]>,
    entries: HashMap<String, ArchiveEntry>,
    left: Cell<u64>,
}

impl<'a> Archive<'a> {
    /// Opens an archive through its central directory; all parts together may have `max_unpacked` octets uncompressed.
    pub(crate) fn open(bytes: &'a [u8], max_unpacked: u64) -> Result<Self, PackageError> {
        let zip = ZipArchive::from_slice(bytes).map_err(broken)?;
        let mut entries = HashMap::new();
        let mut directory = zip.entries();
        while let Some(entry) = directory.next_entry().map_err(broken)? {
            if entries.len() >= MAX_PARTS {
                return Err(PackageError::TooLarge);
            }
            // A ZIP bomb that states its true size is rejected without decompression.
            if entry.uncompressed_size_hint() > max_unpacked {
                return Err(PackageError::TooLarge);
            }
            let name = key(&String::from_utf8_lossy(entry.file_path().as_ref()));
            let encrypted = entry.flags().is_encrypted();
            let (at, method) = (entry.wayfinder(), entry.compression_method());
            entries.entry(name).or_insert(ArchiveEntry { at, method, encrypted });
        }
        Ok(Self { zip, entries, left: Cell::new(max_unpacked) })
    }

    /// Returns the names of the parts, in lower case.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Returns whether the archive has a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&key(name))
    }

    /// Opens a part; `None` if no part has this name.
    pub(crate) fn part(&self, name: &str) -> Result<Option<Part<'_>>, PackageError> {
        let Some(entry) = self.entries.get(&key(name)) else { return Ok(None) };
        if entry.encrypted {
            return Err(PackageError::Protected);
        }
        let state = match entry.method {
            CompressionMethod::STORE => None,
            CompressionMethod::DEFLATE => Some(InflateState::new_boxed(DataFormat::Raw)),
            _ => return Err(PackageError::Broken("a part is packed in a way that office programs do not use")),
        };
        let packed = self.zip.get_entry(entry.at).map_err(broken)?.data();
        Ok(Some(Part { packed, state, chunk: Vec::new(), at: 0, token: 0, left: &self.left }))
    }

    /// Reads the first `most` octets of a part; empty if it does not exist.
    pub(crate) fn start(&self, name: &str, most: u64) -> Result<Vec<u8>, PackageError> {
        let mut start = Vec::new();
        if let Some(part) = self.part(name)? {
            part.take(most).read_to_end(&mut start).map_err(|error| PackageError::of(&error))?;
        }
        Ok(start)
    }
}

/// Some programs write `\` between folders, or names whose case differs from the references to them.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn broken(_: rawzip::Error) -> PackageError {
    PackageError::BrokenArchive
}

/// A part of an archive, decompressed while it is read.
pub(crate) struct Part<'a> {
    packed: &'a [u8],
    state: Option<Box<InflateState>>,
    chunk: Vec<u8>,
    at: usize,
    token: usize,
    left: &'a Cell<u64>,
}

impl Part<'_> {
    /// Marks the end of a tag or a text: the size limit starts again.
    pub(crate) fn end_token(&mut self) {
        self.token = 0;
    }

    fn unpack(&mut self) -> io::Result<()> {
        self.chunk.resize(CHUNK, 0);
        self.at = 0;
        let mut written = 0;
        if let Some(state) = &mut self.state {
            while written == 0 {
                let result = inflate(state, self.packed, &mut self.chunk, MZFlush::None);
                self.packed = &self.packed[result.bytes_consumed..];
                written = result.bytes_written;
                match result.status {
                    Ok(MZStatus::StreamEnd) => break,
                    Ok(_) if result.bytes_consumed > 0 || written > 0 => {}
                    Err(MZError::Buf) if written > 0 => {}
                    _ => return Err(io::ErrorKind::InvalidData.into()),
                }
            }
        } else {
            written = self.packed.len().min(CHUNK);
            self.chunk[..written].copy_from_slice(&self.packed[..written]);
            self.packed = &self.packed[written..];
        }
        self.chunk.truncate(written);
        let left = self.left.get().checked_sub(written as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        self.left.set(left);
        Ok(())
    }
}

impl BufRead for Part<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.chunk.len() {
            if self.token > MAX_TOKEN {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            self.unpack()?;
        }
        Ok(&self.chunk[self.at..])
    }

    fn consume(&mut self, octets: usize) {
        self.at += octets;
        self.token += octets;
    }
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.at += read;
        Ok(read)
    }
}
