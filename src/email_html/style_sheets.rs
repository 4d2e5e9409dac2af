//! Prepares the `<style>` sheets of a letter for the inliner, which knows no media and no fallbacks.

use crate::model::{for_each_element, start_tag_length};

/// The attribute by which the inliner leaves a sheet alone.
const KEEP_ATTRIBUTE: &str = "data-css-inline";

const END_TAG: &str = "</style";

/// Media that every reader has.
const EVERYBODY: &[&str] = &["all", "screen", "only screen"];

/// Rewrites the sheets that will be inlined: one for some media is kept as an `@media` rule, because a `style` attribute
/// has no medium; and a colour before a gradient becomes a property of its own, because an element keeps one value of
/// each.
pub(super) fn prepare_sheets(html: &str) -> String {
    let mut starts = Vec::new();
    for_each_element(html, |at| {
        let name = html.get(at..at + "<style".len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case("<style")) {
            starts.push(at);
        }
    });
    let mut out = String::with_capacity(html.len() + 256);
    let mut from = 0;
    for start in starts {
        let Some(sheet) = Sheet::parse(&html[start..]).filter(|_| start >= from) else { continue };
        out.push_str(&html[from..start]);
        out.push_str(&sheet.prepare());
        from = start + sheet.length;
    }
    out + &html[from..]
}

/// A `<style>` element up to its end tag.
struct Sheet<'h> {
    /// The start tag.
    tag: &'h str,
    css: &'h str,
    /// The length of both, in bytes.
    length: usize,
}

impl<'h> Sheet<'h> {
    fn parse(html: &'h str) -> Option<Self> {
        let tag = &html[..start_tag_length(html)?];
        let css = &html[tag.len()..];
        let is_end = |at: &usize| css.get(*at..at + END_TAG.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(END_TAG));
        let css = &css[..css.match_indices('<').map(|(at, _)| at).find(is_end).unwrap_or(css.len())];
        tag["<style".len()..].starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).then_some(Self {
            tag,
            css,
            length: tag.len() + css.len(),
        })
    }

    fn prepare(&self) -> String {
        if attribute(self.tag, KEEP_ATTRIBUTE).is_some() {
            return format!("{}{}", self.tag, self.css);
        }
        let media = attribute(self.tag, "media").map(|media| media.replace("&gt;", ">").replace("&lt;", "<"));
        match media.as_deref().map(str::trim) {
            None | Some("") => format!("{}{}", self.tag, keep_fallback_colours(self.css)),
            Some(media) if is_for_everybody(media) => format!("{}{}", self.tag, keep_fallback_colours(self.css)),
            Some(media) if media.contains(['{', '}', ';', '<']) => {
                format!("<style {KEEP_ATTRIBUTE}=\"keep\"{}{}", &self.tag["<style".len()..], self.css)
            }
            Some(media) => {
                format!("<style {KEEP_ATTRIBUTE}=\"keep\">@media {media} {{\n{}\n}}", prevailing(self.css).trim())
            }
        }
    }
}

fn is_for_everybody(media: &str) -> bool {
    media.split(',').any(|one| EVERYBODY.contains(&one.trim().to_ascii_lowercase().as_str()))
}

/// Returns the value of an attribute of a start tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let lower = tag.to_ascii_lowercase();
    let mut places = lower.match_indices(name).map(|(at, _)| at);
    let at = places.find(|at| {
        lower[..*at].ends_with(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '/'))
            && lower[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split(|c: char| c.is_ascii_whitespace() || c == '>').next(),
    }
}

/// Names `background` with a colour alone `background-color` if another background follows in the same rule.
fn keep_fallback_colours(css: &str) -> String {
    let mut places = Vec::new();
    for (start, end) in rule_bodies(css) {
        let backgrounds: Vec<_> = declarations(&css[start..end])
            .into_iter()
            .filter(|(_, declaration)| name_and_value(declaration).0.eq_ignore_ascii_case("background"))
            .collect();
        for pair in backgrounds.windows(2) {
            let (at, declaration) = pair[0];
            if is_colour(name_and_value(declaration).1) {
                places.push(start + at + declaration.len() - declaration.trim_start().len() + "background".len());
            }
        }
    }
    let mut out = String::with_capacity(css.len() + places.len() * 8);
    let mut from = 0;
    for at in places {
        out.extend([&css[from..at], "-color"]);
        from = at;
    }
    out + &css[from..]
}

