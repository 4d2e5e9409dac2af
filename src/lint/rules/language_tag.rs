//! A language that no program knows.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity, excerpt};

pub(super) const RULE: LintRule = LintRule {
    id: "language-tag",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "`language` in the settings is not a language tag, so screen readers do not know how to read the letter",
    help: "Write a tag such as `en-GB`, `de` or `fr-CA`.",
    example: RuleExample { bad: "language = \"English\"", good: "language = \"en-GB\"" },
    check: Some(check),
};

/// Languages by the names that people write.
const LANGUAGE_NAMES: &[(&str, &str)] = &[
    ("english", "en-GB"),
    ("german", "de"),
    ("deutsch", "de"),
    ("french", "fr"),
    ("français", "fr"),
    ("welsh", "cy"),
    ("irish", "ga"),
    ("italian", "it"),
    ("spanish", "es"),
    ("dutch", "nl"),
    ("polish", "pl"),
    ("arabic", "ar"),
];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let language = page.context.settings.language.as_str();
    if language.is_empty() || is_language_tag(language) {
        return Vec::new();
    }
    let known = LANGUAGE_NAMES.iter().find(|(name, _)| *name == language.to_lowercase());
    let tag = known.map_or("en-GB", |(_, tag)| tag);
    let sentence = format!("`{}` is not the tag of a language", excerpt(language));
    vec![RULE.diagnostic_at_settings(sentence).with_help(format!("write `language = \"{tag}\"` below `[society]`"))]
}

/// Tells whether a text has the form of a language tag with a language of two or three letters (RFC 5646 §2.1).
fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let language = subtags.next().unwrap_or_default();
    matches!(language.len(), 2..=3)
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags
            .all(|subtag| matches!(subtag.len(), 1..=8) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::is_language_tag;

    #[test]
    fn tags_are_told_from_names() {
        for tag in ["en", "en-GB", "zh-Hant-TW", "de-CH-1996", "cy", "gsw"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for name in ["English", "en_GB", "e", "en-", "Deutsch", "en GB", "12"] {
            assert!(!is_language_tag(name), "{name}");
        }
    }
}
