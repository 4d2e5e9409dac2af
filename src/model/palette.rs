//! All colours of a letter, derived from the society's one colour.

use super::{ColorUse, RgbColor};

/// The contrast of coloured words with every ground, by day and by night.
const TEXT_CONTRAST: f32 = 7.0;
/// The contrast of coloured words in a letter that a mail program darkens; two models of it differ by some hundredths.
const DARKENED_CONTRAST: f32 = 4.55;
/// The contrast of white words with a coloured ground.
const LABEL_CONTRAST: f32 = 4.6;
/// The contrast below which a rule above the card would not be seen, by day and by night.
const RULE_CONTRAST: f32 = 1.5;
const DARK_RULE_CONTRAST: f32 = 3.0;

/// The steps by which a lightness is searched.
const LIGHTNESS_STEP: f32 = 0.005;
const FINE_LIGHTNESS_STEP: f32 = 0.001;

const CARD: RgbColor = RgbColor::WHITE;
const DARK_CARD: RgbColor = RgbColor::new(0x1e, 0x21, 0x26);
const DARK_GROUNDS: [RgbColor; 3] = [DARK_CARD, RgbColor::new(0x2b, 0x27, 0x20), RgbColor::new(0x14, 0x16, 0x1a)];

/// What surrounds the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// Ivory.
    #[default]
    Warm,
    /// White.
    White,
}

/// The colours of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The page around the card.
    pub page: RgbColor,
    /// The ground of events and notes.
    pub tint: RgbColor,
    /// Links, and the name in the masthead.
    pub accent: RgbColor,
    /// Buttons and the date of an event, with white words on them.
    pub fill: RgbColor,
    /// The bars of figures; by night also the ground of buttons.
    pub bar: RgbColor,
    /// The rule above the card.
    pub band: RgbColor,
    /// The rule beside quotations and notes.
    pub soft: RgbColor,
    /// The accent by night.
    pub dark_accent: RgbColor,
    /// The band by night.
    pub dark_band: RgbColor,
    /// The soft rule by night.
    pub dark_soft: RgbColor,
}

impl Paper {
    /// Returns the colours of the page and of the tint.
    #[must_use]
    pub fn grounds(self) -> [RgbColor; 2] {
        match self {
            Self::Warm => [RgbColor::new(0xf4, 0xf1, 0xea), RgbColor::new(0xf8, 0xf3, 0xe8)],
            Self::White => [RgbColor::WHITE, RgbColor::new(0xf7, 0xf7, 0xf5)],
        }
    }
}

impl Palette {
    /// Derives the colours from a society's colour. Hues are kept; a colour that words would be too pale in is darkened.
    #[must_use]
    pub fn derive(color: RgbColor, paper: Paper) -> Self {
        let [page, tint] = paper.grounds();
        let accent = darken_until(color, |accent| is_readable(accent, [CARD, tint, page]));
        let fill = darken_until(color, |fill| RgbColor::WHITE.contrast(fill) >= LABEL_CONTRAST);
        let [_, chroma, hue] = color.to_oklch();
        let first = |from: f32, step: f32, chroma: f32, fits: &dyn Fn(RgbColor) -> bool| {
            let mut lightness = from;
            let mut found = RgbColor::from_oklch(lightness, chroma, hue);
            while !fits(found) && (0.0..=1.0).contains(&lightness) {
                lightness += step;
                found = RgbColor::from_oklch(lightness, chroma, hue);
            }
            found
        };
        let bar =
            first(1.0, -FINE_LIGHTNESS_STEP, chroma.min(0.14), &|bar| RgbColor::WHITE.contrast(bar) >= LABEL_CONTRAST);
        let dark_accent = first(0.7, LIGHTNESS_STEP, chroma.min(0.09), &|accent| {
            DARK_GROUNDS.iter().all(|ground| accent.contrast(*ground) >= TEXT_CONTRAST)
        });
        Self {
            page,
            tint,
            accent,
            fill,
            bar,
            band: if color.contrast(CARD) < RULE_CONTRAST { accent } else { color },
            soft: RgbColor::from_oklch(0.8, chroma.min(0.06), hue),
            dark_accent,
            dark_band: if color.contrast(DARK_CARD) < DARK_RULE_CONTRAST { bar } else { color },
            dark_soft: RgbColor::from_oklch(0.52, chroma.min(0.06), hue),
        }
    }
}

/// Returns whether words can be read on all grounds, also in programs that darken both.
fn is_readable(words: RgbColor, grounds: [RgbColor; 3]) -> bool {
    let darkenings = [RgbColor::darkened_by_lightness, RgbColor::darkened_by_gmail];
    grounds.iter().all(|ground| {
        words.contrast(*ground) >= TEXT_CONTRAST
            && darkenings.iter().all(|darken| {
                darken(words, ColorUse::Text).contrast(darken(*ground, ColorUse::Ground)) >= DARKENED_CONTRAST
            })
    })
}

fn darken_until(color: RgbColor, fits: impl Fn(RgbColor) -> bool) -> RgbColor {
    let [mut lightness, chroma, hue] = color.to_oklch();
    let mut darker = color;
    while !fits(darker) && lightness > 0.0 {
        lightness -= LIGHTNESS_STEP;
        darker = RgbColor::from_oklch(lightness, chroma, hue);
    }
    darker
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn palette_of_three_colours_is_known() {
        let near = |found: RgbColor, expected: &str| {
            let parts = |color: &str| [1, 3, 5].map(|at| i16::from_str_radix(&color[at..at + 2], 16).unwrap());
            let (found, expected) = (parts(&found.to_string()), parts(expected));
            assert!(found.iter().zip(expected).all(|(one, other)| (one - other).abs() <= 4), "{found:?} {expected:?}");
        };
        let red = Palette::derive("#7a1f3d".parse().unwrap(), Paper::Warm);
        let shown =
            [red.accent, red.fill, red.bar, red.soft, red.dark_accent, red.dark_soft].map(|one| one.to_string());
        assert_eq!(shown, ["#7a1f3d", "#7a1f3d", "#b65670", "#e1aeb8", "#e89eae", "#875a64"]);
        let yellow = Palette::derive("#f2b705".parse().unwrap(), Paper::Warm);
        assert_eq!(yellow.band.to_string(), "#f2b705");
        near(yellow.accent, "#674c03");
        near(yellow.fill, "#936e05");
        let scarlet = Palette::derive("#e4003b".parse().unwrap(), Paper::Warm);
        assert_eq!(scarlet.fill.to_string(), "#e4003b");
        near(scarlet.accent, "#a40429");
        let navy = Palette::derive("#1b3a6b".parse().unwrap(), Paper::Warm);
        assert_eq!((navy.accent.to_string(), navy.fill.to_string()), ("#1b3a6b".to_owned(), "#1b3a6b".to_owned()));
        near(navy.dark_accent, "#90b4ec");
    }
}