/// Makes the declarations of a sheet prevail over those that are inlined.
fn prevailing(css: &str) -> String {
    let mut out = String::with_capacity(css.len() * 2);
    let mut from = 0;
    for (start, end) in rule_bodies(css) {
        out.push_str(&css[from..start]);
        for (at, declaration) in declarations(&css[start..end]) {
            let weak = declaration.contains(':') && !declaration.to_ascii_lowercase().contains("!important");
            let is_last = start + at + declaration.len() == end;
            out.push_str(declaration.trim_end());
            out.push_str(if weak { " !important" } else { "" });
            out.push_str(if is_last { "" } else { ";" });
        }
        from = end;
    }
    out + &css[from..]
}

/// Returns where the bodies of rules begin and end that have no rules within.
fn rule_bodies(css: &str) -> Vec<(usize, usize)> {
    let mut bodies = Vec::new();
    let mut open = None;
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => open = Some(at + 1),
            b'}' => bodies.extend(open.take().map(|open| (open, at))),
            _ => {}
        }
    }
    bodies
}

/// Splits the body of a rule into declarations with their places.
fn declarations(body: &str) -> Vec<(usize, &str)> {
    let (mut found, mut from, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, c) in body.char_indices() {
        match (quote, c) {
            (Some(open), c) => quote = Some(open).filter(|open| *open != c),
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ';') if depth == 0 => {
                found.push((from, &body[from..at]));
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push((from, &body[from..]));
    found
}

fn name_and_value(declaration: &str) -> (&str, &str) {
    declaration.split_once(':').map_or(("", ""), |(name, value)| (name.trim(), value.trim()))
}

fn is_colour(value: &str) -> bool {
    let function = value.split('(').next().unwrap_or_default().to_ascii_lowercase();
    if value.contains('(') {
        return value.ends_with(')') && ["rgb", "rgba", "hsl", "hsla"].contains(&function.as_str());
    }
    !value.is_empty() && !value.contains(char::is_whitespace) && value != "none"
}

#[cfg(test)]
mod tests {
    use super::prepare_sheets;

    #[test]
    fn sheets_for_some_media_become_at_rules() {
        for (given, expected) in [
            (
                "<style media=\"print\">p { color: red }</style>",
                "<style data-css-inline=\"keep\">@media print {\np { color: red !important}\n}</style>",
            ),
            (
                "<STYLE type='text/css' MEDIA='(max-width: 600px)'>p{a:b;c:d!important;}</STYLE>",
                "<style data-css-inline=\"keep\">@media (max-width: 600px) {\np{a:b !important;c:d!important;}\n}</STYLE>",
            ),
            (
                "<style media=(prefers-color-scheme:dark)>p{background:url(data:a;b)}</style>",
                "<style data-css-inline=\"keep\">@media (prefers-color-scheme:dark) {\np{background:url(data:a;b) !important}\n}</style>",
            ),
            (
                "<style media=\"screen and (width&gt;600px)\">@supports (a:b){p{c:d}}</style>",
                "<style data-css-inline=\"keep\">@media screen and (width>600px) {\n@supports (a:b){p{c:d !important}}\n}</style>",
            ),
            ("<style media=\"a{\">p{c:d}</style>", "<style data-css-inline=\"keep\" media=\"a{\">p{c:d}</style>"),
        ] {
            assert_eq!(prepare_sheets(given), expected, "{given}");
        }
    }

    #[test]
    fn other_sheets_stay() {
        for html in [
            "<style>p{a:b}</style><p media=\"print\">",
            "<style media=\"all\">p{a:b}</style>",
            "<style media=\"Screen\">p{a:b}</style>",
            "<style media=\"print, screen\">p{a:b}</style>",
            "<style media=\"\">p{a:b}</style>",
            "<style data-css-inline=\"keep\" media=\"print\">p{a:b}</style>",
            "<!--[if mso]><style media=\"print\">p{a:b}</style><![endif]-->",
            "<style media=\"print",
            "<styled media=\"print\">",
            "<p>é</p><style>",
        ] {
            assert_eq!(prepare_sheets(html), html);
        }
    }

    #[test]
    fn colour_before_a_gradient_is_a_property_of_its_own() {
        for (given, expected) in [
            (
                "p{background: #7a1f3d; background: linear-gradient(#7a1f3d, red)}",
                "p{background-color: #7a1f3d; background: linear-gradient(#7a1f3d, red)}",
            ),
            (
                "p{BACKGROUND:rgb(1, 2, 3);background:url(a.png)}",
                "p{BACKGROUND-color:rgb(1, 2, 3);background:url(a.png)}",
            ),
            ("p{background:red}q{background:url(a)}", "p{background:red}q{background:url(a)}"),
            ("p{background:url(a) red;background:blue}", "p{background:url(a) red;background:blue}"),
            ("p{background:none;background:blue}", "p{background:none;background:blue}"),
        ] {
            let sheet = |css: &str| format!("<style>{css}</style>");
            assert_eq!(prepare_sheets(&sheet(given)), sheet(expected));
        }
    }
}
