//! Reads OpenDocument spreadsheets (ODF 1.3 part 3, 9): the cells of all sheets from one part.

use quick_xml::events::BytesStart;

use super::WorkbookError;
use super::grid::{Area, Drawing, Grid, Hiding};
use super::mailto;
use super::ods_cell::OdsCell;
use super::ods_styles::OdsStyles;
use super::workbook::{SheetContent, WorkbookSheet};
use crate::documents::package::Archive;
use crate::documents::package::{Node, XmlReader, number, prefixed};

/// The maximum number of columns in a sheet.
const MAX_COLUMNS: u16 = 16_384;
/// The maximum number of merged blocks, links, drawings and hidden columns.
const MAX_MARKS: usize = 500_000;

/// A sheet while it is read.
struct OpenSheet {
    grid: Grid,
    hidden: bool,
    read: bool,
    /// The default cell styles of the columns: the end of each column range, and its style.
    column_styles: Vec<(u16, String)>,
    columns: u16,
    line: u32,
    column: u16,
    repeated: u32,
    hiding: Option<Hiding>,
    row_style: Option<String>,
}

struct Reader<'a> {
    wanted: Option<&'a str>,
    styles: OdsStyles,
    sheets: Vec<WorkbookSheet>,
    sheet: Option<OpenSheet>,
    cell: Option<OdsCell>,
    /// The number of open elements inside one whose cells do not belong to the sheet.
    skipped: usize,
    cells: usize,
    marks: usize,
}

/// Reads the sheets that may be chosen: all visible ones, or the one of this name.
pub(super) fn read(archive: &Archive<'_>, wanted: Option<&str>) -> Result<Vec<WorkbookSheet>, WorkbookError> {
    let manifest = archive.start("META-INF/manifest.xml", 256 * 1_024)?;
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err(WorkbookError::Protected);
    }
    let mut styles = OdsStyles::default();
    if let Some(part) = archive.part("styles.xml")? {
        let mut xml = XmlReader::new(part);
        loop {
            match xml.next()? {
                Node::Start(tag) => styles.start(&tag)?,
                Node::End(tag) => styles.end(tag.name().as_ref()),
                Node::Eof => break,
                _ => {}
            }
        }
    }
    let part = archive.part("content.xml")?.ok_or(WorkbookError::Broken("its content is missing"))?;
    let mut xml = XmlReader::new(part);
    let (sheets, sheet, cell) = (Vec::new(), None, None);
    let mut reader = Reader { wanted, styles, sheets, sheet, cell, skipped: 0, cells: 0, marks: 0 };
    loop {
        match xml.next()? {
            Node::Start(tag) => reader.start(&tag)?,
            Node::Text(text) => {
                if let Some(cell) = &mut reader.cell {
                    cell.text(&text);
                }
            }
            Node::End(tag) => reader.end(tag.name().as_ref())?,
            Node::Eof => return Ok(reader.sheets),
            Node::Other => {}
        }
    }
}

