//! Finds the row with the column names, which may follow a title.

use super::address_cell::shows_address;
use super::column_names::field_name;
use super::mapping::ColumnMapping;
use super::sample::{Sample, SampleRow};
use crate::import::address_names::{AddressName, rank_address_name};

/// The maximum number of rows above the header.
const MOST_TITLE_ROWS: usize = 20;

/// Returns the index of the header among the rows of a sample; `None` if the first row already contains an address.
pub(crate) fn find_header(sample: &Sample, mappings: &[ColumnMapping]) -> Option<usize> {
    if let Some(found) = below_title(sample) {
        return Some(found);
    }
    let first_address = sample.rows.iter().position(has_address);
    let end = first_address.unwrap_or(sample.rows.len()).min(MOST_TITLE_ROWS);
    let candidates = &sample.rows[..end];
    if candidates.is_empty() {
        return if sample.rows.is_empty() { Some(0) } else { None };
    }
    let names = |row: &SampleRow| -> Vec<String> { cells(row).iter().map(|cell| field_name(cell)).collect() };
    let is_mapped = |row: &SampleRow| {
        let names = names(row);
        !mappings.is_empty() && mappings.iter().all(|mapping| names.contains(&field_name(&mapping.column)))
    };
    let most = candidates.iter().map(filled).max().unwrap_or(0);
    let found = candidates
        .iter()
        .position(is_mapped)
        // A title such as `Email list` is alone in its row.
        .or_else(|| candidates.iter().position(|row| names_address(row) && (filled(row) > 1 || most == 1)))
        // If no address follows, the rows above cannot be recognised as a title.
        .or_else(|| first_address.and_then(|_| candidates.iter().position(|row| filled(row) == most && most > 1)));
    Some(found.unwrap_or(0))
}

/// Returns the header if rows above it contain an address, as in `Questions to ann@example.org`: they have fewer cells.
fn below_title(sample: &Sample) -> Option<usize> {
    let first = sample.rows.iter().take(MOST_TITLE_ROWS).position(has_address)?;
    let after = sample.rows.iter().enumerate().take(MOST_TITLE_ROWS).skip(first + 1);
    let (found, header) =
        after.into_iter().find(|(_, row)| names_address(row) && !has_address(row) && filled(row) > 1)?;
    sample.rows[..found].iter().all(|row| filled(row) < filled(header)).then_some(found)
}

fn filled(row: &SampleRow) -> usize {
    cells(row).iter().filter(|cell| !cell.trim().is_empty()).count()
}

fn names_address(row: &SampleRow) -> bool {
    cells(row).iter().any(|cell| rank_address_name(cell).is_some_and(|rank| rank <= AddressName::Unclear))
}

fn cells(row: &SampleRow) -> &[String] {
    row.cells.as_deref().unwrap_or(&[])
}

fn has_address(row: &SampleRow) -> bool {
    cells(row).iter().any(|cell| shows_address(cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(rows: &[&str]) -> Option<usize> {
        let row = |text: &&str| SampleRow { line: 1, last: 1, cells: Ok(text.split(',').map(str::to_owned).collect()) };
        find_header(&Sample { rows: rows.iter().map(row).collect() }, &[])
    }

    #[test]
    fn title_above_the_header_is_skipped() {
        for (rows, expected) in [
            (vec!["email,name", "ann@example.org,Ann"], Some(0)),
            (vec!["Members of the society,", "email,name", "ann@example.org,Ann"], Some(1)),
            (vec!["Members", "as of 1 June", "Name,E-Mail-Adresse", "Ann,ann@example.org"], Some(2)),
            (vec!["Members,,", "Kontakt,Vorname,Ort", "ann@example.org,Ann,Leeds"], Some(1)),
            (vec!["Kontakt,Vorname", ",Ann", "ben@example.org,Ben"], Some(0)),
            (vec!["email", "ann@example.org"], Some(0)),
            (vec!["Email list,", "email,name", "ann@example.org,Ann"], Some(1)),
            (vec!["name,town", "Ann,Leeds"], Some(0)),
            (vec!["Questions to ann@example.org,", "Name,Email", "Ben,ben@example.org"], Some(1)),
            (vec!["Members", "ann@example.org", "", "Name,Mail,Town", "Ben,ben@example.org,York"], Some(3)),
            (vec!["ann@example.org,Ann", "ben@example.org,Ben"], None),
            (vec!["Ann <ann@example.org>", "Ben <ben@example.org>"], None),
            (vec![], Some(0)),
        ] {
            assert_eq!(header(&rows), expected, "{rows:?}");
        }
    }
}
