//! Reads tables: merged cells become single ones, a table of one cell a quotation.

use super::body_reader::{BodyReader, words_of};
use super::element::Element;
use super::run_properties::is_on;
use crate::documents::blocks::{Block, TableCell};
use crate::documents::document_error::DocumentError;
use crate::documents::tables::{MAX_COLUMNS, TableRows, cell_paragraphs};

impl BodyReader<'_> {
    /// Reads a table.
    pub(super) fn read_table(&mut self, table: &Element, out: &mut Vec<Block>) -> Result<(), DocumentError> {
        let place = self.place + 1;
        let mut rows = TableRows::default();
        self.read_rows(table, &mut rows)?;
        let has_borders = table.child("tblPr").is_some_and(has_borders);
        let changes = rows.into_blocks(place, has_borders, out);
        self.document.changes.extend(changes);
        Ok(())
    }

    fn read_rows(&mut self, parent: &Element, rows: &mut TableRows) -> Result<(), DocumentError> {
        for element in parent.elements() {
            match &*element.name {
                "tr" => self.read_row(element, rows)?,
                "sdt" => {
                    if let Some(content) = element.child("sdtContent") {
                        self.read_rows(content, rows)?;
                    }
                }
                "ins" | "moveTo" | "customXml" => self.read_rows(element, rows)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn read_row(&mut self, row: &Element, rows: &mut TableRows) -> Result<(), DocumentError> {
        let properties = row.child("trPr");
        let has = |name: &str| properties.and_then(|found| found.child(name));
        if has("del").is_some() {
            self.tracked_changes += 1;
            return Ok(());
        }
        if has("hidden").is_some_and(is_on) {
            self.hidden_words.push_str(&words_of(row));
            self.tell_hidden_words();
            return Ok(());
        }
        let before = has("gridBefore").and_then(|cells| cells.attribute("val")?.parse::<usize>().ok()).unwrap_or(0);
        let mut cells: Vec<TableCell> = vec![Vec::new(); before.min(MAX_COLUMNS)];
        let mut found = Vec::new();
        collect_cells(row, &mut found);
        for cell in found {
            let properties = cell.child("tcPr");
            let value = |name: &str| properties.and_then(|found| found.child(name));
            if value("cellDel").is_some() {
                self.tracked_changes += 1;
                continue;
            }
            let is_continued = value("vMerge").is_some_and(|merge| merge.attribute("val") != Some("restart"));
            let span = value("gridSpan").and_then(|span| span.attribute("val")?.parse::<usize>().ok()).unwrap_or(1);
            let mut blocks = Vec::new();
            self.read_blocks(cell, &mut blocks)?;
            self.flush_pending(&mut blocks);
            rows.is_merged |= is_continued || span > 1;
            rows.keep_cell_blocks(&blocks);
            cells.push(if is_continued { Vec::new() } else { cell_paragraphs(blocks) });
            let more = span.saturating_sub(1).min(MAX_COLUMNS);
            cells.extend(std::iter::repeat_with(Vec::new).take(more));
        }
        rows.push(cells);
        Ok(())
    }
}

fn collect_cells<'e>(row: &'e Element, cells: &mut Vec<&'e Element>) {
    for element in row.elements() {
        match &*element.name {
            "tc" => cells.push(element),
            "sdt" => element.child("sdtContent").into_iter().for_each(|content| collect_cells(content, cells)),
            "customXml" | "ins" => collect_cells(element, cells),
            _ => {}
        }
    }
}

fn has_borders(properties: &Element) -> bool {
    if let Some(borders) = properties.child("tblBorders") {
        return borders.elements().any(|border| !matches!(border.attribute("val"), Some("none" | "nil") | None));
    }
    properties.child("tblStyle").and_then(|style| style.attribute("val")).is_some_and(|style| style != "TableNormal")
}
