//! The values of the front matter that have a form of their own.

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::model::{ListName, Mailbox};

pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong = |_| D::Error::custom(format!("`{text}` is no date: write it as `2017-05-17`"));
    text.trim().parse().map(Some).map_err(wrong)
}

pub(super) fn notice<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match String::deserialize(deserializer)?.trim() {
        "statutory" => Ok(true),
        other => {
            let words = format!("`{other}` is no kind of notice: write `statutory`, or leave the line out");
            Err(D::Error::custom(words))
        }
    }
}

pub(super) fn yes() -> bool {
    true
}

pub(super) fn contents<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    yes_or_no("contents", &String::deserialize(deserializer)?).map_err(D::Error::custom)
}

pub(super) fn web<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    yes_or_no("web", &String::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}

fn yes_or_no(key: &str, value: &str) -> Result<bool, String> {
    match value.trim() {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        other => Err(format!("`{key}` is `yes` or `no`, not `{other}`")),
    }
}

pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ListName>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(D::Error::custom)
}

pub(super) fn mailbox<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Mailbox>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.contains("{{") {
        return Err(D::Error::custom("a field cannot stand here: it is one address, the same for all readers"));
    }
    text.parse().map(Some).map_err(D::Error::custom)
}