impl Reader<'_> {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        let name = tag.name();
        if self.skipped > 0 || matches!(name.as_ref(), "table:tracked-changes" | "table:shapes" | "table:dde-links") {
            self.skipped += 1;
            return Ok(());
        }
        if let Some(cell) = &mut self.cell {
            return cell.start(tag);
        }
        let Some(sheet) = &mut self.sheet else {
            match name.as_ref() {
                "table:table" => self.sheet = Some(self.open(tag)?),
                _ => self.styles.start(tag)?,
            }
            return Ok(());
        };
        match name.as_ref() {
            "table:table-column" => sheet.column(tag)?,
            "table:table-row" => sheet.row(tag)?,
            "table:table-cell" | "table:covered-table-cell" => {
                let mut cell = OdsCell::open(tag)?;
                cell.covered = name.as_ref() == "table:covered-table-cell";
                self.cell = Some(cell);
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), WorkbookError> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        if self.cell.as_mut().is_some_and(|cell| !cell.end(name)) {
            return Ok(());
        }
        if let Some(cell) = self.cell.take() {
            return self.finish(&cell);
        }
        match (name, self.sheet.as_mut()) {
            ("table:table-row", Some(sheet)) => sheet.end_row()?,
            ("table:table", Some(_)) => {
                if let Some(sheet) = self.sheet.take() {
                    self.close(sheet)?;
                }
            }
            (name, None) => self.styles.end(name),
            _ => {}
        }
        Ok(())
    }

    fn open(&self, tag: &BytesStart<'_>) -> Result<OpenSheet, WorkbookError> {
        let name = prefixed(tag, "table:name")?.unwrap_or_default();
        let hidden = prefixed(tag, "table:style-name")?.is_some_and(|style| self.styles.hides(&style));
        let mut grid = Grid::named(&name);
        grid.doubtful_blanks = true;
        let read = self.wanted.map_or(!hidden, |wanted| wanted == name);
        let (column_styles, columns, line, column) = (Vec::new(), 0, 0, 0);
        Ok(OpenSheet {
            grid,
            hidden,
            read,
            column_styles,
            columns,
            line,
            column,
            repeated: 1,
            hiding: None,
            row_style: None,
        })
    }

    fn close(&mut self, sheet: OpenSheet) -> Result<(), WorkbookError> {
        let (name, hidden) = (sheet.grid.name.clone(), sheet.hidden);
        self.cells += sheet.grid.len();
        let content = if sheet.read { SheetContent::of(sheet.grid, self.cells)? } else { SheetContent::NotRead };
        self.sheets.push(WorkbookSheet { name, hidden, content });
        Ok(())
    }

    fn finish(&mut self, cell: &OdsCell) -> Result<(), WorkbookError> {
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let (line, column) = (sheet.line, sheet.column);
        sheet.column = column.saturating_add(cell.repeated).min(MAX_COLUMNS);
        if !sheet.read || cell.covered || column >= MAX_COLUMNS {
            return Ok(());
        }
        self.marks += cell.drawings.len();
        self.marks += usize::from(cell.spans != (1, 1)) + usize::from(cell.link.is_some());
        if self.marks > MAX_MARKS {
            return Err(WorkbookError::TooLarge);
        }
        for (picture, words) in &cell.drawings {
            sheet.grid.drawings.push(Drawing { line, column, picture: *picture, words: words.clone() });
        }
        let (columns, lines) = cell.spans;
        if (columns, lines) != (1, 1) {
            let (right, bottom) = (column.saturating_add(columns - 1), line.saturating_add(lines - 1));
            sheet.grid.merged.push(Area { top: line, left: column, bottom, right });
        }
        if let Some(link) = cell.link.as_ref().filter(|link| mailto::is(link)) {
            sheet.grid.links.insert((line, column), link.clone());
        }
        let style = cell.style.as_deref().or(sheet.row_style.as_deref()).or_else(|| sheet.column_style(column));
        let style = style.and_then(|style| self.styles.data(style));
        let Some((text, kind)) = cell.shown(style) else { return Ok(()) };
        let formula = cell.formula.is_some();
        for at in column..sheet.column {
            sheet.grid.push(at, kind, formula, &text)?;
        }
        Ok(())
    }
}

impl OpenSheet {
    fn column(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        let repeated = number(tag, "number-columns-repeated")?.unwrap_or(1_u16);
        let first = self.columns;
        self.columns = first.saturating_add(repeated).min(MAX_COLUMNS);
        if hiding(tag)?.is_some() {
            self.grid.hidden_columns.push(first..self.columns);
        }
        if let Some(style) = prefixed(tag, "table:default-cell-style-name")? {
            self.column_styles.push((self.columns, style.into_owned()));
        }
        if self.column_styles.len() > usize::from(MAX_COLUMNS)
            || self.grid.hidden_columns.len() > usize::from(MAX_COLUMNS)
        {
            return Err(WorkbookError::TooLarge);
        }
        Ok(())
    }

    fn column_style(&self, column: u16) -> Option<&str> {
        self.column_styles.iter().find(|(end, _)| column < *end).map(|(_, style)| style.as_str())
    }

    fn row(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        self.line = self.line.saturating_add(1);
        self.column = 0;
        self.repeated = number(tag, "number-rows-repeated")?.unwrap_or(1_u32).max(1);
        self.hiding = hiding(tag)?;
        self.row_style = prefixed(tag, "table:default-cell-style-name")?.map(std::borrow::Cow::into_owned);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), WorkbookError> {
        let before = self.grid.rows.len();
        self.grid.end_row(self.line, self.hiding);
        if self.grid.rows.len() > before && self.repeated > 1 {
            self.grid.repeat_row(self.repeated - 1)?;
        }
        self.line = self.line.saturating_add(self.repeated - 1);
        Ok(())
    }
}

fn hiding(tag: &BytesStart<'_>) -> Result<Option<Hiding>, WorkbookError> {
    Ok(match prefixed(tag, "table:visibility")?.as_deref() {
        Some("collapse") => Some(Hiding::ByHand),
        Some("filter") => Some(Hiding::ByFilter),
        _ => None,
    })
}
