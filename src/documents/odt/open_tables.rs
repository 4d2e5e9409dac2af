//! Tables of an OpenDocument text.

use super::element::Element;
use super::open_body::OpenReader;
use crate::documents::blocks::{Block, TableCell};
use crate::documents::document_error::DocumentError;
use crate::documents::tables::{MAX_COLUMNS, TableRows, cell_paragraphs};

/// The most times that a row is repeated.
const MAX_REPEATS: usize = 100;

impl OpenReader<'_> {
    /// Reads a table.
    pub(super) fn read_table(&mut self, table: &Element, out: &mut Vec<Block>) -> Result<(), DocumentError> {
        let place = self.place + 1;
        let mut rows = TableRows::default();
        self.read_rows(table, &mut rows)?;
        // Borders are those of cells, in styles of their own; a layout table is seldom in a text.
        let changes = rows.into_blocks(place, false, out);
        self.document.changes.extend(changes);
        Ok(())
    }

    fn read_rows(&mut self, parent: &Element, rows: &mut TableRows) -> Result<(), DocumentError> {
        for element in parent.elements() {
            match &*element.name {
                "table:table-row" => self.read_row(element, rows)?,
                "table:table-header-rows" | "table:table-rows" | "table:table-row-group" => {
                    self.read_rows(element, rows)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_row(&mut self, row: &Element, rows: &mut TableRows) -> Result<(), DocumentError> {
        if matches!(row.attribute("table:visibility"), Some("collapse" | "filter")) {
            self.tell_hidden(&row.text());
            return Ok(());
        }
        let mut cells: Vec<TableCell> = Vec::new();
        for cell in row.elements() {
            let count = |name: &str| cell.attribute(name).and_then(|count| count.parse::<usize>().ok()).unwrap_or(1);
            let repeats = count("table:number-columns-repeated").clamp(1, MAX_COLUMNS);
            match &*cell.name {
                "table:covered-table-cell" => cells.extend(std::iter::repeat_with(Vec::new).take(repeats)),
                "table:table-cell" => {
                    rows.is_merged |=
                        count("table:number-columns-spanned") > 1 || count("table:number-rows-spanned") > 1;
                    let mut blocks = Vec::new();
                    self.read_blocks(cell, &mut blocks)?;
                    rows.keep_cell_blocks(&blocks);
                    let cell = cell_paragraphs(blocks);
                    cells.extend(std::iter::repeat_n(cell, repeats));
                }
                _ => {}
            }
        }
        let repeats = row.attribute("table:number-rows-repeated").and_then(|count| count.parse::<usize>().ok());
        for _ in 0..repeats.unwrap_or(1).clamp(1, MAX_REPEATS) {
            rows.push(cells.clone());
        }
        Ok(())
    }
}
