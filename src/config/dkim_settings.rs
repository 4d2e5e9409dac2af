//! The settings of DKIM signatures (RFC 6376).

use std::path::PathBuf;

use serde::Deserialize;

/// The maximum length of a selector, in octets: with `._domainkey.` and a domain it must fit into a DNS name.
const MAX_SELECTOR_OCTETS: usize = 100;

/// Who signs messages: a domain, and up to one key for each algorithm. Without a key nothing is signed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenDkimSettings")]
pub struct DkimSettings {
    /// The signing domain in lower case, as A-labels; without it, the sender's domain is used.
    pub domain: Option<String>,
    /// The RSA key.
    pub rsa: Option<DkimKeySource>,
    /// The ed25519 key (RFC 8463).
    pub ed25519: Option<DkimKeySource>,
}

/// Where a key is stored, and under which name its public half is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimKeySource {
    /// The selector in lower case (RFC 6376 §3.1).
    pub selector: String,
    /// The path of the file with the private key, in PEM.
    pub file: PathBuf,
}

/// The keys as they are written in the settings.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenDkimSettings {
    domain: Option<String>,
    rsa_selector: Option<String>,
    rsa_key_file: Option<PathBuf>,
    ed25519_selector: Option<String>,
    ed25519_key_file: Option<PathBuf>,
}

impl DkimSettings {
    /// Returns whether nothing is signed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rsa.is_none() && self.ed25519.is_none()
    }
}

impl TryFrom<WrittenDkimSettings> for DkimSettings {
    type Error = String;

    fn try_from(written: WrittenDkimSettings) -> Result<Self, String> {
        let rsa = key_source("rsa", written.rsa_selector, written.rsa_key_file)?;
        let ed25519 = key_source("ed25519", written.ed25519_selector, written.ed25519_key_file)?;
        if let (Some(rsa), Some(ed25519)) = (&rsa, &ed25519)
            && rsa.selector == ed25519.selector
        {
            return Err(format!("two keys need two selectors, and both have `{}`", rsa.selector));
        }
        let domain = written.domain.map(|domain| parse_dkim_domain(&domain)).transpose()?;
        Ok(Self { domain, rsa, ed25519 })
    }
}

fn key_source(
    algorithm: &str,
    selector: Option<String>,
    file: Option<PathBuf>,
) -> Result<Option<DkimKeySource>, String> {
    match (selector, file) {
        (None, None) => Ok(None),
        (Some(selector), Some(file)) => Ok(Some(DkimKeySource { selector: parse_dkim_selector(&selector)?, file })),
        (Some(_), None) => Err(format!("`{algorithm}_selector` needs `{algorithm}_key_file`, the file with the key")),
        (None, Some(_)) => Err(format!(
            "`{algorithm}_key_file` needs `{algorithm}_selector`, the name under which the key is published"
        )),
    }
}

/// Returns a domain in lower case, as A-labels.
///
/// # Errors
/// Returns the reason, in words, why it is not a domain.
pub fn parse_dkim_domain(text: &str) -> Result<String, String> {
    let domain = idna::domain_to_ascii(text.trim().trim_end_matches('.')).unwrap_or_default();
    if domain.contains('.') && domain.len() <= 253 && domain.split('.').all(is_dns_label) {
        Ok(domain)
    } else {
        Err(format!("`{text}` is not a domain: write one such as `example.org`"))
    }
}

/// Returns a selector in lower case.
///
/// # Errors
/// Returns the reason, in words, why it is not a selector.
pub fn parse_dkim_selector(text: &str) -> Result<String, String> {
    let selector = text.trim().to_ascii_lowercase();
    if selector.len() <= MAX_SELECTOR_OCTETS && selector.split('.').all(is_dns_label) {
        Ok(selector)
    } else {
        Err(format!("`{text}` is not a selector: use letters, digits and hyphens, such as `circular2026`"))
    }
}

fn is_dns_label(label: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&label.len()) && label.bytes().all(plain) && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<DkimSettings, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn keys_and_names_are_read_in_lower_case() {
        let text = "domain = 'Häfen.example.'\nrsa_selector = 'S1.News'\nrsa_key_file = 'dkim/S1.key'\n";
        let rsa = DkimKeySource { selector: "s1.news".to_owned(), file: "dkim/S1.key".into() };
        let domain = Some("xn--hfen-loa.example".to_owned());
        let settings = parse(text);
        assert_eq!(settings, Ok(DkimSettings { domain, rsa: Some(rsa), ed25519: None }));
        assert!(parse("").is_ok_and(|settings| settings.is_empty()));
    }

    #[test]
    fn incomplete_or_invalid_settings_are_explained() {
        for (text, words) in [
            ("rsa_selector = 's'", "`rsa_selector` needs `rsa_key_file`"),
            ("ed25519_key_file = 'f'", "`ed25519_key_file` needs `ed25519_selector`"),
            ("rsa_selector = 's_1'\nrsa_key_file = 'f'", "`s_1` is not a selector"),
            ("rsa_selector = ''\nrsa_key_file = 'f'", "`` is not a selector"),
            ("rsa_selector = 's; t=y'\nrsa_key_file = 'f'", "is not a selector"),
            ("domain = 'example'", "`example` is not a domain"),
            ("domain = 'chair@example.org'", "is not a domain"),
            (
                "rsa_selector = 's'\nrsa_key_file = 'f'\ned25519_selector = 'S'\ned25519_key_file = 'g'",
                "two keys need two selectors",
            ),
            ("selector = 's'", "unknown field `selector`"),
        ] {
            assert!(parse(text).is_err_and(|error| error.contains(words)), "{text}");
        }
    }
}
