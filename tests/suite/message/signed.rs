//! Signatures over the final bytes. `real::dkim` has them verified by others.

use circular::message::dkim::{DkimAlgorithm, DkimIdentity, DkimKey, DkimKeyError, DkimSigner};
use circular::model::MessageSigner as _;
use jiff::{SignedDuration, Timestamp};

use super::{assert_lines, golden, parts, shapes};

const RSA: &str = include_str!("keys/rsa.pem");
const ED25519: &str = include_str!("keys/ed25519.pem");

/// A fixed pair of keys for a domain.
pub(crate) fn identities(domain: &str) -> Vec<DkimIdentity> {
    [("rsa1", RSA), ("ed1", ED25519)]
        .map(|(selector, pem)| DkimIdentity {
            domain: domain.to_owned(),
            selector: selector.to_owned(),
            key: DkimKey::from_pem(pem).expect("a key"),
        })
        .into()
}

/// What signs in the tests, always at the same time.
pub(crate) fn signer(domain: &str) -> DkimSigner {
    DkimSigner::new(identities(domain), || Timestamp::UNIX_EPOCH + SignedDuration::from_hours(450_000))
}

fn sign(message: &[u8]) -> Vec<u8> {
    signer("harbour.example").sign(message).expect("it is signed")
}

/// Returns the signatures above a message, unfolded and without white space.
fn signatures(signed: &[u8]) -> Vec<String> {
    let (headers, _) = parts(signed);
    let own = headers.iter().filter(|(name, _)| name == "DKIM-Signature");
    own.map(|(_, value)| value.replace(' ', "")).collect()
}

#[test]
fn signed_message_matches_golden_file() {
    let signed = sign(&shapes::plain().write().expect("a copy"));
    assert_lines(&signed);
    golden::assert_golden("signed", &signed);
}

#[test]
fn every_shape_is_signed_twice_and_left_as_it_is() {
    for shape in shapes::all() {
        let copy = shape.write().expect("a copy");
        let signed = sign(&copy);
        let above = signed.strip_suffix(copy.as_slice()).expect("signatures come above the message");
        assert_lines(above);
        assert!(above.split(|byte| *byte == b'\n').all(|line| line.len() <= 78), "{}", shape.name);
        let [rsa, ed25519] = &signatures(&signed)[..] else { panic!("two signatures") };
        assert!(
            rsa.starts_with("v=1;a=rsa-sha256;c=relaxed/relaxed;d=harbour.example;s=rsa1;t=1620000000;h="),
            "{rsa}"
        );
        assert!(ed25519.starts_with("v=1;a=ed25519-sha256;c=relaxed/relaxed;d=harbour.example;s=ed1;t=1620000000;"));
        let names = "h=from:from:reply-to:reply-to:to:to:cc:subject:subject:date:date:message-id:message-id:\
                     mime-version:mime-version:content-type:content-type:list-id:list-id:list-post:list-post:\
                     list-unsubscribe:list-unsubscribe:list-unsubscribe-post:list-unsubscribe-post;bh=";
        for signature in [rsa, ed25519] {
            assert!(signature.contains(names), "{signature}");
            assert!(!["l=", "x=", "i="].iter().any(|tag| signature.contains(&format!(";{tag}"))), "{signature}");
        }
        let text = String::from_utf8_lossy(above);
        assert_eq!((text.matches("\r\n b=").count(), text.matches("\r\n bh=").count()), (2, 2), "{text}");
    }
}

#[test]
fn open_last_line_is_closed() {
    let signed = sign(b"From: ann@harbour.example\r\n\r\ntext");
    assert!(signed.ends_with(b"\r\n\r\ntext\r\n"));
    let closed = sign(b"From: ann@harbour.example\r\n\r\ntext\r\n");
    assert_eq!(signed, closed);
    let missing = signatures(&signed)[0].clone();
    assert!(missing.contains(";h=from:from:reply-to:cc;bh="), "{missing}");
}

#[test]
fn keys_of_other_programs_are_read_or_refused_with_reason() {
    for (pem, expected) in [
        (RSA, Ok(DkimAlgorithm::RsaSha256)),
        (include_str!("keys/rsa-pkcs1.pem"), Ok(DkimAlgorithm::RsaSha256)),
        (ED25519, Ok(DkimAlgorithm::Ed25519Sha256)),
        (&format!("Bag Attributes\r\n{}", RSA.replace('\n', "\r\n")), Ok(DkimAlgorithm::RsaSha256)),
        (include_str!("keys/rsa-1024.pem"), Err(DkimKeyError::TooShort)),
        (include_str!("keys/rsa-4608.pem"), Err(DkimKeyError::TooLong)),
        (include_str!("keys/ec.pem"), Err(DkimKeyError::UnknownAlgorithm)),
        (include_str!("keys/ec-sec1.pem"), Err(DkimKeyError::UnknownAlgorithm)),
        (include_str!("keys/encrypted.pem"), Err(DkimKeyError::Encrypted)),
        (include_str!("keys/encrypted-pkcs1.pem"), Err(DkimKeyError::Encrypted)),
        (include_str!("keys/damaged.pem"), Err(DkimKeyError::Damaged)),
        (&RSA.replace("MIIE", "MIIX"), Err(DkimKeyError::Damaged)),
        (include_str!("keys/public.pem"), Err(DkimKeyError::NoPrivateKey)),
        ("v=DKIM1; k=rsa; p=MIIB", Err(DkimKeyError::NoPrivateKey)),
        ("", Err(DkimKeyError::NoPrivateKey)),
    ] {
        assert_eq!(DkimKey::from_pem(pem).map(|key| key.algorithm()), expected, "{pem}");
    }
}

#[test]
fn records_are_as_openssl_writes_the_public_key() {
    let openssl: String = include_str!("keys/public.pem").lines().filter(|line| !line.starts_with("--")).collect();
    let [rsa, ed25519] = &identities("harbour.example")[..] else { panic!("two keys") };
    let (rsa, ed25519) = (rsa.record(), ed25519.record());
    assert_eq!(rsa.name, "rsa1._domainkey.harbour.example");
    assert_eq!(rsa.text, format!("v=DKIM1; k=rsa; p={openssl}"));
    assert_eq!(rsa.strings().iter().map(|string| string.len()).collect::<Vec<_>>(), [255, 155]);
    assert_eq!(rsa.strings().concat(), rsa.text);
    assert!(rsa.text.starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkq"));
    assert_eq!(ed25519.strings(), [ed25519.text.as_str()]);
    assert_eq!(ed25519.text.strip_prefix("v=DKIM1; k=ed25519; p=").map(str::len), Some(44));
    assert_eq!(ed25519.to_string(), format!("ed1._domainkey.harbour.example. IN TXT ( \"{}\" )", ed25519.text));
}
