//! A buffer that refuses to grow past a limit, so that no template fills the memory.

use std::io;

use super::Error;
use super::rounds::MARK;

/// The longest text that a template may make, in bytes: ten times what Gmail shows before it clips.
const LIMIT: usize = 1_000_000;

/// How many rounds all its `{{#each}}` may make together.
const ROUNDS: usize = 100_000;

/// Collects what a template writes.
#[derive(Default)]
pub(super) struct Capped {
    bytes: Vec<u8>,
    full: bool,
    rounds: usize,
}

impl Capped {
    /// Makes a buffer for about `size` bytes.
    pub(super) fn with_capacity(size: usize) -> Self {
        Self { bytes: Vec::with_capacity(size.min(LIMIT)), full: false, rounds: 0 }
    }

    /// Returns what was written, or why it was not.
    pub(super) fn finish(self, result: Result<(), handlebars::RenderError>) -> Result<String, Error> {
        if self.full {
            return Err(Error::TooLong(LIMIT));
        }
        if self.rounds > ROUNDS {
            return Err(Error::TooMany(ROUNDS));
        }
        result.map_err(Error::fill)?;
        Ok(String::from_utf8(self.bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }
}

impl io::Write for &mut Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes == MARK.as_bytes() {
            self.rounds += 1;
            return if self.rounds > ROUNDS { Err(io::ErrorKind::QuotaExceeded.into()) } else { Ok(bytes.len()) };
        }
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
