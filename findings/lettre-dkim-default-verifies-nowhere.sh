#!/usr/bin/env bash
# A DKIM signature that lettre makes with its default configuration is refused by every verifier.
#
# Versions   lettre 0.11.23 (crate, feature `dkim`), dkimpy 1.1.8 (PyPI)
# Date       2026-11-29
# Expected   `DkimConfig::default_config` signs From, Subject, To and Date so that a verifier accepts the message.
# Seen       It signs with `c=simple/relaxed`. The signature header is hashed in another shape than it is written, which
#            `simple` (RFC 6376 §3.4.1) does not forgive: the verification fails. The same key and headers with
#            `relaxed` header canonicalisation verify.
# Why        Gmail, Yahoo, GMX and others reject or hide bulk mail without a valid signature of the sender's domain, and
#            nothing fails while sending. Say `relaxed` for the headers, and verify a sent message with another program.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"
[dependencies]
lettre = { version = "=0.11.23", default-features = false, features = ["builder", "dkim"] }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use lettre::Message;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
};
use lettre::message::header::HeaderName;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let pem = std::fs::read_to_string(&arguments[1]).expect("a key");
    let key = || DkimSigningKey::new(&pem, DkimSigningAlgorithm::Rsa).expect("a key");
    let (selector, domain) = ("news".to_owned(), "example.org".to_owned());
    let config = match arguments[2].as_str() {
        "default" => DkimConfig::default_config(selector, domain, key()),
        _ => DkimConfig::new(
            selector,
            domain,
            key(),
            ["From", "Subject", "To", "Date"].map(|name| HeaderName::new_from_ascii_str(name)).to_vec(),
            DkimCanonicalization {
                header: DkimCanonicalizationType::Relaxed,
                body: DkimCanonicalizationType::Relaxed,
            },
        ),
    };
    let mut message = Message::builder()
        .from("Society <chair@example.org>".parse().expect("an address"))
        .to("ann@example.org".parse().expect("an address"))
        .subject("Spring")
        .date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_796_000_000))
        .body("Spring is here.\r\n".to_owned())
        .expect("a message");
    message.sign(&config);
    std::io::Write::write_all(&mut std::io::stdout(), &message.formatted()).expect("an output");
}
RUST
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dkimpy==1.1.8
openssl genrsa -traditional -out "$folder/key.pem" 2048 2>/dev/null
for config in default relaxed; do
    cargo run --quiet --manifest-path "$folder/Cargo.toml" -- "$folder/key.pem" $config >"$folder/$config.eml"
    grep --text -A3 '^DKIM-Signature' "$folder/$config.eml" | tr -d '\r' | grep -o 'c=[a-z/]*' | sed "s/^/$config: /"
    openssl rsa -in "$folder/key.pem" -pubout -outform DER 2>/dev/null | base64 --wrap=0 >"$folder/public"
    "$folder/venv/bin/python" - "$folder" $config <<'PYTHON'
import dkim, pathlib, sys
folder, config = pathlib.Path(sys.argv[1]), sys.argv[2]
record = b"v=DKIM1; k=rsa; p=" + (folder / "public").read_bytes()
valid = dkim.verify((folder / f"{config}.eml").read_bytes(), dnsfunc=lambda name, timeout=5: record)
print(f"{config}: {'valid' if valid else 'not valid'}")
assert valid == (config == "relaxed"), config
PYTHON
done
echo 'as described'
