//! What the helpers of messages make of their arguments.

use std::borrow::Cow;

use handlebars::{JsonRender as _, JsonTruthy as _};
use serde_json::Value;

use crate::model::{RESERVED, encode_link, followable_link, percent_encode};

/// A value that is printed or asked for.
#[derive(Debug, PartialEq)]
pub(super) enum Operand<'a> {
    /// A text, such as every field of a recipient.
    Text(Cow<'a, str>),
    /// Yes or no.
    Flag(bool),
    /// Any other value of the issue.
    Constant(&'a Value),
}

impl<'a> From<&'a Value> for Operand<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Bool(flag) => Self::Flag(*flag),
            other => Self::Constant(other),
        }
    }
}

impl<'a> Operand<'a> {
    /// Returns whether a condition holds for the value.
    pub(super) fn is_true(&self) -> bool {
        self.is_truthy(false)
    }

    fn is_truthy(&self, zero_is_true: bool) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Flag(flag) => *flag,
            Self::Constant(value) => value.is_truthy(zero_is_true),
        }
    }

    /// Returns the value as it is printed, before it is escaped.
    pub(super) fn into_text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => text,
            Self::Flag(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
            Self::Constant(value) => Cow::Owned(value.render()),
        }
    }
}

/// Makes a text of the arguments of a helper.
pub(super) type TextFunction = for<'a> fn(&mut dyn Iterator<Item = Operand<'a>>) -> Cow<'a, str>;

/// Returns the first argument that is not empty.
pub(super) fn default<'a>(values: &mut dyn Iterator<Item = Operand<'a>>) -> Cow<'a, str> {
    let is_blank = |value: &Operand<'_>| matches!(value, Operand::Text(text) if text.trim().is_empty());
    let mut filled = values.filter(|value| value.is_truthy(true) && !is_blank(value));
    filled.next().map(Operand::into_text).unwrap_or_default()
}

/// Returns `yes` if any of the remaining arguments is a tag in the first argument, else an empty text, as a boolean
/// field prints.
pub(super) fn has_tag<'a>(values: &mut dyn Iterator<Item = Operand<'a>>) -> Cow<'a, str> {
    let mut words = values.map(Operand::into_text);
    let tags = words.next().unwrap_or_default();
    let has = words.any(|word| tags.split(',').any(|tag| !word.is_empty() && tag.trim() == word.trim()));
    Cow::Borrowed(if has { "yes" } else { "" })
}

/// Returns a web or mail address that can be followed, else an empty text.
pub(super) fn link_address<'a>(values: &mut dyn Iterator<Item = Operand<'a>>) -> Cow<'a, str> {
    followable_link(&first_text(values)).unwrap_or_default().into()
}

/// Encodes what would end a link.
pub(super) fn path_encode<'a>(values: &mut dyn Iterator<Item = Operand<'a>>) -> Cow<'a, str> {
    encode_link(first_text(values).trim()).into()
}

/// Encodes a value for the query of a URL.
pub(super) fn query_encode<'a>(values: &mut dyn Iterator<Item = Operand<'a>>) -> Cow<'a, str> {
    percent_encode(&first_text(values), RESERVED).into()
}

fn first_text<'a>(values: &mut dyn Iterator<Item = Operand<'a>>) -> Cow<'a, str> {
    values.next().map(Operand::into_text).unwrap_or_default()
}
