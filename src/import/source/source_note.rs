//! Notes about a file for the operator.

use serde::Serialize;

/// The maximum number of lines named in one note.
const MAX_LINES: usize = 1_000;

/// Some lines of a sheet: their number, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LineNumbers {
    /// The number of lines.
    pub count: u64,
    /// The first thousand lines.
    pub lines: Vec<u32>,
}

impl LineNumbers {
    pub(super) fn add(&mut self, line: u32) {
        self.count += 1;
        if self.lines.len() < MAX_LINES {
            self.lines.push(line);
        }
    }
}

/// Why a sheet was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherSheet {
    /// It is a chart.
    Chart,
    /// It is hidden.
    Hidden,
    /// It contains no list of addresses.
    NoList,
    /// Another sheet was requested.
    NotAsked,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueFault {
    /// It is what a program writes for an empty cell: `NULL`.
    Empty,
    /// It is an error of a spreadsheet program, or shows that a column was too narrow: `#REF!`, `########`.
    SpreadsheetError,
    /// It is UTF-8 that was read in another encoding: `JÃ¶rg`.
    WrongEncoding,
    /// It has a letter as web pages write it: `J&ouml;rg`.
    Entity,
    /// A letter of it was lost.
    LostLetter,
}

/// A note about a file for the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum SourceNote {
    /// One of several sheets was read.
    SheetChosen {
        /// The name of the sheet.
        sheet: String,
        /// The other sheets, and why they were not read.
        others: Vec<(String, OtherSheet)>,
    },
    /// The header is not in the first line, or the table does not begin in the first column.
    Heads {
        /// The line of the header.
        line: u32,
        /// The letters of the first column.
        column: String,
        /// The lines above, which are a title.
        above: LineNumbers,
    },
    /// The value of a merged cell is used for all of its lines.
    MergedCells {
        /// The first and the last line of each block.
        lines: Vec<(u32, u32)>,
    },
    /// Hidden rows were imported.
    HiddenRows {
        /// The rows.
        lines: LineNumbers,
        /// Whether a filter hides them.
        by_filter: bool,
    },
    /// A hidden column was excluded, or imported because it was requested.
    HiddenColumn {
        /// The letters of the column.
        column: String,
        /// The header of the column.
        head: String,
        /// Whether it was imported.
        taken: bool,
    },
    /// Addresses were read from the links behind other texts.
    LinkedAddresses {
        /// The header of the column.
        head: String,
        /// The lines.
        lines: LineNumbers,
    },
    /// A cell shows one address while its link has another; the shown one was used.
    LinkDiffers {
        /// The line of the cell.
        line: u32,
        /// The address shown.
        shown: String,
        /// The address in the link.
        link: String,
    },
    /// The formulas of a column were never computed; the field stays unchanged.
    NotComputed {
        /// The letters of the column.
        column: String,
        /// The header of the column.
        head: String,
        /// Whether they have the value 0.
        zero: bool,
        /// The lines, if it is not the whole column.
        lines: Option<LineNumbers>,
    },
    /// No value of a column could be read; the field stays unchanged.
    NoValues {
        /// The letters of the column.
        column: String,
        /// The header of the column.
        head: String,
    },
    /// An object covers a cell; its text was ignored.
    Drawing {
        /// The line of the cell.
        line: u32,
        /// The header of its column.
        head: String,
        /// Whether it covers the header itself.
        on_head: bool,
        /// Whether it is a picture; else it is a text box or a shape.
        picture: bool,
        /// Its text, or the description of the picture.
        words: String,
    },
    /// Rows were rejected because a formula in a column has an error.
    ErrorCells {
        /// The header of the column.
        head: String,
        /// The first error.
        error: String,
        /// The lines.
        lines: LineNumbers,
    },
    /// Rows were rejected because they contain two addresses.
    TwoAddresses {
        /// The lines.
        lines: LineNumbers,
    },
    /// A row was rejected because it contains totals.
    Total {
        /// The line.
        line: u32,
        /// The word with which it begins.
        word: String,
    },
    /// Some cells in a column of dates are text.
    TextDates {
        /// The header of the column.
        head: String,
        /// The number of these cells.
        lines: LineNumbers,
    },
    /// A column shows only a part of its dates; the shown part was imported.
    PartOfDay {
        /// The header of the column.
        head: String,
        /// Whether it shows years only.
        year: bool,
    },
    /// TRUE and FALSE became numbers, and are imported as yes and no.
    TrueAndFalse {
        /// The header of the column.
        head: String,
    },
    /// Several columns have the same header.
    SameHead {
        /// The header.
        head: String,
        /// The letters of the columns.
        columns: Vec<String>,
    },
    /// A contact has several addresses; the first or preferred one was used.
    SeveralAddresses {
        /// The lines.
        lines: LineNumbers,
    },
    /// A list within a JSON object was read.
    ListChosen {
        /// The keys that lead to it.
        key: String,
    },
    /// Contacts without a `BEGIN` or `END` line were imported.
    IncompleteCards {
        /// The lines.
        lines: LineNumbers,
    },
    /// Groups were skipped, because they are not people.
    Groups {
        /// The number of groups.
        count: u64,
    },
    /// Values that are none, or were damaged before they came into the file.
    FaultyValues {
        /// What is wrong with them.
        fault: ValueFault,
        /// The header of the column with the first of them.
        head: String,
        /// The line of the first of them.
        line: u64,
        /// The first of them.
        value: String,
        /// How it was probably meant.
        repaired: Option<String>,
        /// The number of them.
        cells: u64,
    },
    /// A column whose name suggests dates contains numbers that may be unformatted dates.
    DaysAsNumbers {
        /// The header of the column.
        head: String,
        /// The lines.
        lines: LineNumbers,
    },
}
