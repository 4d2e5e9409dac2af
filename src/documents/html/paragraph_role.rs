//! What a paragraph of HTML is, by its element, its class and Word's styles.

use super::super::element::Element;
use super::html_lists::WordSign;
use super::inline_style::InlineStyle;
use crate::documents::blocks::{ItemMark, TITLE_RANK};

/// What the paragraph that is read will be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ParagraphRole {
    #[default]
    Body,
    Heading(u8),
    Caption,
    /// Words of the item above, by Word's style.
    ItemWords,
    /// An item by Word's style.
    WordItem {
        level: usize,
        mark: ItemMark,
    },
}

impl ParagraphRole {
    /// Returns what a paragraph is; `None` for a quotation.
    pub(super) fn of(element: &Element, style: &InlineStyle, sign: Option<&WordSign>) -> Option<Self> {
        let class = element.attribute("class").unwrap_or_default();
        let is_class = |names: &[&str]| class.split_whitespace().any(|class| names.contains(&class));
        if let Some(sign) = sign.filter(|_| heading_level(&element.name).is_none()) {
            return Some(Self::WordItem { level: sign.level, mark: sign.mark });
        }
        if class.starts_with("MsoListParagraph") || class.starts_with("MsoListContinue") {
            return Some(Self::ItemWords);
        }
        if is_class(&["MsoTitle", "MsoTitleCxSpFirst", "MsoTitleCxSpMiddle", "MsoTitleCxSpLast", "title"]) {
            return Some(Self::Heading(TITLE_RANK));
        }
        if is_class(&["MsoQuote", "MsoIntenseQuote", "MsoBlockText"]) {
            return None;
        }
        if is_class(&["MsoCaption"]) || matches!(&*element.name, "figcaption" | "caption") {
            return Some(Self::Caption);
        }
        let by_role = || {
            let level = element.attribute("aria-level").and_then(|level| level.parse::<u8>().ok());
            (element.attribute("role") == Some("heading")).then(|| level.unwrap_or(2).clamp(1, 9))
        };
        let by_outline = || {
            let level = style.get("mso-outline-level")?.parse::<u8>().ok();
            level.filter(|level| (1..=9).contains(level))
        };
        let level = heading_level(&element.name).or_else(by_role).or_else(by_outline);
        Some(level.map_or(Self::Body, Self::Heading))
    }
}

/// Returns the level of a heading element.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    let level: u8 = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}
