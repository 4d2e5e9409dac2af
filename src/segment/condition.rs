//! A condition that narrows a list.
//!
//! It is written in a subset of the Common Expression Language. Types are checked when it is parsed, so that it can be
//! evaluated for every subscriber.

mod bad_condition;
mod decimal;
mod eval;
mod expr;
mod lexer;
mod parser;
mod typecheck;

pub use bad_condition::BadCondition;
use eval::Member;
use expr::Expr;
use parser::ParsedCondition;

use jiff::civil::Date;

use super::{AnswerPage, ConditionNames};
use crate::model::{FieldValue, Subscriber};

/// The maximum length of a condition, in bytes.
const LONGEST: usize = 1_000;

/// The maximum nesting depth of brackets, because the parser is recursive.
const DEEPEST: usize = 16;

/// A condition that narrows a list, in the Common Expression Language: `"student" in tags && town != "Leeds"`.
#[derive(Debug, Clone)]
pub struct Condition {
    text: String,
    expr: Expr,
    fields: Vec<String>,
    letters: Vec<String>,
    silences: Vec<Date>,
}

impl Condition {
    /// Parses a condition, which may use the given names.
    ///
    /// # Errors
    /// Returns an error if the syntax is not valid, a name is unknown, or values of different types are compared.
    pub fn parse(text: &str, names: &ConditionNames) -> Result<Self, BadCondition> {
        if text.len() > LONGEST {
            return Err(BadCondition::TooLong);
        }
        let ParsedCondition { expr, fields, letters, silences } = parser::parse(text, names)?;
        Ok(Self { text: text.to_owned(), expr, fields, letters, silences })
    }

    /// Returns whether the condition is true for a subscriber; `answers` must contain what they answered to its
    /// [letters](Self::letters).
    ///
    /// An unknown text is `""`, unknown tags are empty, and an unknown flag is false. A comparison with an unknown date
    /// or number has no answer, nor has its negation: neither is true.
    #[must_use]
    pub fn admits(&self, subscriber: &Subscriber, answers: &AnswerPage) -> bool {
        self.expr.is_true(Member { subscriber, answers }) == Some(true)
    }

    /// Returns the condition as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the letters whose answers the condition uses.
    #[must_use]
    pub fn letters(&self) -> &[String] {
        &self.letters
    }

    /// Returns the days since when the condition looks for signs of people.
    #[must_use]
    pub fn silences(&self) -> &[Date] {
        &self.silences
    }

    /// Returns the fields that the condition uses, except the address, with the subscriber's values.
    #[must_use]
    pub fn why<'a>(&'a self, subscriber: &'a Subscriber) -> Vec<(&'a str, Option<&'a FieldValue>)> {
        self.fields.iter().map(|name| (name.as_str(), subscriber.fields.get(name))).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod answer_tests;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod syntax_tests;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests;
