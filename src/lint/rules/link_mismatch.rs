//! Links whose words name another place than the one they lead to.

use url::Url;

use crate::draft::FIELD_PLACEHOLDER;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "link-mismatch",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "the words of a link name one website or mail address and it leads to another: mail programs warn of fraud",
    help: "Write the address to which it leads, or words that are no address.",
    example: RuleExample {
        bad: "[www.example.org/report](https://example.net/r?id=7)",
        good: "[the report](https://example.net/r?id=7)",
    },
    check: Some(check),
};

/// The ends of names by which a word without `www.` is read as that of a website.
const COMMON_TOP_LEVELS: &[&str] = &[
    "org", "com", "net", "uk", "eu", "de", "fr", "ie", "at", "ch", "nl", "it", "es", "edu", "gov", "info", "int",
    "scot", "wales", "london", "ca", "au", "us", "nz", "io", "example",
];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let links = page.links.iter().filter(|link| {
        !link.is_image && !link.is_autolink && !link.target.contains("{{") && !link.text.contains(FIELD_PLACEHOLDER)
    });
    links
        .filter_map(|link| {
            let (shown, actual) = mismatch(&link.text, &link.target)?;
            let sentence = format!("the link says `{shown}` and leads to `{actual}`: mail programs warn of fraud");
            let help = "write the address to which it leads, or words that are no address";
            Some(RULE.diagnostic_at_link(page, link, sentence).with_help(help))
        })
        .collect()
}

/// Returns the place that a link names, and the other one to which it leads.
fn mismatch(text: &str, target: &str) -> Option<(String, String)> {
    if let Some(address) = target.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")) {
        let actual = target[address.len()..].split('?').next()?.replace("%2B", "+").to_lowercase();
        let shown = text.split_whitespace().map(trim_word).find(|word| is_mail_address(word))?.to_lowercase();
        return (!actual.is_empty() && !actual.split(',').any(|one| one.trim() == shown)).then_some((shown, actual));
    }
    let url = Url::parse(target).ok().filter(|url| url.scheme().starts_with("http"))?;
    let actual = bare_host(url.host_str()?);
    let under =
        |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if let Some(address) = only_address(text) {
        let domain = address.rsplit('@').next().unwrap_or_default();
        return (!under(domain, &actual) && !under(&actual, domain)).then_some((address, actual));
    }
    let alone = text.split_whitespace().count() == 1;
    let shown = text.split_whitespace().map(trim_word).find_map(|word| shown_host(word, alone))?;
    (!under(&shown, &actual) && !under(&actual, &shown)).then_some((shown, actual))
}

/// Returns the mail address that is all that a link says; a handle such as `@ann@example.social` is none.
fn only_address(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let word = words.next().filter(|word| is_mail_address(word) && !word.starts_with('@'))?;
    words.next().is_none().then(|| trim_word(word).to_lowercase())
}

fn trim_word(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/')
}

/// Returns the host that a word names: an address on the web or, standing alone, the name of a website.
fn shown_host(word: &str, alone: bool) -> Option<String> {
    let lower = word.to_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Url::parse(word).ok()?.host_str().map(bare_host);
    }
    let name = lower.split(['/', '?', '#', ':']).next()?;
    let top_level = name.rsplit('.').next()?;
    let named = name.starts_with("www.") || (alone && COMMON_TOP_LEVELS.contains(&top_level));
    let valid = name.contains('.') && !name.contains('@') && name.split('.').all(|label| !label.is_empty());
    (named && valid).then(|| Url::parse(&format!("https://{name}")).ok()?.host_str().map(bare_host)).flatten()
}

fn bare_host(host: &str) -> String {
    let host = host.to_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

fn is_mail_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::mismatch;

    #[test]
    fn words_that_name_another_place_are_found() {
        for (text, target) in [
            ("https://www.example.org/report", "https://example.net/r?id=7"),
            ("See www.example.org now", "https://track.example.net/x"),
            ("example.org", "https://example.net"),
            ("chair@example.org", "mailto:office@example.net"),
            ("ann@example.org", "https://example.net/x"),
            ("ann.github.io", "https://eve.github.io/"),
        ] {
            assert!(mismatch(text, target).is_some(), "{text} {target}");
        }
        for (text, target) in [
            ("https://www.example.org/report", "https://example.org/r?id=7"),
            ("www.example.org", "https://shop.example.org/"),
            ("news.example.org", "https://example.org/"),
            ("the report", "https://example.net"),
            ("@ann@social.example", "https://social.example/@ann"),
            ("ann@example.org", "https://www.example.org/contact"),
            ("write to ann@example.org here", "https://example.org/contact"),
            ("report.pdf", "https://example.net"),
            ("Mr. Lee", "https://example.net"),
            ("chair@example.org", "mailto:Chair@example.org?subject=x"),
            ("We at example.org", "https://example.net"),
            ("bücher.example", "https://xn--bcher-kva.example/x"),
        ] {
            assert_eq!(mismatch(text, target), None, "{text} {target}");
        }
    }
}
