//! The first walk through a file: what its columns are, and which addresses stand in it more than once.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read as _};
use std::path::Path;

use super::Options;
use super::columns::{self, Column, Goes};
use super::dates::Order;
use super::encoding::{self, Decoded, Encoding, Script};
use super::rows::{Form, Given, Header, MOST_COLUMNS, Place, Row, Rows, Source};
use super::shape::Shape;
use super::table::Table;
use crate::model::{Address, FieldKind, State, single_line};
use crate::subscription::{Error, formula};

/// How much of a file shows what stands between its cells.
const GLANCE: usize = 64 * 1_024;
/// The signs that may stand between cells; the first is meant where none of them is found.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// What a first walk through a file found; nothing of it is written yet.
#[derive(Debug)]
pub struct Look<S> {
    /// The columns in the file's order.
    pub columns: Vec<Column>,
    /// In which encoding the file is.
    pub encoding: Encoding,
    /// Whether the encoding was guessed without proof.
    pub guessed: bool,
    /// What the file looks like inside.
    pub form: Form,
    pub(super) orders: Vec<Order>,
    pub(super) repeats: Repeats,
    pub(super) script: Script,
    pub(super) options: Options,
    pub(super) file: S,
}

/// How often each address stands in the file that stands there more than once, by a hash of it.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    hasher: RandomState,
    counts: HashMap<u64, u32>,
}

impl Repeats {
    /// Returns the hash of an address as it stands in a cell; `None` when it is none.
    pub(super) fn hash(&self, text: &str, buffer: &mut String) -> Option<u64> {
        let text = text.trim();
        if !text.contains('@') {
            return None;
        }
        buffer.clear();
        if text.is_ascii() {
            buffer.push_str(text);
            buffer.make_ascii_lowercase();
        } else {
            buffer.push_str(&text.parse::<Address>().ok()?.folded());
        }
        Some(self.hasher.hash_one(buffer.as_str()))
    }

    /// Returns how often an address with this hash stands in the file.
    pub(super) fn count(&self, hash: u64) -> u32 {
        self.counts.get(&hash).copied().unwrap_or(1)
    }

    pub(super) fn are_any(&self) -> bool {
        !self.counts.is_empty()
    }

    fn fill(&mut self, mut hashes: Vec<u64>) {
        hashes.sort_unstable();
        for same in hashes.chunk_by(|one, other| one == other).filter(|same| same.len() > 1) {
            self.counts.insert(same[0], u32::try_from(same.len()).unwrap_or(u32::MAX));
        }
    }
}

/// Walks through a file for the first time.
pub(super) fn look<S: Source>(
    mut file: S,
    mut options: Options,
    kinds: &BTreeMap<String, FieldKind>,
) -> Result<Look<S>, Error> {
    let name = options.name.clone();
    let unreadable = |error: io::Error| Error::File(format!("cannot read `{name}`: {error}"));
    let script = encoding::look(&mut file, options.encoding).map_err(unreadable)?;
    let (form, file) = form(file, script, &options.name).map_err(unreadable)?;
    // No spreadsheet runs what stands in an object.
    options.raw |= form == Form::Objects;
    let (headers, mut rows) = headers(file, script, form, &options.name)?;
    let mut row = rows.next().map_err(unreadable)?;
    let first = row.as_ref().and_then(|row| row.cells.as_ref().ok());
    let is_address = |text: &str| text.trim().parse::<Address>().is_ok();
    let holds_address =
        |column| matches!(first.map(|cells| cells.get(column)), Some(Given::Text(text)) if is_address(text));
    let mut columns = columns::assign(&headers, &options.maps, kinds, &options.name, holds_address)?;

    let kinds_before: Vec<_> = columns.iter().map(|column| known(&column.goes)).collect();
    let address = columns.iter().position(|column| column.goes == Goes::Address).unwrap_or(0);
    let mut shapes = vec![Shape::default(); columns.len()];
    let mut is_state = true;
    let mut repeats = Repeats::default();
    let (mut hashes, mut buffer) = (Vec::new(), String::new());
    while let Some(Row { line, cells, .. }) = row {
        if let Ok(cells) = cells {
            for (column, shape) in shapes.iter_mut().enumerate() {
                let given = cells.get(column);
                if columns[column].goes == Goes::State {
                    is_state &= says_state(&given);
                }
                shape.see(&given, kinds_before[column], line, options.raw);
            }
            if let Given::Text(text) = cells.get(address) {
                let text = if options.raw { text } else { formula::unguard(text) };
                hashes.extend(repeats.hash(text, &mut buffer));
            }
        }
        row = rows.next().map_err(unreadable)?;
    }
    repeats.fill(hashes);
    let usual = Order::of(&options.language);
    let mut orders = Vec::with_capacity(columns.len());
    for (column, shape) in columns.iter_mut().zip(shapes) {
        if column.goes == Goes::State && !is_state {
            column.goes = Goes::Field { name: columns::STATE.to_owned(), kind: None };
        }
        let named_tags = column.field() == Some(columns::TAGS);
        let verdict = shape.verdict(known(&column.goes).filter(|_| column.field().is_some()), named_tags, usual);
        if let Goes::Field { kind, .. } = &mut column.goes {
            *kind = Some(verdict.kind);
            column.note = column.note.take().or(verdict.note);
        }
        column.example = verdict.example;
        orders.push(verdict.order);
    }
    let file = rows.into_inner();
    let (encoding, guessed) = (script.encoding, script.guessed);
    Ok(Look { columns, encoding, guessed, form, orders, repeats, script, options, file })
}

