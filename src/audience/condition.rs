//! A condition that narrows a list.

use std::collections::BTreeSet;

use cel::{Context, Program, Value};

use crate::model::{ADDRESS_FIELD, Subscriber, closest};

/// The longest condition, in bytes.
const LONGEST: usize = 1_000;

/// How deep its brackets may nest: its reader recurses.
const DEEPEST: usize = 16;

/// The stack on which a condition is read, in bytes.
const STACK: usize = 64 << 20;

/// What the language has beyond comparing fields, and conditions have not.
const MACROS: [&str; 5] = ["all", "exists", "exists_one", "map", "filter"];

/// A condition that narrows a list, in the Common Expression Language: `category == "student"`.
#[derive(Debug)]
pub struct Condition {
    program: Program,
    variables: Vec<String>,
}

/// Why a condition cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCondition {
    /// It is not written in the language.
    #[error("the condition `{0}` cannot be read")]
    Syntax(String),
    /// It is so long or so deep that reading it could end the process.
    #[error("the condition is longer than {LONGEST} characters, or its brackets nest deeper than {DEEPEST}")]
    TooLong,
    /// It goes through a list by a name of its own.
    #[error("the condition uses `{0}(…)`, which conditions do not have: write out what is compared")]
    Macro(&'static str),
    /// It names a field that nobody has.
    #[error("the condition uses `{name}`, which is not a field")]
    UnknownField {
        /// The name.
        name: String,
        /// A field with a similar name.
        closest: Option<String>,
    },
    /// It gives something other than true or false.
    #[error("the condition does not say yes or no: {0}")]
    NoAnswer(String),
}

impl Condition {
    /// Reads a condition; each name in it must be a field.
    ///
    /// # Errors
    /// It cannot be read, or it names a field that nobody has.
    pub fn parse(text: &str, fields: &BTreeSet<String>) -> Result<Self, BadCondition> {
        if text.len() > LONGEST || nesting(text) > DEEPEST {
            return Err(BadCondition::TooLong);
        }
        let program = compiled(text).ok_or_else(|| BadCondition::Syntax(text.to_owned()))?;
        let variables: Vec<String> = program.references().variables().into_iter().map(str::to_owned).collect();
        if let Some(name) = variables.iter().find(|name| *name != ADDRESS_FIELD && !fields.contains(*name)) {
            if let Some(word) = binding(text, name) {
                return Err(BadCondition::Macro(word));
            }
            let closest = closest(name, fields.iter().map(String::as_str)).map(str::to_owned);
            return Err(BadCondition::UnknownField { name: name.clone(), closest });
        }
        Ok(Self { program, variables })
    }

    /// Tells whether the condition is true of a subscriber; a field that they lack is empty.
    ///
    /// # Errors
    /// It gives no answer, as when a text is compared with a number.
    pub fn admits(&self, subscriber: &Subscriber) -> Result<bool, BadCondition> {
        let mut context = Context::default();
        for name in &self.variables {
            let value = match subscriber.fields.get(name) {
                Some(value) => value.to_string(),
                None if name == ADDRESS_FIELD => subscriber.address.to_string(),
                None => String::new(),
            };
            context.add_variable_from_value(name.clone(), value);
        }
        match self.program.execute(&context) {
            Ok(Value::Bool(answer)) => Ok(answer),
            Ok(_) => Err(BadCondition::NoAnswer("it gives a value".to_owned())),
            Err(error) => Err(BadCondition::NoAnswer(error.to_string())),
        }
    }
}

/// Compiles on a stack of its own: what the reader needs for a few brackets is more than a thread of the engine has.
fn compiled(text: &str) -> Option<Program> {
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().stack_size(STACK);
        reader.spawn_scoped(scope, || Program::compile(text).ok()).ok()?.join().ok()?
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

/// Returns the word that makes `name` stand for each of several values, as in `all(name, …)`.
fn binding(text: &str, name: &str) -> Option<&'static str> {
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    MACROS.into_iter().find(|word| dense.contains(&format!(".{word}({name},")))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn student() -> Subscriber {
        let fields = [("category", "student"), ("town", "Norwich")];
        Subscriber {
            id: 1,
            address: "ann@example.org".parse().unwrap(),
            fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect(),
        }
    }

    fn known() -> BTreeSet<String> {
        ["category", "town", "first_name"].map(str::to_owned).into()
    }

    #[test]
    fn conditions_are_answered() {
        for (text, answer) in [
            ("category == 'student'", true),
            ("category == \"student\" && town != \"Leeds\"", true),
            ("category in ['practitioner', 'educator']", false),
            ("first_name == ''", true),
            ("email.endsWith('@example.org')", true),
        ] {
            assert_eq!(Condition::parse(text, &known()).unwrap().admits(&student()), Ok(answer), "{text}");
        }
    }

    #[test]
    fn bad_conditions_are_told_apart() {
        assert!(matches!(Condition::parse("category ==", &known()), Err(BadCondition::Syntax(_))));
        assert_eq!(
            Condition::parse("[1, 2].all( x, x > 0)", &known()).unwrap_err().to_string(),
            "the condition uses `all(…)`, which conditions do not have: write out what is compared"
        );
        let unknown = Condition::parse("categry == 'student'", &known()).unwrap_err();
        assert!(matches!(unknown, BadCondition::UnknownField { closest: Some(name), .. } if name == "category"));
        assert!(matches!(
            Condition::parse("category", &known()).unwrap().admits(&student()),
            Err(BadCondition::NoAnswer(_))
        ));
    }

    #[test]
    fn conditions_that_would_end_the_process_are_refused_before_they_are_read() {
        for (open, close) in [("(", ")"), ("[", "]"), ("{1:", "}"), ("", " || true"), ("!", ""), ("true ? true : ", "")]
        {
            let text = format!("{}true{}", open.repeat(5_000), close.repeat(5_000));
            assert_eq!(Condition::parse(&text, &known()).unwrap_err(), BadCondition::TooLong);
        }
        for (open, close) in [("(", ")"), ("!", ""), ("-", ""), ("true?true:", ""), ("size(", ")")] {
            let count = if close.is_empty() { (LONGEST - 4) / open.len() } else { DEEPEST };
            let _ = Condition::parse(&format!("{}true{}", open.repeat(count), close.repeat(count)), &known());
        }
        let chain = "true||".repeat((LONGEST - 4) / 6);
        let _ = Condition::parse(&format!("{chain}true"), &known()).map(|condition| condition.admits(&student()));
    }
}
