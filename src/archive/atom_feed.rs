//! Feeds of letters (Atom, RFC 4287).

use std::fmt::Write as _;

use jiff::Timestamp;

use super::archive_links::{ArchiveLinks, RelativePlace};
use crate::config::Settings;
use crate::database::archive_letters::{self, ArchiveRange};
use crate::database::{self, Database};
use crate::model::{ArchiveLetter, ArchiveLine, List, RESERVED, WebCopy, percent_encode};

/// How many letters a feed has.
const MAX_LETTERS: i64 = 20;

/// What a feed says.
#[derive(Debug, Clone, Copy)]
pub struct FeedView<'v> {
    /// The letters, the newest first.
    pub letters: &'v [ArchiveLetter],
    /// The list of the feed; `None` for all.
    pub list: Option<&'v List>,
    /// The settings of the workspace.
    pub settings: &'v Settings,
    /// How pages are named.
    pub links: &'v ArchiveLinks,
}

/// Returns the lines of the newest letters of the public archive, or of one list.
///
/// # Errors
/// A database query fails.
pub async fn newest_letters(
    database: &Database,
    list: Option<&List>,
    now: Timestamp,
) -> Result<Vec<ArchiveLine>, database::Error> {
    let list = list.map(|list| list.id);
    let range = ArchiveRange { list, from: Timestamp::UNIX_EPOCH, until: Timestamp::MAX, limit: MAX_LETTERS };
    archive_letters::public_between(&mut database.begin_read().await?, range, now).await
}

/// Reads letters, except those that have been deleted since their lines were read.
///
/// # Errors
/// A database query fails.
pub async fn read_letters(database: &Database, lines: Vec<ArchiveLine>) -> Result<Vec<ArchiveLetter>, database::Error> {
    let mut work = database.begin_read().await?;
    let mut letters = Vec::with_capacity(lines.len());
    for line in lines {
        letters.extend(archive_letters::letter(&mut work, line).await?);
    }
    Ok(letters)
}

/// Writes a feed.
#[must_use]
pub fn write_feed(view: FeedView<'_>) -> String {
    let FeedView { letters, list, settings, links } = view;
    let society = &settings.society;
    let domain = settings.sender.from.address.domain();
    let place = if list.is_some() { RelativePlace::LIST_YEAR } else { RelativePlace::ROOT };
    let path = list.map(|list| format!("list/{}", list.name)).unwrap_or_default();
    let own = list.map_or_else(|| "feed.xml".to_owned(), |list| format!("list/{}/feed.xml", list.name));
    let page = links.absolute_page(&path).unwrap_or_else(|| match list {
        Some(_) => links.page(place, &path),
        None => links.index(place),
    });
    let title = list.map_or_else(|| society.name.clone(), |list| format!("{}: {}", society.name, list.title));
    let updated = letters.iter().map(updated_at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let mut out = String::new();
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>tag:{domain},2026:letters/{}</id>\n<updated>{updated}</updated>\n\
         <author><name>{}</name></author>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        society.language.as_str(),
        escape(&title),
        escape(&path),
        escape(&society.name),
        escape(&links.absolute_file(&own).unwrap_or_else(|| "feed.xml".to_owned())),
        escape(&page),
    );
    for letter in letters {
        write_entry(letter, domain, links, place, &mut out);
    }
    out.push_str("</feed>\n");
    out
}

fn write_entry(letter: &ArchiveLetter, domain: &str, links: &ArchiveLinks, place: RelativePlace, out: &mut String) {
    let entry = &letter.entry;
    let page = links.absolute_page(&entry.path).unwrap_or_else(|| links.page(place, &entry.path));
    let folder = links.absolute_file(&entry.path).unwrap_or_else(|| place.file(&entry.path));
    let body = letter.body.replace(&format!("\"{}", WebCopy::FILES), &format!("\"{folder}/"));
    let _ = write!(
        out,
        "<entry>\n<title>{}</title>\n<id>tag:{domain},2026:letters/{}</id>\n<published>{}</published>\n<updated>{}</updated>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<category term=\"{}\"/>\n<summary>{}</summary>\n\
         <content type=\"html\">{}</content>\n</entry>\n",
        escape(&entry.title),
        percent_encode(&entry.path, RESERVED),
        entry.starts_at,
        updated_at(letter),
        escape(&page),
        escape(&entry.list_title),
        escape(&entry.description),
        escape(&body),
    );
}

fn updated_at(letter: &ArchiveLetter) -> Timestamp {
    letter.entry.starts_at.max(letter.entry.changed_at)
}

/// Escapes text for XML, without the control characters that it cannot contain (XML 1.0 §2.2).
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
