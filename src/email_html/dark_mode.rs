//! Generates the dark mode rules from one plain style sheet.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Error;
use crate::model::line_and_column;

/// Writes a plain style sheet in the two forms that mail programs support: one for those that follow the system
/// (`prefers-color-scheme`), one for Outlook, which marks the text and backgrounds that it changed.
///
/// Rules that match nothing in `html` are left out, because every message would carry them.
///
/// # Errors
/// Returns an error if it contains anything other than rules with one level of braces.
pub fn dark_mode_css(css: &str, html: &str) -> Result<(String, String), Error> {
    let classes = class_names(html);
    let bare = blank_comments(css);
    let mut system = String::from("@media (prefers-color-scheme:dark){\n");
    let mut outlook = String::new();
    let mut from = 0;
    while let Some(open) = bare[from..].find('{').map(|at| from + at) {
        let wrong = |at: usize| not_a_rule(&bare, at);
        let close = open + bare[open..].find('}').ok_or_else(|| wrong(open))?;
        let selectors: Vec<_> = bare[from..open].split(',').map(str::trim).collect();
        if selectors.iter().any(|selector| selector.is_empty() || selector.contains(['@', ';', '<', '}'])) {
            return Err(wrong(open));
        }
        let (mut all, mut text, mut ground) = (String::new(), String::new(), String::new());
        for declaration in bare[open + 1..close].split(';').map(str::trim).filter(|one| !one.is_empty()) {
            let (property, value) = declaration.split_once(':').ok_or_else(|| wrong(open))?;
            let (property, value) = (property.trim(), value.trim());
            if property.is_empty() || value.is_empty() || declaration.contains(['{', '<', '!']) {
                return Err(wrong(open));
            }
            let behind = if property.starts_with("background") { &mut ground } else { &mut text };
            for out in [&mut all, behind] {
                let _ = write!(out, "{property}:{value} !important;");
            }
        }
        let selectors: Vec<_> =
            selectors.into_iter().filter(|selector| selector_matches(selector, html, &classes)).collect();
        write_rule(&mut system, "", &selectors, &all);
        write_rule(&mut outlook, "[data-ogsc] ", &selectors, &text);
        write_rule(&mut outlook, "[data-ogsb] ", &selectors, &ground);
        from = close + 1;
    }
    let rest = bare[from..].trim_start();
    if !rest.is_empty() {
        return Err(not_a_rule(&bare, bare.len() - rest.len()));
    }
    system.push('}');
    Ok((system, outlook.trim_end().to_owned()))
}

fn not_a_rule(css: &str, at: usize) -> Error {
    let (line, column) = line_and_column(css, at);
    Error::StyleSheet { line, column, message: "a rule for dark mode is `selector { property: value; }`".to_owned() }
}

fn write_rule(out: &mut String, scope: &str, selectors: &[&str], declarations: &str) {
    if declarations.is_empty() || selectors.is_empty() {
        return;
    }
    let scoped: Vec<_> = selectors.iter().map(|selector| format!("{scope}{selector}")).collect();
    let _ = writeln!(out, "{}{{{}}}", scoped.join(","), declarations.trim_end_matches(';'));
}

/// Returns the classes used in a page.
fn class_names(html: &str) -> BTreeSet<&str> {
    let values = html.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    values.flat_map(str::split_whitespace).collect()
}

/// Returns whether a page contains the elements and classes of a selector; other kinds of selector count as present.
fn selector_matches(selector: &str, html: &str, classes: &BTreeSet<&str>) -> bool {
    selector.split_whitespace().all(|step| {
        let mut names = step.split('.');
        let element = names.next().unwrap_or_default();
        let plain = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        (element.is_empty() || !plain(element) || html.contains(&format!("<{element}")))
            && names.all(|class| !plain(class) || classes.contains(class))
    })
}

/// Replaces comments with blanks, so that all other text keeps its position.
fn blank_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        let end = rest[start..].find("*/").map_or(rest.len(), |at| start + at + 2);
        out.push_str(&rest[..start]);
        out.extend(rest[start..end].chars().map(|c| if c == '\n' { c } else { ' ' }));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn rules_are_written_for_both_client_families() {
        let css = "/* a { */ .page, .card { background-color: #14161a; }\n.body td {\n color: #eceff3; border-color: #464c55;\n}\n.x{}";
        let html = "<td class=\"page\"><p class=\"body x card\">";
        let (system, outlook) = dark_mode_css(css, html).unwrap();
        assert_eq!(
            system,
            "@media (prefers-color-scheme:dark){\n.page,.card{background-color:#14161a !important}\n\
             .body td{color:#eceff3 !important;border-color:#464c55 !important}\n}"
        );
        assert_eq!(
            outlook,
            "[data-ogsb] .page,[data-ogsb] .card{background-color:#14161a !important}\n\
             [data-ogsc] .body td{color:#eceff3 !important;border-color:#464c55 !important}"
        );
    }

    #[test]
    fn rules_without_a_match_are_left_out() {
        let css = ".a, .b { color: #ffffff; }\n.a h4, .a p, p.b, a:hover { color: #eeeeee; }\n.b { color: #dddddd; }";
        let (system, outlook) = dark_mode_css(css, "<div class=\"c a\"><p>b</p></div>").unwrap();
        assert_eq!(
            system,
            "@media (prefers-color-scheme:dark){\n.a{color:#ffffff !important}\n.a p,a:hover{color:#eeeeee !important}\n}"
        );
        assert!(!outlook.contains("h4") && !outlook.contains("#dddddd"), "{outlook}");
    }

    #[test]
    fn other_rules_are_rejected_with_their_line() {
        for (css, at) in [
            ("@media x { .a { color: red } }", 1),
            (".a { color: red }\n}", 2),
            (".a\n{ color: red", 2),
            (".a { color }", 1),
            (".a { color: red !important }", 1),
            (".a { color: red } </style><script>", 1),
            ("{ color: red }", 1),
        ] {
            let Err(Error::StyleSheet { line, .. }) = dark_mode_css(css, "") else { panic!("{css}") };
            assert_eq!(line, at, "{css}");
        }
    }
}
