//! Bringing a CSV file of members onto a list.

use std::collections::HashMap;
use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};
use jiff::Timestamp;

use super::Error;
use crate::database::{self, Database, Work};
use crate::model::{Address, Event, Fields, Kind, List, RESERVED_FIELDS, State, Way, single_line};

/// The headers under which a column of addresses is found, once [`field_name`] has cleaned them.
const ADDRESS_HEADERS: [&str; 6] = ["email", "e_mail", "email_address", "e_mail_address", "mail", "address"];

/// The longest value that a field keeps, in characters.
const LONGEST_VALUE: usize = 1_000;

/// How many rows are written at once.
const PORTION: u64 = 500;

/// What an import did.
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
    /// People whose address takes no mail, and who stay set aside.
    pub suppressed: u64,
    /// Rows that were not taken.
    pub refused: Vec<Refused>,
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

/// Imports a file: each good row is taken, each bad one is named; with `strict` one bad row stops everything.
///
/// A strict import is one transaction; any other is written in portions, so that a long one stops neither a run nor
/// somebody who leaves. Importing the same file again is harmless. Who has unsubscribed is never put back.
///
/// # Errors
/// The file has no column of addresses, and nothing was imported; or it cannot be read to its end, or the database
/// refused, and a part may have been.
pub async fn import(
    database: &Database,
    list: &List,
    file: impl Read,
    name: &str,
    strict: bool,
    now: Timestamp,
) -> Result<Import, Error> {
    // With CR LF as the end of a row the reader would count a row's line from the row before; a CR left over is trimmed.
    let end = csv::Terminator::Any(b'\n');
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).terminator(end).from_reader(file);
    let mut record = ByteRecord::new();
    let unreadable = |error: csv::Error| Error::File(format!("cannot read `{name}`: {error}"));
    if !reader.read_byte_record(&mut record).map_err(unreadable)? {
        return Err(Error::File(format!("`{name}` is empty")));
    }
    let columns = Columns::of(&record, name)?;
    let mut work = database.write().await?;
    for field in columns.fields() {
        database::field::add(&mut work, field).await?;
    }
    let mut import = Import { fields: columns.fields().map(str::to_owned).collect(), ..Import::default() };
    let mut seen = HashMap::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        let line = record.position().map_or(0, csv::Position::line);
        match columns.read(&record, line, &mut seen) {
            Ok((address, fields)) => take(&mut work, list, &address, fields, name, now, &mut import).await?,
            Err(reason) => import.refused.push(Refused { line, reason }),
        }
        rows += 1;
        if !strict && rows % PORTION == 0 {
            work.commit().await?;
            work = database.write().await?;
        }
    }
    import.written = !strict || import.refused.is_empty();
    if import.written {
        work.commit().await?;
    }
    Ok(import)
}

async fn take(
    work: &mut Work,
    list: &List,
    address: &Address,
    fields: Fields,
    name: &str,
    now: Timestamp,
    import: &mut Import,
) -> Result<(), Error> {
    let (id, fields_changed) = match database::subscriber::by_address(work, address).await? {
        Some(known) => {
            let mut merged = known.fields.clone();
            merged.extend(fields);
            let changed = merged != known.fields;
            if changed {
                database::subscriber::set_fields(work, known.id, &merged).await?;
            }
            (known.id, Some(changed))
        }
        None => (database::subscriber::add(work, address, &fields, now).await?, None),
    };
    let state = match fields_changed {
        Some(_) => database::subscription::state(work, list.id, id).await?,
        None => None,
    };
    match (state, fields_changed) {
        (Some(State::Unsubscribed), _) => import.left_before += 1,
        (Some(State::Suppressed), _) => import.suppressed += 1,
        (Some(_), Some(true)) => import.changed += 1,
        (Some(_), _) => import.unchanged += 1,
        (None, Some(_)) if database::suppression::has(work, id).await? => {
            database::subscription::set(work, list.id, id, State::Suppressed, now).await?;
            import.suppressed += 1;
        }
        (None, known) => {
            database::subscription::set(work, list.id, id, State::Confirmed, now).await?;
            let event = Event::new(now, (id, list.id), Kind::Joined, Way::Import);
            let event = Event { source: Some(name.to_owned()), ..event };
            database::event::add(work, &event).await?;
            *(if known.is_some() { &mut import.joined } else { &mut import.new }) += 1;
        }
    }
    Ok(())
}

