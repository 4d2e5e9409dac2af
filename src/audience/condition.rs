//! A condition that narrows a list.
//!
//! It is written in the Common Expression Language; what is compared must be of one kind, which is checked once, when it
//! is read. From then on it has an answer for everybody.

mod answer;
mod decimal;
mod fault;
mod names;
mod reader;
mod term;

use std::collections::BTreeMap;

use cel::Program;

pub use fault::BadCondition;
use reader::Reader;
use term::Term;

use crate::model::{FieldKind, FieldValue, Subscriber};

/// The longest condition, in bytes.
const LONGEST: usize = 1_000;

/// How deep its brackets may nest: its reader recurses.
const DEEPEST: usize = 16;

/// The stack on which a condition is read, in bytes.
const STACK: usize = 64 << 20;

/// A condition that narrows a list, in the Common Expression Language: `"student" in tags && town != "Leeds"`.
#[derive(Debug)]
pub struct Condition {
    text: String,
    term: Term,
    fields: Vec<String>,
}

impl Condition {
    /// Reads a condition; each name in it must be one of `fields`, and is compared as what the field's values are.
    ///
    /// # Errors
    /// It cannot be read, names a field or a function that is not there, or compares what cannot be compared.
    pub fn parse(text: &str, fields: &BTreeMap<String, FieldKind>) -> Result<Self, BadCondition> {
        if text.len() > LONGEST || nesting(text) > DEEPEST {
            return Err(BadCondition::TooLong);
        }
        let (term, fields) = on_a_stack_of_its_own(|| {
            let (plain, names) = names::plain(text, fields);
            let program = Program::compile(&plain).map_err(|_| BadCondition::Syntax(text.to_owned()))?;
            let mut reader = Reader::new(text, fields, names);
            let term = reader.question(program.expression())?;
            Ok((term, reader.used))
        })?;
        Ok(Self { text: text.to_owned(), term, fields })
    }

    /// Tells whether the condition is true of a subscriber.
    ///
    /// Of a text that is not known, it is `""`; tags are none, a flag is false. A question about a date or a number that
    /// is not known has no answer, nor has its opposite: neither is true.
    #[must_use]
    pub fn admits(&self, subscriber: &Subscriber) -> bool {
        self.term.is_true(subscriber) == Some(true)
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

/// Reads where there is room: what the reader needs for a few brackets is more than a thread of the engine has.
fn on_a_stack_of_its_own<T: Send>(read: impl FnOnce() -> Result<T, BadCondition> + Send) -> Result<T, BadCondition> {
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().stack_size(STACK);
        let reading = reader.spawn_scoped(scope, read).map_err(|_| BadCondition::TooLong)?;
        reading.join().unwrap_or(Err(BadCondition::TooLong))
    })
}

fn nesting(text: &str) -> usize {
    let mut depth = 0_usize;
    let depths = text.bytes().map(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth
    });
    depths.max().unwrap_or(0)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests;
