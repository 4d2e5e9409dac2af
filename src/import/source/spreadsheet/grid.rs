//! The cells of one sheet in compact form: twelve octets per cell, and all text in one string.

use std::collections::HashMap;
use std::ops::Range;

use super::WorkbookError;

const MAX_CELLS: usize = 2_000_000;
/// The maximum size of the text in the cells of a workbook, in octets.
const MAX_TEXT: usize = 64 * 1_024 * 1_024;

/// The type of a cell before it was converted to text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    Text,
    Number,
    /// A complete date, as `2019-06-01`.
    Day,
    /// A date that shows only its year.
    Year,
    /// A date that shows only some of day, month and year.
    PartOfDay,
    /// A time of day or a duration.
    Time,
    /// TRUE or FALSE.
    Flag,
    /// A formula that is only TRUE or FALSE.
    FlagFormula,
    /// A formula with an error.
    Error,
    /// A formula without a result.
    NotComputed,
    /// A formula whose result is 0.
    Zero,
    /// A formula that returns text, and whose result is 0.
    ZeroForWords,
}

/// Why a row is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hiding {
    /// It was hidden by hand.
    ByHand,
    ByFilter,
}

/// A cell that is not empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct GridCell {
    pub(super) column: u16,
    pub(super) kind: CellKind,
    /// Whether it is the result of a formula.
    pub(super) formula: bool,
    start: u32,
    end: u32,
}

/// A row with at least one cell.
#[derive(Debug, Clone)]
pub(super) struct GridRow {
    /// The line as displayed, counted from 1.
    pub(super) line: u32,
    pub(super) hiding: Option<Hiding>,
    cells: Range<u32>,
}

/// A block of cells, including its corners; columns count from 0, lines from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) left: u16,
    pub(super) bottom: u32,
    pub(super) right: u16,
}

/// An object that covers a cell without being part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawing {
    pub(super) line: u32,
    pub(super) column: u16,
    pub(super) picture: bool,
    pub(super) words: String,
}

/// The cells of one sheet.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) name: String,
    pub(super) rows: Vec<GridRow>,
    pub(super) merged: Vec<Area>,
    pub(super) hidden_columns: Vec<Range<u16>>,
    pub(super) links: HashMap<(u32, u16), String>,
    pub(super) drawings: Vec<Drawing>,
    /// Whether a column without any value may contain values that could not be read.
    pub(super) doubtful_blanks: bool,
    cells: Vec<GridCell>,
    text: String,
}

impl Grid {
    pub(super) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Adds a cell to the row that [`Grid::end_row`] will complete.
    pub(super) fn push(&mut self, column: u16, kind: CellKind, formula: bool, text: &str) -> Result<(), WorkbookError> {
        let silent = matches!(kind, CellKind::NotComputed);
        if text.trim().is_empty() && !silent {
            return Ok(());
        }
        if self.cells.len() >= MAX_CELLS || self.text.len() + text.len() > MAX_TEXT {
            return Err(WorkbookError::TooLarge);
        }
        let start = octets(self.text.len());
        self.text.push_str(text);
        self.cells.push(GridCell { column, kind, formula, start, end: octets(self.text.len()) });
        Ok(())
    }

    /// Completes a row from the cells pushed since the previous one.
    pub(super) fn end_row(&mut self, line: u32, hiding: Option<Hiding>) {
        let start = self.rows.last().map_or(0, |row| row.cells.end);
        let end = octets(self.cells.len());
        if end > start {
            self.cells[start as usize..].sort_by_key(|cell| cell.column);
            self.rows.push(GridRow { line, hiding, cells: start..end });
        }
    }

    /// Repeats the last row on the lines that follow it.
    pub(super) fn repeat_row(&mut self, times: u32) -> Result<(), WorkbookError> {
        let Some(row) = self.rows.last().cloned() else { return Ok(()) };
        let cells: Vec<GridCell> = self.cells(&row).to_vec();
        for time in 1..=times {
            if self.cells.len() + cells.len() > MAX_CELLS {
                return Err(WorkbookError::TooLarge);
            }
            self.cells.extend(&cells);
            self.end_row(row.line.saturating_add(time), row.hiding);
        }
        Ok(())
    }

    /// Sorts the rows by line.
    pub(super) fn sort(&mut self) {
        self.rows.sort_by_key(|row| row.line);
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Returns the cells of a row from left to right.
    pub(super) fn cells(&self, row: &GridRow) -> &[GridCell] {
        &self.cells[row.cells.start as usize..row.cells.end as usize]
    }

    pub(super) fn cell(&self, row: &GridRow, column: u16) -> Option<GridCell> {
        let cells = self.cells(row);
        cells.binary_search_by_key(&column, |cell| cell.column).ok().map(|at| cells[at])
    }

    pub(super) fn text(&self, cell: GridCell) -> &str {
        &self.text[cell.start as usize..cell.end as usize]
    }

    pub(super) fn row_on(&self, line: u32) -> Option<&GridRow> {
        self.rows.binary_search_by_key(&line, |row| row.line).ok().map(|at| &self.rows[at])
    }

    pub(super) fn hides(&self, column: u16) -> bool {
        self.hidden_columns.iter().any(|range| range.contains(&column))
    }
}

fn octets(length: usize) -> u32 {
    // Both limits above are far smaller.
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Returns the index of a column from its letters, from 0; `None` beyond the last column of a spreadsheet.
pub(super) fn column_of(letters: &str) -> Option<u16> {
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let place = letter.to_ascii_uppercase().checked_sub(b'A').filter(|place| *place < 26)?;
        column = column * 26 + u32::from(place) + 1;
        if column > 16_384 {
            return None;
        }
    }
    u16::try_from(column.checked_sub(1)?).ok()
}

/// Returns the letters of a column from its index, from 0.
pub(super) fn letters_of(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        let place = (rest - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(place).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Parses `B7` or `$B$7`.
pub(super) fn place(reference: &str) -> Option<(u32, u16)> {
    let reference = reference.replace('$', "");
    let split = reference.find(|c: char| c.is_ascii_digit())?;
    Some((reference[split..].parse().ok().filter(|line| *line > 0)?, column_of(&reference[..split])?))
}

/// Parses `B7:C9` or `B7`.
pub(super) fn area(reference: &str) -> Option<Area> {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let ((top, left), (bottom, right)) = (place(first)?, place(last)?);
    Some(Area { top: top.min(bottom), left: left.min(right), bottom: bottom.max(top), right: right.max(left) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_letters_are_converted() {
        for (letters, column) in [("A", 0), ("Z", 25), ("AA", 26), ("IV", 255), ("XFD", 16_383)] {
            assert_eq!(column_of(letters), Some(column));
            assert_eq!(letters_of(column), letters);
        }
        for letters in ["", "XFE", "A1", "Ä", "ZZZZZZZZZZ"] {
            assert_eq!(column_of(letters), None, "{letters}");
        }
        assert_eq!(place("$B$7"), Some((7, 1)));
        assert_eq!(place("B0"), None);
        assert_eq!(area("C9:B7"), Some(Area { top: 7, left: 1, bottom: 9, right: 2 }));
        assert_eq!(area("B"), None);
    }
}
