//! Links that lead nowhere for those who get the letter.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "link-local",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "a link leads to your own computer, to a file beside the draft, or nowhere",
    help: "Write the whole address, beginning with `https://`.",
    example: RuleExample { bad: "[the report](report.pdf)", good: "[the report](https://www.example.org/report.pdf)" },
    check: Some(check),
};

/// The schemes that a letter may link to.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = local_links(page);
    let beside = page.links.iter().filter(|link| link.is_image && page.context.read_file(&link.target).is_some());
    for picture in beside {
        let named = format!("`{}`", picture.target);
        findings.retain(|finding| !finding.message.contains(&named));
    }
    findings
}

/// Finds links to files, to this computer, to nothing.
fn local_links(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let draft = page.draft;
    let mut findings = Vec::new();
    for (line, target) in page.body.link_targets() {
        let Some((sentence, hint)) = link_fault(&target) else { continue };
        let source = draft.body.lines().nth(line).unwrap_or_default();
        let column = source.find(target.as_str()).map_or(0, |at| source[..at].chars().count() + 1);
        let mut finding = draft.blocking_diagnostic(RULE.id, draft.body_line_offset + line + 1, column, sentence);
        finding.help = Some(hint);
        findings.push(finding);
    }
    findings
}

/// Tells what is wrong with a link's target, and what to do.
fn link_fault(target: &str) -> Option<(String, String)> {
    let whole = "write the whole address, beginning with `https://`".to_owned();
    if target.is_empty() || target == "#" {
        return Some(("a link leads nowhere".to_owned(), "write an address between the round brackets".to_owned()));
    }
    if target.starts_with('#') {
        let hint = "say in words where it stands: few mail programs jump within a letter".to_owned();
        return Some((format!("the link to `{target}` stays within the letter"), hint));
    }
    if target.starts_with("{{") {
        return None;
    }
    let scheme = target.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme {
        Some(scheme) if scheme.len() == 1 || scheme == "file" => {
            let hint = "attach the file with `attachments:`, or link to it on the web".to_owned();
            Some((format!("the link to `{target}` leads to a file on your computer"), hint))
        }
        Some(scheme) if !SCHEMES.contains(&scheme.as_str()) => {
            Some((format!("the link to `{target}` is none that mail programs follow"), whole))
        }
        Some(scheme) if scheme.starts_with("http") => match url::Url::parse(target) {
            Ok(url) if is_local_host(&url) => {
                Some((format!("the link to `{target}` leads to your own computer"), whole))
            }
            Err(_) if !target.contains("{{") => Some((format!("the link to `{target}` is no address"), whole)),
            _ => None,
        },
        Some(_) => None,
        None if target.starts_with("www.") => {
            Some((format!("the link to `{target}` leads nowhere"), format!("write `https://{target}`")))
        }
        None if target.contains('@') => {
            Some((format!("the link to `{target}` leads nowhere"), format!("write `mailto:{target}`")))
        }
        None => Some((format!("the link to `{target}` leads nowhere outside of this folder"), whole)),
    }
}

fn is_local_host(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => {
            name.rsplit('.').next().is_some_and(|last| matches!(last, "localhost" | "local"))
        }
        Some(url::Host::Ipv4(address)) => address.is_loopback() || address.is_private() || address.is_unspecified(),
        Some(url::Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::link_fault;

    #[test]
    fn links_that_lead_nowhere_are_told_apart() {
        for target in [
            "",
            "#",
            "#top",
            "file:///C:/Users/x.pdf",
            "C:\\Users\\x.pdf",
            "http://localhost:8025/x",
            "http://127.0.0.1/",
            "http://[::1]/",
            "report.pdf",
            "../x.md",
            "www.example.org",
            "chair@example.org",
            "javascript:alert(1)",
            "https://",
        ] {
            assert!(link_fault(target).is_some(), "{target}");
        }
        for target in [
            "https://example.org/x",
            "mailto:a@example.org",
            "tel:+44",
            "{{site}}",
            "https://{{host}}/",
            "{{unsubscribe_url}}",
        ] {
            assert!(link_fault(target).is_none(), "{target}");
        }
    }
}
