//! Where passwords and tokens come from: the settings, the environment, the first line of a file, or a command.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::time::timeout;

/// How long a command may take; one that opens a browser waits for a person.
const COMMAND_TIMEOUT: Duration = Duration::from_mins(2);
/// How much a command may print, in octets.
const MAX_COMMAND_OUTPUT: u64 = 64 * 1024;

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
async fn run_secret_command(
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
    let cannot_run = |source| SecretError::CannotRun { key, program: command.program.clone(), source };
    let mut child = Command::new(&command.program)
        .args(&command.arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .map_err(cannot_run)?;
    let stdout = child.stdout.take();
    let finish = async {
        let mut printed = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(MAX_COMMAND_OUTPUT + 1).read_to_end(&mut printed).await?;
        }
        // A program that prints without end would wait for us to read on.
        let status = if printed.len() as u64 > MAX_COMMAND_OUTPUT { None } else { Some(child.wait().await?) };
        Ok((printed, status))
    };
    let problem = match timeout(COMMAND_TIMEOUT, finish).await {
        Ok(Ok((printed, Some(status)))) if status.success() => match String::from_utf8(printed) {
            Ok(text) => return Ok(SecretString::from(text)),
            Err(_) => CommandProblem::NoText,
        },
        Ok(Ok((_, Some(_)))) => CommandProblem::Failed,
        Ok(Ok((_, None))) => CommandProblem::TooMuch,
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
