//! Determines which rows of a list are people, which are rejected, and notes about them.

use std::collections::BTreeMap;

use super::address_column::addresses;
use super::grid::{CellKind, Hiding};
use super::list_sheet::{ListSheet, SheetRow};
use super::{LineNumbers, MappedTo, RowRefusal, SheetRequest, SourceNote, mailto};
use crate::model::single_line;

/// Words with which a row of totals begins, in several European languages.
const TOTALS: [&str; 26] = [
    "total",
    "totals",
    "sum",
    "sums",
    "subtotal",
    "grand",
    "average",
    "count",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "summe",
    "zwischensumme",
    "anzahl",
    "durchschnitt",
    "totaux",
    "somme",
    "moyenne",
    "nombre",
    "totaal",
    "som",
    "aantal",
    "suma",
    "totale",
    "somma",
    "soma",
];

/// A row below the header that is not empty.
#[derive(Debug)]
pub(super) struct Below {
    /// The index among the rows with cells.
    pub(super) at: usize,
    /// The word that marks it as a row of totals.
    pub(super) total: Option<String>,
}

/// Finds the rows below the header that have content.
pub(super) fn below(sheet: &ListSheet, heads: usize, address: u16) -> Vec<Below> {
    let rows = sheet.grid.rows.iter().enumerate().skip(heads + 1);
    rows.filter_map(|(at, row)| {
        let cells = sheet.grid.cells(row);
        let own_address = sheet.grid.cell(row, address).is_some_and(|cell| cell.kind != CellKind::NotComputed);
        let says = cells.iter().any(|cell| !cell.formula && !sheet.grid.text(*cell).trim().is_empty());
        // Formulas that were filled down below the list are not people.
        if !own_address && !says {
            return None;
        }
        let shown = sheet.kind_and_text(row, address).map_or("", |(_, text)| text);
        let first = cells.iter().map(|cell| sheet.grid.text(*cell).trim()).find(|text| !text.is_empty());
        let first = first.unwrap_or_default();
        let word = first.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
        let is_total = addresses(shown).is_empty()
            && !sheet.grid.links.contains_key(&(row.line, address))
            && TOTALS.contains(&word.to_lowercase().as_str());
        Some(Below { at, total: is_total.then(|| first.chars().take(40).collect()) })
    })
    .collect()
}

/// The notes gathered while rows are read.
#[derive(Default)]
struct RowFindings {
    linked: LineNumbers,
    differs: Vec<SourceNote>,
    two: LineNumbers,
    totals: Vec<SourceNote>,
    /// By column: the first error, and the lines of all errors.
    errors: BTreeMap<usize, (String, LineNumbers)>,
    by_hand: LineNumbers,
    by_filter: LineNumbers,
}

/// The maximum number of notes of one kind that are reported individually.
const MAX_TOLD: usize = 100;

/// Adds the rows to the list, with notes about them.
pub(super) fn take(sheet: &mut ListSheet, rows: Vec<Below>, request: &SheetRequest, notes: &mut Vec<SourceNote>) {
    let mut found = RowFindings::default();
    for Below { at, total } in rows {
        let line = sheet.grid.rows[at].line;
        let refusal = match total {
            Some(word) => {
                if found.totals.len() < MAX_TOLD {
                    found.totals.push(SourceNote::Total { line, word: word.clone() });
                }
                Some(RowRefusal::Total(word))
            }
            None => address(sheet, at, &mut found).or_else(|| error(sheet, at, request, &mut found)),
        };
        if refusal.is_none() {
            match sheet.grid.rows[at].hiding {
                Some(Hiding::ByHand) => found.by_hand.add(line),
                Some(Hiding::ByFilter) => found.by_filter.add(line),
                None => {}
            }
        }
        sheet.rows.push(SheetRow { line, refusal, at });
    }
    found.say(sheet, notes);
}

