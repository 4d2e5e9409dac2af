//! What mail programs make of a letter before they show it.

use memchr::memmem::Finder;

/// A way in which mail programs show a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClientEmulation {
    /// As it was written, on a light screen.
    #[default]
    Light,
    /// By its own dark style, as Apple Mail and Outlook on the web show it on a dark screen.
    Dark,
    /// With each colour turned over, as the apps of Gmail do on a dark screen; the letter's own dark style is not read.
    ForcedDark,
    /// Without pictures, until the reader asks for them.
    ImagesBlocked,
    /// Without its `<style>`: only what stands in the elements themselves counts, as in Gmail for other accounts.
    StylesRemoved,
}

/// What makes a rule hold, or never hold, whatever the screen is.
const ALWAYS_TRUE: &str = "(min-width:0)";
const NEVER_TRUE: &str = "(max-width:0)";

/// How a colour is turned over: light grounds become dark and dark letters light, both a little paler. The curve is that
/// of CIE LCH lightness `l` to `87.5 - 0.75 l`, which keeps the middle where it is.
const INVERTED_BACKGROUND: [&str; 2] = ["lch(from ", " min(l,87.5 - .75*l) calc(c*.8) h)"];
const INVERTED_TEXT: [&str; 2] = ["lch(from ", " max(l,87.5 - .75*l) calc(c*.8) h)"];

impl ClientEmulation {
    /// Shows a letter's HTML in this way.
    #[must_use]
    pub fn apply(self, html: &str) -> String {
        match self {
            Self::Light | Self::ImagesBlocked => {
                let html = force_color_scheme(html, NEVER_TRUE);
                let html = if self == Self::ImagesBlocked { without_images(&html) } else { html };
                append_style(&html, "<style>:root{color-scheme:light!important}</style>")
            }
            Self::Dark => append_style(
                &force_color_scheme(html, ALWAYS_TRUE),
                "<style>:root{color-scheme:dark!important}</style>",
            ),
            Self::ForcedDark => {
                let ground = "<style>:root{color-scheme:dark!important}html{background:#121212;color:#e8e8e8}</style>";
                append_style(&invert_colors(&force_color_scheme(html, NEVER_TRUE)), ground)
            }
            Self::StylesRemoved => without_styles(html),
        }
    }
}

/// Makes the rules for dark screens hold or not.
fn force_color_scheme(html: &str, feature: &str) -> String {
    ["(prefers-color-scheme:dark)", "(prefers-color-scheme: dark)"]
        .iter()
        .fold(html.to_owned(), |html, query| html.replace(query, feature))
}

/// Puts a style where it is read last of all.
fn append_style(html: &str, style: &str) -> String {
    match find(html, "</head>", 0) {
        Some(at) => [&html[..at], style, &html[at..]].concat(),
        None => [style, html].concat(),
    }
}

fn without_styles(html: &str) -> String {
    let mut rest = html;
    let mut out = String::with_capacity(html.len());
    while let Some(start) = find(rest, "<style", 0) {
        let Some(end) = find(rest, "</style>", start) else { break };
        out.push_str(&rest[..start]);
        rest = &rest[end + "</style>".len()..];
    }
    out.push_str(rest);
    out
}

/// Takes their sources from pictures, so that what is said in their place is read.
fn without_images(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = find(rest, "<img", 0) {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end);
        out.push_str(&rest[..start]);
        let tag = &rest[start..end];
        match find(tag, " src=", 0) {
            Some(at) => out.extend([&tag[..at], " data-src=", &tag[at + " src=".len()..]]),
            None => out.push_str(tag),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Turns each colour over that is written with six digits: behind `color:` as letters, else as ground.
fn invert_colors(html: &str) -> String {
    let mut out = String::with_capacity(html.len() * 2);
    let mut done = 0;
    for (at, _) in html.match_indices('#') {
        let Some(colour) = html.get(at..at + 7).filter(|colour| at >= done && is_hex_color(colour)) else { continue };
        let before = &html[..at];
        let from = before.rfind([';', '{', '"', '\'', '<', '>', '}']).map_or(0, |from| from + 1);
        let Some((property, _)) = before[from..].split_once(':') else { continue };
        let [open, close] =
            if property.trim().eq_ignore_ascii_case("color") { INVERTED_TEXT } else { INVERTED_BACKGROUND };
        out.extend([&html[done..at], open, colour, close]);
        done = at + 7;
    }
    out.push_str(&html[done..]);
    out
}

fn is_hex_color(text: &str) -> bool {
    text[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Finds a piece of markup, in small letters or capitals.
fn find(html: &str, piece: &str, from: usize) -> Option<usize> {
    let (small, large) = (Finder::new(piece), piece.to_ascii_uppercase());
    let rest = html.get(from..)?.as_bytes();
    let found = small.find(rest).into_iter().chain(Finder::new(&large).find(rest)).min();
    found.map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "<html><head><style>p{color:#1f2328}</style><STYLE>@media (prefers-color-scheme: dark){p{color:#ffffff}}\
        </STYLE></head><body bgcolor=\"#f4f1ea\" style=\"background:#f4f1ea;color:#1f2328\"><p title=\"#aabbcc\">a \
        <img alt=\"A map\" src=\"cid:1\"> #123456</p></body></html>";

    #[test]
    fn a_dark_style_holds_on_a_dark_screen_alone() {
        assert!(ClientEmulation::Light.apply(LETTER).contains("@media (max-width:0){p"));
        assert!(ClientEmulation::Dark.apply(LETTER).contains("@media (min-width:0){p"));
        assert!(ClientEmulation::ForcedDark.apply(LETTER).contains("@media (max-width:0){p"));
    }

    #[test]
    fn pictures_and_styles_can_be_left_out() {
        assert!(ClientEmulation::ImagesBlocked.apply(LETTER).contains("<img alt=\"A map\" data-src=\"cid:1\">"));
        let bare = ClientEmulation::StylesRemoved.apply(LETTER);
        assert!(bare.contains("<head></head>") && bare.contains("style=\"background:#f4f1ea"), "{bare}");
    }

    #[test]
    fn colours_are_turned_over_where_they_are_colours() {
        let dark = ClientEmulation::ForcedDark.apply(LETTER);
        assert!(dark.contains("background:lch(from #f4f1ea min("), "{dark}");
        assert!(dark.contains(";color:lch(from #1f2328 max("), "{dark}");
        assert!(dark.contains("title=\"#aabbcc\"") && dark.contains("> #123456</p>"), "{dark}");
    }
}
