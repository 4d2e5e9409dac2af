//! Reads addresses copied from a mail program: `Ann Lee <ann@example.org>, …` (RFC 5322 §3.4).

use std::collections::VecDeque;
use std::io::Read;

use super::contact::{Contact, NextContact};
use super::row::RowProblem;
use super::text_lines::LineReader;
use crate::model::{Address, single_line};

/// The number of lines of a text that are examined to detect such a list.
const SAMPLE_LINES: usize = 50;
/// The header names that may precede the addresses.
const FIELDS: [&str; 10] = ["to:", "cc:", "bcc:", "from:", "reply-to:", "an:", "à:", "aan:", "kopie:", "von:"];

/// Reads the addresses of a text line by line.
pub(crate) struct AddressLineReader<F> {
    lines: LineReader<F>,
    waiting: VecDeque<(u64, Contact)>,
    /// Words without an address yet, and their line.
    open: Option<(u64, String)>,
}

impl<F: Read> AddressLineReader<F> {
    pub(crate) fn new(file: F) -> Self {
        Self { lines: LineReader::new(file), waiting: VecDeque::new(), open: None }
    }

    pub(crate) fn into_inner(self) -> F {
        self.lines.into_inner()
    }

    /// Reads the next address; returns its line and the contact.
    pub(crate) fn next(&mut self) -> NextContact {
        loop {
            if let Some((line, contact)) = self.waiting.pop_front() {
                return Ok(Some((line, Ok(contact))));
            }
            let Some(line) = self.lines.next()? else {
                return Ok(self.open.take().map(|(line, words)| (line, Ok(contact(&words)))));
            };
            match () {
                () if line.cut => return Ok(Some((line.number, Err(RowProblem::TooLarge)))),
                () if line.damaged => return Ok(Some((line.number, Err(RowProblem::NotUtf8)))),
                () if line.text.contains('\0') => return Ok(Some((line.number, Err(RowProblem::Nul)))),
                () => {}
            }
            for entry in entries(&line.text) {
                let words = match self.open.take() {
                    Some((_, before)) => format!("{before}, {entry}"),
                    None => entry,
                };
                if words.contains('@') {
                    self.waiting.push_back((line.number, contact(&words)));
                } else {
                    self.open = Some((line.number, words));
                }
            }
            // A name may be alone on the line above its address; two names in a row may not.
            if line.text.trim().is_empty()
                && let Some((number, words)) = self.open.take()
            {
                self.waiting.push_back((number, contact(&words)));
            }
        }
    }
}

/// Splits a line into entries with one address each: at semicolons if there are any, else at commas.
fn entries(line: &str) -> Vec<String> {
    let line = line.trim();
    let lower = line.to_lowercase();
    let field = FIELDS.iter().find(|field| lower.starts_with(*field)).map_or(0, |field| field.len());
    let line = line.get(field..).unwrap_or(line);
    let sign = if parts(line, ';').len() > 1 { ';' } else { ',' };
    let mut entries: Vec<String> = Vec::new();
    for part in parts(line, sign) {
        match entries.last_mut() {
            // `Lee, Ann <ann@example.org>` is one entry.
            Some(last) if !last.contains('@') => {
                last.push(sign);
                last.push_str(&part);
            }
            _ => entries.push(part),
        }
    }
    entries.retain(|entry| !entry.trim().is_empty());
    entries
}

/// Splits a text at a character outside of quotation marks and angle brackets.
fn parts(text: &str, sign: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for character in text.chars() {
        let Some(part) = parts.last_mut() else { break };
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => bracketed = true,
            '>' if !quoted => bracketed = false,
            character if character == sign && !quoted && !bracketed => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        part.push(character);
    }
    parts
}

/// Parses one entry: a name and an address in angle brackets, a bare address, or an address with a name in
/// parentheses.
fn contact(entry: &str) -> Contact {
    let entry = single_line(entry);
    let entry = entry.trim();
    let (name, address) = match (entry.rfind('<'), entry.rfind('(')) {
        (Some(open), _) => (&entry[..open], entry[open + 1..].split('>').next().unwrap_or_default()),
        (None, Some(open)) if entry.ends_with(')') => (&entry[open + 1..entry.len() - 1], &entry[..open]),
        _ => ("", entry),
    };
    let address = address.trim();
    let address = address.strip_prefix("mailto:").unwrap_or(address).to_owned();
    let name = unquoted(name.trim());
    let name = if name.eq_ignore_ascii_case(&address) { String::new() } else { name };
    let mut contact = Contact { addresses: vec![address], ..Contact::default() };
    match name.split_once(',') {
        Some((last, first)) if !first.contains(',') && !first.trim().is_empty() => {
            first.trim().clone_into(&mut contact.first_name);
            last.trim().clone_into(&mut contact.last_name);
        }
        _ => contact.name = name,
    }
    contact
}

