//! A list and a condition make recipients.

use std::collections::BTreeSet;

use cel::{Context, Program, Value};

use crate::database::{self, Database};
use crate::model::{ADDRESS_FIELD, List, NAME_FIELDS, Subscriber, closest};

/// How many subscribers are held in memory at once.
const PAGE: i64 = 1_000;

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
        let program = Program::compile(text).map_err(|_| BadCondition::Syntax(text.to_owned()))?;
        let variables: Vec<String> = program.references().variables().into_iter().map(str::to_owned).collect();
        if let Some(name) = variables.iter().find(|name| *name != ADDRESS_FIELD && !fields.contains(*name)) {
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
                Some(value) => value.clone(),
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

/// Returns the names of all fields that a letter or a condition may use.
///
/// # Errors
/// The database refused.
pub async fn fields(database: &Database) -> Result<BTreeSet<String>, database::Error> {
    let mut fields = database::field::all(&mut database.read().await?).await?;
    fields.extend(NAME_FIELDS.map(str::to_owned));
    Ok(fields)
}

/// Who an issue goes to: the confirmed subscribers of a list of whom the condition is true.
#[derive(Debug)]
pub struct Audience {
    /// The list.
    pub list: List,
    /// What narrows it, if anything does.
    pub condition: Option<Condition>,
}

/// Why an audience cannot be gathered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The condition gives no answer for somebody.
    #[error(transparent)]
    Condition(#[from] BadCondition),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] database::Error),
}

/// A walk through an audience, a page at a time.
#[derive(Debug)]
pub struct Pages<'a> {
    audience: &'a Audience,
    after: i64,
}

impl Audience {
    /// Begins a walk through the audience, in the order of the subscribers' numbers.
    #[must_use]
    pub fn pages(&self) -> Pages<'_> {
        Pages { audience: self, after: 0 }
    }
}

impl Pages<'_> {
    /// Returns the next page, which may be empty where nobody fits; `None` at the end.
    ///
    /// # Errors
    /// The condition gives no answer, or the database refused.
    pub async fn next(&mut self, database: &Database) -> Result<Option<Vec<Subscriber>>, Error> {
        let mut work = database.read().await?;
        let mut page = database::subscriber::confirmed(&mut work, self.audience.list.id, self.after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.after = last.id;
        if let Some(condition) = &self.audience.condition {
            let mut fits = Vec::with_capacity(page.len());
            for subscriber in &page {
                fits.push(condition.admits(subscriber)?);
            }
            let mut fits = fits.into_iter();
            page.retain(|_| fits.next().unwrap_or(false));
        }
        Ok(Some(page))
    }
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
            fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
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
        let unknown = Condition::parse("categry == 'student'", &known()).unwrap_err();
        assert!(matches!(unknown, BadCondition::UnknownField { closest: Some(name), .. } if name == "category"));
        assert!(matches!(
            Condition::parse("category", &known()).unwrap().admits(&student()),
            Err(BadCondition::NoAnswer(_))
        ));
    }
}