/// Which column is what.
struct Columns {
    address: usize,
    names: Vec<Option<String>>,
}

impl Columns {
    fn of(header: &ByteRecord, file: &str) -> Result<Self, Error> {
        let mut names: Vec<Option<String>> = Vec::with_capacity(header.len());
        for cell in header {
            let text = std::str::from_utf8(cell)
                .map_err(|_| Error::File(format!("`{file}` is not UTF-8: save it as CSV UTF-8")))?;
            let mut name = field_name(text.trim_start_matches('\u{feff}'));
            // What begins with a digit is read as a number, in letters and in conditions.
            if name.starts_with(char::is_numeric) {
                name.insert(0, '_');
            }
            if names.iter().flatten().any(|known| *known == name) {
                return Err(Error::File(format!("`{file}` has two columns named `{name}`")));
            }
            names.push(Some(name).filter(|name| !name.is_empty()));
        }
        let address = ADDRESS_HEADERS
            .iter()
            .find_map(|known| names.iter().position(|name| name.as_deref() == Some(*known)))
            .ok_or_else(|| {
                let found: Vec<_> = names.iter().flatten().map(|name| format!("`{name}`")).collect();
                Error::File(format!("`{file}` has no column `email`; its columns are {}", found.join(", ")))
            })?;
        names[address] = None;
        if let Some(name) = names.iter().flatten().find(|name| RESERVED_FIELDS.contains(&name.as_str())) {
            return Err(Error::File(format!(
                "`{file}` has a column `{name}`, a word that letters use themselves: give it another name"
            )));
        }
        Ok(Self { address, names })
    }

    fn fields(&self) -> impl Iterator<Item = &str> {
        self.names.iter().flatten().map(String::as_str)
    }

    fn read(
        &self,
        record: &ByteRecord,
        line: u64,
        seen: &mut HashMap<String, u64>,
    ) -> Result<(Address, Fields), String> {
        if record.len() != self.names.len() {
            return Err(format!("has {} columns, the header has {}", record.len(), self.names.len()));
        }
        let cell = |index: usize| {
            std::str::from_utf8(record.get(index).unwrap_or_default()).map_err(|_| "is not UTF-8".to_owned())
        };
        let address: Address = cell(self.address)?.parse().map_err(|bad| format!("{bad}"))?;
        if !address.as_str().is_ascii() {
            return Err(format!("`{address}` has a letter before the @ that few mail servers can take"));
        }
        let mut fields = Fields::new();
        for (index, name) in self.names.iter().enumerate() {
            let Some(name) = name else { continue };
            let value = single_line(cell(index)?);
            if value.chars().count() > LONGEST_VALUE {
                return Err(format!("has more than {LONGEST_VALUE} characters in `{name}`"));
            }
            fields.insert(name.clone(), value.into_owned().into());
        }
        match seen.insert(address.folded(), line) {
            Some(first) => {
                seen.insert(address.folded(), first);
                Err(format!("has the same address as line {first}"))
            }
            None => Ok((address, fields)),
        }
    }
}

/// Makes a field's name of a header: `First name` becomes `first_name`.
fn field_name(header: &str) -> String {
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_column_takes_a_word_of_letters() {
        let of = |header: &[&str]| Columns::of(&ByteRecord::from(header.to_vec()), "m.csv");
        for name in ["link", "If", "this", "true", "society"] {
            assert!(
                of(&["email", name]).is_err_and(|error| error.to_string().contains("give it another name")),
                "{name}"
            );
        }
        let names = of(&["email", "2019 dues"]).map(|columns| columns.names);
        assert!(names.is_ok_and(|names| names == [None, Some("_2019_dues".to_owned())]));
    }

    #[test]
    fn headers_become_names() {
        for (header, name) in
            [("First name", "first_name"), (" E-Mail ", "e_mail"), ("email", "email"), ("Straße", "straße"), ("--", "")]
        {
            assert_eq!(field_name(header), name);
        }
    }
}
