//! A colour of six digits: its contrast, and what mail programs that darken letters by themselves make of it.

use std::fmt;
use std::str::FromStr;

use color::{ColorSpace, Hsl, Lch, Oklch, OpaqueColor, Srgb, parse_color};

/// A colour in sRGB, written `#7a1f3d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RgbColor([u8; 3]);

/// Whether a colour is a ground or the words on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorUse {
    /// Something is written on it.
    Ground,
    /// It is written with.
    Text,
}

/// A text that is not a colour of six digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseColorError {
    /// It is a colour, but written in another way; the second text is the six digits.
    #[error("write the colour `{0}` with six digits: `{1}`")]
    OtherForm(String, RgbColor),
    /// It is no colour at all.
    #[error("`{0}` is not a colour: write six digits behind a `#`, such as `#7a1f3d`")]
    NotAColor(String),
}

/// How much the chroma is lowered at a time until a screen can show a colour.
const CHROMA_STEP: f32 = 0.002;

impl RgbColor {
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// Creates a colour from its red, green and blue.
    #[must_use]
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Returns the contrast ratio to another colour, from 1 to 21 (WCAG 2.2).
    #[must_use]
    pub fn contrast(self, other: Self) -> f32 {
        let (one, other) = (self.srgb().relative_luminance() + 0.05, other.srgb().relative_luminance() + 0.05);
        one.max(other) / one.min(other)
    }

    /// Returns lightness from 0 to 1, chroma and hue in degrees (OKLCH).
    #[must_use]
    pub fn to_oklch(self) -> [f32; 3] {
        self.srgb().convert::<Oklch>().components
    }

    /// Returns the colour of a lightness, chroma and hue (OKLCH), with as much of the chroma as a screen can show.
    #[must_use]
    pub fn from_oklch(lightness: f32, chroma: f32, hue: f32) -> Self {
        let mut chroma = chroma;
        loop {
            let color = OpaqueColor::<Oklch>::new([lightness, chroma, hue]).convert::<Srgb>();
            if chroma <= 0.0 || color.components.iter().all(|part| (-1e-4..=1.0001).contains(part)) {
                return Self::from_srgb(color);
            }
            chroma = (chroma - CHROMA_STEP).max(0.0);
        }
    }

    /// Darkens as the programs of Apple and Outlook on telephones do: light grounds and dark words change places.
    #[must_use]
    pub fn darkened_by_lightness(self, usage: ColorUse) -> Self {
        let turned = self.srgb().map_in::<Lch>(|lightness, chroma, hue| {
            let turns = (lightness >= 50.0) == (usage == ColorUse::Ground);
            [if turns { 87.5 - 0.75 * lightness } else { lightness }, chroma * 0.8, hue]
        });
        Self::from_srgb(turned)
    }

    /// Darkens about as Gmail's programs on telephones do.
    #[must_use]
    pub fn darkened_by_gmail(self, usage: ColorUse) -> Self {
        let turned = self.srgb().map_in::<Hsl>(|hue, saturation, lightness| {
            let is_grey = saturation < 12.0;
            let turned = match usage {
                ColorUse::Ground if lightness >= 50.0 => 87.5 - 0.75 * lightness,
                ColorUse::Text if is_grey && lightness < 50.0 => 95.0 - 0.75 * lightness,
                ColorUse::Text if is_grey && lightness < 70.0 => lightness + 10.0,
                ColorUse::Text if !is_grey && lightness <= 52.0 => 92.0 - 0.56 * lightness,
                _ => lightness,
            };
            [hue, saturation * 0.8, turned]
        });
        Self::from_srgb(turned)
    }

    fn srgb(self) -> OpaqueColor<Srgb> {
        OpaqueColor::new(self.0.map(|part| f32::from(part) / 255.0))
    }

    fn from_srgb(color: OpaqueColor<Srgb>) -> Self {
        let rounded = OpaqueColor::<Srgb>::new(Srgb::clip(color.components)).to_rgba8();
        Self([rounded.r, rounded.g, rounded.b])
    }
}

impl FromStr for RgbColor {
    type Err = ParseColorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed = text.trim();
        let digits = typed.strip_prefix('#').unwrap_or(typed);
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        let is_plain = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if let Some(color) = is_plain.then(|| Some(Self([part(0)?, part(2)?, part(4)?]))).flatten() {
            return Ok(color);
        }
        match parse_color(&typed.to_lowercase()) {
            Ok(known) if typed != "transparent" => {
                let color = Self::from_srgb(known.to_alpha_color::<Srgb>().discard_alpha());
                Err(ParseColorError::OtherForm(typed.to_owned(), color))
            }
            _ => Err(ParseColorError::NotAColor(typed.to_owned())),
        }
    }
}

impl fmt::Display for RgbColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn only_six_digits_are_a_colour() {
        for (text, shown) in [("#7a1f3d", "#7a1f3d"), (" #7A1F3D ", "#7a1f3d"), ("7a1f3d", "#7a1f3d")] {
            assert_eq!(text.parse::<RgbColor>().unwrap().to_string(), shown, "{text}");
        }
        for (text, words) in [
            ("navy", "write the colour `navy` with six digits: `#000080`"),
            ("Dark Red", "`Dark Red` is not a colour"),
            ("DarkRed", "`#8b0000`"),
            ("#abc", "`#aabbcc`"),
            ("rgb(122, 31, 61)", "`#7a1f3d`"),
            ("#7a1f3d80", "`#7a1f3d`"),
            ("transparent", "is not a colour"),
            ("our red", "is not a colour"),
            ("", "such as `#7a1f3d`"),
            ("#7a1f3é", "is not a colour"),
        ] {
            let error = text.parse::<RgbColor>().unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn contrast_has_known_values() {
        let color = |text: &str| text.parse::<RgbColor>().unwrap();
        for (one, other, ratio) in
            [("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54), ("#1f2328", "#ffffff", 15.8)]
        {
            assert!((color(one).contrast(color(other)) - ratio).abs() < 0.06, "{one}");
        }
        let [lightness, chroma, hue] = color("#7a1f3d").to_oklch();
        assert_eq!(RgbColor::from_oklch(lightness, chroma, hue), color("#7a1f3d"));
    }
}
