//! Bars of text: of blocks on a terminal, of `#` elsewhere.

use std::io::IsTerminal as _;

use crate::config::colours_enabled;

/// An eighth of a block, two of them, and so on.
const EIGHTH_BLOCKS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// How bars are drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct BarStyle {
    use_blocks: bool,
    use_colors: bool,
}

impl BarStyle {
    /// Takes the one that suits standard output.
    pub(super) fn for_stdout() -> Self {
        let use_blocks = std::io::stdout().is_terminal();
        Self { use_blocks, use_colors: use_blocks && colours_enabled() }
    }

    /// Draws `value` of `most` on `width` columns. What is more than nothing can be seen.
    pub(super) fn bar(self, value: f64, most: f64, width: u32) -> String {
        let length = bar_length(value, most, width);
        if !self.use_blocks || length <= 0.0 {
            return "#".repeat(visible_cells(length));
        }
        let eighths = whole_cells((length * 8.0).round().max(1.0));
        "█".repeat(eighths / 8) + EIGHTH_BLOCKS[eighths % 8]
    }

    /// Draws what was gained, or lost, if `value` is less than zero.
    pub(super) fn change_bar(self, value: f64, most: f64, width: u32) -> String {
        match (value < 0.0, self.use_blocks) {
            (false, true) => self.emphasize(&self.bar(value, most, width)),
            (true, true) => "░".repeat(visible_cells(bar_length(-value, most, width))),
            (false, false) => "+".repeat(visible_cells(bar_length(value, most, width))),
            (true, false) => "-".repeat(visible_cells(bar_length(-value, most, width))),
        }
    }

    /// Writes a text so that it stands out, where there are colours.
    pub(super) fn emphasize(self, text: &str) -> String {
        if self.use_colors && !text.is_empty() { format!("\x1b[1;35m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn bar_length(value: f64, most: f64, width: u32) -> f64 {
    if value > 0.0 && most > 0.0 { (value / most).min(1.0) * f64::from(width) } else { 0.0 }
}

/// Returns how many whole columns a bar takes: one at least, unless it is nothing.
fn visible_cells(length: f64) -> usize {
    if length > 0.0 { whole_cells(length.round().max(1.0)) } else { 0 }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bar fits a terminal")]
fn whole_cells(length: f64) -> usize {
    length as usize
}

#[cfg(test)]
mod tests {
    use super::BarStyle;

    #[test]
    fn bars_are_as_long_as_their_values() {
        let drawn = BarStyle { use_blocks: true, use_colors: true };
        let plain = BarStyle { use_blocks: false, use_colors: false };
        for (value, most, blocks, hashes) in [
            (0.0, 10.0, "", ""),
            (-1.0, 10.0, "", ""),
            (3.0, 0.0, "", ""),
            (0.001, 10.0, "▏", "#"),
            (1.0, 16.0, "▌", "#"),
            (5.0, 10.0, "████", "####"),
            (9.9, 10.0, "███████▉", "########"),
            (10.0, 10.0, "████████", "########"),
            (20.0, 10.0, "████████", "########"),
        ] {
            assert_eq!((drawn.bar(value, most, 8).as_str(), plain.bar(value, most, 8).as_str()), (blocks, hashes));
        }
        assert_eq!((drawn.emphasize("█"), plain.emphasize("#")), ("\x1b[1;35m█\x1b[0m".to_owned(), "#".to_owned()));
        assert_eq!(drawn.emphasize(""), "");
        let quiet = BarStyle { use_blocks: true, use_colors: false };
        for (value, blocks, signs) in [(0.0, "", ""), (5.0, "████", "++++"), (-5.0, "░░░░", "----"), (-0.1, "░", "-")]
        {
            assert_eq!(
                (quiet.change_bar(value, 10.0, 8).as_str(), plain.change_bar(value, 10.0, 8).as_str()),
                (blocks, signs)
            );
        }
    }
}
