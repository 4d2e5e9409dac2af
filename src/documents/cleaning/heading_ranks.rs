//! The ranks of headings: a title is `#`, the first level below it `##`.

use std::collections::BTreeSet;

use crate::documents::blocks::{Block, BlockContent, TITLE_RANK};

/// The lowest heading that Markdown has.
const MAX_RANK: u8 = 6;

/// Numbers the levels that are used without a gap.
pub(super) fn settle_ranks(blocks: &mut [Block]) {
    let ranks = blocks.iter().filter_map(|block| match &block.content {
        BlockContent::Heading { rank, .. } if *rank != TITLE_RANK => Some(*rank),
        _ => None,
    });
    let ranks: BTreeSet<u8> = ranks.collect();
    for block in blocks {
        if let BlockContent::Heading { rank, .. } = &mut block.content {
            let above = ranks.iter().filter(|other| **other < *rank).count();
            *rank = if *rank == TITLE_RANK { 1 } else { u8::try_from(above + 2).unwrap_or(MAX_RANK).min(MAX_RANK) };
        }
    }
}
