//! The cells of one sheet of an Excel workbook (ECMA-376 part 1, 18.3).

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::WorkbookError;
use super::cell_styles::CellStyles;
use super::grid::{Area, CellKind, Grid, Hiding, area, column_of};
use super::serial_date::{Epoch, IsoMoment, iso};
use super::shared_strings::{RichText, SharedStrings, unescaped};
use super::shown::ShownAs;
use super::{date_format, formula_text, mailto};
use crate::documents::package::Archive;
use crate::documents::package::{Node, XmlReader, attribute, flag, number};
use crate::documents::package::{Relation, targets};

/// The maximum number of merged blocks, links and hidden column ranges.
const MAX_MARKS: usize = 500_000;

/// The workbook data to which the cells of all sheets refer.
pub(super) struct Surroundings<'a> {
    pub(super) strings: &'a SharedStrings,
    pub(super) styles: &'a CellStyles,
    pub(super) epoch: Epoch,
    /// Whether the file requests that all formulas are computed when it is opened.
    pub(super) computed_at_opening: bool,
}

/// A cell while it is read.
#[derive(Default)]
struct OpenCell {
    column: u16,
    style: Option<usize>,
    kind: String,
    value: Option<String>,
    formula: Option<String>,
    rich: RichText,
}

/// A row while it is read.
#[derive(Default)]
struct OpenRow {
    line: u32,
    column: u16,
    hidden: bool,
}

struct WorksheetReader<'a> {
    around: &'a Surroundings<'a>,
    links: &'a HashMap<String, Relation>,
    grid: Grid,
    row: OpenRow,
    cell: Option<OpenCell>,
    filter: Option<Area>,
    filters: Vec<Area>,
    within: Within,
    marks: usize,
}

/// The element whose text comes next.
#[derive(Default, PartialEq, Eq)]
enum Within {
    #[default]
    Nothing,
    Value,
    Formula,
}

pub(super) fn read(
    archive: &Archive<'_>,
    name: &str,
    part: &str,
    links: &HashMap<String, Relation>,
    around: &Surroundings<'_>,
) -> Result<Grid, WorkbookError> {
    let found = archive.part(part)?.ok_or(WorkbookError::Broken("a sheet is missing"))?;
    let mut xml = XmlReader::new(found);
    let (grid, row) = (Grid::named(name), OpenRow::default());
    let (cell, within) = (None, Within::Nothing);
    let mut sheet =
        WorksheetReader { around, links, grid, row, cell, filter: None, filters: Vec::new(), within, marks: 0 };
    loop {
        match xml.next()? {
            Node::Start(tag) => sheet.start(&tag)?,
            Node::Text(text) => sheet.text(&text),
            Node::End(tag) => sheet.end(tag.local_name().as_ref())?,
            Node::Eof => break,
            Node::Other => {}
        }
    }
    for table in targets(links, "table") {
        if let Some(part) = archive.part(table)? {
            sheet.table(XmlReader::new(part))?;
        }
    }
    let filters = sheet.filters;
    let mut grid = sheet.grid;
    grid.sort();
    for row in grid.rows.iter_mut().filter(|row| row.hiding.is_some()) {
        if filters.iter().any(|area| (area.top..=area.bottom).contains(&row.line)) {
            row.hiding = Some(Hiding::ByFilter);
        }
    }
    Ok(grid)
}

impl WorksheetReader<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        match tag.local_name().as_ref() {
            "row" => {
                let line = number(tag, "r")?.unwrap_or(self.row.line.saturating_add(1));
                let hidden = flag(tag, "hidden")? || number::<f64>(tag, "ht")? == Some(0.0);
                self.row = OpenRow { line, column: 0, hidden };
            }
            "c" => {
                let letters = attribute(tag, "r")?;
                let letters = letters.as_deref().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
                let column = column_of(letters).unwrap_or(self.row.column);
                self.row.column = column.saturating_add(1);
                let kind = attribute(tag, "t")?.unwrap_or_default().into_owned();
                self.cell = Some(OpenCell { column, style: number(tag, "s")?, kind, ..OpenCell::default() });
            }
            "v" => {
                self.within = Within::Value;
                if let Some(cell) = &mut self.cell {
                    cell.value = Some(String::new());
                }
            }
            "f" => {
                self.within = Within::Formula;
                if let Some(cell) = &mut self.cell {
                    cell.formula = Some(String::new());
                }
            }
            "col" => self.columns(tag)?,
            "mergeCell" => {
                self.mark()?;
                self.grid.merged.extend(attribute(tag, "ref")?.and_then(|reference| area(&reference)));
            }
            "hyperlink" => self.link(tag)?,
            "autoFilter" => self.filter = attribute(tag, "ref")?.and_then(|reference| area(&reference)),
            // Without criteria, the filter does not hide any rows.
            "filterColumn" => self.filters.extend(self.filter.take()),
            name => {
                if let Some(cell) = &mut self.cell {
                    cell.rich.start(name);
                }
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else { return };
        match self.within {
            Within::Nothing => cell.rich.text(text),
            Within::Value => cell.value.get_or_insert_default().push_str(text),
            Within::Formula => cell.formula.get_or_insert_default().push_str(text),
        }
    }

