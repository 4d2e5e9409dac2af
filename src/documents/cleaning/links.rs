//! Links: those that lead nowhere for a member keep their words, bare addresses become links.

use url::Url;

use crate::documents::blocks::{Inline, InlineKind, SourceDocument, TextFormat, plain_words};
use crate::documents::document_change::first_words;
use crate::documents::{ChangeKind, DocumentChange};

/// Where addresses begin that a mail program can follow.
const FOLLOWED: [&str; 5] = ["http://", "https://", "mailto:", "tel:", "sms:"];

/// Cleans the links of all texts.
pub(super) fn clean_links(document: &mut SourceDocument) {
    let mut changes = Vec::new();
    document.edit_texts(&mut |place, text| {
        let mut told: Option<String> = None;
        let words = text.clone();
        for inline in text.iter_mut() {
            let Some(address) = inline.format.link.take() else { continue };
            if let Some(direct) = direct_address(&address) {
                if told.as_ref() != Some(&direct) {
                    let message = format!("a link leads straight to `{direct}`, and no longer through another website");
                    changes.push(DocumentChange::new(ChangeKind::LocalLink, place, message));
                }
                inline.format.link = Some(direct.clone());
                told = Some(direct);
                continue;
            }
            let address = address.trim().to_owned();
            if let Some(kept) = kept_address(&address) {
                inline.format.link = Some(kept);
            } else {
                let is_inner = address.starts_with('#') || address.is_empty();
                if !is_inner && told.as_ref() != Some(&address) {
                    let linked = words.iter().filter(|one| one.format.link.as_deref() == Some(&address));
                    let linked: Vec<Inline> = linked.cloned().collect();
                    let message = format!("“{}” lost its link to `{address}`", first_words(&plain_words(&linked)));
                    changes.push(DocumentChange::new(ChangeKind::LocalLink, place, message));
                    told = Some(address);
                }
            }
        }
        let pieces = std::mem::take(text);
        *text = pieces.into_iter().flat_map(link_bare_addresses).collect();
    });
    document.changes.append(&mut changes);
}

/// Returns where a link leads to that a program changed to pass through its maker's website, with whose mail it was in.
fn direct_address(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    let host = url.host_str()?;
    let key = match host {
        "www.google.com" | "google.com" if url.path() == "/url" => "q",
        "l.facebook.com" | "lm.facebook.com" => "u",
        _ if host.ends_with(".safelinks.protection.outlook.com") => "url",
        _ => return None,
    };
    let (_, direct) = url.query_pairs().find(|(name, _)| name == key)?;
    kept_address(&direct)
}

/// Returns the address of a link that members can follow.
fn kept_address(address: &str) -> Option<String> {
    let lower = address.to_lowercase();
    if FOLLOWED.iter().any(|start| lower.starts_with(start)) && !address.chars().any(char::is_control) {
        return Some(address.replace(' ', "%20"));
    }
    if lower.starts_with("www.") && !address.contains(char::is_whitespace) {
        return Some(format!("https://{address}"));
    }
    // Word's links to a mail address without its scheme.
    let is_mail = address.matches('@').count() == 1 && !address.contains(['/', '\\', ':', ' ', '#']);
    is_mail.then(|| format!("mailto:{address}"))
}

/// Makes links of addresses that stand in the text.
fn link_bare_addresses(inline: Inline) -> Vec<Inline> {
    let InlineKind::Text(text) = &inline.kind else { return vec![inline] };
    if inline.format.link.is_some() || !(text.contains("://") || text.contains('@')) {
        return vec![inline];
    }
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        let space = behind.len() - behind.trim_start().len();
        match bare_address(word) {
            Some((start, address, link)) => {
                plain.push_str(&word[..start]);
                pieces.push(Inline::text(std::mem::take(&mut plain), inline.format.clone()));
                let format = TextFormat { link: Some(link), ..inline.format.clone() };
                pieces.push(Inline::text(address, format));
                plain.push_str(&word[start + address.len()..]);
            }
            None => plain.push_str(word),
        }
        plain.push_str(&behind[..space]);
        rest = &behind[space..];
    }
    pieces.push(Inline::text(plain, inline.format));
    pieces.retain(|piece| !piece.words().is_empty());
    pieces
}

