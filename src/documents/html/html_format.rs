//! What elements and styles make of the words within them.

use super::super::element::Element;
use super::inline_style::InlineStyle;
use crate::documents::blocks::TextFormat;

/// The format of words, and what else is passed on to the elements within one.
#[derive(Debug, Clone, Default)]
pub(super) struct HtmlFormat {
    pub(super) text: TextFormat,
    pub(super) is_upper_case: bool,
    /// Whether spaces and line ends are kept.
    pub(super) keeps_space: bool,
    pub(super) has_symbol_font: bool,
    /// In half points; 0 if not known.
    pub(super) size: u32,
    pub(super) shape: LineShape,
}

/// Where the lines of an element begin.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LineShape {
    pub(super) is_centered: bool,
    /// In twentieths of a point.
    left: i32,
    /// From `left` on, in twentieths of a point.
    first_line: i32,
}

/// The sizes of `font size="…"` in half points.
const FONT_SIZES: [u32; 8] = [0, 15, 20, 24, 27, 36, 48, 72];

impl HtmlFormat {
    /// Returns the format with lines that begin at the margin.
    pub(super) fn without_margins(mut self) -> Self {
        self.shape = LineShape { left: 0, first_line: 0, ..self.shape };
        self
    }

    /// Returns the format within an element.
    pub(super) fn within(&self, element: &Element, style: &InlineStyle) -> Self {
        let mut format = self.clone();
        match &*element.name {
            "b" | "strong" => format.text.bold = true,
            "i" | "em" | "cite" | "dfn" | "var" => format.text.slanted = true,
            "s" | "strike" | "del" => format.text.struck = true,
            "center" => format.shape.is_centered = true,
            "font" => {
                let size = element.attribute("size").and_then(|size| size.parse::<usize>().ok());
                format.size = size.and_then(|size| FONT_SIZES.get(size).copied()).unwrap_or(format.size);
                format.note_font(element.attribute("face"));
            }
            "a" => {
                if let Some(address) = element.attribute("href") {
                    format.text.link = Some(address.to_owned());
                }
            }
            _ => {}
        }
        format.text.bold = style.is_bold().unwrap_or(format.text.bold);
        format.text.slanted = style.is_slanted().unwrap_or(format.text.slanted);
        // A decoration of an outer element stays.
        format.text.struck |= style.is_struck() == Some(true);
        format.is_upper_case = style.is_upper_case().unwrap_or(format.is_upper_case);
        format.size = style.font_size().unwrap_or(format.size);
        format.note_font(style.get("font-family"));
        if let Some(white_space) = style.get("white-space") {
            format.keeps_space = white_space.starts_with("pre");
        }
        if let Some(align) = style.get("text-align").or_else(|| element.attribute("align")) {
            format.shape.is_centered = align.eq_ignore_ascii_case("center");
        }
        format.shape.left = format.shape.left.saturating_add(style.left_margin().unwrap_or(0));
        format.shape.first_line = style.length("text-indent").unwrap_or(format.shape.first_line);
        format
    }

    fn note_font(&mut self, family: Option<&str>) {
        let Some(family) = family else { return };
        let first = family.split(',').next().unwrap_or_default().trim_matches(['"', '\'', ' ']).to_lowercase();
        self.has_symbol_font = first == "symbol" || first.starts_with("wingdings") || first == "webdings";
    }

    /// Returns where the first line begins.
    pub(super) fn start(&self) -> i32 {
        self.shape.left.saturating_add(self.shape.first_line)
    }
}
