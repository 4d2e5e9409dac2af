//! Finds the column with the addresses of a sheet, and the header row.

use std::collections::HashMap;

use super::grid::{CellKind, Grid, GridRow};
use super::{MappedTo, SheetRequest, mailto};
use crate::import::address_names::{AddressName, rank_address_name};
use crate::model::{Address, single_line};

/// The maximum number of rows above the first address.
const MAX_ABOVE: usize = 1_000;
/// The maximum length of a column header, in characters.
const MAX_HEAD: usize = 60;
/// Words of which at least one occurs in the header of an address column, in several European languages.
const MAIL_WORDS: [&str; 24] = [
    "email",
    "emails",
    "mail",
    "mails",
    "emailaddress",
    "mailaddress",
    "emailadresse",
    "mailadresse",
    "emailadressen",
    "emailadres",
    "mailadres",
    "courriel",
    "courriels",
    "mél",
    "mel",
    "mailanschrift",
    "emailanschrift",
    "epost",
    "correo",
    "correio",
    "posta",
    "pec",
    "sähköposti",
    "mejl",
];
/// Words that rule out that a header belongs to an address column.
const OTHER_WORDS: [&str; 8] = ["list", "newsletter", "sent", "gesendet", "envoyé", "post", "merge", "verteiler"];

/// The position of the list in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// The column of the addresses.
    pub(super) address: u16,
    /// The index of the header among the rows with cells; `None` if the very first row has an address.
    pub(super) heads: Option<usize>,
    /// Whether it is certainly a list, and not just one address somewhere on a cover sheet.
    pub(super) sure: bool,
}

/// Finds the address column and the header row of a sheet.
pub(super) fn find(grid: &Grid, request: &SheetRequest) -> Option<Found> {
    if let Some(found) = mapped(grid, request) {
        return Some(found);
    }
    let counts = counts(grid);
    let best = counts.iter().map(|(column, seen)| (rank(grid, *column, seen), *column)).min()?;
    let column = best.1;
    let seen = &counts[&column];
    let heads = heads_above(grid, column, seen.first);
    let filled = heads.map_or(0, |row| words(grid, &grid.rows[row]));
    let named = heads.is_some_and(|row| is_head(head(grid, &grid.rows[row], column)));
    Some(Found { address: column, heads, sure: seen.count > 1 || (named && filled > 1) })
}

/// Returns the header of an address column whose formulas were never computed.
pub(super) fn not_computed(grid: &Grid) -> Option<String> {
    grid.rows.iter().take(MAX_ABOVE).enumerate().find_map(|(at, row)| {
        let below = grid.rows.get(at + 1)?;
        let cell = grid.cells(row).iter().find(|cell| {
            let kind = grid.cell(below, cell.column).map(|below| below.kind);
            is_head(grid.text(**cell))
                && matches!(kind, Some(CellKind::NotComputed | CellKind::Zero | CellKind::ZeroForWords))
        })?;
        Some(single_line(grid.text(*cell)).into_owned())
    })
}

/// Finds the column that was mapped to the addresses.
fn mapped(grid: &Grid, request: &SheetRequest) -> Option<Found> {
    if !request.mapped.iter().any(|mapped| mapped.to == MappedTo::Address) {
        return None;
    }
    grid.rows.iter().take(MAX_ABOVE).enumerate().find_map(|(at, row)| {
        let is = |text: &str| request.of(&single_line(text)) == Some(MappedTo::Address);
        let cell = grid.cells(row).iter().find(|cell| is(grid.text(**cell)))?;
        Some(Found { address: cell.column, heads: Some(at), sure: true })
    })
}

/// The number of addresses in a column, and the first row with one.
#[derive(Default)]
struct SeenAddresses {
    count: usize,
    first: usize,
}

fn counts(grid: &Grid) -> HashMap<u16, SeenAddresses> {
    let mut counts: HashMap<u16, SeenAddresses> = HashMap::new();
    for (at, row) in grid.rows.iter().enumerate() {
        for cell in grid.cells(row) {
            let linked = || grid.links.contains_key(&(row.line, cell.column));
            if cell.kind == CellKind::Text && (!addresses(grid.text(*cell)).is_empty() || linked()) {
                let seen = counts.entry(cell.column).or_insert(SeenAddresses { count: 0, first: at });
                seen.count += 1;
            }
        }
    }
    counts
}