fn unquoted(name: &str) -> String {
    let inner = [('"', '"'), ('\'', '\''), ('“', '”'), ('„', '“'), ('«', '»')]
        .iter()
        .find_map(|(open, close)| name.strip_prefix(*open)?.strip_suffix(*close))
        .unwrap_or(name);
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        text.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    text.trim().to_owned()
}

/// Returns whether a text is such a list: each of its first lines contains only entries with one valid address each.
pub(super) fn begins(text: &str, is_whole: bool) -> bool {
    let mut lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    if !is_whole {
        lines.pop();
    }
    let mut sampled =
        lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).take(SAMPLE_LINES).peekable();
    if sampled.peek().is_none() {
        return false;
    }
    let is_good = |entry: &String| contact(entry).addresses.iter().all(|address| address.parse::<Address>().is_ok());
    sampled.all(|line| entries(line).iter().all(is_good))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, String, String)> {
        let mut reader = AddressLineReader::new(text.as_bytes());
        let mut all = Vec::new();
        while let Some((line, contact)) = reader.next().unwrap() {
            let contact = contact.unwrap();
            let names = [contact.first_name, contact.last_name, contact.name];
            let name = names.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join("|");
            all.push((line, contact.addresses.join(" "), name));
        }
        all
    }

    #[test]
    fn mail_program_entries_are_parsed() {
        let ann = |name: &str| ("ann@example.org".to_owned(), name.to_owned());
        for (entry, expected) in [
            ("Ann Lee <ann@example.org>", ann("Ann Lee")),
            ("\"Lee, Ann\" <ann@example.org>", ann("Ann|Lee")),
            ("Lee, Ann <ann@example.org>", ann("Ann|Lee")),
            ("'Ann Lee' <ann@example.org>", ann("Ann Lee")),
            ("\"Ann \\\"Annie\\\" Lee\" <ann@example.org>", ann("Ann \"Annie\" Lee")),
            ("<ann@example.org>", ann("")),
            ("ann@example.org <ann@example.org>", ann("")),
            ("'ann@example.org' <ann@example.org>", ann("")),
            ("ann@example.org (Ann Lee)", ann("Ann Lee")),
            ("ann@example.org", ann("")),
            ("Ann Lee <mailto:ann@example.org>", ann("Ann Lee")),
        ] {
            let found = read(entry);
            assert_eq!(found, [(1, expected.0, expected.1)], "{entry}");
        }
    }

    #[test]
    fn line_with_several_entries_is_split() {
        let text = "To: Ann Lee <ann@example.org>, \"Ray, Ben\" <ben@example.org>,\n\tcat@example.org\n\nLee, Dan <dan@example.org>; Poe, Eve <eve@example.org>;\n";
        let found = read(text);
        let found: Vec<_> =
            found.iter().map(|(line, address, name)| (*line, address.as_str(), name.as_str())).collect();
        assert_eq!(
            found,
            [
                (1, "ann@example.org", "Ann Lee"),
                (1, "ben@example.org", "Ben|Ray"),
                (2, "cat@example.org", ""),
                (4, "dan@example.org", "Dan|Lee"),
                (4, "eve@example.org", "Eve|Poe"),
            ]
        );
        assert!(begins(text, true));
    }

    #[test]
    fn other_texts_are_not_address_lists() {
        for text in [
            "email,name\nann@example.org,Ann\n",
            "ann@example.org,Ann\n",
            "Ann <ann@example.org>,Norwich\n",
            "name;email\nAnn;ann@example.org\n",
            "",
        ] {
            assert!(!begins(text, true), "{text}");
        }
        assert!(begins("Ann <ann@example.org>\nBen <ben@exam", false));
        assert!(begins("ann@example.org\nben@example.org\n", true));
    }
}
