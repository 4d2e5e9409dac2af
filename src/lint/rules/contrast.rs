//! The contrast of a style sheet's own pairs of colours (WCAG 2.2, 1.4.3).

use std::path::Path;

use crate::lint::lint_context::STYLE_SHEET;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity, SourceLocation};

pub(super) const RULE: LintRule = LintRule {
    id: "contrast",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "your own `letter/layout.css` has text in a colour that is too close to its background",
    help: "Make one colour darker or lighter until the contrast is 4.5 or more.",
    example: RuleExample {
        bad: ".button { color: #a8aaaf; background: #f2f4f6 }",
        good: ".button { color: #ffffff; background: #7a1f3d }",
    },
    check: Some(check),
};

/// The least contrast of words on their ground.
const MIN_CONTRAST: f64 = 4.5;

fn check(document: &LintDocument<'_>) -> Vec<Diagnostic> {
    document.context.style_sheet.as_deref().map(check_style_sheet).unwrap_or_default()
}

/// Finds rules that set words and ground to colours that hardly differ.
fn check_style_sheet(css: &str) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let css = blank_comments(css);
    let mut from = 0;
    while let Some(open) = css[from..].find('{').map(|at| from + at) {
        let Some(close) =
            css[open + 1..].find(['}', '{']).map(|at| open + at + 2).filter(|close| css[..*close].ends_with('}'))
        else {
            // A rule around rules, such as `@media`.
            from = open + 1;
            continue;
        };
        let selector = css[from..open].trim().trim_start_matches('}').trim();
        let (mut ink, mut ground) = (None, None);
        for declaration in css[open + 1..close - 1].split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            match property.trim() {
                "color" => ink = parse_color(value).or(ink),
                "background" | "background-color" => ground = parse_color(value).or(ground),
                _ => {}
            }
        }
        // A rule is drawn in one colour twice.
        if let Some(ratio) = ink
            .zip(ground)
            .filter(|(ink, ground)| ink != ground)
            .map(|(ink, ground)| contrast_ratio(ink, ground))
            .filter(|ratio| *ratio < MIN_CONTRAST)
        {
            let line = css[..open].trim_end().matches('\n').count() + 1;
            findings.push(Diagnostic {
                id: RULE.id,
                severity: RULE.severity,
                location: Some(SourceLocation { file: Path::new("templates").join(STYLE_SHEET), line, column: 0 }),
                message: format!("the words of `{selector}` have a contrast of {ratio:.1} with their ground"),
                help: Some("make one colour darker or lighter until it is 4.5 or more".to_owned()),
                suggestion: None,
            });
        }
        from = close;
    }
    findings
}

/// Blanks comments out, so that lines keep their numbers.
fn blank_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("/*") {
        let end = rest[at..].find("*/").map_or(rest.len(), |end| at + end + 2);
        out.push_str(&rest[..at]);
        out.extend(rest[at..end].chars().filter(|c| *c == '\n'));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Reads `#7a1f3d` or `#fff`, wherever it stands in a value.
fn parse_color(value: &str) -> Option<[u8; 3]> {
    let hex = value.split_once('#')?.1;
    let hex: String = hex.chars().take_while(char::is_ascii_hexdigit).collect();
    let hex = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex };
    let part = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    (hex.len() == 6).then(|| Some([part(0)?, part(2)?, part(4)?])).flatten()
}

fn contrast_ratio(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (relative_luminance(one), relative_luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn relative_luminance(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pale_words_are_found_at_their_line() {
        assert!((contrast_ratio([0; 3], [255; 3]) - 21.0).abs() < 0.01);
        assert!((contrast_ratio([0xa8, 0xaa, 0xaf], [0xf2, 0xf4, 0xf6]) - 2.1).abs() < 0.05);
        let css = "/* a\n b */\n.a { color: #fff; background: #7a1f3d }\n@media (prefers-color-scheme: dark) {\n\
            .b { color: #a8aaaf; background-color: #f2f4f6; }\n}\n.c { color: #a8aaaf }\n";
        let found = check_style_sheet(css);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].location.as_ref().map(|place| place.line), Some(5));
        assert!(found[0].message.contains("`.b`") && found[0].message.contains("2.1"), "{}", found[0].message);
        for odd in ["", "{", "}", "a{", "a{b}", "a{{}}", "/*", "a{color:#;background:#é}", "#fff"] {
            assert!(check_style_sheet(odd).is_empty(), "{odd}");
        }
    }
}
