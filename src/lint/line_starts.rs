//! The lines of a block as the draft has them, and which of them run together in the letter.

use std::ops::Range;

use crate::draft::TextBlock;

/// A line of a block.
#[derive(Debug, Clone)]
pub(super) struct BlockLine<'b> {
    /// The line without its break.
    pub(super) text: &'b str,
    /// Where it is in the block.
    pub(super) range: Range<usize>,
    /// Whether it runs on from the line before: the break between them is not kept.
    pub(super) runs_on: bool,
}

/// Lists the lines of a block; `source` is the body.
pub(super) fn block_lines<'b>(block: &'b TextBlock, source: &str) -> Vec<BlockLine<'b>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for text in block.text.split('\n') {
        // A kept break begins with its backslash or its spaces.
        let runs_on = start > 0 && source.as_bytes().get(block.source_offset(start - 1)) == Some(&b'\n');
        lines.push(BlockLine { text, range: start..start + text.len(), runs_on });
        start += text.len() + 1;
    }
    lines
}
