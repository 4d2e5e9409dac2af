//! Mails that come back: what each one is, and what follows from it.

mod answer_mails;
mod bounces;
mod complaints;
mod corpus;
mod left_to_read;
mod mutations;
mod processed_once;
mod programs;
mod said_words;
mod servers;
mod society;
mod unprintable_signs;

use std::fs;
use std::path::Path;
use std::string::FromUtf8Error;

/// Returns a mail that a real program sent, with a token in place of the one that it contained.
fn observed(name: &str, token: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/inbound/mails");
    let mail = fs::read(folder.join(name)).unwrap();
    String::from_utf8(mail).map_or_else(FromUtf8Error::into_bytes, |text| text.replace("TOKEN", token).into_bytes())
}
