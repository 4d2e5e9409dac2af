//! Signs messages with the keys in the settings.

use std::io;
use std::path::{Path, PathBuf};

use encodify::base64;
use jiff::Timestamp;

use super::canonical_form::{HeaderField, MessageParts, body_digest};
use super::dkim_key::{DkimAlgorithm, DkimIdentity, DkimKey, DkimKeyError};
use super::signature_header::{SignatureHeader, SignedParts};
use crate::config::{DkimKeySource, DkimSettings};
use crate::message::headers;
use crate::model::{MessageSigner, is_same_organization};

/// The headers that are signed, each once more than it occurs, so that nobody can add another one (RFC 6376 §8.15).
const SIGNED_HEADERS: [&str; 14] = [
    headers::FROM,
    headers::REPLY_TO,
    headers::TO,
    headers::CC,
    headers::SUBJECT,
    headers::DATE,
    headers::MESSAGE_ID,
    headers::MIME_VERSION,
    headers::CONTENT_TYPE,
    headers::LIST_ID,
    headers::LIST_POST,
    headers::LIST_UNSUBSCRIBE,
    headers::LIST_UNSUBSCRIBE_POST,
    headers::AUTO_SUBMITTED,
];
/// The headers that are signed although they do not occur.
const SIGNED_IF_ABSENT: [&str; 2] = [headers::REPLY_TO, headers::CC];

/// Signs messages of one domain, with one or two keys.
#[derive(Debug)]
pub struct DkimSigner {
    /// The keys; the first one makes the topmost signature.
    identities: Vec<DkimIdentity>,
    /// The domains of senders that sign themselves, instead of the domain of the keys.
    own_domains: Vec<String>,
    now: fn() -> Timestamp,
}

/// Why the keys in the settings cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum DkimError {
    /// The file cannot be read.
    #[error("cannot read the DKIM key `{}`", .path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file has no key that can sign.
    #[error("cannot sign with the DKIM key `{}`", .path.display())]
    InvalidKey {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: DkimKeyError,
    },
    /// The signing domain is none of the sender's organization, so that its signature counts for nothing (RFC 9989).
    #[error("the DKIM key signs for `{domain}`, but the letters come from `{sender_domain}`")]
    NotAligned {
        /// The signing domain.
        domain: String,
        /// The domain in `From`.
        sender_domain: String,
    },
    /// The file has a key for the other algorithm.
    #[error("the DKIM key `{}` is an {actual} key: name it with `{actual}_key_file` and `{actual}_selector`", .path.display())]
    OtherAlgorithm {
        /// The path of the file.
        path: PathBuf,
        /// The name of the key's algorithm in the settings.
        actual: &'static str,
    },
}

/// Reads the keys of `settings`, the RSA key first; `sender_domain` signs if the settings name no domain. Paths are
/// relative to `root`.
///
/// # Errors
/// Returns an error if a file cannot be read, or has no key that can sign.
pub fn load_dkim_identities(
    settings: &DkimSettings,
    sender_domain: &str,
    root: &Path,
) -> Result<Vec<DkimIdentity>, DkimError> {
    let domain = settings.domain.as_deref().unwrap_or(sender_domain);
    let sources =
        [(DkimAlgorithm::RsaSha256, settings.rsa.as_ref()), (DkimAlgorithm::Ed25519Sha256, settings.ed25519.as_ref())];
    let sources = sources.into_iter().filter_map(|(algorithm, source)| Some((algorithm, source?)));
    sources.map(|(algorithm, source)| load_identity(algorithm, source, domain, root)).collect()
}

fn load_identity(
    algorithm: DkimAlgorithm,
    source: &DkimKeySource,
    domain: &str,
    root: &Path,
) -> Result<DkimIdentity, DkimError> {
    let path = root.join(&source.file);
    let text = match std::fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(source) => return Err(DkimError::Unreadable { path, source }),
    };
    match DkimKey::from_pem(&text) {
        Ok(key) if key.algorithm() != algorithm => {
            Err(DkimError::OtherAlgorithm { path, actual: key.algorithm().key_tag() })
        }
        Ok(key) => Ok(DkimIdentity { domain: domain.to_owned(), selector: source.selector.clone(), key }),
        Err(source) => Err(DkimError::InvalidKey { path, source }),
    }
}

