//! Parses the record of a DKIM key, and finds what some verifiers refuse (RFC 6376 §3.6.1, RFC 8301, RFC 8463).

use encodify::base64;

/// The shortest RSA key that verifiers accept (RFC 8301 §3.2), and the one that signers should use, in bits.
const MIN_RSA_BITS: usize = 1_024;
const GOOD_RSA_BITS: usize = 2_048;
/// The tags of DER (X.690 §8.1.2).
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;
/// How many octets an ed25519 key has.
const ED25519_OCTETS: usize = 32;

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DkimFault {
    /// It has no `v=DKIM1` at its start, or another version.
    Version,
    /// It has no `p=`.
    NoKey,
    /// `p=` is empty: the key was revoked.
    Revoked,
    /// `p=` is not base64.
    NotBase64,
    /// The type is none that verifiers know.
    UnknownType(String),
    /// The RSA key is written without its wrapping (PKCS#1), which `OpenDKIM`, `SpamAssassin` and Haraka refuse.
    BareRsaKey,
    /// The RSA key cannot be read.
    UnreadableKey,
    /// The ed25519 key is not 32 octets.
    WrongEd25519Key,
    /// The RSA key is too short for anybody.
    TooShort(usize),
    /// The RSA key is shorter than recommended.
    Short(usize),
    /// `t=y`: receivers may treat the mail as unsigned.
    Testing,
    /// The hash algorithms leave out SHA-256.
    NoSha256,
    /// The key is not for mail.
    NotForMail,
}

/// Returns what is wrong with a record, the gravest first.
pub(super) fn dkim_faults(text: &str) -> Vec<DkimFault> {
    let tags = tags(text);
    let tag = |name: &str| tags.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    let mut faults = Vec::new();
    let is_first = tags.first().is_some_and(|(name, _)| *name == "v");
    if tag("v").is_some_and(|version| version != "DKIM1" || !is_first) {
        faults.push(DkimFault::Version);
    }
    let kind = tag("k").unwrap_or("rsa");
    match (tag("p").map(without_blanks).as_deref(), kind) {
        (None, _) => faults.push(DkimFault::NoKey),
        (Some(""), _) => faults.push(DkimFault::Revoked),
        (Some(key), "rsa") => faults.extend(decode(key).map_or(Some(DkimFault::NotBase64), |key| rsa_fault(&key))),
        (Some(key), "ed25519") => {
            let octets = decode(key).map(|key| key.len());
            let fault = if octets.is_none() { DkimFault::NotBase64 } else { DkimFault::WrongEd25519Key };
            faults.extend((octets != Some(ED25519_OCTETS)).then_some(fault));
        }
        (Some(_), other) => faults.push(DkimFault::UnknownType(other.to_owned())),
    }
    let lists = |name: &str, word: &str| tag(name).is_none_or(|list| list.split(':').any(|one| one.trim() == word));
    if !lists("h", "sha256") {
        faults.push(DkimFault::NoSha256);
    }
    if !lists("s", "*") && !lists("s", "email") {
        faults.push(DkimFault::NotForMail);
    }
    if tag("t").is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y")) {
        faults.push(DkimFault::Testing);
    }
    faults
}

/// Returns the key of a record as it is compared with another one.
pub(super) fn published_key(text: &str) -> Option<String> {
    tags(text).into_iter().find(|(name, _)| *name == "p").map(|(_, value)| without_blanks(&value))
}

/// Returns whether a TXT record is meant as a DKIM key, or at least as nothing else.
pub(super) fn is_dkim(text: &str) -> bool {
    let tags = tags(text);
    tags.first().is_some_and(|(name, value)| *name == "v" && value.starts_with("DKIM"))
        || tags.iter().any(|(name, _)| *name == "p")
}

fn tags(text: &str) -> Vec<(&str, String)> {
    let pairs = text.split(';').filter_map(|tag| tag.split_once('='));
    pairs.map(|(name, value)| (name.trim(), value.trim().to_owned())).collect()
}

fn without_blanks(text: impl AsRef<str>) -> String {
    text.as_ref().split_whitespace().collect()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    base64::STANDARD.decode(text).ok()
}

fn rsa_fault(key: &[u8]) -> Option<DkimFault> {
    let bits = match spki_bits(key) {
        Some(bits) => bits,
        // A sequence of two numbers is the key without its wrapping.
        None if der_element(key, SEQUENCE).is_some_and(|(numbers, _)| modulus_bits(numbers).is_some()) => {
            return Some(DkimFault::BareRsaKey);
        }
        None => return Some(DkimFault::UnreadableKey),
    };
    match bits {
        ..MIN_RSA_BITS => Some(DkimFault::TooShort(bits)),
        MIN_RSA_BITS..GOOD_RSA_BITS => Some(DkimFault::Short(bits)),
        _ => None,
    }
}

