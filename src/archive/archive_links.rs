//! How the pages of the archive name one another: relatively, so that they work below any path and from a folder.

use crate::model::{RESERVED, percent_encode};

/// How pages are named.
#[derive(Debug, Clone, Default)]
pub struct ArchiveLinks {
    /// The address of the archive's folder without a slash at its end, if it is known.
    pub base: Option<String>,
    /// Whether pages are files, whose names end in `.html`.
    pub is_exported: bool,
}

/// Where a page is: what leads from it to the folder of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelativePlace(&'static str);

impl RelativePlace {
    /// A page in the folder of the archive.
    pub const ROOT: Self = Self("");
    /// A page of a list.
    pub const LIST: Self = Self("../");
    /// A page of a list and a year.
    pub const LIST_YEAR: Self = Self("../../");
    /// A letter behind a sealed link, which is beside the folder of the archive.
    pub const SEALED: Self = Self("../letters/");

    /// Returns the relative address of a file of the archive.
    #[must_use]
    pub fn file(self, path: &str) -> String {
        format!("{}{}", self.0, encode_path(path))
    }

    /// Returns the relative address of the folder of the archive.
    fn folder(self) -> &'static str {
        if self.0.is_empty() { "./" } else { self.0 }
    }
}

impl ArchiveLinks {
    /// Returns the relative address of a page.
    #[must_use]
    pub fn page(&self, from: RelativePlace, path: &str) -> String {
        let ending = if self.is_exported { ".html" } else { "" };
        format!("{}{ending}", from.file(path))
    }

    /// Returns the relative address of the first page.
    #[must_use]
    pub fn index(&self, from: RelativePlace) -> String {
        if self.is_exported { from.file("index.html") } else { from.folder().to_owned() }
    }

    /// Returns the whole address of a page; an empty path is the first page.
    #[must_use]
    pub fn absolute_page(&self, path: &str) -> Option<String> {
        let ending = if self.is_exported && !path.is_empty() { ".html" } else { "" };
        self.absolute_file(path).map(|address| format!("{address}{ending}"))
    }

    /// Returns the whole address of a file.
    #[must_use]
    pub fn absolute_file(&self, path: &str) -> Option<String> {
        self.base.as_ref().map(|base| format!("{base}/{}", encode_path(path)))
    }
}

fn encode_path(path: &str) -> String {
    path.split('/').map(|step| percent_encode(step, RESERVED)).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::{ArchiveLinks, RelativePlace};

    #[test]
    fn links_are_relative_and_whole_addresses_need_a_base() {
        let served = ArchiveLinks { base: Some("https://example.org/letters".to_owned()), is_exported: false };
        assert_eq!(served.page(RelativePlace::LIST, "frühling"), "../fr%C3%BChling");
        assert_eq!(served.index(RelativePlace::ROOT), "./");
        assert_eq!(served.absolute_page("").as_deref(), Some("https://example.org/letters/"));
        let exported = ArchiveLinks { base: None, is_exported: true };
        assert_eq!(exported.page(RelativePlace::LIST_YEAR, "list/a/2026"), "../../list/a/2026.html");
        assert_eq!(exported.index(RelativePlace::LIST), "../index.html");
        assert_eq!(exported.absolute_page("spring"), None);
    }
}
