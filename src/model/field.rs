//! A field: a named value stored for a subscriber.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};

use super::{Language, normal_form};

/// The fields of a subscriber by name, as created by the columns of an import.
pub type SubscriberFields = BTreeMap<String, FieldValue>;

/// The value of a field. Unknown values are not stored.
///
/// In JSON a text is a string, a flag a boolean, tags are an array and a date is `{"date": "2019-06-01"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// Text on one line.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Tags, in the order given.
    Tags(Vec<String>),
    /// A date. This variant comes last: an array of one text that looks like a date could be deserialized as one.
    Date(DateValue),
}

/// The stored form of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateValue {
    /// The date.
    pub date: Date,
}

/// The type shared by all values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum FieldKind {
    /// A text on one line.
    Text,
    /// Yes or no.
    Flag,
    /// A calendar date.
    Date,
    /// A set of tags.
    Tags,
}

impl FieldValue {
    /// Creates a date value.
    #[must_use]
    pub fn date(date: Date) -> Self {
        Self::Date(DateValue { date })
    }

    /// Returns whether the value contains nothing: an empty text or no tags.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Tags(tags) => tags.is_empty(),
            Self::Flag(_) | Self::Date(_) => false,
        }
    }

    /// Describes a value in words, including an unset flag and an unknown value.
    #[must_use]
    pub fn describe(value: Option<&Self>) -> String {
        match value {
            Some(Self::Flag(false)) => "no".to_owned(),
            Some(value) if !value.is_empty() => value.to_string(),
            _ => "not known".to_owned(),
        }
    }

    /// Returns the text if this is a text value.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns the type of the value.
    #[must_use]
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Text(_) => FieldKind::Text,
            Self::Flag(_) => FieldKind::Flag,
            Self::Date(_) => FieldKind::Date,
            Self::Tags(_) => FieldKind::Tags,
        }
    }

    /// Writes the value as messages show it: a date in words of this language, tags with commas, a flag as `yes` or an
    /// empty string.
    #[must_use]
    pub fn show(&self, language: &Language) -> String {
        match self {
            Self::Date(day) => language.format_date(day.date),
            other => other.to_string(),
        }
    }
}

/// Returns whether a text can name a field: lower-case letters, digits and `_`, with no digit first.
#[must_use]
pub fn is_field_name(name: &str) -> bool {
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || c == '_') && name == name.to_lowercase();
    is_plain && !name.is_empty() && !name.starts_with(char::is_numeric)
}

/// Writes the value as pages for the operator show it: a date in English words, tags with commas, a flag as `yes` or an
/// empty string.
impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Flag(true) => f.write_str("yes"),
            Self::Flag(false) => Ok(()),
            Self::Date(day) => day.date.strftime("%-d %B %Y").fmt(f),
            Self::Tags(tags) => f.write_str(&tags.join(", ")),
        }
    }
}

/// Creates a text value in Unicode normal form, so that values can be compared.
impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(normal_form(text).into_owned())
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn values_round_trip_and_are_formatted() {
        for (value, json, shown) in [
            (FieldValue::from("2019-06-01"), r#""2019-06-01""#, "2019-06-01"),
            (FieldValue::date(date(2019, 6, 1)), r#"{"date":"2019-06-01"}"#, "1 June 2019"),
            (FieldValue::Flag(true), "true", "yes"),
            (FieldValue::Flag(false), "false", ""),
            (
                FieldValue::Tags(vec!["student".to_owned(), "Norwich".to_owned()]),
                r#"["student","Norwich"]"#,
                "student, Norwich",
            ),
            (FieldValue::Tags(vec!["2019-06-01".to_owned()]), r#"["2019-06-01"]"#, "2019-06-01"),
        ] {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<FieldValue>(json).unwrap(), value);
            assert_eq!(value.to_string(), shown);
        }
    }
}
