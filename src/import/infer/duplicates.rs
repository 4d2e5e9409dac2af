//! Counts the addresses that occur more than once in a file.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use super::address_cell::parse_address_cell;
use crate::model::Address;

/// The number of occurrences of each repeated address, by its hash.
#[derive(Debug, Default)]
pub(crate) struct DuplicateCounts {
    hasher: RandomState,
    counts: HashMap<u64, u32>,
}

impl DuplicateCounts {
    /// Returns the hash of the address in a cell; `None` if the cell contains no address.
    pub(crate) fn hash(&self, text: &str, buffer: &mut String) -> Option<u64> {
        let text = text.trim();
        if !text.contains('@') {
            return None;
        }
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'(' | b',' | b';' | b':'));
        let cell = if is_plain { None } else { Some(parse_address_cell(text).ok()?) };
        let text = cell.as_ref().map_or(text, |cell| cell.address.as_str());
        buffer.clear();
        if text.is_ascii() {
            buffer.push_str(text);
            buffer.make_ascii_lowercase();
        } else {
            buffer.push_str(&text.parse::<Address>().ok()?.folded());
        }
        Some(self.hasher.hash_one(buffer.as_str()))
    }

    /// Returns the hash of the address in a cell if any address occurs more than once.
    pub(crate) fn hash_if_any(&self, text: &str, buffer: &mut String) -> Option<u64> {
        if self.any() { self.hash(text, buffer) } else { None }
    }

    /// Returns the number of occurrences of addresses with this hash.
    pub(crate) fn count(&self, hash: u64) -> u32 {
        self.counts.get(&hash).copied().unwrap_or(1)
    }

    pub(crate) fn any(&self) -> bool {
        !self.counts.is_empty()
    }

    /// Counts the hashes of all rows.
    pub(crate) fn fill(&mut self, mut hashes: Vec<u64>) {
        hashes.sort_unstable();
        for same in hashes.chunk_by(|one, other| one == other).filter(|same| same.len() > 1) {
            self.counts.insert(same[0], u32::try_from(same.len()).unwrap_or(u32::MAX));
        }
    }
}
