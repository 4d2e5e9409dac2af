//! The access token of an account (OAuth 2): fetched when it is needed, and kept until the server refuses it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::CommandLine;
use super::secret_source::{CommandProblem, SecretError, command_failed, run_command};

/// Where an access token comes from.
#[derive(Debug, Clone)]
pub enum TokenSource {
    /// A file with nothing but the token, which another program keeps up to date.
    File(PathBuf),
    /// A command that prints nothing but the token.
    Command(CommandLine),
}

/// The access token of one account, shared by all of its connections.
#[derive(Debug)]
pub struct TokenStore {
    source: TokenSource,
    root: PathBuf,
    state: Mutex<TokenState>,
}

#[derive(Debug, Default)]
struct TokenState {
    token: Option<SecretString>,
    /// When the last attempt to fetch one failed, and why.
    failure: Option<(Instant, Arc<SecretError>)>,
}

impl TokenSource {
    /// Returns where the token comes from, if the settings say so; a file is used before a command.
    #[must_use]
    pub fn new(file: Option<&PathBuf>, command: Option<&CommandLine>) -> Option<Self> {
        file.cloned().map(Self::File).or_else(|| command.cloned().map(Self::Command))
    }

    async fn fetch(&self, root: &Path) -> Result<SecretString, SecretError> {
        match self {
            Self::File(file) => {
                let path = root.join(file);
                match std::fs::read_to_string(&path) {
                    Ok(text) => parse_token(&text).map_err(|problem| {
                        let empty = problem == CommandProblem::Nothing;
                        let problem = if empty { CommandProblem::EmptyFile } else { CommandProblem::NoTokenInFile };
                        SecretError::UnusableFile { path, problem }
                    }),
                    Err(source) => Err(SecretError::Unreadable { path, source }),
                }
            }
            Self::Command(command) => {
                let text = run_command("token_command", command, root).await?;
                parse_token(text.expose_secret()).map_err(|problem| command_failed("token_command", command, problem))
            }
        }
    }
}

impl TokenStore {
    /// Creates a store without a token. Paths are relative to `root`, where the command runs too.
    #[must_use]
    pub fn new(source: TokenSource, root: &Path) -> Self {
        Self { source, root: root.to_owned(), state: Mutex::default() }
    }

    /// Returns the token, which is fetched if there is none yet. Callers that wait meanwhile get the same result.
    ///
    /// # Errors
    /// Returns an error if there is no token.
    pub async fn token(&self) -> Result<SecretString, Arc<SecretError>> {
        let asked_at = Instant::now();
        let mut state = self.state.lock().await;
        match (&state.token, &state.failure) {
            (Some(token), _) => Ok(token.clone()),
            (None, Some((failed_at, failure))) if *failed_at >= asked_at => Err(Arc::clone(failure)),
            _ => self.fetch(&mut state).await,
        }
    }

    /// Returns another token in place of one that the server refused; `None` if there is no other one.
    ///
    /// # Errors
    /// Returns an error if no token can be fetched.
    pub async fn replace(&self, refused: &SecretString) -> Result<Option<SecretString>, Arc<SecretError>> {
        let asked_at = Instant::now();
        let mut state = self.state.lock().await;
        let is_refused = |token: &SecretString| token.expose_secret() == refused.expose_secret();
        match (&state.token, &state.failure) {
            // Another connection was quicker.
            (Some(token), _) if !is_refused(token) => return Ok(Some(token.clone())),
            (None, Some((failed_at, failure))) if *failed_at >= asked_at => return Err(Arc::clone(failure)),
            _ => state.token = None,
        }
        let token = self.fetch(&mut state).await?;
        Ok(Some(token).filter(|token| !is_refused(token)))
    }

    async fn fetch(&self, state: &mut TokenState) -> Result<SecretString, Arc<SecretError>> {
        match self.source.fetch(&self.root).await {
            Ok(token) => {
                *state = TokenState { token: Some(token.clone()), failure: None };
                Ok(token)
            }
            Err(error) => {
                let error = Arc::new(error);
                state.failure = Some((Instant::now(), Arc::clone(&error)));
                Err(error)
            }
        }
    }
}

