//! Settings of the mailbox that receives unsubscribe mails and bounces.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::relay_url::{decode_url_part, is_loopback};
use super::{CommandLine, PasswordSource, TlsMode, TokenSource};

/// Settings of the mailbox.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailboxSettings {
    /// `imaps://user@host`, `imap://…`, `maildir:folder` or `mbox:file`; none if no mailbox is read.
    pub url: Option<MailboxUrl>,
    /// The folder on the server.
    pub folder: String,
    /// The password, preferably set by `CIRCULAR_MAILBOX_PASSWORD`.
    pub password: Option<SecretString>,
    /// The path of a file whose first line is the password.
    pub password_file: Option<PathBuf>,
    /// The command that prints the password.
    pub password_command: Option<CommandLine>,
    /// The path of a file that holds an access token, for servers that take no passwords (XOAUTH2).
    pub token_file: Option<PathBuf>,
    /// The command that prints an access token.
    pub token_command: Option<CommandLine>,
    /// The path of a CA certificate in PEM format, for a server with a private CA.
    pub ca_file: Option<PathBuf>,
    /// What happens to a mail that was processed and needs no person.
    pub after_reading: AfterReading,
    /// The folder on the server to which such mails are moved.
    pub move_to: Option<String>,
}

/// What happens to a processed mail on an IMAP server. Mails that a person should read are never touched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AfterReading {
    /// Nothing.
    #[default]
    Leave,
    /// It is marked as read.
    Mark,
    /// It is moved to `move_to`.
    Move,
}

/// The mailbox that is read.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub enum MailboxUrl {
    /// A folder on an IMAP server.
    Imap {
        /// The host name or address, without brackets.
        host: String,
        /// The port; by default 993 for `imaps` and 143 for `imap`.
        port: u16,
        /// The TLS mode of the connection.
        tls_mode: TlsMode,
        /// The user name.
        user: Option<String>,
        /// The password, if the URL contains it.
        password: Option<SecretString>,
    },
    /// A Maildir.
    Maildir(PathBuf),
    /// An mbox file.
    Mbox(PathBuf),
}

/// The reason why a text is not a valid mailbox URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseMailboxUrlError {
    /// It is not a URL of a known form.
    #[error("no mailbox has this form: write `imaps://user@host`, `maildir:folder` or `mbox:file`")]
    UnknownForm,
    /// It has no user name.
    #[error("a mailbox needs a user: write `imaps://user@host`")]
    MissingUser,
    /// POP3 has no lasting numbers for mails on many servers, and mostly deletes what was read.
    #[error("POP3 is not supported: write `imaps://user@host`, almost every provider has IMAP too")]
    Pop3,
}

impl FromStr for MailboxUrl {
    type Err = ParseMailboxUrlError;

    /// Parses a mailbox URL. TLS is required, except on loopback.
    fn from_str(text: &str) -> Result<Self, ParseMailboxUrlError> {
        let path = |scheme| text.strip_prefix(scheme).filter(|path| !path.is_empty()).map(PathBuf::from);
        if let Some(folder) = path("maildir:") {
            return Ok(Self::Maildir(folder));
        }
        if let Some(file) = path("mbox:") {
            return Ok(Self::Mbox(file));
        }
        let url = Url::parse(text).map_err(|_| ParseMailboxUrlError::UnknownForm)?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let (tls_mode, usual_port) = match url.scheme() {
            "imaps" => (TlsMode::Implicit, 993),
            "imap" if is_loopback(&host) => (TlsMode::Opportunistic, 143),
            "imap" => (TlsMode::Required, 143),
            "pop3" | "pop3s" | "pop" | "pops" => return Err(ParseMailboxUrlError::Pop3),
            _ => return Err(ParseMailboxUrlError::UnknownForm),
        };
        // A folder in the path is `folder` in the settings, and no other part means anything.
        if host.is_empty() || !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(ParseMailboxUrlError::UnknownForm);
        }
        let user = Some(url.username()).filter(|user| !user.is_empty()).and_then(decode_url_part);
        let user = Some(user.ok_or(ParseMailboxUrlError::MissingUser)?);
        let password = url.password().and_then(decode_url_part).map(SecretString::from);
        Ok(Self::Imap { host, port: url.port().unwrap_or(usual_port), tls_mode, user, password })
    }
}

