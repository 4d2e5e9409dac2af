//! Tables in HTML.

use super::super::element::Element;
use super::block_reader::HtmlReader;
use super::html_format::HtmlFormat;
use crate::documents::blocks::{Block, TableCell};
use crate::documents::tables::{MAX_COLUMNS, TableRows, cell_paragraphs};

/// A cell that reaches into the rows below.
#[derive(Clone, Copy)]
struct LongCell {
    column: usize,
    rows: usize,
}

impl HtmlReader<'_> {
    /// Reads a table.
    pub(super) fn read_table(&mut self, table: &Element, format: &HtmlFormat, out: &mut Vec<Block>) {
        let mut rows = Vec::new();
        collect_rows(table, &mut rows);
        // A table within a table lays out, and so does one that says so.
        let is_layout = table.attribute("role") == Some("presentation")
            || rows.iter().flat_map(|row| row.elements()).any(|cell| cell.find("table").is_some());
        if is_layout {
            for cell in rows.iter().flat_map(|row| row.elements()).filter(|element| is_cell(element)) {
                self.read_inner(cell, format, out);
            }
            return;
        }
        let place = self.next_place();
        let mut read = TableRows::default();
        let mut long: Vec<LongCell> = Vec::new();
        for row in rows {
            let style = self.style_of(row);
            if style.is_hidden() || row.attribute("hidden").is_some() {
                self.tell_hidden(&row.text());
                continue;
            }
            let mut cells: Vec<TableCell> = Vec::new();
            for cell in row.elements().filter(|element| is_cell(element)) {
                skip_long(&mut cells, &long);
                let span = |name: &str| cell.attribute(name).and_then(|value| value.trim().parse::<usize>().ok());
                let columns = span("colspan").unwrap_or(1).clamp(1, MAX_COLUMNS);
                let below = span("rowspan").unwrap_or(1).clamp(1, 1_000) - 1;
                read.is_merged |= columns > 1 || below > 0;
                if below > 0 {
                    long.extend((0..columns).map(|at| LongCell { column: cells.len() + at, rows: below + 1 }));
                }
                let mut blocks = Vec::new();
                self.read_inner(cell, format, &mut blocks);
                read.keep_cell_blocks(&blocks);
                cells.push(cell_paragraphs(blocks));
                cells.extend(std::iter::repeat_with(Vec::new).take(columns - 1));
            }
            skip_long(&mut cells, &long);
            for cell in &mut long {
                cell.rows -= 1;
            }
            long.retain(|cell| cell.rows > 0);
            read.push(cells);
        }
        let changes = read.into_blocks(place, has_borders(table), out);
        self.document.changes.extend(changes);
    }
}

/// Adds empty cells where cells of rows above reach down.
fn skip_long(cells: &mut Vec<TableCell>, long: &[LongCell]) {
    while cells.len() < MAX_COLUMNS && long.iter().any(|cell| cell.column == cells.len()) {
        cells.push(Vec::new());
    }
}

fn is_cell(element: &Element) -> bool {
    matches!(&*element.name, "td" | "th")
}

fn collect_rows<'e>(parent: &'e Element, rows: &mut Vec<&'e Element>) {
    for element in parent.elements() {
        match &*element.name {
            "tr" => rows.push(element),
            "thead" | "tbody" | "tfoot" => collect_rows(element, rows),
            _ => {}
        }
    }
}

fn has_borders(table: &Element) -> bool {
    let is_bordered = |element: &Element| {
        let style = element.attribute("style").unwrap_or_default();
        style.split(';').any(|declaration| {
            declaration.trim_start().starts_with("border")
                && (declaration.contains("solid") || declaration.contains("double"))
        })
    };
    let by_attribute = table.attribute("border").is_some_and(|border| !matches!(border, "0" | "none"));
    let mut rows = Vec::new();
    collect_rows(table, &mut rows);
    by_attribute || is_bordered(table) || rows.iter().flat_map(|row| row.elements()).any(is_bordered)
}
