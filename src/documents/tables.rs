//! Tables of all formats: merged cells, tables that only lay out, and tables of one cell.

use super::blocks::{Block, BlockContent, Inline, InlineKind, TableCell, is_blank};
use super::{ChangeKind, DocumentChange};

/// The most columns of a table.
pub(super) const MAX_COLUMNS: usize = 60;

/// The rows of a table while it is read.
#[derive(Debug, Default)]
pub(super) struct TableRows {
    rows: Vec<Vec<TableCell>>,
    /// Whether some cells were merged.
    pub(super) is_merged: bool,
    /// The blocks of the cells, for a table that is none.
    blocks: Vec<Block>,
    cells: usize,
}

impl TableRows {
    pub(super) fn push(&mut self, mut cells: Vec<TableCell>) {
        cells.truncate(MAX_COLUMNS);
        self.rows.push(cells);
    }

    /// Keeps the blocks of a cell for the case that the table only lays out.
    pub(super) fn keep_cell_blocks(&mut self, blocks: &[Block]) {
        self.cells += 1;
        if self.rows.is_empty() {
            self.blocks.extend_from_slice(blocks);
        }
    }

    /// Adds the table to the blocks of the document, and returns what was changed.
    pub(super) fn into_blocks(self, place: usize, has_borders: bool, out: &mut Vec<Block>) -> Vec<DocumentChange> {
        let Self { mut rows, is_merged, blocks, cells } = self;
        let is_single_row = rows.len() == 1;
        if rows.iter().flatten().flatten().all(|paragraph| is_blank(paragraph)) {
            return Vec::new();
        }
        let changed = |message: &str| vec![DocumentChange::new(ChangeKind::TableLayout, place, message)];
        if is_single_row && cells == 1 {
            out.push(Block { place, content: BlockContent::Quotation(blocks) });
            return changed("a table of one cell became a quotation");
        }
        if is_single_row && !has_borders && has_picture(&rows) {
            out.extend(blocks);
            return changed("a table that only lays out a picture and words became paragraphs");
        }
        rows.retain(|row| !row.iter().flatten().all(|paragraph| is_blank(paragraph)));
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let used = |column: &usize| rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()));
        let last = (0..columns).rev().find(used).map_or(0, |last| last + 1);
        for row in &mut rows {
            row.resize(last.max(1), Vec::new());
        }
        out.push(Block { place, content: BlockContent::Table(rows) });
        if is_merged { changed("merged cells became single ones") } else { Vec::new() }
    }
}

fn has_picture(rows: &[Vec<TableCell>]) -> bool {
    let mut inlines = rows.iter().flatten().flatten().flatten();
    inlines.any(|inline| matches!(inline.kind, InlineKind::Picture(_)))
}

/// Returns the paragraphs of a cell; lists, quotations and tables within it are paragraphs, too.
pub(super) fn cell_paragraphs(blocks: Vec<Block>) -> TableCell {
    let mut paragraphs: Vec<Vec<Inline>> = Vec::new();
    for block in blocks {
        match block.content {
            BlockContent::Heading { text, .. } => paragraphs.push(text),
            BlockContent::Paragraph(paragraph) => paragraphs.push(paragraph.text),
            BlockContent::Item(mut item) => {
                if let super::blocks::ItemMark::Number(number) = item.mark {
                    item.text.insert(0, Inline::plain(format!("{number}. ")));
                }
                paragraphs.push(item.text);
            }
            BlockContent::Table(rows) => paragraphs.extend(rows.into_iter().flatten().flatten()),
            BlockContent::Quotation(inner) => paragraphs.extend(cell_paragraphs(inner)),
            BlockContent::Code(text) => paragraphs.push(vec![Inline::plain(text)]),
            BlockContent::Rule => {}
        }
    }
    paragraphs.retain(|paragraph| !is_blank(paragraph));
    paragraphs
}
