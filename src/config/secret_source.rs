//! Where passwords and tokens come from: the settings, the environment, the first line of a file, or a command.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tokio::process::Command;
use tokio::time::timeout;

use super::process_group::{GroupOutput, ProcessGroup};

/// How long a command may take; one that opens a browser waits for a person.
const COMMAND_TIMEOUT: Duration = Duration::from_mins(2);
/// How much a command may print, in octets.
const MAX_COMMAND_OUTPUT: usize = 64 * 1024;

/// A program with its arguments, run without a shell: a list, or one text that is split at white space.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenCommand")]
pub struct CommandLine {
    /// The program, looked up in `PATH`.
    program: String,
    /// Its arguments.
    arguments: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a command is a list such as `[\"program\", \"argument\"]`, or a text")]
enum WrittenCommand {
    Text(String),
    List(Vec<String>),
}

impl TryFrom<WrittenCommand> for CommandLine {
    type Error = &'static str;

    fn try_from(written: WrittenCommand) -> Result<Self, Self::Error> {
        let mut words = match written {
            WrittenCommand::Text(text) => text.split_whitespace().map(str::to_owned).collect(),
            WrittenCommand::List(words) => words,
        };
        if words.first().is_none_or(String::is_empty) {
            return Err("a command needs a program");
        }
        let program = words.remove(0);
        Ok(Self { program, arguments: words })
    }
}

/// The places in the settings where a password may be; the first one is used.
#[derive(Debug, Clone, Default)]
pub struct PasswordSource {
    /// In the settings or the environment.
    pub password: Option<SecretString>,
    /// The file whose first line it is.
    pub file: Option<PathBuf>,
    /// The command whose first line of output it is.
    pub command: Option<CommandLine>,
    /// In the URL.
    pub url_password: Option<SecretString>,
}

/// Why there is no password or token. What a command printed is not part of it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is a user name, but no password.
    #[error("there is no password for `{user}`")]
    MissingPassword {
        /// The user name.
        user: String,
    },
    /// The file cannot be read.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The command cannot be run.
    #[error("cannot run `{program}`, the `{key}` in the settings")]
    CannotRun {
        /// The key in the settings.
        key: &'static str,
        /// The program.
        program: String,
        /// The cause.
        source: io::Error,
    },
    /// The command failed, took too long, or printed something unusable.
    #[error("`{program}`, the `{key}` in the settings, {problem}")]
    CommandFailed {
        /// The key in the settings.
        key: &'static str,
        /// The program.
        program: String,
        /// What went wrong.
        problem: CommandProblem,
    },
    /// The file holds no token.
    #[error("`{}`, the `token_file` in the settings, {problem}", .path.display())]
    UnusableFile {
        /// The path of the file.
        path: PathBuf,
        /// What is wrong with it.
        problem: CommandProblem,
    },
}

/// What is wrong with a command for a secret, as the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
pub enum CommandProblem {
    /// Its exit code is not 0.
    #[strum(to_string = "failed")]
    Failed,
    /// It did not end.
    #[strum(to_string = "took longer than two minutes")]
    TimedOut,
    /// It printed more than any secret has.
    #[strum(to_string = "printed more than 64 KiB")]
    TooMuch,
    /// It printed something that is not UTF-8.
    #[strum(to_string = "printed something that is no text")]
    NoText,
    /// It printed nothing, or an empty line first.
    #[strum(to_string = "printed nothing")]
    Nothing,
    /// It printed more than a token.
    #[strum(to_string = "printed several lines: it must print the access token alone")]
    SeveralLines,
    /// It printed something that cannot be a token, such as JSON or `Bearer …`.
    #[strum(to_string = "printed something that is no access token: it must print the token alone, without spaces, \
                         quotation marks or braces")]
    NoToken,
    /// The file is empty.
    #[strum(to_string = "is empty")]
    EmptyFile,
    /// The file holds more than a token.
    #[strum(to_string = "must hold one line, the access token alone, without spaces, quotation marks or braces")]
    NoTokenInFile,
}

impl SecretError {
    /// Returns whether waiting may help: the service that gives tokens may be unavailable.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::CommandFailed { problem: CommandProblem::Failed | CommandProblem::TimedOut, .. })
    }
}

