//! What must be known of a file before anything is written.

use serde::Serialize;

/// How many lines of one note are named.
const MAX_LINES: usize = 1_000;

/// Some lines of a sheet: how many, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LineNumbers {
    /// How many there are.
    pub count: u64,
    /// The first thousand.
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
    /// It holds no list of addresses.
    NoList,
    /// Another one was asked for.
    NotAsked,
}

/// What must be known of a file before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum SourceNote {
    /// One of several sheets was read.
    SheetChosen {
        /// Its name.
        sheet: String,
        /// The others, and why they were not read.
        others: Vec<(String, OtherSheet)>,
    },
    /// The heads are not in the first line, or the table does not begin in the first column.
    Heads {
        /// The line of the heads.
        line: u32,
        /// The letters of the first column.
        column: String,
        /// The lines above, which are a title.
        above: LineNumbers,
    },
    /// Merged cells count for all of their lines.
    MergedCells {
        /// The first and the last line of each block.
        lines: Vec<(u32, u32)>,
    },
    /// Hidden rows were taken.
    HiddenRows {
        /// Which.
        lines: LineNumbers,
        /// Whether a filter hides them.
        by_filter: bool,
    },
    /// A hidden column was left out, or taken as somebody asked for it.
    HiddenColumn {
        /// Its letters.
        column: String,
        /// Its head.
        head: String,
        /// Whether it was taken.
        taken: bool,
    },
    /// Addresses were taken from the links behind other words.
    LinkedAddresses {
        /// The head of the column.
        head: String,
        /// Where.
        lines: LineNumbers,
    },
    /// A cell shows one address while its link goes to another; the shown one was taken.
    LinkDiffers {
        /// Where.
        line: u32,
        /// What is shown.
        shown: String,
        /// Where the link goes.
        link: String,
    },
    /// Formulas of a column were never computed; its field stays as it was.
    NotComputed {
        /// The letters of the column.
        column: String,
        /// Its head.
        head: String,
        /// Whether they hold 0.
        zero: bool,
        /// Where, if it is not the whole column.
        lines: Option<LineNumbers>,
    },
    /// Not one value of a column could be read; its field stays as it was.
    NoValues {
        /// The letters of the column.
        column: String,
        /// Its head.
        head: String,
    },
    /// Something lies on a cell; its words were left out.
    Drawing {
        /// The line of the cell.
        line: u32,
        /// The head of its column.
        head: String,
        /// Whether it lies on the head itself.
        on_head: bool,
        /// Whether it is a picture; else it is a text box or a shape.
        picture: bool,
        /// Its words, or the picture's description.
        words: String,
    },
    /// Rows were refused, as a formula in a column came to an error.
    ErrorCells {
        /// The head of the column.
        head: String,
        /// The first of the errors.
        error: String,
        /// Where.
        lines: LineNumbers,
    },
    /// Rows were refused, as they hold two addresses.
    TwoAddresses {
        /// Which.
        lines: LineNumbers,
    },
    /// A row was refused, as it is one of totals.
    Total {
        /// Which.
        line: u32,
        /// The word with which it begins.
        word: String,
    },
    /// Among dates there are cells of text.
    TextDates {
        /// The head of the column.
        head: String,
        /// How many.
        lines: LineNumbers,
    },
    /// A column shows less than the days that it holds; what is shown was taken.
    PartOfDay {
        /// The head of the column.
        head: String,
        /// Whether it shows years only.
        year: bool,
    },
    /// TRUE and FALSE became numbers, and are read as yes and no.
    TrueAndFalse {
        /// The head of the column.
        head: String,
    },
    /// Several columns have the same head.
    SameHead {
        /// The head.
        head: String,
        /// The letters of the columns.
        columns: Vec<String>,
    },
    /// Somebody has several addresses; the first or preferred one was taken.
    SeveralAddresses {
        /// Where.
        lines: LineNumbers,
    },
    /// Groups were passed over, as they are no people.
    Groups {
        /// How many.
        count: u64,
    },
    /// In a column that is called like a date there are numbers that may be days without their format.
    DaysAsNumbers {
        /// The head of the column.
        head: String,
        /// Where.
        lines: LineNumbers,
    },
}
