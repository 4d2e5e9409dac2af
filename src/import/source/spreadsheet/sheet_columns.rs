//! Determines which columns of a list are excluded, and notes about the others.

use std::collections::BTreeMap;

use super::grid::{CellKind, Grid, GridCell, letters_of};
use super::list_sheet::{LeftOut, ListSheet, SheetColumn};
use super::sheet_rows::Below;
use super::{LineNumbers, SheetRequest, SourceNote, WorkbookError};
use crate::model::single_line;

const MAX_COLUMNS: usize = 200;
/// The serial numbers of plausible dates, from 1927 to 2064.
const DAY_NUMBERS: std::ops::RangeInclusive<f64> = 10_000.0..=60_000.0;
/// Prefixes of words in the header of a date column.
const DATE_WORDS: [&str; 26] = [
    "date",
    "datum",
    "data",
    "dato",
    "fecha",
    "day",
    "tag",
    "jour",
    "joined",
    "join",
    "since",
    "seit",
    "depuis",
    "sinds",
    "eintritt",
    "austritt",
    "beitritt",
    "adhésion",
    "entrée",
    "inscri",
    "birth",
    "geburt",
    "naissance",
    "geboor",
    "paid",
    "lid ",
];

/// Statistics of the cells in one column below the header.
#[derive(Debug, Default)]
pub(super) struct SeenColumn {
    cells: u64,
    ticks: u64,
    zeros: u64,
    not_computed: LineNumbers,
    zero_words: LineNumbers,
    days: u64,
    text_dates: LineNumbers,
    years: u64,
    parts: u64,
    flag_formulas: u64,
    day_numbers: LineNumbers,
}

/// Statistics of the cells below the header, by column.
#[derive(Debug, Default)]
pub(super) struct SeenColumns(BTreeMap<u16, SeenColumn>);

impl SeenColumns {
    pub(super) fn of(grid: &Grid, rows: &[Below]) -> Self {
        let mut seen = Self::default();
        for below in rows.iter().filter(|below| below.total.is_none()) {
            let row = &grid.rows[below.at];
            for cell in grid.cells(row) {
                seen.0.entry(cell.column).or_default().see(*cell, grid.text(*cell), row.line);
            }
        }
        seen
    }
}

impl SeenColumn {
    fn see(&mut self, cell: GridCell, text: &str, line: u32) {
        self.cells += 1;
        self.ticks += u64::from(matches!(text.trim(), "x" | "X" | "✓" | "✔"));
        match cell.kind {
            CellKind::NotComputed => self.not_computed.add(line),
            CellKind::ZeroForWords => self.zero_words.add(line),
            CellKind::Zero => self.zeros += 1,
            CellKind::Day => self.days += 1,
            CellKind::Year => self.years += 1,
            CellKind::PartOfDay => self.parts += 1,
            CellKind::FlagFormula => self.flag_formulas += 1,
            CellKind::Text if is_written_date(text) => self.text_dates.add(line),
            CellKind::Number
                if text.parse().is_ok_and(|number: f64| number.fract() == 0.0 && DAY_NUMBERS.contains(&number)) =>
            {
                self.day_numbers.add(line);
            }
            CellKind::Text | CellKind::Number | CellKind::Time | CellKind::Flag | CellKind::Error => {}
        }
    }

    /// Returns whether any value is 0 if no formula in the whole column was ever computed; else `None`.
    fn never_computed(&self) -> Option<bool> {
        let zeros = self.zeros + self.zero_words.count;
        let all = self.cells > 0 && zeros + self.not_computed.count == self.cells;
        all.then_some(zeros > 0)
    }
}

/// Creates the columns of a list, with notes about them.
pub(super) fn of(
    sheet: &ListSheet,
    heads: usize,
    address: u16,
    seen: &SeenColumns,
    request: &SheetRequest,
    notes: &mut Vec<SourceNote>,
) -> Result<Vec<SheetColumn>, WorkbookError> {
    let header = sheet.grid.cells(&sheet.grid.rows[heads]).iter().map(|cell| cell.column);
    let merged = sheet.filled.keys().filter(|(line, _)| *line == sheet.header_line).map(|(_, column)| *column);
    let mut indices: Vec<u16> = header.chain(merged).chain(seen.0.keys().copied()).collect();
    indices.sort_unstable();
    indices.dedup();
    if indices.len() > MAX_COLUMNS {
        return Err(WorkbookError::TooManyColumns(MAX_COLUMNS));
    }
    let nothing = SeenColumn::default();
    let mut columns = Vec::with_capacity(indices.len());
    for index in indices {
        let head = head(sheet, heads, index);
        let seen = seen.0.get(&index).unwrap_or(&nothing);
        let mut column = column(index, head, None);
        column.left_out = left_out(sheet, &column, seen, index == address, request, notes);
        column.ticked = seen.cells > 0 && seen.ticks == seen.cells;
        // A row without a computed address is rejected with that reason.
        if column.left_out.is_none() && index != address {
            say(&column, seen, notes);
        }
        columns.push(column);
    }
    same_heads(&columns, notes);
    Ok(columns)
}