/// Returns the token in a text that may have blanks and line ends around it, but nothing else (RFC 6750 §2.1).
fn parse_token(text: &str) -> Result<SecretString, CommandProblem> {
    let token = text.trim();
    if token.is_empty() {
        return Err(CommandProblem::Nothing);
    }
    let is_token = token.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-._~+/=!*:;,|@#%&^$".contains(&octet));
    match is_token {
        true => Ok(SecretString::from(token)),
        false if token.contains('\n') && !token.starts_with(['{', '[']) => Err(CommandProblem::SeveralLines),
        false => Err(CommandProblem::NoToken),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn only_a_token_alone_is_taken() {
        for (text, expected) in [
            ("ya29.a0AfH6SM-x_y~z+/==\n", Ok("ya29.a0AfH6SM-x_y~z+/==")),
            ("  EwBwA8l6BAAU \r\n", Ok("EwBwA8l6BAAU")),
            ("", Err(CommandProblem::Nothing)),
            (" \n\n", Err(CommandProblem::Nothing)),
            ("token\nexpires in 3600\n", Err(CommandProblem::SeveralLines)),
            ("Please log in:\nhttps://login.example.org/\n", Err(CommandProblem::SeveralLines)),
            ("{\n  \"accessToken\": \"abc\"\n}\n", Err(CommandProblem::NoToken)),
            ("Bearer abc", Err(CommandProblem::NoToken)),
            ("\"abc\"", Err(CommandProblem::NoToken)),
            ("t\u{f6}ken", Err(CommandProblem::NoToken)),
            ("abc\u{1}\u{1}auth=", Err(CommandProblem::NoToken)),
        ] {
            let token = parse_token(text);
            match (&token, expected) {
                (Ok(token), Ok(expected)) => assert_eq!(token.expose_secret(), expected),
                (Err(problem), Err(expected)) => assert_eq!(*problem, expected, "{text:?}"),
                _ => panic!("{text:?}: {token:?}"),
            }
        }
    }

    fn shell(script: &str) -> CommandLine {
        toml::Value::from(vec!["/bin/sh", "-c", script]).try_into().unwrap()
    }

    /// A store whose command counts its runs in a file, and prints that number.
    fn counting(folder: &Path) -> TokenStore {
        let script = "echo x >> runs; printf 'token-%s\\n' $(wc -l < runs)";
        TokenStore::new(TokenSource::Command(shell(script)), folder)
    }

    #[tokio::test]
    async fn token_is_kept_until_it_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let store = counting(folder.path());
        let first = store.token().await.unwrap();
        assert_eq!(store.token().await.unwrap().expose_secret(), "token-1");
        let (one, other) = tokio::join!(store.replace(&first), store.replace(&first));
        for new in [one, other] {
            assert_eq!(new.unwrap().unwrap().expose_secret(), "token-2", "both connections get the same new one");
        }
        assert_eq!(store.token().await.unwrap().expose_secret(), "token-2");
        assert!(!format!("{store:?}").contains("token-2"));
    }

    #[tokio::test]
    async fn file_without_a_new_token_gives_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "one\n").unwrap();
        let store = TokenStore::new(TokenSource::File("token".into()), folder.path());
        let first = store.token().await.unwrap();
        assert!(store.replace(&first).await.unwrap().is_none());
        std::fs::write(&file, "two\n").unwrap();
        assert_eq!(store.replace(&first).await.unwrap().unwrap().expose_secret(), "two");
        std::fs::write(&file, "").unwrap();
        let error = store.replace(&"two".into()).await.unwrap_err();
        let file = file.display();
        assert_eq!(error.to_string(), format!("`{file}`, the `token_file` in the settings, is empty"));
        assert!(!error.may_pass());
    }

    #[tokio::test]
    async fn those_who_wait_share_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let command = shell("echo x >> runs; exit 1");
        let store = TokenStore::new(TokenSource::Command(command), folder.path());
        let (one, other) = tokio::join!(store.token(), store.token());
        assert!(one.unwrap_err().may_pass() && other.unwrap_err().may_pass());
        assert_eq!(std::fs::read_to_string(folder.path().join("runs")).unwrap(), "x\n");
        store.token().await.unwrap_err();
        assert_eq!(std::fs::read_to_string(folder.path().join("runs")).unwrap(), "x\nx\n", "the next one tries again");
    }
}
