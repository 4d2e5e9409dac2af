//! Rendered pages in memory, so that many readers of one letter cost one rendering.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Sha256, hex};

/// The most bytes of all pages together.
const MAX_BYTES: usize = 8 * 1_024 * 1_024;

/// A rendered page or feed.
#[derive(Debug)]
pub(super) struct CachedPage {
    pub(super) media_type: &'static str,
    pub(super) text: String,
    /// The validator (RFC 9110 §8.8.3), in quotation marks.
    pub(super) etag: String,
}

/// Pages by what they show. The page that was asked for least recently makes room for a new one.
#[derive(Debug, Default)]
pub(super) struct PageCache {
    pages: HashMap<String, (Arc<CachedPage>, u64)>,
    bytes: usize,
    clock: u64,
}

impl CachedPage {
    pub(super) fn new(media_type: &'static str, text: String) -> Self {
        let etag = format!("\"{}\"", hex(&Sha256::digest(&text)[..12]));
        Self { media_type, text, etag }
    }
}

impl PageCache {
    /// Returns the page of a key, which says everything that the page depends on.
    pub(super) fn get(&mut self, key: &str) -> Option<Arc<CachedPage>> {
        self.clock += 1;
        let (page, used) = self.pages.get_mut(key)?;
        *used = self.clock;
        Some(Arc::clone(page))
    }

    /// Stores a page, unless it is larger than all room.
    pub(super) fn put(&mut self, key: String, page: &Arc<CachedPage>) {
        let size = key.len() + page.text.len();
        if size > MAX_BYTES {
            return;
        }
        self.remove(&key);
        while self.bytes + size > MAX_BYTES {
            let oldest = self.pages.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { break };
            self.remove(&oldest);
        }
        self.clock += 1;
        self.bytes += size;
        self.pages.insert(key, (Arc::clone(page), self.clock));
    }

    fn remove(&mut self, key: &str) {
        if let Some((page, _)) = self.pages.remove(key) {
            self.bytes -= key.len() + page.text.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(size: usize) -> Arc<CachedPage> {
        Arc::new(CachedPage::new("text/html", "x".repeat(size)))
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_page_goes_first() {
        let mut cache = PageCache::default();
        for number in 0..20 {
            cache.put(format!("page {number}"), &page(MAX_BYTES / 10));
            assert!(cache.get("page 0").is_some() && cache.bytes <= MAX_BYTES);
        }
        assert!(cache.get("page 19").is_some() && cache.get("page 1").is_none());
        cache.put("large".to_owned(), &page(MAX_BYTES + 1));
        assert!(cache.get("large").is_none() && cache.pages.len() < 10);
    }
}
