//! Finds the row with the column names, which may follow a title.

use super::address_cell::shows_address;
use super::column_names::{address_rank, field_name};
use super::mapping::ColumnMapping;
use super::sample::{Sample, SampleRow};

/// The maximum number of rows above the header.
const MOST_TITLE_ROWS: usize = 20;

/// Returns the index of the header among the rows of a sample; `None` if the first row already contains an address.
pub(crate) fn find_header(sample: &Sample, mappings: &[ColumnMapping]) -> Option<usize> {
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
    // A title such as `Email list` is alone in its row.
    let names_address =
        |row: &SampleRow| names(row).iter().any(|name| address_rank(name).is_some_and(|rank| rank < 200));
    let filled = |row: &SampleRow| cells(row).iter().filter(|cell| !cell.trim().is_empty()).count();
    let most = candidates.iter().map(filled).max().unwrap_or(0);
    let found = candidates
        .iter()
        .position(is_mapped)
        .or_else(|| candidates.iter().position(|row| names_address(row) && (filled(row) > 1 || most == 1)))
        // If no address follows, the rows above cannot be recognised as a title.
        .or_else(|| first_address.and_then(|_| candidates.iter().position(|row| filled(row) == most && most > 1)));
    Some(found.unwrap_or(0))
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
            (vec!["ann@example.org,Ann", "ben@example.org,Ben"], None),
            (vec!["Ann <ann@example.org>", "Ben <ben@example.org>"], None),
            (vec![], Some(0)),
        ] {
            assert_eq!(header(&rows), expected, "{rows:?}");
        }
    }
}
