//! Reads Excel workbooks (ECMA-376, transitional and strict): the list of sheets, and the location of their parts.

use super::WorkbookError;
use super::cell_styles::CellStyles;
use super::serial_date::Epoch;
use super::shared_strings::SharedStrings;
use super::workbook::{SheetContent, WorkbookSheet};
use super::worksheet::{self, Surroundings};
use crate::documents::package::Archive;
use crate::documents::package::relations;
use crate::documents::package::{Node, XmlReader, attribute, flag};

/// A sheet as named in the workbook.
struct Named {
    name: String,
    hidden: bool,
    relation: String,
}

/// The properties of the workbook.
#[derive(Default)]
struct Contents {
    sheets: Vec<Named>,
    from_1904: bool,
    computed_at_opening: bool,
}

/// Reads the sheets that may be chosen: all visible ones, or the one of this name.
pub(super) fn read(archive: &Archive<'_>, wanted: Option<&str>) -> Result<Vec<WorkbookSheet>, WorkbookError> {
    let root = relations(archive, "")?;
    let workbook = root.values().find(|relation| relation.kind == "officedocument");
    let workbook = workbook.map_or("xl/workbook.xml", |relation| relation.target.as_str());
    let contents = contents(archive, workbook)?;
    let parts = relations(archive, workbook)?;
    let part = |kind: &str| parts.values().find(|relation| relation.kind == kind).map(|found| found.target.as_str());
    let strings = SharedStrings::read(archive, part("sharedstrings").unwrap_or("xl/sharedStrings.xml"))?;
    let styles = CellStyles::read(archive, part("styles").unwrap_or("xl/styles.xml"))?;
    let app = archive.start("docProps/app.xml", 4_096)?;
    let epoch = match () {
        () if contents.from_1904 => Epoch::Excel1904,
        () if String::from_utf8_lossy(&app).contains(">LibreOffice") => Epoch::LibreOffice,
        () => Epoch::Excel1900,
    };
    let surroundings =
        Surroundings { strings: &strings, styles: &styles, epoch, computed_at_opening: contents.computed_at_opening };
    let mut sheets = Vec::new();
    let mut cells = 0;
    for Named { name, hidden, relation } in contents.sheets {
        let content = match parts.get(&relation) {
            Some(relation) if relation.kind == "chartsheet" => SheetContent::Chart,
            Some(relation) if relation.kind == "worksheet" => match wanted {
                Some(wanted) if wanted != name => SheetContent::NotRead,
                None if hidden => SheetContent::NotRead,
                _ => {
                    let links = relations(archive, &relation.target)?;
                    let grid = worksheet::read(archive, &name, &relation.target, &links, &surroundings)?;
                    cells += grid.len();
                    SheetContent::of(grid, cells)?
                }
            },
            _ => SheetContent::NotRead,
        };
        sheets.push(WorkbookSheet { name, hidden, content });
    }
    Ok(sheets)
}

fn contents(archive: &Archive<'_>, name: &str) -> Result<Contents, WorkbookError> {
    let part = archive.part(name)?.ok_or(WorkbookError::Broken("its list of sheets is missing"))?;
    let mut xml = XmlReader::new(part);
    let mut contents = Contents::default();
    loop {
        match xml.next()? {
            Node::Start(tag) => match tag.local_name().as_ref() {
                "sheet" => {
                    let text = |name| Ok::<_, WorkbookError>(attribute(&tag, name)?.unwrap_or_default().into_owned());
                    let hidden = matches!(text("state")?.as_str(), "hidden" | "veryHidden");
                    contents.sheets.push(Named { name: text("name")?, hidden, relation: text("id")? });
                }
                "workbookPr" => contents.from_1904 = flag(&tag, "date1904")?,
                "calcPr" => contents.computed_at_opening = flag(&tag, "fullCalcOnLoad")?,
                _ => {}
            },
            Node::Eof => return Ok(contents),
            _ => {}
        }
    }
}