/// Returns the password of `user`; paths are relative to `root`, where the command runs too.
///
/// # Errors
/// Returns an error if there is none, or the file or command fails.
pub async fn load_password(source: &PasswordSource, root: &Path, user: &str) -> Result<SecretString, SecretError> {
    if let Some(password) = &source.password {
        return Ok(password.clone());
    }
    if let Some(file) = &source.file {
        let path = root.join(file);
        return read_secret_file(&path).map_err(|source| SecretError::Unreadable { path, source });
    }
    if let Some(command) = &source.command {
        return run_secret_command("password_command", command, root).await;
    }
    source.url_password.clone().ok_or_else(|| SecretError::MissingPassword { user: user.to_owned() })
}

/// Returns the first line of a file, without its line end.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn read_secret_file(path: &Path) -> io::Result<SecretString> {
    let text = std::fs::read_to_string(path)?;
    Ok(SecretString::from(text.lines().next().unwrap_or_default()))
}

/// Runs a command in `root` and returns the first line that it prints; `key` is its name in the settings.
///
/// # Errors
/// Returns an error if it cannot be run, fails, prints nothing or takes longer than two minutes.
pub(super) async fn run_secret_command(
    key: &'static str,
    command: &CommandLine,
    root: &Path,
) -> Result<SecretString, SecretError> {
    let text = run_command(key, command, root).await?;
    let line = text.expose_secret().lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        Err(command_failed(key, command, CommandProblem::Nothing))
    } else {
        Ok(SecretString::from(line))
    }
}

/// Runs a command in `root` and returns all that it prints; its standard error goes to ours.
pub(super) async fn run_command(
    key: &'static str,
    command: &CommandLine,
    root: &Path,
) -> Result<SecretString, SecretError> {
    run_command_within(COMMAND_TIMEOUT, key, command, root).await
}

async fn run_command_within(
    limit: Duration,
    key: &'static str,
    command: &CommandLine,
    root: &Path,
) -> Result<SecretString, SecretError> {
    let cannot_run = |source| SecretError::CannotRun { key, program: command.program.clone(), source };
    let mut started = Command::new(&command.program);
    started.args(&command.arguments).current_dir(root);
    let mut group = ProcessGroup::spawn(started).map_err(cannot_run)?;
    let problem = match timeout(limit, group.output(MAX_COMMAND_OUTPUT)).await {
        Ok(Ok(GroupOutput::Ended { printed, is_success: true })) => match String::from_utf8(printed) {
            Ok(text) => return Ok(SecretString::from(text)),
            Err(_) => CommandProblem::NoText,
        },
        Ok(Ok(GroupOutput::Ended { .. })) => CommandProblem::Failed,
        Ok(Ok(GroupOutput::TooMuch)) => CommandProblem::TooMuch,
        Ok(Err(source)) => return Err(cannot_run(source)),
        Err(_) => CommandProblem::TimedOut,
    };
    Err(command_failed(key, command, problem))
}

