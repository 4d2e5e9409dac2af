//! A program that runs with a group of its own, so that its children end with it.

use std::io;
use std::process::{ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdout, Command};

/// A running program. When it is dropped, the program and all that it started end at once.
#[derive(Debug)]
pub(super) struct ProcessGroup {
    child: Child,
    id: Option<Pid>,
}

/// What a program printed.
pub(super) enum GroupOutput {
    /// It ended.
    Ended {
        /// What it printed.
        printed: Vec<u8>,
        /// Whether its exit code is 0.
        is_success: bool,
    },
    /// It printed more than is allowed.
    TooMuch,
}

impl ProcessGroup {
    /// Starts a program without standard input; its standard error is ours.
    pub(super) fn spawn(mut command: Command) -> io::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let child = command.process_group(0).kill_on_drop(true).spawn()?;
        let id = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Ok(Self { child, id })
    }

    /// Returns what the program printed once it ended, even if a child of it still holds the pipe. A program that printed
    /// nothing yet may have left that to a child, which is waited for.
    pub(super) async fn output(&mut self, limit: usize) -> io::Result<GroupOutput> {
        let mut printed = Vec::new();
        let Some(mut stdout) = self.child.stdout.take() else {
            let status = self.child.wait().await?;
            return Ok(ended(printed, status));
        };
        let mut status = None;
        loop {
            tokio::select! {
                count = stdout.read_buf(&mut printed) => if count? == 0 || printed.len() > limit {
                    break;
                },
                exit = self.child.wait(), if status.is_none() => {
                    let exit = exit?;
                    read_what_is_there(&stdout, &mut printed, limit)?;
                    status = Some(exit);
                    if !exit.success() || !printed.is_empty() {
                        break;
                    }
                }
            }
        }
        if printed.len() > limit {
            return Ok(GroupOutput::TooMuch);
        }
        let status = match status {
            Some(status) => status,
            None => self.child.wait().await?,
        };
        Ok(ended(printed, status))
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            // An error means that all of them have ended.
            let _ = kill_process_group(id, Signal::KILL);
        }
    }
}

fn ended(printed: Vec<u8>, status: ExitStatus) -> GroupOutput {
    GroupOutput::Ended { printed, is_success: status.success() }
}

/// Reads what the program had printed before it ended, without waiting for more.
fn read_what_is_there(stdout: &ChildStdout, printed: &mut Vec<u8>, limit: usize) -> io::Result<()> {
    let mut buffer = [0; 4096];
    while printed.len() <= limit {
        match rustix::io::read(stdout, &mut buffer) {
            Ok(0) | Err(rustix::io::Errno::AGAIN) => break,
            Ok(count) => printed.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