/// Finds the one address of a row, in the link if it is not in the text; returns the reason if the row cannot be
/// imported.
fn address(sheet: &mut ListSheet, at: usize, found: &mut RowFindings) -> Option<RowRefusal> {
    let row = &sheet.grid.rows[at];
    let column = sheet.columns.get(sheet.address)?.index;
    let line = row.line;
    let (kind, text) = sheet.kind_and_text(row, column)?;
    match kind {
        CellKind::Error => return None,
        CellKind::Text if single_line(text) == sheet.columns[sheet.address].head => return Some(RowRefusal::Heads),
        _ => {}
    }
    let source = sheet.filled.get(&(line, column)).copied().unwrap_or(line);
    let linked = sheet.grid.links.get(&(source, column)).map(|link| addresses(&mailto::addresses(link)));
    let shown = addresses(text);
    let (address, is_linked) = match (shown.as_slice(), linked.as_deref()) {
        ([_, _, ..], _) => {
            found.two.add(line);
            return Some(RowRefusal::TwoAddresses(shown));
        }
        ([], Some([_, _, ..])) => {
            found.two.add(line);
            return linked.map(RowRefusal::TwoAddresses);
        }
        ([], Some([address])) => (address.clone(), true),
        ([shown], Some([target])) if !shown.eq_ignore_ascii_case(target) => {
            if found.differs.len() < MAX_TOLD {
                found.differs.push(SourceNote::LinkDiffers { line, shown: shown.clone(), link: target.clone() });
            }
            (shown.clone(), false)
        }
        ([shown], _) => (shown.clone(), false),
        ([], _) if matches!(kind, CellKind::NotComputed | CellKind::ZeroForWords | CellKind::Zero) => {
            return Some(RowRefusal::NotComputed);
        }
        ([], _) => return None,
    };
    // Spreadsheet programs mark text with an apostrophe, which some leave in the cell.
    let unmarked = address.strip_prefix('\'').map(str::to_owned);
    let is_marked = unmarked.is_some();
    let address = unmarked.unwrap_or(address);
    let bracketed = text.trim().ends_with('>') || mailto::is(text.trim());
    if is_linked {
        found.linked.add(line);
    }
    if is_linked || bracketed || is_marked {
        sheet.addresses.insert(line, address);
    }
    None
}

/// Finds a formula with an error in an imported column.
fn error(sheet: &ListSheet, at: usize, request: &SheetRequest, found: &mut RowFindings) -> Option<RowRefusal> {
    let row = &sheet.grid.rows[at];
    sheet.columns.iter().enumerate().find_map(|(place, column)| {
        let wanted = column.left_out.is_none() && !column.head.is_empty();
        if !wanted || request.of(&column.head) == Some(MappedTo::Nothing) {
            return None;
        }
        let (CellKind::Error, text) = sheet.kind_and_text(row, column.index)? else { return None };
        let (_, lines) = found.errors.entry(place).or_insert_with(|| (text.to_owned(), LineNumbers::default()));
        lines.add(row.line);
        Some(RowRefusal::Error { head: column.head.clone(), error: text.to_owned() })
    })
}

impl RowFindings {
    fn say(self, sheet: &ListSheet, notes: &mut Vec<SourceNote>) {
        for (lines, by_filter) in [(self.by_hand, false), (self.by_filter, true)] {
            if lines.count > 0 {
                notes.push(SourceNote::HiddenRows { lines, by_filter });
            }
        }
        if self.linked.count > 0 {
            let head = sheet.columns.get(sheet.address).map(|column| column.head.clone()).unwrap_or_default();
            notes.push(SourceNote::LinkedAddresses { head, lines: self.linked });
        }
        notes.extend(self.differs);
        for (place, (error, lines)) in self.errors {
            notes.push(SourceNote::ErrorCells { head: sheet.columns[place].head.clone(), error, lines });
        }
        if self.two.count > 0 {
            notes.push(SourceNote::TwoAddresses { lines: self.two });
        }
        notes.extend(self.totals);
    }
}
