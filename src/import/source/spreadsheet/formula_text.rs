//! Properties of a formula that its text shows without computation.

/// Spreadsheet functions that return text.
const OF_WORDS: [&str; 12] = [
    "CONCAT",
    "TEXT(",
    "TEXTJOIN",
    "PROPER(",
    "UPPER(",
    "LOWER(",
    "LEFT(",
    "RIGHT(",
    "MID(",
    "TRIM(",
    "SUBSTITUTE(",
    "T(",
];

/// Returns whether a formula returns text.
pub(super) fn makes_words(formula: &str) -> bool {
    formula.contains('&') || formula.contains('"') || {
        let formula = formula.to_uppercase();
        OF_WORDS.iter().any(|function| formula.contains(function))
    }
}

/// Returns the address in a formula `HYPERLINK("…", …)` if it is a literal.
pub(super) fn link(formula: &str) -> Option<String> {
    let start = formula.to_ascii_uppercase().find("HYPERLINK(")? + "HYPERLINK(".len();
    let quoted = formula.get(start..)?.trim_start().strip_prefix('"')?;
    Some(quoted.split('"').next()?.to_owned())
}

/// Returns the text that a formula `HYPERLINK("…", "…")` shows if it is a literal.
pub(super) fn link_text(formula: &str) -> Option<String> {
    let upper = formula.trim_start_matches("of:").trim_start_matches('=');
    let arguments = upper.get(.."HYPERLINK(".len()).filter(|name| name.eq_ignore_ascii_case("HYPERLINK("))?;
    let arguments = upper[arguments.len()..].trim().strip_suffix(')')?;
    let mut parts = arguments.split('"');
    match (parts.next()?.trim(), parts.next()?, parts.next()?.trim(), parts.next(), parts.next(), parts.next()) {
        ("", target, "", None, None, None) => Some(target.to_owned()),
        ("", _, "," | ";", Some(text), Some(""), None) => Some(text.to_owned()),
        _ => None,
    }
}

/// Returns whether a formula is only TRUE or FALSE, as LibreOffice writes the booleans of Excel.
pub(super) fn is_flag(formula: &str) -> bool {
    let formula = formula.trim_start_matches("of:").trim_start_matches('=');
    matches!(formula.to_ascii_uppercase().as_str(), "TRUE()" | "FALSE()")
}

/// Returns whether the text of a cell is an error of a spreadsheet program.
pub(super) fn is_error(text: &str) -> bool {
    let text = text.trim();
    let number = text
        .strip_prefix("Err:")
        .is_some_and(|code| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit()));
    let named = ["#N/A", "#REF!", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!"];
    number || named.iter().any(|error| error.eq_ignore_ascii_case(text)) || {
        // LibreOffice writes these in the user's language.
        text.starts_with('#') && text.ends_with(['!', '?']) && text.len() > 2 && !text.contains(' ')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_distinguished() {
        assert!(makes_words("\"Dear \"&A2") && makes_words("Proper(A2)") && !makes_words("SUM(A2:A9)"));
        assert!(is_flag("of:=TRUE()") && is_flag("FALSE()") && !is_flag("of:=TRUE();1"));
        assert_eq!(link("HYPERLINK(\"mailto:ann@example.org\",A2)").as_deref(), Some("mailto:ann@example.org"));
        assert_eq!(link("of:=HYPERLINK([.A2])"), None);
        for (formula, text) in [
            ("HYPERLINK(\"https://example.org\", \"Our site\")", Some("Our site")),
            ("hyperlink(\"mailto:ann@example.org\")", Some("mailto:ann@example.org")),
            ("HYPERLINK(\"mailto:ann@example.org\",A2)", None),
            ("HYPERLINK(\"mailto:\"&A2)", None),
            ("HYPERLINK(\"mailto:\"&A2,\"x\")", None),
        ] {
            assert_eq!(link_text(formula).as_deref(), text, "{formula}");
        }
        assert!(is_error("#N/A") && is_error("Err:502") && is_error("#BEZUG!") && !is_error("#1") && !is_error("Err:"));
    }
}