impl TryFrom<String> for MailboxUrl {
    type Error = ParseMailboxUrlError;

    fn try_from(text: String) -> Result<Self, ParseMailboxUrlError> {
        text.parse()
    }
}

impl fmt::Display for MailboxUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Maildir(folder) => write!(f, "maildir:{}", folder.display()),
            Self::Mbox(file) => write!(f, "mbox:{}", file.display()),
            Self::Imap { host, port, tls_mode, user, .. } => {
                let scheme = if *tls_mode == TlsMode::Implicit { "imaps" } else { "imap" };
                let user = user.as_deref().unwrap_or_default();
                let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
                write!(f, "{scheme}://{user}@{host}:{port}")
            }
        }
    }
}

impl Default for MailboxSettings {
    fn default() -> Self {
        Self {
            url: None,
            folder: "INBOX".to_owned(),
            password: None,
            password_file: None,
            password_command: None,
            token_file: None,
            token_command: None,
            ca_file: None,
            after_reading: AfterReading::default(),
            move_to: None,
        }
    }
}

impl MailboxSettings {
    /// Returns where the access token comes from, if the server takes one.
    #[must_use]
    pub fn token_source(&self) -> Option<TokenSource> {
        TokenSource::new(self.token_file.as_ref(), self.token_command.as_ref())
    }

    /// Returns the places where the password may be.
    #[must_use]
    pub fn password_source(&self) -> PasswordSource {
        let url_password = match &self.url {
            Some(MailboxUrl::Imap { password, .. }) => password.clone(),
            _ => None,
        };
        PasswordSource {
            password: self.password.clone(),
            file: self.password_file.clone(),
            command: self.password_command.clone(),
            url_password,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn mailbox_urls_are_parsed() {
        for (text, shown) in [
            ("imaps://ann@imap.example.org", "imaps://ann@imap.example.org:993"),
            ("imaps://ann@example.org@imap.example.org/", "imaps://ann@example.org@imap.example.org:993"),
            ("imaps://ann%40example.org@imap.example.org:994", "imaps://ann@example.org@imap.example.org:994"),
            ("imap://ann@imap.example.org", "imap://ann@imap.example.org:143"),
            ("imap://ann:x@[::1]:1143", "imap://ann@[::1]:1143"),
            ("maildir:/home/ann/Maildir", "maildir:/home/ann/Maildir"),
            ("mbox:/var/mail/ann", "mbox:/var/mail/ann"),
        ] {
            assert_eq!(text.parse::<MailboxUrl>().unwrap().to_string(), shown);
        }
        let MailboxUrl::Imap { tls_mode, .. } = "imap://ann@imap.example.org".parse().unwrap() else { panic!() };
        assert_eq!(tls_mode, TlsMode::Required);
    }

    #[test]
    fn password_in_url_is_decoded_and_hidden() {
        let url: MailboxUrl = "imaps://a%40b:p%3Ass+x@mail.example.org".parse().unwrap();
        assert!(!format!("{url:?} {url}").contains("p:ss"));
        let settings = MailboxSettings { url: Some(url), ..MailboxSettings::default() };
        assert_eq!(settings.password_source().url_password.unwrap().expose_secret(), "p:ss+x");
    }

    #[test]
    fn unknown_mailboxes_are_refused() {
        use ParseMailboxUrlError::{MissingUser, Pop3, UnknownForm};
        for (text, error) in [
            ("", UnknownForm),
            ("imap.example.org", UnknownForm),
            ("https://ann@imap.example.org", UnknownForm),
            ("imaps://ann@imap.example.org/INBOX", UnknownForm),
            ("imaps://ann@imap.example.org?tls=no", UnknownForm),
            ("imaps://imap.example.org", MissingUser),
            ("pop3s://ann@pop.example.org", Pop3),
            ("maildir:", UnknownForm),
            ("mbox:", UnknownForm),
        ] {
            assert_eq!(text.parse::<MailboxUrl>().unwrap_err(), error, "{text:?}");
        }
    }
}
