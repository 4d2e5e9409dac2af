//! The styles of a Word document, by their names and what they are based on (ECMA-376 part 1, 17.7).

use std::collections::HashMap;

use super::element::Element;
use super::heading_names::{heading_rank, is_title_name};
use super::run_properties::RunProperties;
use crate::documents::blocks::TITLE_RANK;

/// The most styles that one is based on, one after the other.
const MAX_PARENTS: usize = 20;

/// The number and level of a list in `w:numPr`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct NumberingProperties {
    pub(super) number: Option<u32>,
    pub(super) level: Option<usize>,
}

/// Where the lines of a paragraph begin, in twentieths of a point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Indent {
    pub(super) left: Option<i32>,
    /// How far the first line begins to the right of the others.
    pub(super) first_line: Option<i32>,
}

impl Indent {
    pub(super) fn read(properties: Option<&Element>) -> Self {
        let Some(indent) = properties.and_then(|properties| properties.child("ind")) else { return Self::default() };
        let number = |name: &str| indent.attribute(name).and_then(|value| value.parse::<f64>().ok()).map(to_twips);
        let hanging = number("hanging").map(|hanging| -hanging);
        Self { left: number("left").or_else(|| number("start")), first_line: hanging.or_else(|| number("firstLine")) }
    }

    pub(super) fn based_on(self, parent: Self) -> Self {
        Self { left: self.left.or(parent.left), first_line: self.first_line.or(parent.first_line) }
    }

    /// Returns where the first line begins.
    pub(super) fn start(self) -> i32 {
        self.left.unwrap_or(0).saturating_add(self.first_line.unwrap_or(0))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]
fn to_twips(value: f64) -> i32 {
    value.clamp(-100_000.0, 100_000.0) as i32
}

impl NumberingProperties {
    pub(super) fn read(properties: Option<&Element>) -> Self {
        let Some(numbering) = properties.and_then(|properties| properties.child("numPr")) else {
            return Self::default();
        };
        let value = |name: &str| numbering.child(name).and_then(|child| child.attribute("val"));
        Self {
            number: value("numId").and_then(|value| value.parse().ok()),
            level: value("ilvl").and_then(|value| value.parse().ok()).filter(|level| *level < 9),
        }
    }
}

/// What a style says.
#[derive(Debug, Clone, Default)]
struct DocxStyle {
    /// Its name in small letters.
    name: String,
    parent: Option<String>,
    run: RunProperties,
    numbering: NumberingProperties,
    indent: Indent,
    alignment: Option<String>,
    outline: Option<u8>,
}

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StyleRole {
    Heading(u8),
    Quotation,
    Caption,
    /// The words of a list that have no sign.
    ListWords,
    /// An entry of a table of contents.
    Contents,
    Body,
}

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct StyleSheet {
    styles: HashMap<String, DocxStyle>,
    default_paragraph: Option<String>,
    defaults: RunProperties,
}

impl StyleSheet {
    /// Reads `word/styles.xml`.
    pub(super) fn read(root: &Element) -> Self {
        let defaults = RunProperties::read(root.descend(&["docDefaults", "rPrDefault", "rPr"]));
        let mut sheet = Self { defaults, ..Self::default() };
        for style in root.elements().filter(|element| &*element.name == "style") {
            let Some(id) = style.attribute("styleId") else { continue };
            let properties = style.child("pPr");
            let value = |element: Option<&Element>| element.and_then(|found| found.attribute("val")).map(str::to_owned);
            let is_default = style.attribute("default").is_some_and(|value| matches!(value, "1" | "true" | "on"));
            if is_default && style.attribute("type") == Some("paragraph") {
                sheet.default_paragraph = Some(id.to_owned());
            }
            let outline = value(properties.and_then(|properties| properties.child("outlineLvl")));
            let read = DocxStyle {
                name: value(style.child("name")).unwrap_or_default().to_lowercase(),
                parent: value(style.child("basedOn")),
                run: RunProperties::read(style.child("rPr")),
                numbering: NumberingProperties::read(properties),
                indent: Indent::read(properties),
                alignment: value(properties.and_then(|properties| properties.child("jc"))),
                outline: outline.and_then(|level| level.parse().ok()),
            };
            sheet.styles.insert(id.to_owned(), read);
        }
        sheet
    }

    /// Returns a style and those that it is based on.
    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s DocxStyle> {
        let first = id.and_then(|id| self.styles.get(id));
        let parent = |style: &&'s DocxStyle| style.parent.as_ref().and_then(|id| self.styles.get(id));
        std::iter::successors(first, parent).take(MAX_PARENTS)
    }

    /// Returns the id of a paragraph's style, or the usual one.
    pub(super) fn paragraph_style<'s>(&'s self, id: Option<&'s str>) -> Option<&'s str> {
        id.filter(|id| self.styles.contains_key(*id)).or(self.default_paragraph.as_deref()).or(id)
    }

    /// Returns what runs in a style look like.
    pub(super) fn run_properties(&self, id: Option<&str>) -> RunProperties {
        self.chain(id).fold(RunProperties::default(), |own, parent| own.based_on(parent.run))
    }

    /// Returns what runs look like where nothing says anything else.
    pub(super) fn default_run_properties(&self) -> RunProperties {
        self.defaults
    }

    pub(super) fn numbering(&self, id: Option<&str>) -> NumberingProperties {
        self.chain(id).fold(NumberingProperties::default(), |own, parent| NumberingProperties {
            number: own.number.or(parent.numbering.number),
            level: own.level.or(parent.numbering.level),
        })
    }

    pub(super) fn indent(&self, id: Option<&str>) -> Indent {
        self.chain(id).fold(Indent::default(), |own, parent| own.based_on(parent.indent))
    }

    pub(super) fn alignment<'s>(&'s self, id: Option<&'s str>) -> Option<&'s str> {
        self.chain(id).find_map(|style| style.alignment.as_deref())
    }

    /// Tells what a paragraph is by the name of its style, of the styles that it is based on, or by its outline level.
    pub(super) fn role(&self, id: Option<&str>) -> StyleRole {
        let by_name = self.chain(id).find_map(|style| role_by_name(&style.name));
        let by_outline = || {
            let level = self.chain(id).find_map(|style| style.outline)?;
            (level < 9).then_some(StyleRole::Heading(level + 1))
        };
        // Without a style sheet, the id is all there is.
        let by_id = || role_by_name(&id.filter(|_| self.styles.is_empty())?.to_lowercase());
        by_name.or_else(by_outline).or_else(by_id).unwrap_or(StyleRole::Body)
    }

    /// Returns the size of words in the usual style, in half points.
    pub(super) fn usual_size(&self) -> u32 {
        let style = self.run_properties(self.default_paragraph.as_deref());
        style.size.or(self.defaults.size).unwrap_or(20)
    }
}

fn role_by_name(name: &str) -> Option<StyleRole> {
    if is_title_name(name) {
        return Some(StyleRole::Heading(TITLE_RANK));
    }
    if let Some(rank) = heading_rank(name) {
        return Some(StyleRole::Heading(rank));
    }
    match name {
        "quote" | "intense quote" | "block text" | "quotations" => Some(StyleRole::Quotation),
        "caption" | "illustration" | "figure" => Some(StyleRole::Caption),
        "toc heading" => Some(StyleRole::Contents),
        _ if name.starts_with("toc ") || name.starts_with("contents ") => Some(StyleRole::Contents),
        _ if name.starts_with("list continue") || name == "list paragraph" => Some(StyleRole::ListWords),
        _ => None,
    }
}
