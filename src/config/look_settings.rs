//! How letters and pages look: one colour, a logo, the fonts, the paper.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::model::{Palette, Paper, RgbColor, closest_match};

const SANS: &str = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const SERIF: &str = "Georgia, Gelasio, 'Times New Roman', serif";

/// The look of letters and pages, as `[look]` says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LookSettings {
    /// The society's colour, from which all others follow.
    #[serde(alias = "color", deserialize_with = "deserialize_color")]
    pub colour: RgbColor,
    /// The name of the logo's file beside `circular.toml`.
    pub logo: Option<String>,
    /// Whether the logo shows the society's name, so that it is not printed beside it.
    pub logo_has_name: bool,
    /// The fonts.
    #[serde(deserialize_with = "deserialize_font")]
    pub font: LetterFont,
    /// What surrounds the letter.
    #[serde(deserialize_with = "deserialize_paper")]
    pub paper: Paper,
    /// The word before the number of an issue.
    pub series: String,
}

/// The fonts of headings and text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LetterFont {
    /// Headings with serifs, text without.
    #[default]
    Mixed,
    /// Everything without serifs.
    Sans,
    /// Everything with serifs, and the text a little larger.
    Serif,
}

impl Default for LookSettings {
    fn default() -> Self {
        Self {
            colour: RgbColor::new(0x7a, 0x1f, 0x3d),
            logo: None,
            logo_has_name: false,
            font: LetterFont::Mixed,
            paper: Paper::Warm,
            series: "Circular".to_owned(),
        }
    }
}

impl LookSettings {
    /// Returns the colours of letters and pages.
    #[must_use]
    pub fn palette(&self) -> Palette {
        Palette::derive(self.colour, self.paper)
    }

    /// Returns the values of [`Self::slots`] by their names without `look.`.
    #[must_use]
    pub fn values(&self) -> BTreeMap<&'static str, String> {
        self.slots().into_iter().map(|(name, value)| (name.strip_prefix("look.").unwrap_or(name), value)).collect()
    }

    /// Returns what templates and style sheets name as `{{{look.…}}}`.
    #[must_use]
    pub fn slots(&self) -> Vec<(&'static str, String)> {
        let palette = self.palette();
        let (heading_font, text_font, text_size) = match self.font {
            LetterFont::Mixed => (SERIF, SANS, "17px"),
            LetterFont::Sans => (SANS, SANS, "17px"),
            LetterFont::Serif => (SERIF, SERIF, "18px"),
        };
        // Word knows neither the system's font nor a list of fonts.
        let word_font = |font: &str| if font == SERIF { "Georgia,serif" } else { "Arial,sans-serif" };
        let fonts = [
            ("look.heading_font", heading_font),
            ("look.text_font", text_font),
            ("look.text_size", text_size),
            ("look.word_heading_font", word_font(heading_font)),
            ("look.word_text_font", word_font(text_font)),
        ];
        let colors = [
            ("look.page", palette.page),
            ("look.tint", palette.tint),
            ("look.accent", palette.accent),
            ("look.fill", palette.fill),
            ("look.bar", palette.bar),
            ("look.band", palette.band),
            ("look.soft", palette.soft),
            ("look.dark_accent", palette.dark_accent),
            ("look.dark_fill", palette.bar),
            ("look.dark_band", palette.dark_band),
            ("look.dark_soft", palette.dark_soft),
        ];
        let fonts = fonts.into_iter().map(|(name, font)| (name, font.to_owned()));
        fonts.chain(colors.into_iter().map(|(name, color)| (name, color.to_string()))).collect()
    }
}

fn deserialize_color<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RgbColor, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

fn deserialize_font<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LetterFont, D::Error> {
    let fonts = [("mixed", LetterFont::Mixed), ("sans", LetterFont::Sans), ("serif", LetterFont::Serif)];
    deserialize_choice(deserializer, "font", fonts)
}

fn deserialize_paper<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Paper, D::Error> {
    deserialize_choice(deserializer, "paper", [("warm", Paper::Warm), ("white", Paper::White)])
}

fn deserialize_choice<'de, D: Deserializer<'de>, T: Copy, const N: usize>(
    deserializer: D,
    key: &str,
    choices: [(&str, T); N],
) -> Result<T, D::Error> {
    let typed = String::deserialize(deserializer)?;
    let word = typed.trim().to_lowercase();
    choices.iter().find(|(name, _)| *name == word).map(|(_, choice)| *choice).ok_or_else(|| {
        let names = choices.map(|(name, _)| name);
        let meant = closest_match(&word, names).map(|name| format!("; did you mean `{name}`?"));
        let names = names.map(|name| format!("`{name}`")).join(", ");
        let reason = if key == "font" { ": members have no other fonts than their own" } else { "" };
        D::Error::custom(format!("`{key}` is one of {names}, not `{typed}`{}", meant.unwrap_or(reason.to_owned())))
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn look_is_read() {
        let look: LookSettings = toml::from_str("color = '#1B3A6B'\nfont = 'Serif'\npaper = 'white'").unwrap();
        let slots = look.slots();
        let slot = |name: &str| slots.iter().find(|(slot, _)| *slot == name).unwrap().1.as_str();
        assert_eq!((slot("look.accent"), slot("look.page")), ("#1b3a6b", "#ffffff"));
        assert_eq!((slot("look.text_size"), slot("look.word_text_font")), ("18px", "Georgia,serif"));
    }

    #[test]
    fn bad_values_are_explained() {
        for (line, words) in [
            ("colour = 'navy'", "write the colour `navy` with six digits: `#000080`"),
            ("font = 'Comic Sans'", "`font` is one of `mixed`, `sans`, `serif`, not `Comic Sans`: members have no"),
            ("font = 'serrif'", "did you mean `serif`?"),
            ("paper = 'blue'", "`paper` is one of `warm`, `white`, not `blue`"),
            ("colours = '#7a1f3d'", "unknown field `colours`"),
        ] {
            let error = toml::from_str::<LookSettings>(line).unwrap_err();
            assert!(error.message().contains(words), "{line}: {}", error.message());
        }
    }
}
