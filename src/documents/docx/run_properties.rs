//! The properties of runs (ECMA-376 part 1, 17.3.2), as far as a letter keeps them.

use super::element::Element;

/// The fonts in which letters are signs.
const SYMBOL_FONTS: [&str; 5] = ["symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"];

/// The properties of a run or of a style; `None` where it says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RunProperties {
    pub(super) bold: Option<bool>,
    pub(super) slanted: Option<bool>,
    pub(super) struck: Option<bool>,
    pub(super) capitals: Option<bool>,
    pub(super) hidden: Option<bool>,
    /// In half points.
    pub(super) size: Option<u32>,
    pub(super) has_symbol_font: Option<bool>,
}

impl RunProperties {
    /// Reads `w:rPr`.
    pub(super) fn read(properties: Option<&Element>) -> Self {
        let Some(properties) = properties else { return Self::default() };
        let toggle = |name: &str| properties.child(name).map(is_on);
        let font = properties.child("rFonts").and_then(|fonts| fonts.attribute("ascii").or(fonts.attribute("hAnsi")));
        Self {
            bold: toggle("b"),
            slanted: toggle("i"),
            struck: toggle("strike").or_else(|| toggle("dstrike")),
            capitals: toggle("caps"),
            hidden: toggle("vanish"),
            size: properties.child("sz").and_then(|size| size.attribute("val")?.parse().ok()),
            has_symbol_font: font.map(|font| SYMBOL_FONTS.contains(&font.to_lowercase().as_str())),
        }
    }

    /// Completes the properties with those of the style that this one is based on.
    pub(super) fn based_on(self, parent: Self) -> Self {
        Self {
            bold: self.bold.or(parent.bold),
            slanted: self.slanted.or(parent.slanted),
            struck: self.struck.or(parent.struck),
            capitals: self.capitals.or(parent.capitals),
            hidden: self.hidden.or(parent.hidden),
            size: self.size.or(parent.size),
            has_symbol_font: self.has_symbol_font.or(parent.has_symbol_font),
        }
    }

    /// Completes a run's own properties with those of its character style and of the paragraph style, which switch
    /// each other off (ECMA-376 part 1, 17.7.3).
    pub(super) fn within(self, character: Self, paragraph: Self) -> Self {
        let toggled = |own: Option<bool>, one: Option<bool>, other: Option<bool>| {
            own.or_else(|| (one.is_some() || other.is_some()).then(|| one == Some(true) || other == Some(true)))
        };
        let switched = |own: Option<bool>, one: Option<bool>, other: Option<bool>| {
            own.or_else(|| Some((one == Some(true)) ^ (other == Some(true))))
        };
        Self {
            bold: switched(self.bold, character.bold, paragraph.bold),
            slanted: switched(self.slanted, character.slanted, paragraph.slanted),
            struck: toggled(self.struck, character.struck, paragraph.struck),
            capitals: toggled(self.capitals, character.capitals, paragraph.capitals),
            hidden: toggled(self.hidden, character.hidden, paragraph.hidden),
            size: self.size.or(character.size).or(paragraph.size),
            has_symbol_font: self.has_symbol_font.or(character.has_symbol_font).or(paragraph.has_symbol_font),
        }
    }
}

/// Returns whether a property that can be switched off is on.
pub(super) fn is_on(property: &Element) -> bool {
    !matches!(property.attribute("val"), Some("0" | "false" | "off" | "none"))
}
