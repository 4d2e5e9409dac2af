//! Any colour makes a letter that can be read: 4,096 colours, on both papers, by day, by night and darkened.

use circular::model::{Palette, Paper};

use super::colour::{ColorRole, RgbColor};

/// The grounds of letters by night: card, tint and page.
const DARK_GROUNDS: [&str; 3] = ["#1e2126", "#2b2720", "#14161a"];

/// Returns every colour of 16 steps a channel.
fn colors() -> impl Iterator<Item = circular::model::RgbColor> {
    (0..4_096_u16).map(|number| {
        let [red, green, blue] = [8, 4, 0].map(|shift| u8::try_from(number >> shift & 15).expect("four bits") * 17);
        circular::model::RgbColor::new(red, green, blue)
    })
}

/// The lowest contrasts that were found, by what they are of.
#[derive(Debug, Default)]
struct LowestContrasts(std::collections::BTreeMap<&'static str, f64>);

impl LowestContrasts {
    fn note(&mut self, name: &'static str, one: RgbColor, other: RgbColor) {
        let lowest = self.0.entry(name).or_insert(f64::INFINITY);
        *lowest = lowest.min(one.contrast(other));
    }
}

#[test]
fn every_colour_makes_a_readable_letter() {
    let white = RgbColor::read("#ffffff");
    let night = DARK_GROUNDS.map(RgbColor::read);
    let darkenings = [RgbColor::darkened_by_lightness, RgbColor::darkened_by_gmail];
    for paper in [Paper::Warm, Paper::White] {
        let mut lowest = LowestContrasts::default();
        for palette in colors().map(|color| Palette::derive(color, paper)) {
            let [page, tint, accent, fill, bar] =
                [palette.page, palette.tint, palette.accent, palette.fill, palette.bar].map(RgbColor::of);
            for ground in [white, tint, page] {
                lowest.note("links", accent, ground);
                for darken in darkenings {
                    lowest.note("links, darkened", darken(accent, ColorRole::Text), darken(ground, ColorRole::Ground));
                }
            }
            for ground in night {
                lowest.note("links by night", RgbColor::of(palette.dark_accent), ground);
                lowest.note("buttons by night", bar, ground);
            }
            lowest.note("labels", white, fill);
            lowest.note("labels by night", white, bar);
            for darken in darkenings {
                lowest.note("labels, darkened", darken(white, ColorRole::Text), darken(fill, ColorRole::Ground));
            }
            lowest.note("buttons", fill, tint);
            lowest.note("buttons", fill, page);
            lowest.note("bars", bar, white);
            lowest.note("bars by night", bar, night[0]);
            lowest.note("rule above the card", RgbColor::of(palette.band), white);
            lowest.note("rule above the card by night", RgbColor::of(palette.dark_band), night[0]);
        }
        for (name, least) in [
            ("links", 6.99),
            ("links by night", 6.99),
            ("links, darkened", 4.5),
            ("labels", 4.59),
            ("labels by night", 4.59),
            ("labels, darkened", 4.5),
            ("buttons", 4.0),
            ("buttons by night", 3.1),
            ("bars", 4.5),
            ("bars by night", 3.4),
            ("rule above the card", 1.5),
            ("rule above the card by night", 3.0),
        ] {
            let found = lowest.0.remove(name).expect("it was measured");
            assert!(found >= least, "{paper:?}, {name}: {found:.3} is less than {least}");
        }
        assert!(lowest.0.is_empty(), "{lowest:?}");
    }
}
