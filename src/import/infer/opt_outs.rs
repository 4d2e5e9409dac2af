//! Finds people who opted out in another program, from the columns of its export or the file name.

use std::borrow::Cow;

use super::column_names::field_name;
use super::columns::{Column, ColumnTarget, IgnoreReason};
use super::opt_out_file_name::is_opted_out_file;
use super::opt_out_rules::{Agreement, OptOutRule, OptOutSign};
use super::read_values::ReadValues;
use crate::import::errors::Error;
use crate::import::source::{LeftOut, RawCell, RawCells, SourceNote};
use crate::model::{excerpt, formula};

/// A column in which another program marks people who opted out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptOutColumn {
    /// The name in the file.
    pub header: String,
    /// The number of rows that are marked.
    pub rows: u64,
    column: usize,
    rule: OptOutRule,
    doubt: Option<OptOutDoubt>,
    agreements: Agreements,
    /// Whether it is our own state as long as all of its values are known.
    may_be_state: bool,
}

/// A column with values that may mean that a person opted out. Their rows are imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptOutDoubt {
    /// The name in the file.
    pub header: String,
    /// The number of rows with such a value.
    pub rows: u64,
    /// The first such value; empty if the other rows say yes, and these nothing.
    pub value: String,
    /// The line on which its row begins.
    pub line: u64,
}

/// What a column with consent says of all people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Agreements {
    given: u64,
    silent: u64,
    /// The line of the first row that says nothing.
    first_silent: u64,
    unclear: u64,
}

/// The people in a file who opted out in another program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptOuts {
    /// The columns that mark them.
    pub columns: Vec<OptOutColumn>,
    /// The columns that leave a doubt.
    pub doubts: Vec<OptOutDoubt>,
    /// Whether the file name marks everyone in the file.
    pub by_file_name: bool,
    /// The number of marked rows.
    pub rows: u64,
    all_rows: u64,
    /// Whether the file looks like an export of this program, with `state` and `joined_at`.
    is_own_export: bool,
    /// Whether the file name is that of an export of everyone in one state.
    is_export: bool,
    /// The number of rows in which a column about mail has a value.
    explicit_rows: u64,
    /// The number of rows by what marks them: 1 for a clear column, 2 for a column that may be our state, 4 for a
    /// count; their sums for several.
    tally: [u64; 8],
}

impl OptOuts {
    /// Finds the columns that may mark people; their rows are then counted with [`OptOuts::count`].
    ///
    /// `not_signs` are columns that the operator declared to be about something else.
    pub(crate) fn find(columns: &[Column], file: &str, not_signs: &[String]) -> Self {
        let not_signs: Vec<String> = not_signs.iter().map(|header| field_name(header)).collect();
        let found = columns.iter().enumerate().filter_map(|(index, column)| {
            let rule = match column.target {
                ColumnTarget::Address => return None,
                ColumnTarget::OptedOut => OptOutRule::of_mapped(&column.header),
                _ if not_signs.contains(&field_name(&column.header)) => return None,
                _ => OptOutRule::of(&column.header)?,
            };
            let may_be_state = column.target == ColumnTarget::State;
            let header = column.header.clone();
            Some(OptOutColumn {
                header,
                rows: 0,
                column: index,
                rule,
                doubt: None,
                agreements: Agreements::default(),
                may_be_state,
            })
        });
        let joined = ColumnTarget::Ignored(IgnoreReason::JoinTimeIsRecorded);
        Self {
            columns: found.collect(),
            is_own_export: columns.iter().any(|column| column.target == joined),
            by_file_name: is_opted_out_file(file),
            is_export: file.contains("export"),
            ..Self::default()
        }
    }

    /// Fails if a column that marks people has formulas that were never computed: nobody can know whom it marks.
    pub(crate) fn check_computed(&self, columns: &[Column], notes: &[SourceNote], file: &str) -> Result<(), Error> {
        let uncomputed = |column: &&OptOutColumn| {
            let is_left_out = columns.get(column.column).is_some_and(|column| {
                column.target == ColumnTarget::Ignored(IgnoreReason::Sheet(LeftOut::NotComputed))
            });
            let is_noted = |note: &SourceNote| matches!(note, SourceNote::NotComputed { head, .. } if field_name(head) == field_name(&column.header));
            is_left_out || notes.iter().any(is_noted)
        };
        match self.columns.iter().filter(|column| !column.rule.only_doubts()).find(uncomputed) {
            Some(column) => Err(Error::OptOutsNotComputed { file: file.to_owned(), column: column.header.clone() }),
            None => Ok(()),
        }
    }

