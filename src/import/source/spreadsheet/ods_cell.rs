//! A cell of an OpenDocument spreadsheet: its own text without covering objects, and its type.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use super::formula_text;
use super::grid::CellKind;
use super::ods_styles::{DataStyle, Shows};
use super::serial_date::{IsoMoment, iso};
use super::shown::{ShownAs, plain};
use super::{WorkbookError, date_format, seen_number};
use crate::documents::package::{number, prefixed};

/// The maximum number of drawings named per cell.
const MAX_DRAWINGS: usize = 20;
/// The maximum length of the name of a drawing, in characters.
const MAX_WORDS: usize = 200;

/// A cell while it is read.
#[derive(Debug, Default)]
pub(super) struct OdsCell {
    /// Whether a merged block covers it.
    pub(super) covered: bool,
    pub(super) style: Option<String>,
    pub(super) repeated: u16,
    /// The number of columns and lines that it spans.
    pub(super) spans: (u16, u32),
    pub(super) formula: Option<String>,
    pub(super) link: Option<String>,
    /// The objects that cover it: whether each is a picture, and its text.
    pub(super) drawings: Vec<(bool, String)>,
    value_type: String,
    value: Option<String>,
    error: bool,
    words: String,
    paragraphs: usize,
    /// The number of open elements within the cell.
    depth: usize,
    /// The depth at which content begins that is not part of the cell.
    foreign: Option<usize>,
    drawing: Option<(bool, String)>,
    within_words: usize,
}

impl OdsCell {
    pub(super) fn open(tag: &BytesStart<'_>) -> Result<Self, WorkbookError> {
        let text = |name| Ok::<_, WorkbookError>(prefixed(tag, name)?.map(Cow::into_owned));
        let value_type = text("office:value-type")?.unwrap_or_default();
        let value = match value_type.as_str() {
            "date" => text("office:date-value")?,
            "time" => text("office:time-value")?,
            "boolean" => text("office:boolean-value")?,
            "string" => text("office:string-value")?,
            _ => text("office:value")?,
        };
        let spans = (
            number(tag, "number-columns-spanned")?.unwrap_or(1_u16).max(1),
            number(tag, "number-rows-spanned")?.unwrap_or(1_u32).max(1),
        );
        Ok(Self {
            style: text("table:style-name")?,
            repeated: number(tag, "number-columns-repeated")?.unwrap_or(1_u16).max(1),
            spans,
            formula: text("table:formula")?,
            error: prefixed(tag, "calcext:value-type")?.as_deref() == Some("error"),
            value_type,
            value,
            ..Self::default()
        })
    }

