//! A buffer that refuses to grow past a limit, so that no template fills the memory.

use std::io;

use super::Error;

/// The longest text that a template may make, in bytes: ten times what Gmail shows before it clips.
const LIMIT: usize = 1_000_000;

/// Collects what a template writes.
#[derive(Default)]
pub(super) struct Capped {
    bytes: Vec<u8>,
    full: bool,
}

impl Capped {
    /// Makes a buffer for about `size` bytes.
    pub(super) fn with_capacity(size: usize) -> Self {
        Self { bytes: Vec::with_capacity(size.min(LIMIT)), full: false }
    }

    /// Returns what was written, or why it was not.
    pub(super) fn finish(self, result: Result<(), handlebars::RenderError>) -> Result<String, Error> {
        if self.full {
            return Err(Error::TooLong(LIMIT));
        }
        result.map_err(Error::Fill)?;
        Ok(String::from_utf8(self.bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }
}

impl io::Write for &mut Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > LIMIT {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
