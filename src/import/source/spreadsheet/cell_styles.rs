//! The number format of each style of a workbook (ECMA-376 part 1, 18.8).

use std::collections::HashMap;
use std::rc::Rc;

use super::WorkbookError;
use super::number_format::NumberFormat;
use crate::documents::package::Archive;
use crate::documents::package::{Node, XmlReader, attribute, number};

/// The maximum number of styles in Excel.
const MAX_STYLES: usize = 65_490;
/// The maximum length of a format in Excel, in characters.
const MAX_FORMAT: usize = 255;

/// The number formats by style index.
#[derive(Debug)]
pub(super) struct CellStyles {
    formats: Vec<Rc<NumberFormat>>,
    general: Rc<NumberFormat>,
}

impl CellStyles {
    /// Reads the optional part with the styles.
    pub(super) fn read(archive: &Archive<'_>, name: &str) -> Result<Self, WorkbookError> {
        let general = Rc::new(NumberFormat::built_in(0));
        let mut styles = Self { formats: Vec::new(), general };
        let Some(part) = archive.part(name)? else { return Ok(styles) };
        let mut xml = XmlReader::new(part);
        let mut own: HashMap<u32, Rc<NumberFormat>> = HashMap::new();
        let mut within = false;
        loop {
            match xml.next()? {
                Node::Start(tag) => match tag.local_name().as_ref() {
                    "numFmt" if own.len() < MAX_STYLES => {
                        let code = attribute(&tag, "formatCode")?.unwrap_or_default();
                        let code: String = code.chars().take(MAX_FORMAT).collect();
                        if let Some(id) = number(&tag, "numFmtId")? {
                            own.insert(id, Rc::new(NumberFormat::parse(&code)));
                        }
                    }
                    "cellXfs" => within = true,
                    "xf" if within && styles.formats.len() < MAX_STYLES => {
                        let id: u32 = number(&tag, "numFmtId")?.unwrap_or_default();
                        let format = own.entry(id).or_insert_with(|| Rc::new(NumberFormat::built_in(id)));
                        styles.formats.push(Rc::clone(format));
                    }
                    _ => {}
                },
                Node::End(tag) if tag.local_name().as_ref() == "cellXfs" => within = false,
                Node::Eof => return Ok(styles),
                _ => {}
            }
        }
    }

    pub(super) fn format(&self, style: Option<usize>) -> &NumberFormat {
        self.formats.get(style.unwrap_or_default()).unwrap_or(&self.general)
    }
}