    pub(crate) fn count(&mut self, line: u64, cells: &RawCells<'_>, read: &mut ReadValues) {
        self.all_rows += 1;
        let (mut mark, mut is_explicit) = (0, false);
        for column in &mut self.columns {
            let value = column.value(cells);
            let (sign, agreement) = read.read(column.column, column.rule, &value);
            is_explicit |= column.is_about_mail() && !value.is_empty();
            column.agreements.count(line, agreement);
            mark |= column.count(line, &value, sign);
        }
        self.tally[mark] += 1;
        self.explicit_rows += u64::from(is_explicit);
    }

    /// Drops the columns in which nobody is marked; `is_state` is whether a column `state` is our own.
    pub(crate) fn finish(&mut self, is_state: bool) {
        let has_state = is_state && self.columns.iter().any(|column| column.may_be_state);
        if has_state && self.is_own_export {
            // The column `state` says everything, and the other columns are fields of this program.
            *self = Self::default();
            return;
        }
        self.columns.retain(|column| !(is_state && column.may_be_state));
        let decides = |column: &OptOutColumn| column.rule != OptOutRule::Count && !column.rule.only_doubts();
        if has_state || self.columns.iter().any(decides) {
            self.columns.retain(|column| column.rule != OptOutRule::Count);
        }
        let has_count = self.columns.iter().any(|column| column.rule == OptOutRule::Count);
        // A column that distinguishes people is more precise than the name of the file.
        let all_rows = self.all_rows;
        let is_export = self.is_export;
        let distinguishes = |column: &OptOutColumn| {
            // A person who unsubscribed may still have ticked `Newsletter` once.
            let is_clear = column.is_about_mail() || (column.rule == OptOutRule::Consent && !is_export);
            column.rule != OptOutRule::Mark && is_clear && (1..all_rows).contains(&column.rows)
        };
        let is_decided = has_state || self.columns.iter().any(distinguishes) || self.explicit_rows * 2 > self.all_rows;
        self.by_file_name &= !is_decided;
        let counted = 1 | if is_state { 0 } else { 2 } | if has_count { 4 } else { 0 };
        let marked = self.tally.iter().enumerate().filter(|(mark, _)| mark & counted != 0);
        self.rows = if self.by_file_name { self.all_rows } else { marked.map(|(_, rows)| rows).sum() };
        self.doubts =
            self.columns.iter_mut().filter_map(|column| column.doubt.take().or_else(|| column.silence())).collect();
        self.columns.retain(|column| column.rows > 0);
    }

    /// Returns whether the person in a row opted out.
    pub(crate) fn include(&self, cells: &RawCells<'_>) -> bool {
        self.by_file_name
            || self.columns.iter().any(|column| column.rule.read(&column.value(cells)) == OptOutSign::OptedOut)
    }
}

impl Agreements {
    fn count(&mut self, line: u64, agreement: Option<Agreement>) {
        match agreement {
            Some(Agreement::Given) => self.given += 1,
            Some(Agreement::Silent) => {
                if self.silent == 0 {
                    self.first_silent = line;
                }
                self.silent += 1;
            }
            Some(Agreement::Unclear) => self.unclear += 1,
            None => {}
        }
    }
}

impl OptOutColumn {
    /// Returns whether it says of everyone whether they get mail.
    fn is_about_mail(&self) -> bool {
        matches!(self.rule, OptOutRule::AnyValue | OptOutRule::Mark | OptOutRule::Status)
    }

    /// Returns the doubt about people of whom the column says nothing, while it says yes of all others.
    fn silence(&self) -> Option<OptOutDoubt> {
        let Agreements { given, silent, first_silent, unclear } = self.agreements;
        let is_doubt = given > 0 && silent > 0 && unclear == 0 && self.rows == 0;
        is_doubt.then(|| OptOutDoubt {
            header: self.header.clone(),
            rows: silent,
            value: String::new(),
            line: first_silent,
        })
    }

    /// Counts a value, and returns its mark in the tally.
    fn count(&mut self, line: u64, value: &str, sign: OptOutSign) -> usize {
        match sign {
            OptOutSign::Nothing => 0,
            OptOutSign::Doubt => {
                let header = &self.header;
                let new = || OptOutDoubt { header: header.clone(), rows: 0, value: excerpt(value), line };
                self.doubt.get_or_insert_with(new).rows += 1;
                0
            }
            OptOutSign::OptedOut => {
                self.rows += 1;
                match self.rule {
                    OptOutRule::Count => 4,
                    _ if self.may_be_state => 2,
                    _ => 1,
                }
            }
        }
    }

    /// Returns the value in a row without surrounding spaces; empty if there is none.
    fn value<'a>(&self, cells: &RawCells<'a>) -> Cow<'a, str> {
        match cells.get(self.column) {
            RawCell::Absent => Cow::Borrowed(""),
            RawCell::Text(text) => Cow::Borrowed(text.trim()),
            RawCell::Value(given) => Cow::Owned(formula::plain(&given).trim().to_owned()),
        }
    }
}
