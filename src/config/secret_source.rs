//! Where passwords and tokens come from: the settings, the environment, the first line of a file, or a command.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use tokio::process::Command;
use tokio::time::timeout;

/// How long a command may take; one that opens a browser waits for a person.
const COMMAND_TIMEOUT: Duration = Duration::from_mins(2);

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
    /// The command failed, took too long, or printed nothing.
    #[error("`{program}`, the `{key}` in the settings, {problem}")]
    CommandFailed {
        /// The key in the settings.
        key: &'static str,
        /// The program.
        program: String,
        /// What went wrong.
        problem: &'static str,
    },
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
pub async fn run_secret_command(
    key: &'static str,
    command: &CommandLine,
    root: &Path,
) -> Result<SecretString, SecretError> {
    let program = &command.program;
    let failed = |problem| SecretError::CommandFailed { key, program: program.clone(), problem };
    let run = Command::new(program)
        .args(&command.arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output();
    let output = match timeout(COMMAND_TIMEOUT, run).await {
        Ok(Ok(output)) => output,
        Ok(Err(source)) => return Err(SecretError::CannotRun { key, program: program.clone(), source }),
        Err(_) => return Err(failed("took longer than two minutes")),
    };
    if !output.status.success() {
        return Err(failed("failed"));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| failed("printed something that is no text"))?;
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() { Err(failed("printed nothing")) } else { Ok(SecretString::from(line)) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use secrecy::ExposeSecret as _;

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