/// Returns the length of the modulus in a `SubjectPublicKeyInfo` (RFC 5280 §4.1, RFC 8017 §A.1.1).
fn spki_bits(key: &[u8]) -> Option<usize> {
    let (info, _) = der_element(key, SEQUENCE)?;
    let (_, behind_algorithm) = der_element(info, SEQUENCE)?;
    let (key, _) = der_element(behind_algorithm, BIT_STRING)?;
    // The first octet counts the unused bits.
    modulus_bits(der_element(key.get(1..)?, SEQUENCE)?.0)
}

fn modulus_bits(numbers: &[u8]) -> Option<usize> {
    let (modulus, _) = der_element(numbers, INTEGER)?;
    let first = modulus.iter().position(|octet| *octet != 0)?;
    let significant = modulus.get(first..)?;
    Some(significant.len() * 8 - usize::try_from(significant.first()?.leading_zeros()).ok()?)
}

/// Returns the contents of the element at the start of `data`, if it has this tag, and what follows it.
fn der_element(data: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = data.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    if *length < 0x80 {
        return rest.split_at_checked(usize::from(*length));
    }
    let (octets, rest) = rest.split_at_checked(usize::from(length & 0x7f)).filter(|(octets, _)| octets.len() < 4)?;
    rest.split_at_checked(octets.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    /// Writes an element of DER.
    fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
        let length = u16::try_from(contents.len()).unwrap().to_be_bytes();
        [&[tag, 0x82][..], &length, contents].concat()
    }

    /// Returns an RSA key of this length as PKCS#1, and wrapped as `SubjectPublicKeyInfo`.
    fn rsa_key(bits: usize) -> (String, String) {
        let modulus = [vec![0, 0x80 | 0x45], vec![0x17; bits / 8 - 1]].concat();
        let bare = der(SEQUENCE, &[der(INTEGER, &modulus), der(INTEGER, &[1, 0, 1])].concat());
        let algorithm = [0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
        let wrapped = der(SEQUENCE, &[&algorithm[..], &der(BIT_STRING, &[&[0][..], &bare].concat())].concat());
        (base64::STANDARD.encode(&bare), base64::STANDARD.encode(&wrapped))
    }

    #[test]
    fn good_records_have_no_fault() {
        let (_, key) = rsa_key(2_048);
        let ed25519 = base64::STANDARD.encode([7; 32]);
        let (first, second) = key.split_at(100);
        for text in [
            format!("v=DKIM1; k=rsa; p={key}"),
            format!("p={key}"),
            format!("v=DKIM1; k=rsa; h=sha1:sha256; s=*; t=s; p={key};"),
            format!("v=DKIM1; s=email; p={first} {second}"),
            format!("v=DKIM1; k=ed25519; p={ed25519}"),
        ] {
            assert_eq!(dkim_faults(&text), [], "{text}");
            assert!(is_dkim(&text));
        }
        assert_eq!(published_key(&format!("v=DKIM1; p={first} {second}")), Some(key));
    }

    #[test]
    fn faults_are_found() {
        let (bare, good) = rsa_key(2_048);
        let ed25519 = base64::STANDARD.encode([7; 32]);
        for (text, expected) in [
            ("v=DKIM1; k=rsa; p=".to_owned(), DkimFault::Revoked),
            ("v=DKIM1; k=rsa".to_owned(), DkimFault::NoKey),
            (format!("v=DKIM2; p={good}"), DkimFault::Version),
            (format!("k=rsa; v=DKIM1; p={good}"), DkimFault::Version),
            ("v=DKIM1; p=not*base64".to_owned(), DkimFault::NotBase64),
            ("v=DKIM1; p=AAAA".to_owned(), DkimFault::UnreadableKey),
            (format!("v=DKIM1; k=rsa; p={bare}"), DkimFault::BareRsaKey),
            (format!("v=DKIM1; k=rsa; p={}", rsa_key(512).1), DkimFault::TooShort(512)),
            (format!("v=DKIM1; k=rsa; p={}", rsa_key(1_024).1), DkimFault::Short(1_024)),
            (format!("v=DKIM1; k=ed25519; p={good}"), DkimFault::WrongEd25519Key),
            (format!("v=DKIM1; k=ed448; p={ed25519}"), DkimFault::UnknownType("ed448".to_owned())),
            (format!("v=DKIM1; t=s:y; p={good}"), DkimFault::Testing),
            (format!("v=DKIM1; h=sha1; p={good}"), DkimFault::NoSha256),
            (format!("v=DKIM1; s=tlsrpt; p={good}"), DkimFault::NotForMail),
        ] {
            assert_eq!(dkim_faults(&text), [expected], "{text}");
        }
    }
}
