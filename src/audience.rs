//! A list and a condition make recipients.

mod condition;
mod roll;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use crate::database::{self, Database};
use crate::model::{FieldKind, FieldValue, List, NAME_FIELDS, Readership, State, Subscriber};

pub use condition::{BadCondition, Condition};
pub use roll::Roll;
pub use walk::{Absent, Pages, Reach};

/// Returns all fields that a condition may use, each with what its values are.
///
/// # Errors
/// The database refused.
pub async fn kinds(database: &Database) -> Result<BTreeMap<String, FieldKind>, database::Error> {
    let mut kinds = database::field::all(&mut database.read().await?).await?;
    for name in NAME_FIELDS {
        kinds.entry(name.to_owned()).or_insert(FieldKind::Text);
    }
    Ok(kinds)
}

/// Returns the names of all fields that a letter or a condition may use.
///
/// # Errors
/// The database refused.
pub async fn fields(database: &Database) -> Result<BTreeSet<String>, database::Error> {
    Ok(kinds(database).await?.into_keys().collect())
}

/// Who an issue goes to: those of a list who get its letters, of whom the condition is true and the exclusion is not.
#[derive(Debug)]
pub struct Audience {
    /// The list.
    pub list: List,
    /// What narrows it, if anything does.
    pub condition: Option<Condition>,
    /// What takes people out of it, if anything does.
    pub exclusion: Option<Condition>,
    /// Whether it is a notice that the society's rules ask for: then it goes also to those who want no newsletters.
    pub statutory: bool,
}

/// What keeps a letter from somebody of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The condition is not true of them.
    Where,
    /// The exclusion is true of them.
    Exclude,
    /// How they stand on it.
    State(State),
}

impl Audience {
    /// Takes everybody who gets the newsletters of a list.
    #[must_use]
    pub fn of(list: List) -> Self {
        Self { list, condition: None, exclusion: None, statutory: false }
    }

    /// Returns whom of the list it may reach, before anybody is asked anything.
    #[must_use]
    pub fn readership(&self) -> Readership {
        Readership { list: self.list.id, statutory: self.statutory }
    }

    /// Tells whether some of the list may be left out.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.condition.is_some() || self.exclusion.is_some()
    }

    /// Tells what keeps the letter from a subscriber of the list; `None` when they get it.
    #[must_use]
    pub fn left_out(&self, subscriber: &Subscriber) -> Option<Left> {
        if self.condition.as_ref().is_some_and(|condition| !condition.admits(subscriber)) {
            return Some(Left::Where);
        }
        self.exclusion.as_ref().filter(|exclusion| exclusion.admits(subscriber)).map(|_| Left::Exclude)
    }

    /// Returns what it is about a subscriber that decides: each field that a condition uses, once, and what is known of it.
    #[must_use]
    pub fn why<'a>(&'a self, subscriber: &'a Subscriber) -> Vec<(&'a str, Option<&'a FieldValue>)> {
        let mut why: Vec<(&str, Option<&FieldValue>)> = Vec::new();
        for condition in self.condition.iter().chain(&self.exclusion) {
            for (field, value) in condition.why(subscriber) {
                if why.iter().all(|(known, _)| *known != field) {
                    why.push((field, value));
                }
            }
        }
        why
    }

    /// Begins a walk through the audience, in the order of the subscribers' numbers.
    #[must_use]
    pub fn pages(&self) -> Pages<'_> {
        Pages::new(self)
    }
}