    fn end(&mut self, name: &str) -> Result<(), WorkbookError> {
        match name {
            "v" | "f" => self.within = Within::Nothing,
            "c" => {
                if let Some(cell) = self.cell.take() {
                    self.finish(cell)?;
                }
            }
            "row" => {
                let hiding = self.row.hidden.then_some(Hiding::ByHand);
                self.grid.end_row(self.row.line, hiding);
            }
            name => {
                if let Some(cell) = &mut self.cell {
                    cell.rich.end(name);
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, mut cell: OpenCell) -> Result<(), WorkbookError> {
        let formula = cell.formula.is_some();
        if let Some(link) = cell.formula.as_deref().and_then(formula_text::link).filter(|link| mailto::is(link)) {
            self.mark()?;
            self.grid.links.insert((self.row.line, cell.column), link);
        }
        let value = cell.value.take();
        let computed = value.as_deref().is_some_and(|value| !value.is_empty()) || cell.kind == "str";
        let shown = cell.formula.as_deref().and_then(formula_text::link_text);
        // A program that does not compute writes no value, or 0.
        if let Some(shown) = shown.filter(|_| !computed || value.as_deref() == Some("0")) {
            return self.grid.push(cell.column, CellKind::Text, false, &shown);
        }
        if formula && !(computed && value.is_some()) {
            return self.grid.push(cell.column, CellKind::NotComputed, true, "");
        }
        let (text, mut kind) = self.shown(&mut cell, value.unwrap_or_default());
        if formula && kind == CellKind::Number && text == "0" {
            let words =
                self.around.computed_at_opening && cell.formula.as_deref().is_some_and(formula_text::makes_words);
            kind = if words { CellKind::ZeroForWords } else { CellKind::Zero };
        }
        self.grid.push(cell.column, kind, formula, &text)
    }

    fn shown(&self, cell: &mut OpenCell, value: String) -> (String, CellKind) {
        let format = self.around.styles.format(cell.style);
        match cell.kind.as_str() {
            "s" => {
                let text = value.trim().parse().ok().and_then(|number| self.around.strings.get(number));
                (format.words(text.unwrap_or_default()), CellKind::Text)
            }
            "str" => (format.words(&unescaped(&value)), CellKind::Text),
            "inlineStr" => (format.words(&cell.rich.take()), CellKind::Text),
            "b" => ((if value.trim() == "1" { "TRUE" } else { "FALSE" }).to_owned(), CellKind::Flag),
            "e" => (value, CellKind::Error),
            "d" => match iso(&value) {
                Some(IsoMoment::Moment(moment)) => {
                    let shown = format.moment(moment).unwrap_or_else(|| date_format::whole(moment, true));
                    (shown.text, kind_of(shown.what))
                }
                _ => (value, CellKind::Time),
            },
            _ => match value.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    let shown = format.show(number, self.around.epoch);
                    (shown.text, kind_of(shown.what))
                }
                _ => (value, CellKind::Text),
            },
        }
    }

    fn columns(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        let hidden = flag(tag, "hidden")? || number::<f64>(tag, "width")? == Some(0.0);
        let (first, last): (Option<u16>, Option<u16>) = (number(tag, "min")?, number(tag, "max")?);
        if let (true, Some(first @ 1..), Some(last)) = (hidden, first, last) {
            self.mark()?;
            self.grid.hidden_columns.push(first - 1..last);
        }
        Ok(())
    }

    fn link(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        let id = attribute(tag, "id")?;
        let Some(target) = id.and_then(|id| self.links.get(&*id)).map(|relation| relation.target.clone()) else {
            return Ok(());
        };
        let Some(area) = attribute(tag, "ref")?.and_then(|reference| area(&reference)) else { return Ok(()) };
        if !mailto::is(&target) {
            return Ok(());
        }
        for line in area.top..=area.bottom {
            self.mark()?;
            self.grid.links.insert((line, area.left), target.clone());
        }
        Ok(())
    }

    fn mark(&mut self) -> Result<(), WorkbookError> {
        self.marks += 1;
        if self.marks > MAX_MARKS { Err(WorkbookError::TooLarge) } else { Ok(()) }
    }

    /// Reads the filter of a table within the sheet.
    fn table(&mut self, mut xml: XmlReader<'_>) -> Result<(), WorkbookError> {
        loop {
            match xml.next()? {
                Node::Start(tag) => match tag.local_name().as_ref() {
                    "autoFilter" => self.filter = attribute(&tag, "ref")?.and_then(|reference| area(&reference)),
                    "filterColumn" => self.filters.extend(self.filter.take()),
                    _ => {}
                },
                Node::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

fn kind_of(what: ShownAs) -> CellKind {
    match what {
        ShownAs::Number => CellKind::Number,
        ShownAs::Day => CellKind::Day,
        ShownAs::Year => CellKind::Year,
        ShownAs::PartOfDay => CellKind::PartOfDay,
        ShownAs::Time => CellKind::Time,
    }
}
