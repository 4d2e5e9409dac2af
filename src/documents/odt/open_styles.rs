//! The styles of an OpenDocument text.

use std::collections::HashMap;

use super::element::Element;
use super::heading_names::{heading_rank, is_title_name};
use crate::documents::blocks::{TITLE_RANK, TextFormat};

/// The most styles that one is based on, one after the other.
const MAX_PARENTS: usize = 20;

/// What a style says; `None` where it says nothing.
#[derive(Debug, Clone, Default)]
struct OpenStyle {
    name: String,
    parent: Option<String>,
    bold: Option<bool>,
    slanted: Option<bool>,
    struck: Option<bool>,
    upper_case: Option<bool>,
    hidden: Option<bool>,
    symbol_font: Option<bool>,
    /// In half points.
    size: Option<u32>,
    centered: Option<bool>,
    left: Option<i32>,
    indent: Option<i32>,
    outline: Option<u8>,
}

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpenRole {
    Heading(u8),
    Quotation,
    Caption,
    Code,
    Body,
}

/// How words look by their styles.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenFormat {
    pub(super) text: TextFormat,
    pub(super) is_upper_case: bool,
    pub(super) is_hidden: bool,
    pub(super) has_symbol_font: bool,
    pub(super) size: u32,
}

/// The styles of paragraphs and of texts by their names.
#[derive(Debug, Default)]
pub(super) struct OpenStyles(HashMap<String, OpenStyle>);

impl OpenStyles {
    /// Adds the styles of a part.
    pub(super) fn add(&mut self, root: &Element) {
        for group in ["office:styles", "office:automatic-styles"] {
            let Some(group) = root.child(group) else { continue };
            for style in group.elements().filter(|style| matches!(&*style.name, "style:style" | "style:default-style"))
            {
                let family = style.attribute("style:family").unwrap_or_default();
                let name = style.attribute("style:name").unwrap_or_default();
                if matches!(family, "paragraph" | "text" | "section" | "graphic") {
                    self.0.insert(format!("{family} {name}"), read_style(style));
                }
            }
        }
    }

    fn chain(&self, family: &str, name: Option<&str>) -> impl Iterator<Item = &OpenStyle> {
        let get = move |name: &str| self.0.get(&format!("{family} {name}"));
        let mut chain = Vec::new();
        let mut next = name.and_then(get);
        while let Some(style) = next.filter(|_| chain.len() < MAX_PARENTS) {
            chain.push(style);
            next = style.parent.as_deref().and_then(get);
        }
        chain.into_iter()
    }

    /// Returns what a paragraph is: by the name of its style, or of those that it is based on.
    pub(super) fn role(&self, name: Option<&str>) -> OpenRole {
        let by_name = self.chain("paragraph", name).find_map(|style| role_by_name(&style.name));
        let by_outline = || self.chain("paragraph", name).find_map(|style| style.outline).map(OpenRole::Heading);
        let by_own_name = || role_by_name(&readable_name(name?));
        by_name.or_else(by_outline).or_else(by_own_name).unwrap_or(OpenRole::Body)
    }

    /// Returns the format of words in a paragraph style.
    pub(super) fn paragraph_format(&self, name: Option<&str>, role: OpenRole) -> OpenFormat {
        let mut format = self.format_within("paragraph", &OpenFormat::default(), name);
        if role != OpenRole::Body {
            (format.text.bold, format.text.slanted) = (false, role == OpenRole::Caption);
        }
        format
    }

    /// Returns the format of words in a text style.
    pub(super) fn span_format(&self, outer: &OpenFormat, name: Option<&str>) -> OpenFormat {
        self.format_within("text", outer, name)
    }

    fn format_within(&self, family: &str, outer: &OpenFormat, name: Option<&str>) -> OpenFormat {
        let mut format = outer.clone();
        let styles: Vec<&OpenStyle> = self.chain(family, name).collect();
        for style in styles.into_iter().rev() {
            format.text.bold = style.bold.unwrap_or(format.text.bold);
            format.text.slanted = style.slanted.unwrap_or(format.text.slanted);
            format.text.struck = style.struck.unwrap_or(format.text.struck);
            format.is_upper_case = style.upper_case.unwrap_or(format.is_upper_case);
            format.is_hidden = style.hidden.unwrap_or(format.is_hidden);
            format.has_symbol_font = style.symbol_font.unwrap_or(format.has_symbol_font);
            format.size = style.size.unwrap_or(format.size);
        }
        format
    }