impl DkimSigner {
    /// Reads the keys of `settings` for messages from `sender_domain`; `None` if there are none. Paths are relative to
    /// `root`.
    ///
    /// # Errors
    /// Returns an error if a key cannot be read or cannot sign, or the domains do not belong together.
    pub fn from_settings(
        settings: &DkimSettings,
        sender_domain: &str,
        root: &Path,
        now: fn() -> Timestamp,
    ) -> Result<Option<Self>, DkimError> {
        let identities = load_dkim_identities(settings, sender_domain, root)?;
        let Some(first) = identities.first() else { return Ok(None) };
        if !is_same_organization(&first.domain, sender_domain) {
            let (domain, sender_domain) = (first.domain.clone(), sender_domain.to_owned());
            return Err(DkimError::NotAligned { domain, sender_domain });
        }
        Ok(Some(Self::new(identities, now)))
    }

    /// Creates a signer; the first key makes the topmost signature, at which some receivers stop.
    #[must_use]
    pub fn new(identities: Vec<DkimIdentity>, now: fn() -> Timestamp) -> Self {
        Self { identities, own_domains: Vec::new(), now }
    }

    /// Returns the same signer, which signs messages from these domains with the domain in `From`.
    #[must_use]
    pub fn with_own_domains(self, own_domains: Vec<String>) -> Self {
        Self { own_domains, ..self }
    }

    /// Returns the domain in `From`, if it signs itself.
    fn own_domain(&self, fields: &[HeaderField<'_>]) -> Option<&str> {
        if self.own_domains.len() < 2 {
            return None;
        }
        let from = fields.iter().rfind(|field| field.name.eq_ignore_ascii_case(headers::FROM.as_bytes()))?;
        let value = from.value.trim_ascii().strip_suffix(b">").unwrap_or(from.value.trim_ascii());
        let own = |domain: &&String| value.strip_suffix(domain.as_bytes()).is_some_and(|rest| rest.ends_with(b"@"));
        self.own_domains.iter().find(own).map(String::as_str)
    }
}

impl MessageSigner for DkimSigner {
    fn is_slow(&self) -> bool {
        self.identities.iter().any(|identity| identity.key.algorithm() == DkimAlgorithm::RsaSha256)
    }

    fn sign(&self, message: &[u8]) -> io::Result<Vec<u8>> {
        let parts = MessageParts::parse(message);
        let names = signed_names(&parts.fields);
        let body_digest = base64::STANDARD.encode(body_digest(parts.body));
        let signed = SignedParts { names: &names, body_digest: &body_digest, time: (self.now)() };
        let covered = covered_headers(&parts.fields, &names);
        let own_domain = self.own_domain(&parts.fields);
        let mut out = Vec::with_capacity(message.len() + self.identities.len() * 1_024);
        for identity in &self.identities {
            let header = SignatureHeader::new(identity, own_domain.unwrap_or(&identity.domain), signed);
            let mut input = covered.clone();
            header.write_relaxed(&mut input);
            let signature = identity.key.sign(&input)?;
            out.extend_from_slice(header.finish(&signature).as_bytes());
        }
        out.extend_from_slice(message);
        if !message.ends_with(b"\r\n") {
            out.extend_from_slice(b"\r\n");
        }
        Ok(out)
    }
}

/// Returns the names for `h=`: each header as often as it occurs, and once more.
fn signed_names<'a>(fields: &[HeaderField<'_>]) -> Vec<&'a str> {
    let mut names = Vec::with_capacity(2 * SIGNED_HEADERS.len());
    for name in SIGNED_HEADERS {
        let count = fields.iter().filter(|field| field.name.eq_ignore_ascii_case(name.as_bytes())).count();
        if count > 0 || SIGNED_IF_ABSENT.contains(&name) {
            names.extend(std::iter::repeat_n(name, count + 1));
        }
    }
    names
}

/// Returns the canonical form of the headers that names stand for, the last one of a name first (RFC 6376 §5.4.2).
fn covered_headers(fields: &[HeaderField<'_>], names: &[&str]) -> Vec<u8> {
    let mut covered = Vec::with_capacity(2_048);
    let mut rest: Vec<&HeaderField<'_>> = fields.iter().collect();
    for name in names {
        if let Some(last) = rest.iter().rposition(|field| field.name.eq_ignore_ascii_case(name.as_bytes())) {
            rest.remove(last).write_relaxed(&mut covered);
            covered.extend_from_slice(b"\r\n");
        }
    }
    covered
}
