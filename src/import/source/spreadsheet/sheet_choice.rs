//! Chooses the sheet of a workbook that contains the list.

use super::address_column::{self, Found};
use super::grid::Grid;
use super::workbook::{SheetContent, WorkbookSheet};
use super::{OtherSheet, SheetRequest, SourceNote, WorkbookError};

/// The sheet to read.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) grid: Box<Grid>,
    /// A note about the other sheets.
    pub(super) note: Option<SourceNote>,
}

/// Chooses the requested sheet, else the only one that contains a list.
pub(super) fn choose(sheets: Vec<WorkbookSheet>, request: &SheetRequest) -> Result<(Found, Choice), WorkbookError> {
    let names = |sheets: &[WorkbookSheet]| -> Vec<String> {
        sheets.iter().filter(|sheet| !sheet.hidden).map(|sheet| sheet.name.clone()).collect()
    };
    if let Some(wanted) = &request.sheet
        && !sheets.iter().any(|sheet| sheet.name == *wanted)
    {
        return Err(WorkbookError::NoSuchSheet { wanted: wanted.clone(), sheets: names(&sheets) });
    }
    let found = |sheet: &WorkbookSheet| match &sheet.content {
        SheetContent::Cells(grid) => address_column::find(grid, request),
        _ => None,
    };
    let all: Vec<(usize, Found)> =
        sheets.iter().enumerate().filter_map(|(at, sheet)| found(sheet).map(|found| (at, found))).collect();
    let mut candidates: Vec<(usize, Found)> = all.iter().filter(|(_, found)| found.sure).copied().collect();
    if candidates.is_empty() {
        candidates = all;
    }
    match candidates.as_slice() {
        [] => Err(no_list(&sheets, names(&sheets))),
        [(at, found)] => {
            let (at, found) = (*at, *found);
            let note = note(&sheets, at, request);
            let content = sheets.into_iter().nth(at).map(|sheet| sheet.content);
            let Some(SheetContent::Cells(grid)) = content else { return Err(WorkbookError::NoList(Vec::new())) };
            Ok((found, Choice { grid, note }))
        }
        several => Err(WorkbookError::SeveralLists(several.iter().map(|(at, _)| sheets[*at].name.clone()).collect())),
    }
}

fn no_list(sheets: &[WorkbookSheet], names: Vec<String>) -> WorkbookError {
    let head = sheets.iter().find_map(|sheet| match &sheet.content {
        SheetContent::Cells(grid) => address_column::not_computed(grid),
        _ => None,
    });
    head.map_or(WorkbookError::NoList(names), WorkbookError::AddressesNotComputed)
}

fn note(sheets: &[WorkbookSheet], chosen: usize, request: &SheetRequest) -> Option<SourceNote> {
    let why = |sheet: &WorkbookSheet| match sheet.content {
        _ if sheet.hidden => OtherSheet::Hidden,
        SheetContent::Chart => OtherSheet::Chart,
        _ if request.sheet.is_some() => OtherSheet::NotAsked,
        _ => OtherSheet::NoList,
    };
    let others: Vec<(String, OtherSheet)> = sheets
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != chosen)
        .map(|(_, sheet)| (sheet.name.clone(), why(sheet)))
        .collect();
    let sheet = sheets.get(chosen)?.name.clone();
    (!others.is_empty()).then_some(SourceNote::SheetChosen { sheet, others })
}
