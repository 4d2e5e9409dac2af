//! A private key that signs messages, read from PEM.

use std::fmt;
use std::io;

use encodify::{base64, pem};
use ring::error::KeyRejected;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};

use super::dkim_record::DkimRecord;
use crate::model::Sha256;
use crate::random;

/// The identifier of RSA keys: `SEQUENCE { rsaEncryption, NULL }` (RFC 3279 §2.3.1).
pub(super) const RSA_ALGORITHM: &[u8] =
    &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// The signature algorithm of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DkimAlgorithm {
    /// RSA with SHA-256, which every receiver knows (RFC 8301 §3.1).
    RsaSha256,
    /// Ed25519 over a SHA-256 digest (RFC 8463).
    Ed25519Sha256,
}

/// A private key. Its contents are never printed.
pub struct DkimKey(SecretKey);

enum SecretKey {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// A key, with the domain and the selector under which its public half is published.
#[derive(Debug)]
pub struct DkimIdentity {
    /// The signing domain, `d=`.
    pub domain: String,
    /// The selector, `s=`.
    pub selector: String,
    /// The private key.
    pub key: DkimKey,
}

/// Why a text does not contain a key that can sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DkimKeyError {
    /// It has no private key.
    #[error(
        "it has no private key: it must begin with `-----BEGIN PRIVATE KEY-----` or `-----BEGIN RSA PRIVATE KEY-----`"
    )]
    NoPrivateKey,
    /// The key is protected by a password.
    #[error("the key is locked with a password: save it without one")]
    Encrypted,
    /// The algorithm is unknown to DKIM.
    #[error("it is neither an RSA key nor an ed25519 key")]
    UnknownAlgorithm,
    /// An RSA key is shorter than 2,048 bits, or less than 2,047 where its first bit is not set (RFC 8301 §3.2).
    #[error("the RSA key is shorter than 2,048 bits, so that many receivers no longer trust it")]
    TooShort,
    /// An RSA key is longer than 4,096 bits.
    #[error("the RSA key is longer than 4,096 bits, which many receivers cannot check")]
    TooLong,
    /// The key is not complete, or its numbers are not those that the signing library accepts.
    #[error("the key is damaged, or was made in a way that cannot be used here")]
    Damaged,
}

impl DkimAlgorithm {
    /// Returns the value of `a=` (RFC 6376 §3.3, RFC 8463 §3).
    #[must_use]
    pub fn signature_tag(self) -> &'static str {
        match self {
            Self::RsaSha256 => "rsa-sha256",
            Self::Ed25519Sha256 => "ed25519-sha256",
        }
    }

    /// Returns the value of `k=` in the record (RFC 6376 §3.6.1, RFC 8463 §4).
    #[must_use]
    pub fn key_tag(self) -> &'static str {
        match self {
            Self::RsaSha256 => "rsa",
            Self::Ed25519Sha256 => "ed25519",
        }
    }
}

impl DkimKey {
    /// Reads the first private key of a PEM text: PKCS#8 or PKCS#1 (RFC 5958, RFC 8017), as made by `openssl`,
    /// `opendkim-genkey` or `circular dkim new`.
    ///
    /// # Errors
    /// Returns an error if there is none, or it cannot sign.
    pub fn from_pem(text: &str) -> Result<Self, DkimKeyError> {
        for block in pem::STANDARD.blocks(text) {
            let Ok(block) = block else { return Err(DkimKeyError::Damaged) };
            match block.label {
                "ENCRYPTED PRIVATE KEY" => return Err(DkimKeyError::Encrypted),
                "RSA PRIVATE KEY" if !block.headers.is_empty() => return Err(DkimKeyError::Encrypted),
                "RSA PRIVATE KEY" => return rsa_key(RsaKeyPair::from_der(&block.contents)),
                "PRIVATE KEY" => return Self::from_pkcs8(&block.contents),
                label if label.ends_with(" PRIVATE KEY") => return Err(DkimKeyError::UnknownAlgorithm),
                _ => {}
            }
        }
        Err(if text.contains("PRIVATE KEY-----") { DkimKeyError::Damaged } else { DkimKeyError::NoPrivateKey })
    }