/// Returns what is known of a column's values before they are looked at.
fn known(goes: &Goes) -> Option<FieldKind> {
    match goes {
        Goes::Field { kind, .. } => *kind,
        Goes::State => None,
        Goes::Address | Goes::Nowhere(_) => Some(FieldKind::Text),
    }
}

fn says_state(given: &Given<'_>) -> bool {
    match given {
        Given::Absent => true,
        Given::Text(text) => text.trim().is_empty() || text.trim().parse::<State>().is_ok(),
        Given::Value(_) => false,
    }
}

/// Returns the names of the columns, and the rows below them.
fn headers<S: Source>(file: S, script: Script, form: Form, name: &str) -> Result<(Vec<Header>, Rows<S>), Error> {
    let unreadable = |error: io::Error| Error::File(format!("cannot read `{name}`: {error}"));
    let mut rows = Rows::new(file, script, form).map_err(unreadable)?;
    if form == Form::Objects {
        while rows.next().map_err(unreadable)?.is_some() {}
        let headers = rows.headers().to_vec();
        if headers.is_empty() {
            return Err(Error::File(format!("`{name}` holds no JSON object")));
        }
        // The same walk once more gives the columns the same places.
        return Ok((headers, Rows::new(rows.into_inner(), script, form).map_err(unreadable)?));
    }
    let row = rows.next().map_err(unreadable)?.ok_or_else(|| Error::File(format!("`{name}` is empty")))?;
    let cells = row
        .cells
        .map_err(|problem| Error::File(format!("the first line of `{name}` {}", problem.words(row.line, row.last))))?;
    let text = |column| if let Given::Text(text) = cells.get(column) { text.trim() } else { "" };
    let headers: Vec<_> = (0..cells.columns().unwrap_or(0))
        .map(|column| Header { name: single_line(text(column)).into_owned(), place: Place::Anywhere })
        .collect();
    if headers.len() > MOST_COLUMNS {
        return Err(Error::File(format!("`{name}` has more than {MOST_COLUMNS} columns")));
    }
    if headers.iter().any(|header| header.name.parse::<Address>().is_ok()) {
        return Err(Error::File(format!(
            "`{name}` begins with an address: its first line must name the columns, such as `email,first_name`"
        )));
    }
    Ok((headers, rows))
}

/// Finds out what a file looks like inside, by its name and by its first line.
fn form<S: Source>(file: S, script: Script, name: &str) -> io::Result<(Form, S)> {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let json = ["json", "jsonl", "ndjson"].iter().any(|known| known.eq_ignore_ascii_case(ending));
    let mut text = Decoded::new(file, script)?;
    let mut start = vec![0; GLANCE];
    let mut held = 0;
    while held < start.len() {
        match text.read(&mut start[held..])? {
            0 => break,
            read => held += read,
        }
    }
    let start = start[..held].trim_ascii_start();
    if json || start.starts_with(b"{") || start.starts_with(b"[{") {
        return Ok((Form::Objects, text.into_inner()));
    }
    let columns = |separator: &u8| {
        let mut table = Table::new(start, *separator);
        table.next().ok().flatten().map_or(0, |found| found.columns)
    };
    // Of several that are best, the last would be taken: so the first comes last.
    let separator = SEPARATORS.iter().rev().copied().max_by_key(columns).unwrap_or(b',');
    Ok((Form::Table(separator), text.into_inner()))
}
