//! A letter as it stands on the web, without anything personal.

use jiff::Timestamp;

use super::{ArchiveAccess, Attachment, IssueId, Language, ListId, RESERVED, percent_encode};

/// The copy of an issue for the web, made when the issue is composed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebCopy {
    /// The subject, without fields of a person.
    pub title: String,
    /// What previews and search engines show below the title.
    pub description: String,
    /// The number and the date, as they stand above the letter.
    pub issue_line: String,
    /// Its language.
    pub language: Language,
    /// The letter as clean HTML; the files that it shows have addresses that begin with [`WebCopy::FILES`].
    pub body: String,
    /// Its style sheet.
    pub css: String,
    /// What is left out, because it would be different for each reader.
    pub omissions: Vec<WebOmission>,
    /// The greeting that replaces one with a name, if there was one.
    pub greeting: Option<String>,
}

impl WebCopy {
    /// How the address of a file of the letter begins in its body.
    pub const FILES: &'static str = "files:/";
    /// The address of the newest calendar file of its event, in its body.
    pub const EVENT_FILE: &'static str = "files:/event.ics";

    /// Returns the address of a file of the letter in its body.
    #[must_use]
    pub fn file_address(file: &Attachment) -> String {
        format!("{}{}/{}", Self::FILES, file.digest(), percent_encode(&file.name, RESERVED))
    }
}

/// Words of a draft that are not on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebOmission {
    /// The line of the draft's file, from 1; 0 if it is unknown.
    pub line: usize,
    /// The words, with their fields in braces.
    pub words: String,
}

/// Where the web copy of an issue is, as frozen with the issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebAddress {
    /// Everybody can read it at this path below `letters/`.
    Public(String),
    /// Only the sealed link of the issue leads to it.
    Sealed,
}

/// One line of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveLine {
    /// The issue.
    pub issue: IssueId,
    /// Its list.
    pub list: ListId,
    /// The title of its list.
    pub list_title: String,
    /// The name of the draft.
    pub slug: String,
    /// The path below `letters/`.
    pub path: String,
    /// The subject.
    pub title: String,
    /// What previews show.
    pub description: String,
    /// When its first copies were sent.
    pub starts_at: Timestamp,
    /// When its place in the archive last changed.
    pub changed_at: Timestamp,
    /// Who may read it: what it was frozen with, or the list's setting if that allows fewer people.
    pub access: ArchiveAccess,
    /// Whether somebody removed it.
    pub is_removed: bool,
}

/// A letter in the archive with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveLetter {
    /// Its line in the archive.
    pub entry: ArchiveLine,
    /// The number and the date above it.
    pub issue_line: String,
    /// Its language.
    pub language: Language,
    /// The letter as HTML, as in [`WebCopy::body`].
    pub body: String,
    /// The digest by which its style sheet is found.
    pub style_digest: String,
}

impl ArchiveLetter {
    /// Returns whether its readers may have a file: an image in a part for members only is in the mails alone.
    #[must_use]
    pub fn shows(&self, file: &Attachment) -> bool {
        file.cid.is_none() || self.body.contains(&WebCopy::file_address(file))
    }
}

/// Words that are no path of a letter, because the archive uses them itself.
const OWN_PATHS: [&str; 5] = ["index", "list", "style", "feed.xml", "archive.css"];

/// Returns the path of a letter below `letters/` from the name of its draft: letters and digits, the same on every disk.
#[must_use]
pub fn archive_path(slug: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let path: String = slug.to_lowercase().chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    let path = path.trim_matches(['-', '.', '_']);
    let is_own = OWN_PATHS.contains(&path) || path.starts_with("logo-") || path.bytes().all(|b| b.is_ascii_digit());
    if is_own { format!("letter-{path}").trim_end_matches('-').to_owned() } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::archive_path;

    #[test]
    fn a_path_is_plain_and_never_a_page_of_the_archive() {
        for (slug, path) in [
            ("spring-meeting", "spring-meeting"),
            ("Spring Meeting", "spring-meeting"),
            ("2019.05-spring", "2019.05-spring"),
            ("../../etc/passwd", "etc-passwd"),
            ("Frühling", "frühling"),
            ("2026", "letter-2026"),
            ("index", "letter-index"),
            ("feed.xml", "letter-feed.xml"),
            ("logo-1", "letter-logo-1"),
            ("?!", "letter"),
        ] {
            assert_eq!(archive_path(slug), path, "{slug}");
        }
    }
}
