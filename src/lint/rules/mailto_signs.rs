//! Signs in the subject of an answer that mail programs lose.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "mailto-signs",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a `mailto:` link has a sign in its subject or text that some mail programs cut off or drop: `&`, `+` or a line break",
    help: "Write `and` for `&`, and leave `+` and line breaks out.",
    example: RuleExample {
        bad: "[I come](mailto:chair@example.org?subject=Tea%20%26%20cake)",
        good: "[I come](mailto:chair@example.org?subject=Tea%20and%20cake)",
    },
    check: Some(check),
};

/// The header fields that a `mailto:` link can set (RFC 6068).
const MAILTO_FIELDS: &[&str] = &["subject", "body", "cc", "bcc", "to", "in-reply-to", "keywords"];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let links = page.links.iter().filter(|link| !link.is_image && !link.is_autolink);
    links
        .filter_map(|link| {
            let (_, query) = link.target.strip_prefix("mailto:")?.split_once('?')?;
            let (sentence, help) = query_fault(query)?;
            Some(RULE.diagnostic_at_link(page, link, sentence).with_help(help))
        })
        .collect()
}

/// Returns what a part of a `mailto:` link loses, and what to do.
fn query_fault(query: &str) -> Option<(String, &'static str)> {
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !MAILTO_FIELDS.contains(&key.to_ascii_lowercase().as_str())
            && !key.contains("{{")
            && !key.starts_with("amp;")
        {
            return Some((format!("the `&` before `{key}` ends the subject of the answer"), "write `and` for `&`"));
        }
        let upper = value.to_ascii_uppercase();
        if upper.contains("%26") {
            let message = "some mail programs cut the answer off at its `&` (`%26`)".to_owned();
            return Some((message, "write `and` for `&`"));
        }
        if upper.contains("%2B") || value.contains('+') {
            let message =
                "some mail programs make a space of a `+` in the answer, and others a `+` of a space".to_owned();
            return Some((message, "write `%20` for a space, and a word for `+`"));
        }
        if upper.contains("%0A") || upper.contains("%0D") {
            let message = "some mail programs drop the line breaks of the answer (`%0A`)".to_owned();
            return Some((message, "write the text as one line"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::query_fault;

    #[test]
    fn signs_that_get_lost_are_found() {
        for query in ["subject=Q&A", "subject=a%26b", "subject=I+come", "subject=a%2Bb", "body=a%0d%0Ab"] {
            assert!(query_fault(query).is_some(), "{query}");
        }
        for query in ["subject=I%20come", "subject=17%20May%3A%20yes&body=Tea", "subject={{name}}", "cc=a@example.org"]
        {
            assert_eq!(query_fault(query), None, "{query}");
        }
    }
}
