//! A condition that narrows a list.
//!
//! It is written in a part of the Common Expression Language; what is compared must be of one kind, which is checked when
//! it is parsed. From then on it has an answer for every subscriber.

mod bad_condition;
mod decimal;
mod eval;
mod expr;
mod lexer;
mod parser;
mod typecheck;

use std::collections::BTreeMap;

pub use bad_condition::BadCondition;
use expr::Expr;

use crate::model::{FieldKind, FieldValue, Subscriber};

/// The longest condition, in bytes.
const LONGEST: usize = 1_000;

/// The deepest nesting of its brackets: the parser recurses.
const DEEPEST: usize = 16;

/// A condition that narrows a list, in the Common Expression Language: `"student" in tags && town != "Leeds"`.
#[derive(Debug)]
pub struct Condition {
    text: String,
    expr: Expr,
    fields: Vec<String>,
}

impl Condition {
    /// Reads a condition; each name in it must be one of `fields`, and is compared as what the field's values are.
    ///
    /// # Errors
    /// It cannot be read, names a field or a function that is not there, or compares what cannot be compared.
    pub fn parse(text: &str, fields: &BTreeMap<String, FieldKind>) -> Result<Self, BadCondition> {
        if text.len() > LONGEST {
            return Err(BadCondition::TooLong);
        }
        let (expr, fields) = parser::parse(text, fields)?;
        Ok(Self { text: text.to_owned(), expr, fields })
    }

    /// Tells whether the condition is true of a subscriber.
    ///
    /// Of a text that is not known, it is `""`; tags are none, a flag is false. A question about a date or a number that
    /// is not known has no answer, nor has its opposite: neither is true.
    #[must_use]
    pub fn admits(&self, subscriber: &Subscriber) -> bool {
        self.expr.is_true(subscriber) == Some(true)
    }

    /// Returns it as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns what it is about: each field that it uses, the address aside, with what is known of a subscriber.
    #[must_use]
    pub fn why<'a>(&'a self, subscriber: &'a Subscriber) -> Vec<(&'a str, Option<&'a FieldValue>)> {
        self.fields.iter().map(|name| (name.as_str(), subscriber.fields.get(name))).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod syntax_tests;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests;
