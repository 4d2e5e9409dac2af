//! Reads addresses copied from a mail program: `Ann Lee <ann@example.org>, …` (RFC 5322 §3.4).

use std::io::{self, Read};

use super::address_entries::AddressLine;
use super::address_problem::AddressLineProblem;
use super::contact::{ContactFindings, NextContact};
use super::mailbox_name::MAX_NAME;
use super::row::RowProblem;
use super::spreadsheet::is_head;
use super::text_lines::{LineReader, TextLine};
use crate::model::excerpt;

/// The number of lines of a text that are examined to detect such a list.
const SAMPLE_LINES: usize = 50;
/// The maximum number of words that may precede an address on the next line.
const MAX_NAME_WORDS: usize = 5;

/// Reads the addresses of a text line by line.
pub(super) struct AddressLineReader<'a, F> {
    pub(super) lines: &'a mut LineReader<F>,
    pub(super) found: &'a mut ContactFindings,
}

impl<F: Read> AddressLineReader<'_, F> {
    /// Reads the next address; returns its line and the contact.
    pub(super) fn next(&mut self) -> NextContact {
        let mut before: Option<String> = None;
        loop {
            if let Some(found) = self.found.waiting.pop_front() {
                return Ok(Some(found));
            }
            let Some(line) = self.lines.next()? else { return Ok(None) };
            let problem = match () {
                () if line.cut => RowProblem::TooLarge,
                () if line.damaged => RowProblem::NotUtf8,
                () if line.text.contains('\0') => RowProblem::Nul,
                () => {
                    before = self.read(&line, before.as_deref())?;
                    continue;
                }
            };
            return Ok(Some((line.number, Err(problem))));
        }
    }

    /// Parses a line; returns the words at its end that continue on the next line.
    fn read(&mut self, line: &TextLine, before: Option<&str>) -> io::Result<Option<String>> {
        let parsed = AddressLine::parse(&line.text, before);
        let has_entries = !parsed.entries.is_empty();
        self.found.waiting.extend(parsed.entries.into_iter().map(|entry| (line.number, entry)));
        let Some(rest) = parsed.rest else { return Ok(None) };
        if let Some(next) = self.lines.next()? {
            let is_piece = next.number == line.number && rest.len() <= MAX_NAME;
            // A header field is folded before whitespace (RFC 5322 §2.2.3).
            let is_folded = has_entries && next.text.starts_with([' ', '\t']);
            let is_name = rest.split_whitespace().count() <= MAX_NAME_WORDS && !rest.ends_with([':', '.', '!']);
            let continues = is_piece || is_folded || (is_name && next.text.trim_start().starts_with('<'));
            let is_good = !next.cut && !next.damaged && !next.text.contains('\0');
            self.lines.push_back(next);
            if continues && is_good {
                return Ok(Some(rest));
            }
        }
        let problem = AddressLineProblem::NoAddress(excerpt(rest.trim_end_matches(',')));
        self.found.waiting.push_back((line.number, Err(problem.into())));
        Ok(None)
    }
}

/// Returns whether a text is such a list: it has lines of addresses, no header, and hardly a row of several cells.
pub(super) fn begins(text: &str, is_whole: bool) -> bool {
    let mut lines: Vec<&str> = text.trim_start_matches('\u{feff}').split(['\r', '\n']).collect();
    if !is_whole
        && let Some(last) = lines.pop()
        && lines.is_empty()
    {
        // A single long line.
        let end = last.rfind('>').map(|at| at + 1).or_else(|| last.rfind([',', ';', ' ']));
        lines.push(&last[..end.unwrap_or(0)]);
    }
    let lines = || lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).take(SAMPLE_LINES);
    let (mut whole, mut rows) = (0, 0);
    for line in lines() {
        let parsed = AddressLine::parse(line, None);
        if parsed.is_row() || line.contains(['\t', '|']) {
            rows += 1;
        } else if parsed.is_whole() {
            whole += 1;
        }
    }
    let is_header = |line: &str| !line.contains('@') && line.split([',', ';', '\t', '|']).any(is_head);
    whole > rows && !lines().any(is_header) && !has_one_column(lines()) && !has_column_names(lines())
}

/// Returns whether the first line names the columns of the others, which have addresses in as many cells:
/// `Recipient,Sender`.
fn has_column_names<'a>(mut lines: impl Iterator<Item = &'a str>) -> bool {
    let Some(first) = lines.next() else { return false };
    let rows: Vec<&str> = lines.collect();
    let is_name = |cell: &str| {
        let words = cell.split_whitespace().count();
        (1..=3).contains(&words) && !cell.contains(['@', ':', '<']) && !cell.trim().ends_with(['.', '!'])
    };
    [',', ';', '\t', '|'].into_iter().any(|separator| {
        let columns = first.split(separator).count();
        let is_row = |row: &&str| row.contains('@') && row.split(separator).count() == columns;
        columns > 1 && first.split(separator).all(is_name) && !rows.is_empty() && rows.iter().all(is_row)
    })
}