    /// Handles the start of an element within the cell.
    pub(super) fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), WorkbookError> {
        self.depth += 1;
        let name = tag.name();
        let name = name.as_ref();
        if self.foreign.is_some() {
            if let Some((picture, words)) = &mut self.drawing {
                *picture |= name == "draw:image";
                if matches!(name, "text:p" | "svg:desc" | "svg:title") {
                    self.within_words += 1;
                    words.push(' ');
                }
            }
            return Ok(());
        }
        match name {
            "text:p" | "text:h" => {
                if self.paragraphs > 0 {
                    self.words.push('\n');
                }
                self.paragraphs += 1;
            }
            "text:s" => {
                let count = number(tag, "c")?.unwrap_or(1_usize);
                self.words.extend(std::iter::repeat_n(' ', count.min(100)));
            }
            "text:tab" => self.words.push('\t'),
            "text:line-break" => self.words.push('\n'),
            "text:a" => self.link = self.link.take().or(prefixed(tag, "xlink:href")?.map(Cow::into_owned)),
            "office:annotation" | "text:note" | "text:ruby-text" | "table:table" => self.foreign = Some(self.depth),
            _ if name.starts_with("draw:") || name.starts_with("dr3d:") => {
                self.foreign = Some(self.depth);
                self.drawing = Some((name == "draw:image", String::new()));
            }
            _ => {}
        }
        Ok(())
    }

    /// Handles text within the cell.
    pub(super) fn text(&mut self, text: &str) {
        match &mut self.drawing {
            Some((_, words)) if self.within_words > 0 && words.len() < MAX_WORDS * 4 => words.push_str(text),
            // Text between the paragraphs is only white space that formats the file.
            None if self.foreign.is_none() && self.paragraphs > 0 && self.depth > 0 => {
                self.words.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
            }
            _ => {}
        }
    }

    /// Handles the end of an element; returns whether it is the end of the cell.
    pub(super) fn end(&mut self, name: &str) -> bool {
        if self.depth == 0 {
            return true;
        }
        if self.foreign == Some(self.depth) {
            self.foreign = None;
            self.within_words = 0;
            let drawing = self.drawing.take();
            if self.drawings.len() < MAX_DRAWINGS {
                let short = |words: String| {
                    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_WORDS).collect()
                };
                self.drawings.extend(drawing.map(|(picture, words)| (picture, short(words))));
            }
        } else if self.drawing.is_some() && matches!(name, "text:p" | "svg:desc" | "svg:title") {
            self.within_words = self.within_words.saturating_sub(1);
        }
        self.depth -= 1;
        false
    }

    /// Returns the displayed text and the type of the cell; `None` if it is empty.
    pub(super) fn shown(&self, style: Option<DataStyle>) -> Option<(String, CellKind)> {
        let words = self.words.as_str();
        if self.error || (self.formula.is_some() && formula_text::is_error(words)) {
            let error = if words.trim().is_empty() { "#N/A" } else { words.trim() };
            return Some((error.to_owned(), CellKind::Error));
        }
        let empty = words.trim().is_empty() && self.value.as_deref().unwrap_or_default().is_empty();
        if empty && self.formula.is_some() && self.value_type != "string" {
            return Some((String::new(), CellKind::NotComputed));
        }
        match self.value_type.as_str() {
            "float" | "currency" | "percentage" => self.number(style),
            "date" => Some(self.moment(style)),
            "time" => Some((self.duration(), CellKind::Time)),
            "boolean" => Some((flag(self.value.as_deref() == Some("true")), CellKind::Flag)),
            "string" if self.paragraphs == 0 => self.value.clone().map(|value| (value, CellKind::Text)),
            _ => Some((words.to_owned(), CellKind::Text)),
        }
    }

    fn number(&self, style: Option<DataStyle>) -> Option<(String, CellKind)> {
        let words = self.words.trim();
        let Some(value) = self.value.as_deref().and_then(|value| value.trim().parse::<f64>().ok()) else {
            return Some((words.to_owned(), CellKind::Text));
        };
        if self.formula.as_deref().is_some_and(formula_text::is_flag) {
            return Some((flag(value != 0.0), CellKind::FlagFormula));
        }
        if style.is_some_and(|style| style.shows == Shows::Flag) {
            return Some((flag(value != 0.0), CellKind::Flag));
        }
        // A format may show nothing for a number; without a format, the writing program omitted the text.
        if words.is_empty() && self.paragraphs > 0 && style.is_some() {
            return None;
        }
        let digits = style.map_or(0, |style| style.digits).min(30);
        let text = match self.value_type.as_str() {
            "percentage" if words.is_empty() => plain(value * 100.0) + "%",
            "percentage" => words.to_owned(),
            "currency" => seen_number::money(words, value),
            _ if words.is_empty() && digits > 1 && value.fract() == 0.0 => format!("{value:0digits$.0}"),
            _ => seen_number::read(words, value),
        };
        let zero = self.formula.is_some() && text == "0";
        Some((text, if zero { CellKind::Zero } else { CellKind::Number }))
    }

    fn moment(&self, style: Option<DataStyle>) -> (String, CellKind) {
        let words = self.words.trim();
        let value = self.value.as_deref().unwrap_or_default();
        let Some(IsoMoment::Moment(moment)) = iso(value) else {
            return (if words.is_empty() { value } else { words }.to_owned(), CellKind::Text);
        };
        let kind = match style.map(|style| style.shows) {
            _ if words.is_empty() => return day(moment, true),
            Some(Shows::Year) => CellKind::Year,
            Some(Shows::PartOfDay) => CellKind::PartOfDay,
            Some(Shows::Time) => CellKind::Time,
            Some(Shows::Day) => return day(moment, false),
            Some(Shows::DayAndTime | Shows::Number | Shows::Flag) | None => return day(moment, true),
        };
        (words.to_owned(), kind)
    }

    fn duration(&self) -> String {
        let value = self.value.as_deref().unwrap_or_default();
        match (self.words.trim(), iso(value)) {
            ("", Some(IsoMoment::Seconds(seconds))) => format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60),
            ("", _) => value.to_owned(),
            (words, _) => words.to_owned(),
        }
    }
}

fn day(moment: jiff::civil::DateTime, time: bool) -> (String, CellKind) {
    let shown = date_format::whole(moment, time);
    debug_assert!(shown.what == ShownAs::Day, "a whole day is shown as one");
    (shown.text, CellKind::Day)
}

fn flag(yes: bool) -> String {
    (if yes { "TRUE" } else { "FALSE" }).to_owned()
}
