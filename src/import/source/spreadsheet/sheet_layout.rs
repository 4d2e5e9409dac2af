//! Converts the chosen sheet to a list.

use std::collections::HashMap;

use super::address_column::Found;
use super::grid::Grid;
use super::list_sheet::ListSheet;
use super::sheet_choice::Choice;
use super::sheet_columns::{self, SeenColumns};
use super::sheet_rows;
use super::{LineNumbers, SheetRequest, SourceNote, WorkbookError};

/// The maximum number of cells covered by merged cells.
const MAX_FILLED: usize = 2_000_000;

/// Converts the chosen sheet to a list.
pub(super) fn lay_out(found: Found, choice: Choice, request: &SheetRequest) -> Result<ListSheet, WorkbookError> {
    let Choice { grid, note } = choice;
    let Some(heads) = found.heads else { return Err(WorkbookError::NoHeads(grid.name)) };
    let mut notes: Vec<SourceNote> = note.into_iter().collect();
    let header_line = grid.rows[heads].line;
    let (filled, blocks) = filled(&grid, header_line)?;
    let mut sheet = ListSheet {
        name: grid.name.clone(),
        header_line,
        columns: Vec::new(),
        rows: Vec::new(),
        notes: Vec::new(),
        address: 0,
        grid,
        filled,
        addresses: HashMap::new(),
    };
    let rows = sheet_rows::below(&sheet, heads, found.address);
    let seen = SeenColumns::of(&sheet.grid, &rows);
    sheet.columns = sheet_columns::of(&sheet, heads, found.address, &seen, request, &mut notes)?;
    sheet.address = sheet.columns.iter().position(|column| column.index == found.address).unwrap_or_default();
    if let Some(note) = heads_note(&sheet, heads) {
        notes.push(note);
    }
    if !blocks.is_empty() {
        notes.push(SourceNote::MergedCells { lines: blocks });
    }
    sheet_rows::take(&mut sheet, rows, request, &mut notes);
    drawings(&sheet, &mut notes);
    sheet.notes = notes;
    Ok(sheet)
}

/// Adds a note about the header, unless it is in the first line and column.
fn heads_note(sheet: &ListSheet, heads: usize) -> Option<SourceNote> {
    let first = sheet.columns.first()?;
    let mut above = LineNumbers::default();
    for row in &sheet.grid.rows[..heads] {
        above.add(row.line);
    }
    let column = first.letters.clone();
    (sheet.header_line > 1 || first.index > 0).then_some(SourceNote::Heads { line: sheet.header_line, column, above })
}

/// The cells covered by merged cells, by line and column, with the line of the merged cell.
type Filled = HashMap<(u32, u16), u32>;

/// Fills the cells that merged cells cover below them; also returns the blocks below the header.
fn filled(grid: &Grid, header_line: u32) -> Result<(Filled, Vec<(u32, u32)>), WorkbookError> {
    let mut filled = HashMap::new();
    let mut blocks: Vec<(u32, u32)> = Vec::new();
    // Counted one by one, because the blocks of a malicious file may overlap.
    let mut covered = 0;
    for area in grid.merged.iter().filter(|area| area.bottom > area.top && area.bottom >= header_line) {
        // A title may span several lines, down to the header.
        let title = area.top < header_line && area.right > area.left;
        let has_words = grid.row_on(area.top).is_some_and(|row| grid.cell(row, area.left).is_some());
        if title || !has_words {
            continue;
        }
        let from = grid.rows.partition_point(|row| row.line <= area.top);
        let mut covers = false;
        for row in grid.rows[from..].iter().take_while(|row| row.line <= area.bottom) {
            covered += 1;
            if covered > MAX_FILLED {
                return Err(WorkbookError::TooLarge);
            }
            filled.insert((row.line, area.left), area.top);
            covers = true;
        }
        let block = (area.top, area.bottom);
        if covers && area.top > header_line && blocks.last() != Some(&block) {
            blocks.push(block);
        }
    }
    blocks.sort_unstable();
    blocks.dedup();
    Ok((filled, blocks))
}

/// Adds notes about objects that cover cells of the list.
fn drawings(sheet: &ListSheet, notes: &mut Vec<SourceNote>) {
    for drawing in &sheet.grid.drawings {
        let Some(column) = sheet.columns.iter().find(|column| column.index == drawing.column) else { continue };
        let on_head = drawing.line == sheet.header_line;
        if !on_head && !sheet.rows.iter().any(|row| row.line == drawing.line) {
            continue;
        }
        notes.push(SourceNote::Drawing {
            line: drawing.line,
            head: column.head.clone(),
            on_head,
            picture: drawing.picture,
            words: drawing.words.clone(),
        });
    }
}
