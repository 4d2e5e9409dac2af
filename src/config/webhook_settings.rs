//! Settings of webhooks: which server of the society is told what happens, and the secret that signs it.

use std::path::{Path, PathBuf};

use encodify::base64;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use serde::{Deserialize, Deserializer};
use url::{Host, Url};

use super::secret_source::{CommandLine, SecretError, read_secret_file, run_secret_command};

/// The fewest octets of a secret (Standard Webhooks, “Signature scheme”).
const MIN_SECRET_BYTES: usize = 24;
/// How a secret in Base64 begins.
const SECRET_PREFIX: &str = "whsec_";

/// Who is told, and how it is signed. Without a URL, nobody is told anything.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebhookSettings {
    /// Where events are posted.
    #[serde(deserialize_with = "deserialize_webhook_url")]
    pub url: Option<Url>,
    /// The secret, preferably set by `CIRCULAR_WEBHOOKS_SECRET`.
    pub secret: Option<SecretString>,
    /// The path of a file whose first line is the secret.
    pub secret_file: Option<PathBuf>,
    /// The command that prints the secret.
    pub secret_command: Option<CommandLine>,
}

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum WebhookSecretError {
    /// No secret is set.
    #[error("`[webhooks]` has a `url` and no secret")]
    Missing,
    /// It is too short, or no Base64.
    #[error("the secret in `[webhooks]` must be `whsec_` and at least {MIN_SECRET_BYTES} octets in Base64")]
    Unusable,
    /// The file or the command failed.
    #[error(transparent)]
    Source(#[from] SecretError),
}

impl WebhookSettings {
    /// Returns the key that signs events; paths are relative to `root`, where the command runs too.
    ///
    /// # Errors
    /// There is no secret, or it cannot be used.
    pub async fn signing_key(&self, root: &Path) -> Result<SecretBox<Vec<u8>>, WebhookSecretError> {
        let text = if let Some(secret) = &self.secret {
            secret.clone()
        } else if let Some(file) = &self.secret_file {
            let path = root.join(file);
            read_secret_file(&path).map_err(|source| SecretError::Unreadable { path, source })?
        } else if let Some(command) = &self.secret_command {
            run_secret_command("secret_command", command, root).await?
        } else {
            return Err(WebhookSecretError::Missing);
        };
        let encoded = text.expose_secret().trim().strip_prefix(SECRET_PREFIX).ok_or(WebhookSecretError::Unusable)?;
        let key = base64::STANDARD.decode(encoded).map_err(|_| WebhookSecretError::Unusable)?;
        if key.len() < MIN_SECRET_BYTES {
            return Err(WebhookSecretError::Unusable);
        }
        Ok(SecretBox::new(Box::new(key)))
    }
}

/// Takes `https://…`; `http://…` only on this machine.
fn deserialize_webhook_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let url = Url::parse(text.trim()).ok().filter(|url| url.has_host() && url.username().is_empty());
    let is_safe = |url: &Url| url.scheme() == "https" || url.scheme() == "http" && is_this_machine(url);
    url.filter(|url| url.password().is_none() && is_safe(url)).map(Some).ok_or_else(|| {
        serde::de::Error::custom(
            "events name people: write `https://…` without a password, or `http://127.0.0.1:…` for this machine",
        )
    })
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn events_leave_this_machine_only_encrypted() {
        let read = |url: &str| toml::from_str::<WebhookSettings>(&format!("url = '{url}'")).map(|read| read.url);
        for url in ["https://example.org/hook?a=b", "http://127.0.0.1:9/x", "http://[::1]/", "http://localhost:8080/"] {
            assert_eq!(read(url).unwrap().unwrap().as_str(), url);
        }
        for url in [
            "",
            "example.org",
            "http://example.org/",
            "http://127.0.0.1.example.org/",
            "http://localhost.example.org/",
            "http://10.0.0.1/",
            "ftp://127.0.0.1/",
            "https://ann:secret@example.org/",
        ] {
            assert!(read(url).is_err(), "{url}");
        }
    }

    #[tokio::test]
    async fn secret_is_base64_of_enough_octets() {
        let key = async |secret: &str| {
            let settings = WebhookSettings { secret: Some(secret.into()), ..WebhookSettings::default() };
            settings.signing_key(Path::new("/")).await.map(|key| key.expose_secret().len())
        };
        assert_eq!(key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").await.unwrap(), 24);
        for wrong in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwj%"] {
            assert!(key(wrong).await.is_err(), "{wrong}");
        }
    }
}
