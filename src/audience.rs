//! A list and a condition make recipients.

mod condition;

use std::collections::BTreeSet;

use crate::database::{self, Database, Work};
use crate::model::{List, NAME_FIELDS, Subscriber};

pub use condition::{BadCondition, Condition};

/// How many subscribers are held in memory at once.
const PAGE: i64 = 1_000;

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
    pub async fn next(&mut self, work: &mut Work) -> Result<Option<Vec<Subscriber>>, Error> {
        let mut page = database::subscriber::confirmed(work, self.audience.list.id, self.after, PAGE).await?;
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