/// Returns the error of a command.
pub(super) fn command_failed(key: &'static str, command: &CommandLine, problem: CommandProblem) -> SecretError {
    SecretError::CommandFailed { key, program: command.program.clone(), problem }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn command(words: &[&str]) -> CommandLine {
        CommandLine::try_from(WrittenCommand::List(words.iter().map(|word| (*word).to_owned()).collect())).unwrap()
    }

    #[test]
    fn text_and_list_are_the_same_command() {
        let text = CommandLine::try_from(WrittenCommand::Text(" oauth  --token ".to_owned())).unwrap();
        assert_eq!(text, command(&["oauth", "--token"]));
        assert!(CommandLine::try_from(WrittenCommand::Text(" ".to_owned())).is_err());
        assert!(CommandLine::try_from(WrittenCommand::List(Vec::new())).is_err());
    }

    #[tokio::test]
    async fn first_line_of_output_is_the_secret() {
        let root = Path::new("/");
        for (script, expected) in [
            ("printf 'ab c\\nsecond'", Ok("ab c")),
            ("printf ' \\nx'", Err("printed nothing")),
            ("echo hunter2; exit 3", Err("failed")),
            ("printf '\\377'", Err("printed something that is no text")),
            ("yes", Err("printed more than 64 KiB")),
        ] {
            let secret = run_secret_command("token_command", &command(&["/bin/sh", "-c", script]), root).await;
            match (secret, expected) {
                (Ok(secret), Ok(expected)) => assert_eq!(secret.expose_secret(), expected),
                (Err(error), Err(expected)) => {
                    let text = error.to_string();
                    assert_eq!(text, format!("`/bin/sh`, the `token_command` in the settings, {expected}"));
                }
                (secret, _) => panic!("{script}: {secret:?}"),
            }
        }
        let missing = run_secret_command("token_command", &command(&["/no/such/program"]), root).await;
        assert!(matches!(missing, Err(SecretError::CannotRun { .. })));
    }

    /// Runs a script that may write to the pipe `alive`, and returns once nobody holds that pipe any more.
    async fn run_until_all_ended(script: &str, limit: Duration) -> Result<SecretString, SecretError> {
        let folder = tempfile::tempdir().unwrap();
        let alive = folder.path().join("alive");
        let made = std::process::Command::new("mkfifo").arg(&alive).status().unwrap();
        assert!(made.success());
        let ended = tokio::task::spawn_blocking(move || std::fs::read(alive));
        let shell = command(&["/bin/sh", "-c", script]);
        let result = run_command_within(limit, "token_command", &shell, folder.path()).await;
        timeout(Duration::from_secs(20), ended).await.unwrap().unwrap().unwrap();
        result
    }

    #[tokio::test]
    async fn command_that_hangs_is_ended_with_its_children() {
        for script in [
            "exec 3>alive; tail -f /dev/null",
            "exec 3>alive; tail -f /dev/null & wait",
            "exec 3>alive; trap '' TERM HUP INT; (tail -f /dev/null; true); true",
            // It was ready, and its child prints on.
            "exec 3>alive; tail -f /dev/null & exit 0",
        ] {
            let result = run_until_all_ended(script, Duration::from_secs(1)).await;
            let error = result.unwrap_err().to_string();
            assert!(error.ends_with("took longer than two minutes"), "{script}: {error}");
        }
    }

    #[tokio::test]
    async fn token_of_a_command_that_leaves_a_child_behind_is_used() {
        for (script, expected) in [
            ("exec 3>alive; tail -f /dev/null & echo abc", Some("abc\n")),
            ("exec 3>alive; (tail -f /dev/null & tail -f /dev/null) & echo abc; exit 0", Some("abc\n")),
            ("exec 3>alive; (echo abc) &", Some("abc\n")),
            ("exec 3>alive; tail -f /dev/null & echo abc; exit 1", None),
            ("exec 3>alive; tail -f /dev/null & exit 1", None),
        ] {
            let result = run_until_all_ended(script, COMMAND_TIMEOUT).await;
            match expected {
                Some(token) => assert_eq!(result.unwrap().expose_secret(), token, "{script}"),
                None => assert!(result.unwrap_err().to_string().ends_with("failed"), "{script}"),
            }
        }
    }

    #[tokio::test]
    async fn command_ends_with_the_wait_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let alive = folder.path().join("alive");
        assert!(std::process::Command::new("mkfifo").arg(&alive).status().unwrap().success());
        let (is_running, mut running) = tokio::sync::mpsc::channel(1);
        let ended = tokio::task::spawn_blocking(move || {
            let mut pipe = std::fs::File::open(alive).unwrap();
            is_running.blocking_send(()).unwrap();
            std::io::Read::read_to_end(&mut pipe, &mut Vec::new()).unwrap()
        });
        let shell = command(&["/bin/sh", "-c", "exec 3>alive; tail -f /dev/null & wait"]);
        tokio::select! {
            result = run_command("token_command", &shell, folder.path()) => panic!("{result:?}"),
            _ = running.recv() => {}
        }
        assert_eq!(timeout(Duration::from_secs(20), ended).await.unwrap().unwrap(), 0);
    }

    #[tokio::test]
    async fn first_place_with_a_password_is_used() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "from file\nsecond line\n").unwrap();
        let all = PasswordSource {
            password: Some("from settings".into()),
            file: Some("file".into()),
            command: Some(command(&["echo", "from command"])),
            url_password: Some("from URL".into()),
        };
        let without_password = PasswordSource { password: None, ..all.clone() };
        let without_file = PasswordSource { file: None, ..without_password.clone() };
        let only_url = PasswordSource { command: None, ..without_file.clone() };
        for (source, expected) in [
            (&all, "from settings"),
            (&without_password, "from file"),
            (&without_file, "from command"),
            (&only_url, "from URL"),
        ] {
            let password = load_password(source, folder.path(), "ann").await.unwrap();
            assert_eq!(password.expose_secret(), expected);
        }
        let none = load_password(&PasswordSource::default(), folder.path(), "ann").await.unwrap_err();
        assert_eq!(none.to_string(), "there is no password for `ann`");
    }
}