    /// Reads a private key in PKCS#8 (RFC 5958).
    ///
    /// # Errors
    /// Returns an error if it is none, or cannot sign.
    pub(super) fn from_pkcs8(der: &[u8]) -> Result<Self, DkimKeyError> {
        let rsa = RsaKeyPair::from_pkcs8(der);
        if rsa.as_ref().is_err_and(|error| error.to_string() == "WrongAlgorithm") {
            let ed25519 = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der);
            return match ed25519 {
                Ok(key) => Ok(Self(SecretKey::Ed25519(key))),
                Err(error) => Err(key_error(&error)),
            };
        }
        rsa_key(rsa)
    }

    /// Returns the algorithm.
    #[must_use]
    pub fn algorithm(&self) -> DkimAlgorithm {
        match &self.0 {
            SecretKey::Rsa(_) => DkimAlgorithm::RsaSha256,
            SecretKey::Ed25519(_) => DkimAlgorithm::Ed25519Sha256,
        }
    }

    /// Returns the text of the TXT record with the public key. An RSA key is a `SubjectPublicKeyInfo`, because several
    /// receivers refuse the shorter form of PKCS#1 (RFC 6376 §3.6.1 allows both, erratum 3017).
    #[must_use]
    pub fn record_text(&self) -> String {
        let public = match &self.0 {
            SecretKey::Rsa(key) => subject_public_key_info(key.public_key().as_ref()),
            SecretKey::Ed25519(key) => key.public_key().as_ref().to_vec(),
        };
        format!("v=DKIM1; k={}; p={}", self.algorithm().key_tag(), base64::STANDARD.encode(public))
    }

    /// Signs the octets that a signature covers.
    ///
    /// # Errors
    /// Returns an error if the system has no source of randomness, which hides the timing of RSA.
    pub(super) fn sign(&self, signed: &[u8]) -> io::Result<Vec<u8>> {
        match &self.0 {
            SecretKey::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random::secure_random(), signed, &mut signature)
                    .map_err(|_| io::Error::other("the system gives no random bytes"))?;
                Ok(signature)
            }
            SecretKey::Ed25519(key) => Ok(key.sign(&Sha256::digest(signed)).as_ref().to_vec()),
        }
    }
}

impl fmt::Debug for DkimKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DkimKey({})", self.algorithm().key_tag())
    }
}

impl DkimIdentity {
    /// Returns the DNS record that lets receivers check the signatures of this key.
    #[must_use]
    pub fn record(&self) -> DkimRecord {
        DkimRecord { name: format!("{}._domainkey.{}", self.selector, self.domain), text: self.key.record_text() }
    }
}

fn rsa_key(key: Result<RsaKeyPair, KeyRejected>) -> Result<DkimKey, DkimKeyError> {
    match key {
        Ok(key) => Ok(DkimKey(SecretKey::Rsa(Box::new(key)))),
        Err(error) => Err(key_error(&error)),
    }
}

/// Tells the reasons of the library apart, which it only gives as words.
fn key_error(error: &KeyRejected) -> DkimKeyError {
    match error.to_string().as_str() {
        "TooSmall" => DkimKeyError::TooShort,
        "TooLarge" => DkimKeyError::TooLong,
        "WrongAlgorithm" => DkimKeyError::UnknownAlgorithm,
        _ => DkimKeyError::Damaged,
    }
}

/// Wraps a public key of PKCS#1 (RFC 5280 §4.1.2.7).
fn subject_public_key_info(pkcs1: &[u8]) -> Vec<u8> {
    let bits = [&[0], pkcs1].concat();
    der(0x30, &[RSA_ALGORITHM, &der(0x03, &bits)].concat())
}

/// Writes a value in DER: tag, length, octets (X.690 §8.1).
pub(super) fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let digits = length.iter().position(|byte| *byte != 0).map_or(&length[..0], |first| &length[first..]);
    let mut out = vec![tag];
    match digits {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        // At most 8 octets of a length.
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(u8::MAX));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(contents);
    out
}
