//! A field: one thing that is known of a person, under a name.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};

use super::normal_form;

/// The fields of one person, by name: what the columns of an import become.
pub type SubscriberFields = BTreeMap<String, FieldValue>;

/// The value of one field. What is not known is not kept.
///
/// As JSON a text is a string, a flag a boolean, tags are an array and a date is `{"date": "2019-06-01"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// Words on one line.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Words that are each true of the person, in the order given.
    Tags(Vec<String>),
    /// A day. It comes last: an array of one text that looks like a day could be read as one.
    Date(DateValue),
}

/// A day as a field keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateValue {
    /// The day.
    pub date: Date,
}

/// What all values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum FieldKind {
    /// Words.
    Text,
    /// Yes or no.
    Flag,
    /// A day.
    Date,
    /// Several words.
    Tags,
}

impl FieldValue {
    /// Takes a day.
    #[must_use]
    pub fn date(date: Date) -> Self {
        Self::Date(DateValue { date })
    }

    /// Tells whether there is nothing to read in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Tags(tags) => tags.is_empty(),
            Self::Flag(_) | Self::Date(_) => false,
        }
    }

    /// Says what is known, as an answer to a question: also a flag that is not set, and that nothing is known.
    #[must_use]
    pub fn describe(value: Option<&Self>) -> String {
        match value {
            Some(Self::Flag(false)) => "no".to_owned(),
            Some(value) if !value.is_empty() => value.to_string(),
            _ => "not known".to_owned(),
        }
    }

    /// Returns the text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns what kind of value it is.
    #[must_use]
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Text(_) => FieldKind::Text,
            Self::Flag(_) => FieldKind::Flag,
            Self::Date(_) => FieldKind::Date,
            Self::Tags(_) => FieldKind::Tags,
        }
    }
}

/// As a letter says it: a day in words, tags with commas, a flag as `yes` or nothing at all.
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

/// Takes a text in its normal form, so that it can be compared.
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
    fn values_are_kept_and_shown() {
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
