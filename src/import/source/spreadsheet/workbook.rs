//! The sheets of a workbook before one of them is chosen.

use super::WorkbookError;
use super::grid::Grid;

/// The maximum number of cells in all sheets together.
const MAX_CELLS: usize = 2_000_000;

/// A sheet and its content.
#[derive(Debug)]
pub(super) struct WorkbookSheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) content: SheetContent,
}

#[derive(Debug)]
pub(super) enum SheetContent {
    Cells(Box<Grid>),
    Chart,
    /// It was not read: it is hidden, another one was requested, or it has no cells.
    NotRead,
}

impl SheetContent {
    /// Wraps the cells of a sheet, unless the workbook has too many.
    pub(super) fn of(grid: Grid, cells: usize) -> Result<Self, WorkbookError> {
        if cells > MAX_CELLS { Err(WorkbookError::TooLarge) } else { Ok(Self::Cells(Box::new(grid))) }
    }
}
