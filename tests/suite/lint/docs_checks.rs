//! `docs/checks.md` is written from the rules.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use circular::lint::{LINT_RULES, LintRule};

const REWRITE_VARIABLE: &str = "CIRCULAR_TEST_REWRITE";
const BEGIN: &str = "<!-- rules -->\n";
const END: &str = "<!-- /rules -->\n";

/// Returns how a rule's severity is written: `block from 100 kB, always`.
fn severity(rule: &LintRule) -> String {
    let between =
        if rule.other_severity.starts_with("from") || rule.other_severity.starts_with("beyond") { " " } else { "; " };
    let other =
        if rule.other_severity.is_empty() { String::new() } else { format!("{between}{}", rule.other_severity) };
    format!("{}{other}{}", rule.severity, if rule.mandatory { ", always" } else { "" })
}

fn rules_as_markdown() -> String {
    let mut text = String::from("| Rule | Severity | Finds that | What to do |\n| --- | --- | --- | --- |\n");
    for rule in LINT_RULES {
        let LintRule { id, description, help, .. } = rule;
        let _ = writeln!(text, "| `{id}` | {} | {description} | {help} |", severity(rule));
    }
    text.push_str("\n## Examples\n\nA line with `-` is reported, the line with `+` is not.\n");
    for rule in LINT_RULES {
        let lines = |sign: char, text: &str| {
            text.lines().flat_map(|line| [sign, ' '].into_iter().chain(line.chars()).chain(['\n'])).collect::<String>()
        };
        let (bad, good) = (lines('-', rule.example.bad), lines('+', rule.example.good));
        let _ = write!(text, "\n`{}`\n\n```diff\n{bad}{good}```\n", rule.id);
    }
    text
}

#[test]
fn docs_checks_page_is_written_from_the_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("a mark where the rules begin");
    let (_, after) = rest.split_once(END).expect("a mark where the rules end");
    let written = format!("{before}{BEGIN}{}{END}{after}", rules_as_markdown());
    if std::env::var_os(REWRITE_VARIABLE).is_some() {
        fs::write(&path, written).unwrap();
    } else {
        assert_eq!(page, written, "docs/checks.md has changed; {REWRITE_VARIABLE}=1 writes it again");
    }
}