fn left_out(
    sheet: &ListSheet,
    found: &SheetColumn,
    seen: &SeenColumn,
    is_address: bool,
    request: &SheetRequest,
    notes: &mut Vec<SourceNote>,
) -> Option<LeftOut> {
    let (column, head) = (found.letters.clone(), found.head.clone());
    if sheet.grid.hides(found.index) {
        let taken = is_address || request.of(&head).is_some_and(|to| to != super::MappedTo::Nothing);
        notes.push(SourceNote::HiddenColumn { column: column.clone(), head: head.clone(), taken });
        if !taken {
            return Some(LeftOut::Hidden);
        }
    }
    if is_address || head.is_empty() {
        return None;
    }
    if let Some(zero) = seen.never_computed() {
        notes.push(SourceNote::NotComputed { column, head, zero, lines: None });
        return Some(LeftOut::NotComputed);
    }
    if seen.cells == 0 && sheet.grid.doubtful_blanks && !sheet.filled.keys().any(|(_, filled)| *filled == found.index) {
        notes.push(SourceNote::NoValues { column, head });
        return Some(LeftOut::NoValues);
    }
    None
}

/// Adds the notes about a column that is imported.
fn say(column: &SheetColumn, seen: &SeenColumn, notes: &mut Vec<SourceNote>) {
    let head = || column.head.clone();
    for (lines, zero) in [(&seen.not_computed, false), (&seen.zero_words, true)] {
        if lines.count > 0 {
            let (column, lines) = (column.letters.clone(), Some(lines.clone()));
            notes.push(SourceNote::NotComputed { column, head: head(), zero, lines });
        }
    }
    if seen.days > 0 && seen.text_dates.count > 0 {
        notes.push(SourceNote::TextDates { head: head(), lines: seen.text_dates.clone() });
    }
    if seen.years + seen.parts > 0 {
        notes.push(SourceNote::PartOfDay { head: head(), year: seen.parts == 0 });
    }
    if seen.flag_formulas > 0 {
        notes.push(SourceNote::TrueAndFalse { head: head() });
    }
    if seen.day_numbers.count > 0 && is_called_like_a_date(&column.head) {
        notes.push(SourceNote::DaysAsNumbers { head: head(), lines: seen.day_numbers.clone() });
    }
}

fn same_heads(columns: &[SheetColumn], notes: &mut Vec<SourceNote>) {
    let mut by_head: BTreeMap<String, Vec<&SheetColumn>> = BTreeMap::new();
    for column in columns.iter().filter(|column| !column.head.is_empty() && column.left_out.is_none()) {
        by_head.entry(column.head.to_lowercase()).or_default().push(column);
    }
    for same in by_head.into_values().filter(|same| same.len() > 1) {
        let columns = same.iter().map(|column| column.letters.clone()).collect();
        notes.push(SourceNote::SameHead { head: same[0].head.clone(), columns });
    }
}

/// Returns the header of a column on one line.
fn head(sheet: &ListSheet, heads: usize, column: u16) -> String {
    let text = sheet.kind_and_text(&sheet.grid.rows[heads], column).map_or("", |(_, text)| text);
    single_line(text).into_owned()
}

fn column(index: u16, head: String, left_out: Option<LeftOut>) -> SheetColumn {
    SheetColumn { letters: letters_of(index), head, left_out, ticked: false, index }
}

/// Returns whether a text looks like a typed date: three parts, two of them numbers.
fn is_written_date(text: &str) -> bool {
    let text = text.trim();
    if !(6..=32).contains(&text.len()) {
        return false;
    }
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let numbers = parts.iter().filter(|part| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit())).count();
    parts.len() == 3 && numbers >= 2
}

fn is_called_like_a_date(head: &str) -> bool {
    let head = head.to_lowercase() + " ";
    let words = || head.split(|c: char| !c.is_alphanumeric());
    DATE_WORDS.iter().any(|word| {
        if word.ends_with(' ') {
            head.starts_with(word)
        } else {
            words().any(|found| found.starts_with(word) || found.ends_with("datum"))
        }
    })
}
