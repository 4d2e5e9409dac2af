//! The display styles of an OpenDocument spreadsheet (ODF 1.3 part 3, 16.29).

use std::collections::{HashMap, HashSet};

use quick_xml::events::BytesStart;

use super::WorkbookError;
use crate::documents::package::{number, prefixed};

const MAX_STYLES: usize = 100_000;
/// The maximum depth of style inheritance.
const MAX_PARENTS: usize = 10;

/// The values that a data style displays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shows {
    #[default]
    Number,
    /// TRUE or FALSE.
    Flag,
    Day,
    DayAndTime,
    Year,
    /// Only some of day, month and year.
    PartOfDay,
    Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct DataStyle {
    pub(super) shows: Shows,
    /// The minimum number of digits of a whole number.
    pub(super) digits: usize,
}

impl Shows {
    /// Returns what a style with these date and time parts displays.
    fn of(parts: &[&str]) -> Self {
        let has = |part| parts.contains(&part);
        let time = has("hours") || has("minutes") || has("seconds");
        match (has("year"), has("month"), has("day")) {
            (true, true, true) if time => Self::DayAndTime,
            (true, true, true) => Self::Day,
            (true, false, false) => Self::Year,
            (false, false, false) if time => Self::Time,
            (false, false, false) => Self::Number,
            _ => Self::PartOfDay,
        }
    }
}

/// The styles of a file by their names.
#[derive(Debug, Default)]
pub(super) struct OdsStyles {
    data: HashMap<String, DataStyle>,
    /// The data style and the parent style of each cell style.
    cells: HashMap<String, (Option<String>, Option<String>)>,
    hidden_tables: HashSet<String>,
    open_data: Option<String>,
    /// The date and time parts of the open data style.
    open_parts: Vec<&'static str>,
    open_style: Option<String>,
}

impl OdsStyles {
    /// Handles the start of an element of `styles.xml` or of the automatic styles.
    pub(super) fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        let name = |key| Ok::<_, WorkbookError>(prefixed(tag, key)?.map(std::borrow::Cow::into_owned));
        let element = tag.name();
        match element.as_ref() {
            "number:number-style"
            | "number:currency-style"
            | "number:percentage-style"
            | "number:date-style"
            | "number:time-style"
            | "number:boolean-style"
            | "number:text-style" => {
                self.open_data = name("style:name")?.filter(|_| self.data.len() < MAX_STYLES);
                if let Some(open) = &self.open_data {
                    let flag = element.as_ref() == "number:boolean-style";
                    let shows = if flag { Shows::Flag } else { Shows::Number };
                    self.data.insert(open.clone(), DataStyle { shows, digits: 0 });
                }
            }
            "style:style" => {
                self.open_style = name("style:name")?.filter(|_| self.cells.len() < MAX_STYLES);
                if let Some(open) = &self.open_style
                    && prefixed(tag, "style:family")?.as_deref() == Some("table-cell")
                {
                    let (data, parent) = (name("style:data-style-name")?, name("style:parent-style-name")?);
                    self.cells.insert(open.clone(), (data, parent));
                }
            }
            "style:table-properties" if prefixed(tag, "table:display")?.as_deref() == Some("false") => {
                self.hidden_tables.extend(self.open_style.clone());
            }
            part => {
                let Some(style) = self.open_data.as_ref().and_then(|open| self.data.get_mut(open)) else {
                    return Ok(());
                };
                if part == "number:number" {
                    style.digits = number(tag, "min-integer-digits")?.unwrap_or_default();
                }
                let parts = ["year", "month", "day", "hours", "minutes", "seconds"];
                let part = part.strip_prefix("number:").and_then(|part| parts.into_iter().find(|known| *known == part));
                if let Some(part) = part.filter(|part| !self.open_parts.contains(part)) {
                    self.open_parts.push(part);
                    style.shows = Shows::of(&self.open_parts);
                }
            }
        }
        Ok(())
    }

    /// Handles the end of an element.
    pub(super) fn end(&mut self, name: &str) {
        if name.starts_with("number:") && name.ends_with("-style") {
            self.open_data = None;
            self.open_parts.clear();
        } else if name == "style:style" {
            self.open_style = None;
        }
    }

    /// Returns what the style of a cell displays; `None` if it is not defined.
    pub(super) fn data(&self, style: &str) -> Option<DataStyle> {
        let mut name = style;
        for _ in 0..MAX_PARENTS {
            let (data, parent) = self.cells.get(name)?;
            if let Some(data) = data {
                return self.data.get(data).copied();
            }
            name = parent.as_deref()?;
        }
        None
    }

    pub(super) fn hides(&self, table: &str) -> bool {
        self.hidden_tables.contains(table)
    }
}
