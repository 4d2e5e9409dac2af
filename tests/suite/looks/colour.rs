//! Colours: contrast as WCAG 2.2 measures it, and what mail programs that darken letters by themselves make of them.

/// A colour in sRGB, each part from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RgbColor(pub(super) [f64; 3]);

/// Whether a colour is written upon, or written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColorRole {
    Ground,
    Text,
}

impl RgbColor {
    /// Reads `#7a1f3d`.
    pub(super) fn read(hex: &str) -> Self {
        let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.unwrap_or_else(|| panic!("`{hex}` is no colour of six digits"));
        let part = |at: usize| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits")) / 255.0;
        Self([part(0), part(2), part(4)])
    }

    fn linear(self) -> [f64; 3] {
        self.0.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Takes over what the program derived.
    pub(super) fn of(color: circular::model::RgbColor) -> Self {
        Self::read(&color.to_string())
    }

    /// Returns the contrast ratio of two colours, from 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// Darkens as the mail programs of Apple and Outlook on telephones do, in lightness and chroma (`CIELCh`).
    pub(super) fn darkened_by_lightness(self, used: ColorRole) -> Self {
        let [lightness, a, b] = self.lab();
        let turns = if used == ColorRole::Ground { lightness >= 50.0 } else { lightness < 50.0 };
        let lightness = if turns { 50.0 - (lightness - 50.0) * 0.75 } else { lightness };
        Self::from_lab([lightness, a * 0.8, b * 0.8])
    }

    /// Darkens about as Gmail's programs on telephones do, in hue, saturation and lightness.
    pub(super) fn darkened_by_gmail(self, used: ColorRole) -> Self {
        let (hue, saturation, lightness) = self.hsl();
        let neutral = saturation < 0.12;
        let lightness = match used {
            ColorRole::Ground if lightness >= 0.5 => 0.875 - lightness * 0.75,
            ColorRole::Text if neutral && lightness < 0.5 => 0.95 - lightness * 0.75,
            ColorRole::Text if neutral && lightness < 0.7 => lightness + 0.1,
            ColorRole::Text if !neutral && lightness <= 0.52 => 0.92 - lightness * 0.56,
            _ => lightness,
        };
        Self::from_hsl(hue, saturation * 0.8, lightness)
    }

    fn lab(self) -> [f64; 3] {
        let [red, green, blue] = self.linear();
        let x = (0.412_456 * red + 0.357_576 * green + 0.180_437 * blue) / 0.950_47;
        let y = 0.212_673 * red + 0.715_152 * green + 0.072_175 * blue;
        let z = (0.019_334 * red + 0.119_192 * green + 0.950_304 * blue) / 1.088_83;
        let [x, y, z] = [x, y, z].map(|t| if t > 0.008_856 { t.cbrt() } else { t * 7.787 + 16.0 / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn from_lab([lightness, green_red, blue_yellow]: [f64; 3]) -> Self {
        let y = (lightness + 16.0) / 116.0;
        let [x, y, z] = [y + green_red / 500.0, y, y - blue_yellow / 200.0]
            .map(|t| if t.powi(3) > 0.008_856 { t.powi(3) } else { (t - 16.0 / 116.0) / 7.787 });
        let (x, z) = (x * 0.950_47, z * 1.088_83);
        let linear = [
            3.240_454 * x - 1.537_139 * y - 0.498_531 * z,
            -0.969_266 * x + 1.876_011 * y + 0.041_556 * z,
            0.055_643 * x - 0.204_026 * y + 1.057_225 * z,
        ];
        Self(linear.map(|part| {
            let part = if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 };
            part.clamp(0.0, 1.0)
        }))
    }

    fn hsl(self) -> (f64, f64, f64) {
        let [red, green, blue] = self.0;
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let (lightness, range) = (f64::midpoint(most, least), most - least);
        if range < 1e-9 {
            return (0.0, 0.0, lightness);
        }
        let saturation = range / (1.0 - (2.0 * lightness - 1.0).abs());
        let hue = if most - red < 1e-9 {
            (green - blue) / range
        } else if most - green < 1e-9 {
            (blue - red) / range + 2.0
        } else {
            (red - green) / range + 4.0
        };
        (hue.rem_euclid(6.0), saturation, lightness)
    }

    fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> Self {
        let chroma = (1.0 - (2.0 * lightness - 1.0).abs()) * saturation;
        let part = |shift: f64| {
            let turn = (hue + shift).rem_euclid(6.0);
            let share = (2.0 - (turn - 3.0).abs()).clamp(0.0, 1.0);
            lightness - chroma / 2.0 + chroma * (1.0 - share)
        };
        Self([part(0.0), part(4.0), part(2.0)])
    }
}

#[test]
fn contrast_ratio_matches_known_values() {
    let near = |measured: f64, known: f64| assert!((measured - known).abs() < 0.06, "{measured} is not {known}");
    let contrast = |text: &str, ground: &str, change: &dyn Fn(RgbColor, ColorRole) -> RgbColor| {
        change(RgbColor::read(text), ColorRole::Text).contrast(change(RgbColor::read(ground), ColorRole::Ground))
    };
    let as_it_is = |colour: RgbColor, _: ColorRole| colour;
    let (by_lightness, by_gmail) = (RgbColor::darkened_by_lightness, RgbColor::darkened_by_gmail);
    near(contrast("#000000", "#ffffff", &as_it_is), 21.0);
    near(contrast("#767676", "#ffffff", &as_it_is), 4.54);
    near(contrast("#1f2328", "#ffffff", &as_it_is), 15.8);
    near(contrast("#a8aaaf", "#f2f4f6", &as_it_is), 2.1);
    // Two pairs of which it is known that they fall below 4.5 when a program darkens them, and two that do not.
    near(contrast("#57606a", "#f4f1ea", &by_lightness), 4.2);
    near(contrast("#0b5cad", "#fbf3e4", &by_lightness), 4.47);
    near(contrast("#1f2328", "#ffffff", &by_lightness), 8.8);
    near(contrast("#ffffff", "#7a1f3d", &by_lightness), 10.1);
    near(contrast("#1f2328", "#ffffff", &by_gmail), 11.2);
    near(contrast("#0b5cad", "#ffffff", &by_gmail), 7.7);
    near(contrast("#7a1f3d", "#ffffff", &by_gmail), 7.7);
}
