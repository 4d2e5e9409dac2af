//! Bringing people from a file onto a list: a first walk looks, a second one writes.
//!
//! A file is never held in memory: of a million rows a hash of each address is kept, eight bytes a row, and of an
//! address that stands there twice what its rows say until the last of them is met.

mod cell;
mod columns;
mod dates;
mod encoding;
mod look;
mod objects;
mod people;
mod plan;
mod rows;
mod shape;
mod share;
mod table;
mod write;

pub use columns::{Column, Goes, Map};
pub use encoding::{BadEncoding, Encoding};
pub use look::Look;
pub use rows::{Form, Source};

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc;

use super::{Error, formula};
use crate::database::{self, Database};
use crate::model::{Address, Cause, FieldValue, List};
use people::People;
use plan::Plan;
use write::{Mode, Writer};

/// How many batches wait to be written: so the reading goes on meanwhile, but not far ahead.
const AHEAD: usize = 8;

/// How a file is to be imported.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The file's name: its ending may tell its form, and the record of consent keeps it.
    pub name: String,
    /// Whether one bad row stops everything.
    pub strict: bool,
    /// Whether nothing is written at all.
    pub dry_run: bool,
    /// Whether a quotation mark before a formula is part of the value.
    pub raw: bool,
    /// What the people agreed to, and where.
    pub basis: Option<String>,
    /// The file's encoding, if it is known.
    pub encoding: Option<Encoding>,
    /// What is said of columns.
    pub maps: Vec<Map>,
    /// The society's language (RFC 5646): for the order of days and months, and for the word between two names.
    pub language: String,
}

impl Options {
    /// Returns the usual options for a file of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Lets one bad row stop everything.
    #[must_use]
    pub fn strictly(self) -> Self {
        Self { strict: true, ..self }
    }
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// Names of the fields that the columns became, in the file's order.
    pub fields: Vec<String>,
    /// People who are new to the program.
    pub new: u64,
    /// People who were known and are now on the list.
    pub joined: u64,
    /// People who were on the list and whose fields changed.
    pub changed: u64,
    /// People who were on the list as they are in the file.
    pub unchanged: u64,
    /// People who had unsubscribed, and stay so.
    pub left_before: u64,
    /// People who want notices only, and stay so.
    pub notices: u64,
    /// People who get nothing by the file's own column `state`, and were not put on the list.
    pub left_out: u64,
    /// People whose address must not be mailed, by the cause, and who stay set aside.
    pub suppressed: Vec<(Cause, u64)>,
    /// How many rows were not taken.
    pub refused_rows: u64,
    /// The first rows that were not taken.
    pub refused: Vec<Refused>,
    /// How many addresses stood in several rows.
    pub doubled_addresses: u64,
    /// The first of them.
    pub doubled: Vec<Doubled>,
    /// Some of the changes.
    pub changes: Vec<Change>,
    /// Whether anything was written.
    pub written: bool,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line in the file at which the row begins, from 1.
    pub line: u64,
    /// Why, in words.
    pub reason: String,
}

/// Several rows with one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubled {
    /// The lines at which the rows begin.
    pub lines: Vec<u64>,
    /// How the people are called together, if they are several.
    pub names: Option<String>,
}

/// A field of somebody that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The line that says so.
    pub line: u64,
    /// Whose field.
    pub address: Address,
    /// Its name.
    pub field: String,
    /// What it was; empty when it was not known.
    pub from: String,
    /// What it is; empty when it is not known any more.
    pub to: String,
}

impl Import {
    /// Returns how many people stay set aside.
    #[must_use]
    pub fn suppressed(&self) -> u64 {
        self.suppressed.iter().map(|(_, count)| count).sum()
    }

    fn suppress(&mut self, cause: Cause) {
        match self.suppressed.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, count)) => *count += 1,
            None => self.suppressed.push((cause, 1)),
        }
    }
}

fn words(value: &FieldValue) -> String {
    cell::shown(&formula::plain(value))
}

/// Imports a file: looks at it, then writes what it holds.
///
/// # Errors
/// See [`look()`] and [`take`].
pub async fn import(
    database: &Database,
    list: &List,
    file: impl Source,
    options: Options,
    now: Timestamp,
) -> Result<Import, Error> {
    let look = look(database, file, options).await?;
    take(database, list, look, now).await
}

/// Looks at a file: what its columns are and what they hold. Nothing is written.
///
/// # Errors
/// The file cannot be read or has no column of addresses, a column goes where none can, or the database refused.
pub async fn look<S: Source>(database: &Database, file: S, options: Options) -> Result<Look<S>, Error> {
    let kinds = database::field::all(&mut database.read().await?).await?;
    ended(tokio::task::spawn_blocking(move || look::look(file, options, &kinds)).await)
}

/// Writes what was looked at: each good row is taken, each bad one is named; when strict, one bad row stops everything.
///
/// A strict import is one transaction; any other is written in portions, so that a long one stops neither a run nor
/// somebody who leaves. Importing the same file again is harmless. Who has unsubscribed is never put back.
///
/// # Errors
/// The file cannot be read to its end, or the database refused; a part may have been imported, unless it was strict.
pub async fn take<S: Source>(database: &Database, list: &List, look: Look<S>, now: Timestamp) -> Result<Import, Error> {
    let plan = Arc::new(Plan::new(&look));
    let fields = look.columns.iter().filter_map(Column::field).map(str::to_owned).collect();
    let options = &look.options;
    let (dry_run, name) = (options.dry_run, options.name.clone());
    let mode = match () {
        () if dry_run => Mode::Dry,
        () if options.strict => Mode::Strict,
        () => Mode::Portions,
    };
    let event = write::joined(list, &name, options.basis.as_deref(), now);
    let import = Import { fields, ..Import::default() };
    let writer =
        Writer { database, list, plan: Arc::clone(&plan), event, mode, import, fresh: false, strangers: false };
    let (sender, batches) = mpsc::channel(AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        let unreadable = |error| Error::File(format!("cannot read `{name}`: {error}"));
        let mut people = People::new(look, plan).map_err(unreadable);
        loop {
            let batch = match &mut people {
                Ok(people) => people.next().map_err(unreadable),
                Err(_) => return people.map(drop),
            };
            let goes_on = matches!(batch, Ok(Some(_)));
            if sender.blocking_send(batch).is_err() || !goes_on {
                return Ok(());
            }
        }
    });
    if !dry_run {
        database.widen(true).await?;
    }
    let written = writer.run(batches).await;
    let narrowed = if dry_run { Ok(()) } else { database.widen(false).await };
    ended(reading.await)?;
    let import = written?;
    narrowed?;
    Ok(import)
}

/// Returns what a thread of its own came to.
fn ended<T>(task: Result<Result<T, Error>, tokio::task::JoinError>) -> Result<T, Error> {
    match task {
        Ok(result) => result,
        Err(broken) => match broken.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::File("the reading of the file was stopped".to_owned())),
        },
    }
}
