//! What a command said and how it ended, with everything that changes from run to run taken out.

use std::fmt;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::ExitStatus;

/// What a command left behind: snapshots show it whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommandOutput {
    /// Its standard output.
    pub(crate) out: String,
    /// Its standard error.
    pub(crate) err: String,
    status: ExitStatus,
}

impl CommandOutput {
    /// Reads what a command said that ran in a folder.
    pub(super) fn new(status: ExitStatus, out: &[u8], err: &[u8], folder: &Path) -> Self {
        let read = |bytes: &[u8]| steady(std::str::from_utf8(bytes).unwrap(), folder);
        Self { out: read(out), err: read(err), status }
    }

    /// Returns the exit code.
    pub(crate) fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("it was killed: {self}"))
    }

    /// Leaves the summary before a sending out, from `Subject` to `Largest copy`.
    pub(crate) fn brief(&self) -> Self {
        let summary = self.out.lines().position(|line| line.starts_with("Largest copy"));
        let rest = self.out.split_inclusive('\n').skip(summary.map_or(0, |line| line + 1));
        Self { out: rest.collect(), ..self.clone() }
    }

    /// Holds that it went well.
    pub(crate) fn is_well(&self) {
        assert!(self.status.success(), "{self}");
    }
}

impl fmt::Display for CommandOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.out)?;
        if !self.err.is_empty() {
            write!(f, "--- standard error\n{}", self.err)?;
        }
        match (self.status.code(), self.status.signal()) {
            (Some(code), _) => write!(f, "--- exit code {code}"),
            (None, signal) => write!(f, "--- killed by signal {signal:?}"),
        }
    }
}

/// Puts `[folder]`, `[port]`, `[time]` and `some s` in the place of what changes.
pub(super) fn steady(text: &str, folder: &Path) -> String {
    let text = text.replace(&*folder.canonicalize().unwrap().to_string_lossy(), "[folder]");
    let text = text.replace(&*folder.to_string_lossy(), "[folder]");
    let text = replace(&text, "0000-00-00 00:00", "[time]", |_| false);
    let text = replace(&text, "0000-00-00T00:00:00", "[time]", |c| c.is_ascii_digit() || c == '.' || c == 'Z');
    let text = replace(&text, "within 0 s", "within some s", |_| false);
    let text = replace(&text, "127.0.0.1:0", "127.0.0.1:[port]", |c| c.is_ascii_digit());
    // The space after a question would be lost in the first editor that trims lines.
    text.replace(" \n", "\n")
}

/// Replaces what has a shape, in which `0` stands for a digit where the text has one, and the letters after it.
fn replace(text: &str, shape: &str, by: &str, more: impl Fn(char) -> bool) -> String {
    let fits = |(c, s): (char, char)| c == s || (s == '0' && c.is_ascii_digit());
    let mut steady = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.len() >= shape.len() && rest.chars().zip(shape.chars()).all(fits) {
            steady.push_str(by);
            rest = rest[shape.len()..].trim_start_matches(&more);
        } else {
            steady.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    steady
}

#[test]
fn varying_text_is_normalized() {
    let folder = std::env::temp_dir();
    let text = format!("{}/x 2026-05-17 10:20. 2026-05-17T10:20:30.12Z, 127.0.0.1:8025/é 127.0.0.1", folder.display());
    assert_eq!(steady(&text, &folder), "[folder]/x [time]. [time], 127.0.0.1:[port]/é 127.0.0.1");
}
