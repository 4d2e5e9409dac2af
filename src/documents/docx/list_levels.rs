//! The levels of items: by the levels of one list, and by the indents of several.

use super::style_sheet::Indent;

/// How far two indents may differ and still be the same, in twentieths of a point.
const SAME_INDENT: i32 = 100;

/// An item that may have items below it.
#[derive(Debug, Clone, Copy)]
struct ItemAbove {
    list: u32,
    level: usize,
    /// Where its words begin, in twentieths of a point.
    words: i32,
    /// Where its sign stands.
    sign: i32,
}

/// The items above the next paragraph, from the outermost.
#[derive(Debug, Clone, Default)]
pub(super) struct ListLevels(Vec<ItemAbove>);

impl ListLevels {
    /// Ends all lists: what follows begins a new one.
    pub(super) fn close(&mut self) {
        self.0.clear();
    }

    /// Adds an item and returns its level, from 0.
    pub(super) fn level_of(&mut self, list: u32, level: usize, indent: Indent) -> usize {
        let (words, sign) = (indent.left.unwrap_or(0), indent.start());
        while let Some(above) = self.0.last() {
            let is_below = if above.list == list { above.level < level } else { above.words + SAME_INDENT < words };
            if is_below {
                break;
            }
            self.0.pop();
        }
        self.0.push(ItemAbove { list, level, words, sign });
        self.0.len() - 1
    }

    /// Returns the level of the item to which a paragraph without a sign belongs: by its style, or because it begins
    /// where the words of the item begin.
    pub(super) fn item_of(&self, start: i32, is_item_style: bool) -> Option<usize> {
        let begins = |above: &ItemAbove| {
            (above.words - start).abs() <= SAME_INDENT && above.words > above.sign + SAME_INDENT && start > 0
        };
        let by_indent = self.0.iter().rposition(begins);
        by_indent.or_else(|| if is_item_style { self.0.len().checked_sub(1) } else { None })
    }
}