/// Finds an address in a word; returns where it begins, the address, and the link.
fn bare_address(word: &str) -> Option<(usize, &str, String)> {
    let end_signs = ['.', ',', ';', ':', '!', '?', '"', '\'', '”', '’', '»', '>', ']', '}', '*', '_', '…'];
    if let Some(start) = word.find("https://").or_else(|| word.find("http://")) {
        let mut address = word[start..].trim_end_matches(end_signs);
        // A parenthesis belongs to the address if it was opened there.
        while address.ends_with(')') && address.matches(')').count() > address.matches('(').count() {
            address = address[..address.len() - 1].trim_end_matches(end_signs);
        }
        let host = address.split("://").nth(1).unwrap_or_default();
        let is_linkable = host.contains('.') && !address.contains(['<', '>', '{', '}', '`']);
        return is_linkable.then(|| (start, address, address.to_owned()));
    }
    let at = word.find('@').filter(|_| word.matches('@').count() == 1)?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let before = &word[..at];
    let start = before
        .rfind(|c: char| !is_part(c))
        .map_or(0, |sign| sign + before[sign..].chars().next().map_or(1, char::len_utf8));
    let behind = &word[at + 1..];
    let end = behind.find(|c: char| !is_part(c)).unwrap_or(behind.len());
    let address = word[start..at + 1 + end].trim_end_matches(['.', '-', '_']);
    let domain = address.split('@').nth(1)?;
    let is_domain = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    let ends_whole = !matches!(word[start + address.len()..].chars().next(), Some('/' | ':' | '@'));
    let is_address = at > start && is_domain && ends_whole && !word[..start].ends_with(['/', ':', '{']);
    is_address.then(|| (start, address, format!("mailto:{address}")))
}

#[cfg(test)]
mod tests {
    use super::{bare_address, direct_address, kept_address};

    #[test]
    fn links_through_another_website_are_straightened() {
        for (address, direct) in [
            (
                "https://www.google.com/url?q=https://www.example.org/x%3Fa%3D1&sa=D",
                Some("https://www.example.org/x?a=1"),
            ),
            (
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.org%2F&data=ann%40example.org",
                Some("https://www.example.org/"),
            ),
            ("https://www.google.com/search?q=boats", None),
            ("https://www.google.com/url?q=javascript:alert(1)", None),
            ("https://www.example.org/url?q=https://www.example.org/x", None),
        ] {
            assert_eq!(direct_address(address).as_deref(), direct, "{address}");
        }
    }

    #[test]
    fn addresses_in_the_text_are_found() {
        for (word, address) in [
            ("https://example.org/way.", Some("https://example.org/way")),
            ("(https://example.org/a_(b)).", Some("https://example.org/a_(b)")),
            ("<chair@example.org>,", Some("chair@example.org")),
            ("chair@example.org.", Some("chair@example.org")),
            ("“ann.lee+x@mail.example.org”", Some("ann.lee+x@mail.example.org")),
            ("@home", None),
            ("a@b", None),
            ("https://localhost", None),
            ("and/or@", None),
        ] {
            assert_eq!(bare_address(word).map(|(_, address, _)| address), address, "{word}");
        }
    }

    #[test]
    fn links_of_one_computer_are_dropped() {
        for (address, kept) in [
            ("https://example.org/a b", Some("https://example.org/a%20b")),
            ("HTTP://example.org", Some("HTTP://example.org")),
            ("www.example.org", Some("https://www.example.org")),
            ("chair@example.org", Some("mailto:chair@example.org")),
            ("file:///C:/Users/x.pdf", None),
            ("C:\\Users\\x.pdf", None),
            ("../x.docx", None),
            ("about:blank", None),
            ("javascript:alert(1)", None),
            ("#_Toc1", None),
        ] {
            assert_eq!(kept_address(address).as_deref(), kept, "{address}");
        }
    }
}