    pub(super) fn is_centered(&self, name: Option<&str>) -> bool {
        self.chain("paragraph", name).find_map(|style| style.centered) == Some(true)
    }

    /// Returns where the first line of a paragraph begins, in twentieths of a point.
    pub(super) fn first_line(&self, name: Option<&str>) -> i32 {
        let left = self.chain("paragraph", name).find_map(|style| style.left).unwrap_or(0);
        left.saturating_add(self.chain("paragraph", name).find_map(|style| style.indent).unwrap_or(0))
    }

    /// Returns the size of words in the usual style, in half points.
    pub(super) fn usual_size(&self) -> u32 {
        let standard = self.chain("paragraph", Some("Standard")).find_map(|style| style.size);
        standard.or_else(|| self.chain("paragraph", Some("")).find_map(|style| style.size)).unwrap_or(24)
    }

    /// Returns whether a section is hidden by its style.
    pub(super) fn is_hidden_section(&self, name: Option<&str>) -> bool {
        self.chain("section", name).any(|style| style.hidden == Some(true))
    }
}

fn role_by_name(name: &str) -> Option<OpenRole> {
    if is_title_name(name) {
        return Some(OpenRole::Heading(TITLE_RANK));
    }
    if let Some(rank) = heading_rank(name) {
        return Some(OpenRole::Heading(rank));
    }
    match name {
        "quotations" | "quote" | "intense quote" | "block text" => Some(OpenRole::Quotation),
        "caption" | "illustration" | "figure" | "drawing" => Some(OpenRole::Caption),
        "preformatted text" => Some(OpenRole::Code),
        _ => None,
    }
}

/// Returns a style's name in small letters; `_20_` is a space.
fn readable_name(name: &str) -> String {
    name.replace("_20_", " ").to_lowercase()
}

fn read_style(style: &Element) -> OpenStyle {
    let text = style.child("style:text-properties");
    let paragraph = style.child("style:paragraph-properties");
    let section = style.child("style:section-properties");
    let value =
        |element: Option<&Element>, name: &str| element.and_then(|found| found.attribute(name)).map(str::to_owned);
    let text = |name: &str| value(text, name);
    let paragraph = |name: &str| value(paragraph, name);
    let name = style.attribute("style:display-name").or_else(|| style.attribute("style:name")).unwrap_or_default();
    let font = text("style:font-name").or_else(|| text("fo:font-family"));
    let is_symbol = |font: String| {
        let font = font.trim_matches('\'').to_lowercase();
        font.starts_with("wingdings") || font == "symbol" || font == "webdings"
    };
    let weight = |weight: String| weight == "bold" || weight.parse::<u32>().is_ok_and(|weight| weight >= 600);
    let struck = text("style:text-line-through-style").or_else(|| text("style:text-line-through-type"));
    let hidden = text("text:display").map(|display| display == "none");
    let outline = style.attribute("style:default-outline-level").and_then(|level| level.parse().ok());
    OpenStyle {
        name: readable_name(name),
        parent: style.attribute("style:parent-style-name").map(str::to_owned),
        bold: text("fo:font-weight").map(weight),
        slanted: text("fo:font-style").map(|style| style != "normal"),
        struck: struck.map(|line| line != "none"),
        upper_case: text("fo:text-transform").map(|transform| transform == "uppercase"),
        hidden: hidden.or_else(|| value(section, "text:display").map(|display| display == "none")),
        symbol_font: font.map(is_symbol),
        size: text("fo:font-size").and_then(|size| twips(&size)).and_then(|size| u32::try_from(size / 10).ok()),
        centered: paragraph("fo:text-align").map(|align| align == "center"),
        left: paragraph("fo:margin-left").and_then(|left| twips(&left)),
        indent: paragraph("fo:text-indent").and_then(|indent| twips(&indent)),
        outline: outline.filter(|level| (1..=9).contains(level)),
    }
}

/// Converts a length to twentieths of a point.
fn twips(length: &str) -> Option<i32> {
    let end = length.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(length.len());
    let number: f64 = length.get(..end)?.parse().ok()?;
    let factor = match length.get(end..)? {
        "in" => 1_440.0,
        "cm" => 567.0,
        "mm" => 56.7,
        "pt" => 20.0,
        "px" => 15.0,
        "pc" => 240.0,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]
    let twips = (number * factor).clamp(-100_000.0, 100_000.0) as i32;
    Some(twips)
}