/// Prefers visible columns over hidden ones, a person's own address over somebody else's, those with an address header over others, full over sparse ones, and
/// left over right.
fn rank(grid: &Grid, column: u16, seen: &SeenAddresses) -> (bool, bool, bool, u8, std::cmp::Reverse<usize>) {
    let heads = heads_above(grid, column, seen.first);
    let head = heads.map(|row| head(grid, &grid.rows[row], column)).unwrap_or_default();
    let second = u8::from(head.chars().any(|c| c.is_ascii_digit() && c != '1'));
    let is_other_person = rank_address_name(head) == Some(AddressName::OtherPerson);
    (
        grid.hides(column),
        is_other_person,
        !is_head(head),
        second,
        std::cmp::Reverse(if is_head(head) { 0 } else { seen.count }),
    )
}

/// Finds the header above the first address: the first line with an address header, else the line with the most
/// words.
fn heads_above(grid: &Grid, column: u16, first: usize) -> Option<usize> {
    let above = first.saturating_sub(MAX_ABOVE)..first;
    let rows = || above.clone().map(|at| (at, &grid.rows[at]));
    let own = rows().find(|(_, row)| is_head(head(grid, row, column)));
    let other =
        || rows().find(|(_, row)| words(grid, row) > 1 && grid.cells(row).iter().any(|cell| is_head(grid.text(*cell))));
    let fullest = || rows().max_by_key(|(at, row)| (words(grid, row), *at));
    own.or_else(other).or_else(fullest).map(|(at, _)| at)
}

fn words(grid: &Grid, row: &GridRow) -> usize {
    grid.cells(row).iter().filter(|cell| !grid.text(**cell).trim().is_empty()).count()
}

fn head<'a>(grid: &'a Grid, row: &GridRow, column: u16) -> &'a str {
    grid.cell(row, column).map_or("", |cell| grid.text(cell))
}

/// Returns whether a text is the header of an address column.
pub(in crate::import::source) fn is_head(text: &str) -> bool {
    if text.contains('@') || text.chars().count() > MAX_HEAD {
        return false;
    }
    let text = text.to_lowercase().replace("e-", "e").replace("e mail", "email").replace("e_mail", "email");
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    (1..=4).contains(&words.len()) && has(&MAIL_WORDS) && !has(&OTHER_WORDS)
}

/// Returns the addresses in a text, without duplicates.
pub(super) fn addresses(text: &str) -> Vec<String> {
    if !text.contains('@') {
        return Vec::new();
    }
    let mut found: Vec<Address> = Vec::new();
    let mut add = |part: &str| {
        let part = if mailto::is(part) { mailto::addresses(part) } else { part.to_owned() };
        if let Ok(address) = part.trim_end_matches('.').parse::<Address>()
            && !found.iter().any(|known| known.folded() == address.folded())
        {
            found.push(address);
        }
    };
    if text.trim().parse::<Address>().is_ok() {
        add(text.trim());
    } else {
        let outer =
            |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"' | '|' | '[' | ']');
        for part in text.split(outer).filter(|part| part.contains('@')) {
            if part.matches('@').count() > 1 { part.split(['/', '&', '+']).for_each(&mut add) } else { add(part) }
        }
    }
    found.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_headers_are_recognised() {
        for head in [
            "Email",
            "E-Mail",
            "e-mail address",
            "E-Mail-Adresse",
            "Mailadresse",
            "E-mailadres",
            "Courriel",
            "Mél.",
            "Adresse e-mail",
            "Email 1",
            "E_Mail privat",
            "Primary Email",
        ] {
            assert!(is_head(head), "{head}");
        }
        for head in
            ["Address", "Name", "Mailing list", "E-mail list of our members 2026", "a mail@example.org", "", "Contact"]
        {
            assert!(!is_head(head), "{head}");
        }
    }

    #[test]
    fn addresses_are_found_in_text() {
        for (text, found) in [
            ("ann@example.org", vec!["ann@example.org"]),
            ("Ann Lee <ann@example.org>", vec!["ann@example.org"]),
            ("ann@example.org / ben@example.org", vec!["ann@example.org", "ben@example.org"]),
            ("ann@example.org/ben@example.org", vec!["ann@example.org", "ben@example.org"]),
            ("ann@example.org,\nben@example.org", vec!["ann@example.org", "ben@example.org"]),
            ("ann@example.org; Ann@example.org", vec!["ann@example.org"]),
            ("mailto:ann@example.org?subject=x", vec!["ann@example.org"]),
            ("Ann Lee", vec![]),
            ("@home", vec![]),
        ] {
            assert_eq!(addresses(text), found, "{text}");
        }
    }
}
