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
        let runs_on = start > 0 && is_lost(source, block.source_offset(start - 1));
        lines.push(BlockLine { text, range: start..start + text.len(), runs_on });
        start += text.len() + 1;
    }
    lines
}

/// Tells whether a break is not kept: there is neither a mark of Markdown nor a `<br>` before it.
fn is_lost(source: &str, at: usize) -> bool {
    let (Some(before), Some(b'\n')) = (source.get(..at), source.as_bytes().get(at)) else { return false };
    let line = before.rsplit('\n').next().unwrap_or_default().trim_end();
    let tag = line.rfind('<').map_or("", |start| &line[start..]).to_ascii_lowercase();
    let tag: String = tag.chars().filter(|c| !c.is_whitespace()).collect();
    !matches!(tag.as_str(), "<br>" | "<br/>")
}

#[cfg(test)]
mod tests {
    use super::is_lost;

    #[test]
    fn breaks_of_html_are_kept() {
        for (source, lost) in
            [("one<br>\ntwo", false), ("one <BR />\ntwo", false), ("one\ntwo", true), ("<b>\ntwo", true)]
        {
            assert_eq!(is_lost(source, source.find('\n').unwrap_or_default()), lost, "{source}");
        }
    }
}
