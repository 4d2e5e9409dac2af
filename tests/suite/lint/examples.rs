//! The example of each rule is true: the rule finds the bad one and leaves the good one alone.

use circular::lint::{LINT_RULES, LintRule};

use crate::draft::checks::inspect;

/// Rules that look at files, settings and templates, or whose example describes a length: `outside_examples` runs them.
const OUTSIDE: [&str; 12] = [
    "long-para",
    "long-letter",
    "contrast",
    "attach-big",
    "attach-type",
    "img-format",
    "img-turned",
    "look",
    "sample-settings",
    "sender-name",
    "template-image",
    "unsub-long",
];

/// Tells whether the example of a rule is a piece of a draft in which lint finds something.
pub(super) fn is_in_text(rule: &LintRule) -> bool {
    rule.check.is_some() && !OUTSIDE.contains(&rule.id)
}

/// Makes a draft of an example: lines of front matter where it begins with a key, else a body.
fn draft_of(example: &str) -> String {
    let keys = ["subject:", "preheader:"];
    if keys.iter().any(|key| example.starts_with(key)) {
        let subject = if example.starts_with("subject:") { "" } else { "subject: Our spring meeting in Leeds\n" };
        format!("---\n{subject}{example}\n---\nDear all,\n")
    } else {
        format!("---\nsubject: Our spring meeting in Leeds\n---\n{example}\n")
    }
}

#[test]
fn examples_show_what_each_rule_finds() {
    let mut wrong = Vec::new();
    for rule in LINT_RULES.iter().filter(|rule| is_in_text(rule)) {
        let finds = |example: &str| inspect(&draft_of(example)).iter().any(|finding| finding.id == rule.id);
        if !finds(rule.example.bad) {
            wrong.push((rule.id, "the bad example is not found"));
        }
        if finds(rule.example.good) {
            wrong.push((rule.id, "the good example is found"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_has_words_and_an_example() {
    for LintRule { id, description, help, example, .. } in LINT_RULES {
        assert!(!description.ends_with('.') && description.len() > 20, "{id}: {description}");
        assert!(help.ends_with(['.', ')']), "{id}: {help}");
        assert!(!example.bad.is_empty() && !example.good.is_empty() && example.bad != example.good, "{id}");
    }
}
