//! A command that is listened to and signalled while it runs.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command};

use super::said::CommandOutput;

/// A running command; it is killed with its handle.
pub(crate) struct RunningCommand {
    child: Child,
    out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
    folder: PathBuf,
}

impl RunningCommand {
    pub(super) fn new(mut child: Child, folder: &Path) -> Self {
        let out = BufReader::new(child.stdout.take().unwrap());
        let err = BufReader::new(child.stderr.take().unwrap());
        Self { child, out, err, folder: folder.to_owned() }
    }

    /// Waits for the next line of the result.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        assert_ne!(self.out.read_line(&mut line).unwrap(), 0, "it ended");
        line.trim_end().to_owned()
    }

    /// Waits for a line on standard error that holds these words; returns all that was said there up to it.
    pub(crate) fn wait_for(&mut self, words: &str) -> String {
        let mut heard = String::new();
        while !heard.lines().last().is_some_and(|line| line.contains(words)) {
            assert_ne!(self.err.read_line(&mut heard).unwrap(), 0, "it ended: {heard}");
        }
        heard
    }

    /// Presses Ctrl-C.
    pub(crate) fn interrupt(&self) {
        self.signal("INT");
    }

    /// Asks it to stop, as a service manager does.
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    fn signal(&self, name: &str) {
        // The shell's own `kill`: the program of this name is not in every image.
        let kill = format!("kill -{name} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(status.success());
    }

    /// Tells whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Kills it, as a power cut would, and waits until it is gone; `false` when it had ended by itself.
    pub(crate) fn kill(&mut self) -> bool {
        self.child.kill().unwrap();
        self.child.wait().unwrap().signal().is_some()
    }

    /// Waits for its end; returns what it said that was not read before.
    pub(crate) fn end(mut self) -> CommandOutput {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        self.out.read_to_end(&mut out).unwrap();
        self.err.read_to_end(&mut err).unwrap();
        CommandOutput::new(self.child.wait().unwrap(), &out, &err, &self.folder)
    }
}

impl Drop for RunningCommand {
    fn drop(&mut self) {
        // It has ended already where all went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