/// Returns whether a text is a table of one column below its name.
fn has_one_column<'a>(lines: impl Iterator<Item = &'a str>) -> bool {
    let mut lines = lines.peekable();
    let is_name = |line: &str| {
        !line.contains(['@', ',', ';', ':', '<']) && !line.ends_with(['.', '!']) && line.split_whitespace().count() <= 3
    };
    lines.next_if(|line| is_name(line)).is_some() && lines.all(|line| line.contains('@') && !line.contains([',', ';']))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    /// Returns each entry with its line: `address name`, or the reason for rejecting it.
    fn read(text: &str) -> Vec<(u64, String)> {
        let (mut lines, mut found) = (LineReader::in_pieces(text.as_bytes()), ContactFindings::default());
        let mut all = Vec::new();
        while let Some((line, contact)) = (AddressLineReader { lines: &mut lines, found: &mut found }).next().unwrap() {
            let words = match contact {
                Ok(contact) => {
                    let names = [contact.first_name, contact.last_name, contact.name];
                    let name = names.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join("|");
                    format!("{} {name}", contact.addresses.join(" ")).trim().to_owned()
                }
                Err(problem) => problem.to_string(),
            };
            all.push((line, words));
        }
        all
    }

    fn words(text: &str) -> Vec<String> {
        read(text).into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn mail_program_entries_are_parsed() {
        for (entry, expected) in [
            ("Ann Lee <ann@example.org>", "ann@example.org Ann Lee"),
            ("\"Lee, Ann\" <ann@example.org>", "ann@example.org Ann|Lee"),
            ("Lee, Ann <ann@example.org>", "ann@example.org Ann|Lee"),
            ("'Ann Lee' <ann@example.org>", "ann@example.org Ann Lee"),
            ("\"Ann \\\"Annie\\\" Lee\" <ann@example.org>", "ann@example.org Ann \"Annie\" Lee"),
            ("<ann@example.org>", "ann@example.org"),
            ("ann@example.org <ann@example.org>", "ann@example.org"),
            ("'ann@example.org' <ann@example.org>", "ann@example.org"),
            ("ann@example.org (Ann Lee)", "ann@example.org Ann Lee"),
            ("ann@example.org", "ann@example.org"),
            ("Ann Lee <mailto:ann@example.org>", "ann@example.org Ann Lee"),
            ("mailto:ann@example.org?subject=Hi", "ann@example.org"),
            ("Ann <ann@example.org<mailto:ann@example.org>>", "ann@example.org Ann"),
            ("ann@example.org<mailto:ann@example.org>", "ann@example.org"),
            ("[ann@example.org](mailto:ann@example.org)", "ann@example.org"),
            ("Ann Lee ann@example.org", "ann@example.org Ann Lee"),
            ("ann@example.org Ann Lee", "ann@example.org Ann Lee"),
            ("Ann Lee - ann@example.org", "ann@example.org Ann Lee"),
            ("Ann Lee: ann@example.org", "ann@example.org Ann Lee"),
            ("Fay [fay@example.org]", "fay@example.org Fay"),
            ("Fay von der Au (fay@example.org)", "fay@example.org Fay von der Au"),
            ("Lee, Ann ann@example.org", "ann@example.org Ann|Lee"),
            ("Ann Lee <ann@example.org", "ann@example.org Ann Lee"),
            ("- Ann Lee <ann@example.org>", "ann@example.org Ann Lee"),
            ("* Ann Lee <ann@example.org>", "ann@example.org Ann Lee"),
            ("\u{2022} Ann Lee <ann@example.org>", "ann@example.org Ann Lee"),
            ("12. Ann Lee <ann@example.org>", "ann@example.org Ann Lee"),
            ("1) ann@example.org", "ann@example.org"),
            ("> > Ann Lee <ann@example.org>", "ann@example.org Ann Lee"),
            ("E-Mail: ann@example.org", "ann@example.org"),
            ("=?utf-8?q?Zo=C3=AB_Lee?= <ann@example.org>", "ann@example.org Zoë Lee"),
            ("=?iso-8859-1?B?TfxsbGVyLCBab+s=?= <ann@example.org>", "ann@example.org Zoë|Müller"),
            ("Ann Lee, MBE <ann@example.org>", "ann@example.org Ann Lee, MBE"),
            ("O'Neil, Ann <ann@example.org>", "ann@example.org Ann|O'Neil"),
            ("anna@localhost", "anna@localhost"),
        ] {
            assert_eq!(words(entry), [expected], "{entry}");
        }
    }

    #[test]
    fn each_address_ends_an_entry() {
        let (ann, ben) = ("ann@example.org Ann", "ben@example.org Ben|Ray");
        for text in [
            "Ann <ann@example.org>; Ray, Ben <ben@example.org>",
            "Ann <ann@example.org>, \"Ray, Ben\" <ben@example.org>",
            "Ann <ann@example.org>, Ray, Ben <ben@example.org>;",
            "Ann <ann@example.org> Ray, Ben <ben@example.org>",
            "\"Ann <ann@example.org>, \"Ray, Ben\" <ben@example.org>",
            "Ann <ann@example.org, Ray, Ben <ben@example.org>",
            "To: Ann <ann@example.org>,\n Ray, Ben\n <ben@example.org>",
            "Ann\n<ann@example.org>\nRay, Ben\n<ben@example.org>",
        ] {
            let found = words(text);
            assert_eq!(found, [ann, ben], "{text}");
        }
        let found = words("ann@example.org ben@example.org,cy@example.org;Dan <dan@example.org>");
        assert_eq!(found, ["ann@example.org", "ben@example.org", "cy@example.org", "dan@example.org Dan"]);
    }

    #[test]
    fn bad_entries_are_named() {
        for (text, expected) in [
            (
                "ann@example.org <ben@example.org>",
                "has `ann@example.org` before an address: a name cannot contain an @ or <",
            ),
            ("Ann <x> <ann@example.org>", "has `Ann <x>` before an address: a name cannot contain an @ or <"),
            (
                "Please write to ann@example.org",
                "has other words around an address, `Please write to ann@example.org`: write `Name <address>`",
            ),
            ("See you on Friday", "has no address next to `See you on Friday`"),
            ("Subject: Members", "is the line `Subject:` of a mail, not an address"),
            ("ann(at)example.org", "has `ann(at)example.org`: write the address with an @"),
            (
                "Ben Ray, Cy Poe <cy@example.org>",
                "has two names before one address, `Ben Ray, Cy Poe`: put a name with a comma into quotation marks",
            ),
        ] {
            assert_eq!(words(text), [expected], "{text}");
            let text = format!("Di <di@example.org>\n{text}\nEd <ed@example.org>");
            let expected = [(1, "di@example.org Di"), (2, expected), (3, "ed@example.org Ed")];
            assert_eq!(read(&text), expected.map(|(line, words)| (line, words.to_owned())));
            assert!(begins(&text, true), "{text}");
        }
        let found = words("Ann <ann@example.org>; Ben; Cy <cy@example.org>, Di");
        assert_eq!(
            found,
            ["ann@example.org Ann", "has no address next to `Ben`", "cy@example.org Cy", "has no address next to `Di`"]
        );
    }

    #[test]
    fn long_line_is_read_in_pieces() {
        let one = |number| format!("\"Lee, Ann {number}\" <ann{number}@example.org>");
        let text = (0..60_000).map(one).collect::<Vec<_>>().join(", ");
        assert!(text.len() > 2 * 1_024 * 1_024 && begins(&text[..64 * 1_024], false));
        let found = read(&text);
        assert_eq!(found.len(), 60_000);
        assert_eq!(found[59_999], (1, "ann59999@example.org Ann 59999|Lee".to_owned()));
    }

    #[test]
    fn other_texts_are_not_address_lists() {
        for text in [
            "email,name\nann@example.org,Ann\n",
            "ann@example.org,Ann\n",
            "Ann <ann@example.org>,Norwich\n",
            "name;email\nAnn;ann@example.org\n",
            "Leeds,ann@example.org\nYork,ben@example.org\n",
            "Leeds\tann@example.org\nYork\tben@example.org\n",
            "Contact\nann@example.org\nben@example.org\n",
            "Name,Email\nLee,Ann <ann@example.org>\n",
            "Our members\nEmail\nann@example.org\n",
            "Recipient,Sender\nann@example.org,chair@example.org\nben@example.org,chair@example.org\n",
            "Mitglied;Pate\nann@example.org;\nben@example.org;cy@example.org\n",
            "From,To\nAnn <ann@example.org>,Ben <ben@example.org>\n",
            "",
        ] {
            assert!(!begins(text, true), "{text}");
        }
        for text in [
            "ann@example.org\nben@example.org\n",
            "Dear Ann,\nhere is the list:\nAnn <ann@example.org>\nBen <ben@example.org>",
            "Subject: list\nann@example.org; ben@example.org",
            "Lee, Ann\n<ann@example.org>\nRay, Ben\n<ben@example.org>",
            "Hello all,\nann@example.org, ben@example.org",
            "ann@example.org, ben@example.org\ncy@example.org, di@example.org\n",
        ] {
            assert!(begins(text, true), "{text}");
        }
        assert!(begins("Ann <ann@example.org>\nBen <ben@exam", false));
    }
}
