//! Emulates how mail programs change a message before they show it.

use memchr::memmem::Finder;

/// A way in which mail programs show a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClientEmulation {
    /// Unchanged, on a light screen.
    #[default]
    Light,
    /// With its own dark mode style, as Apple Mail and Outlook on the web show it on a dark screen.
    Dark,
    /// With inverted colours, as the Gmail apps do on a dark screen; the dark mode style of the message is ignored.
    ForcedDark,
    /// Without images, until the reader loads them.
    ImagesBlocked,
    /// Without `<style>`, only with inline styles, as Gmail shows it for accounts of other providers.
    StylesRemoved,
}

/// Media conditions that always or never match, whatever the screen is.
const ALWAYS_TRUE: &str = "(min-width:0)";
const NEVER_TRUE: &str = "(max-width:0)";

/// Inverts a colour: light backgrounds become dark and dark text light, both slightly paler. The curve maps the CIE
/// LCH lightness `l` to `87.5 - 0.75 l`, which keeps the middle unchanged.
const INVERTED_BACKGROUND: [&str; 2] = ["lch(from ", " min(l,87.5 - .75*l) calc(c*.8) h)"];
const INVERTED_TEXT: [&str; 2] = ["lch(from ", " max(l,87.5 - .75*l) calc(c*.8) h)"];

impl ClientEmulation {
    /// Returns the HTML of a message as it is shown in this way.
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

/// Makes the rules for dark screens always or never match.
fn force_color_scheme(html: &str, feature: &str) -> String {
    ["(prefers-color-scheme:dark)", "(prefers-color-scheme: dark)"]
        .iter()
        .fold(html.to_owned(), |html, query| html.replace(query, feature))
}

/// Inserts a style after all other styles.
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

/// Removes the sources of images, so that their alternative text is shown.
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

/// Inverts each colour written with six digits: after `color:` as text, else as background.
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

/// Finds a piece of markup, ignoring case.
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
    fn dark_style_applies_only_on_a_dark_screen() {
        assert!(ClientEmulation::Light.apply(LETTER).contains("@media (max-width:0){p"));
        assert!(ClientEmulation::Dark.apply(LETTER).contains("@media (min-width:0){p"));
        assert!(ClientEmulation::ForcedDark.apply(LETTER).contains("@media (max-width:0){p"));
    }

    #[test]
    fn images_and_styles_can_be_removed() {
        assert!(ClientEmulation::ImagesBlocked.apply(LETTER).contains("<img alt=\"A map\" data-src=\"cid:1\">"));
        let bare = ClientEmulation::StylesRemoved.apply(LETTER);
        assert!(bare.contains("<head></head>") && bare.contains("style=\"background:#f4f1ea"), "{bare}");
    }

    #[test]
    fn only_colour_values_are_inverted() {
        let dark = ClientEmulation::ForcedDark.apply(LETTER);
        assert!(dark.contains("background:lch(from #f4f1ea min("), "{dark}");
        assert!(dark.contains(";color:lch(from #1f2328 max("), "{dark}");
        assert!(dark.contains("title=\"#aabbcc\"") && dark.contains("> #123456</p>"), "{dark}");
    }
}
