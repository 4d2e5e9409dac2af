//! A workspace in a temporary folder, and the binary run in it: `TestWorkspace::new().with_list(csv).run(["check", "spring"])`.

use std::fmt::Display;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::running::RunningCommand;
use super::said::CommandOutput;

/// The least that a society says, and pages on a free port.
const SETTINGS: &str = "[society]\nname = \"Society\"\ntimezone = \"UTC\"\n\n\
    [sender]\nfrom = \"Chair <chair@example.org>\"\n\n\
    [web]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://news.example.org\"\n\n";

/// A workspace, or a folder that could become one. It ends with its handle.
pub(crate) struct TestWorkspace {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl TestWorkspace {
    /// Makes a folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    /// Makes a workspace without lists and drafts; what it sends goes into its outbox.
    pub(crate) fn new() -> Self {
        Self::empty().with_file("circular.toml", SETTINGS)
    }

    /// Adds lines to the settings.
    pub(crate) fn with_settings(self, toml: &str) -> Self {
        let settings = fs::read_to_string(self.path("circular.toml")).unwrap();
        self.with_file("circular.toml", &(settings + toml))
    }

    /// Sends over SMTP on this machine.
    pub(crate) fn with_relay(self, address: impl Display, connections: u16) -> Self {
        self.with_settings(&format!("[relay]\nurl = \"smtp://{address}\"\nconnections = {connections}\n"))
    }

    /// Makes the list `members` and imports a CSV file into it.
    pub(crate) fn with_list(self, csv: &str) -> Self {
        let house = self.with_file("members.csv", csv);
        house.run(["list", "create", "members", "--title", "Our members"]).is_well();
        house.run(["subscriber", "import", "members.csv", "--list", "members"]).is_well();
        house
    }

    /// Writes a draft.
    pub(crate) fn with_draft(self, slug: &str, text: &str) -> Self {
        self.with_file(&format!("newsletters/{slug}.md"), text)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn with_file(self, path: &str, text: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Sets an environment variable for the runs that follow.
    pub(crate) fn with_variable(mut self, name: &str, value: impl Display) -> Self {
        self.variables.push((name.to_owned(), value.to_string()));
        self
    }

    /// Returns the path of something in the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Returns the text of a file.
    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Runs a command to its end, with nobody at the keyboard.
    pub(crate) fn run<const N: usize>(&self, arguments: [&str; N]) -> CommandOutput {
        self.run_in(self.folder.path(), arguments, "")
    }

    /// Runs a command with any number of arguments to its end.
    pub(crate) fn run_all(&self, arguments: &[&str]) -> CommandOutput {
        let output = self.command(self.folder.path(), arguments).stdin(Stdio::null()).output().unwrap();
        CommandOutput::new(output.status, &output.stdout, &output.stderr, self.folder.path())
    }

    /// Runs a command with one more environment variable to its end.
    pub(crate) fn run_with(&self, name: &str, value: &str, arguments: &[&str]) -> CommandOutput {
        let mut command = self.command(self.folder.path(), arguments);
        let output = command.env(name, value).stdin(Stdio::null()).output().unwrap();
        CommandOutput::new(output.status, &output.stdout, &output.stderr, self.folder.path())
    }

    /// Runs a command to its end, with somebody who types this.
    pub(crate) fn run_typing<const N: usize>(&self, typed: &str, arguments: [&str; N]) -> CommandOutput {
        self.run_in(self.folder.path(), arguments, typed)
    }

    /// Runs a command to its end in another folder.
    pub(crate) fn run_from<const N: usize>(&self, folder: &Path, arguments: [&str; N]) -> CommandOutput {
        self.run_in(folder, arguments, "")
    }

    /// Begins a command that is talked to while it runs.
    pub(crate) fn begin<const N: usize>(&self, arguments: [&str; N]) -> RunningCommand {
        let child = self.command(self.folder.path(), &arguments).stdin(Stdio::null()).spawn().unwrap();
        RunningCommand::new(child, self.folder.path())
    }

    /// Runs a command to its end where no file can grow beyond so many kB.
    pub(crate) fn run_with_room<const N: usize>(&self, room: u32, arguments: [&str; N]) -> CommandOutput {
        // Without the trap, the first write beyond it would kill the program.
        let script = format!("trap '' XFSZ; ulimit -f {room}; exec \"$0\" \"$@\"");
        let own = self.command(self.folder.path(), &arguments);
        let mut command = Command::new("/bin/bash");
        command.args(["-c", &script]).arg(own.get_program()).args(own.get_args()).current_dir(self.folder.path());
        command.env_clear().envs(self.variables.iter().map(|(name, value)| (name, value)));
        let output = command.stdin(Stdio::null()).output().unwrap();
        CommandOutput::new(output.status, &output.stdout, &output.stderr, self.folder.path())
    }

    fn run_in<const N: usize>(&self, folder: &Path, arguments: [&str; N], typed: &str) -> CommandOutput {
        let mut child = self.command(folder, &arguments).stdin(Stdio::piped()).spawn().unwrap();
        // A command that asks nothing may be gone before it is answered.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        let output = child.wait_with_output().unwrap();
        CommandOutput::new(output.status, &output.stdout, &output.stderr, self.folder.path())
    }

    fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_circular"));
        command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Nothing of this machine's settings reaches the house.
        command.env_clear().envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}
