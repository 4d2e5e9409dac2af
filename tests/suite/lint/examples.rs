//! The example of each rule is true: the rule finds the bad one and leaves the good one alone.

use circular::lint::{LINT_RULES, LintRule};

use crate::draft::checks::inspect;

/// Rules whose example describes a length instead of having it.
const DESCRIBED: [&str; 2] = ["long-para", "long-letter"];

/// Makes a draft of an example: lines of front matter where it begins with a key, else a body.
fn draft_of(rule: &LintRule, example: &str) -> String {
    let keys = ["subject:", "preheader:"];
    if keys.iter().any(|key| example.starts_with(key)) {
        let subject = if rule.id == "subject-len" { "" } else { "subject: Our spring meeting in Leeds\n" };
        format!("---\n{subject}{example}\n---\nDear all,\n")
    } else {
        format!("---\nsubject: Our spring meeting in Leeds\n---\n{example}\n")
    }
}

#[test]
fn examples_show_what_each_rule_finds() {
    let in_text = LINT_RULES.iter().filter(|rule| rule.check.is_some() && !DESCRIBED.contains(&rule.id));
    let other_inputs = ["contrast", "attach-big", "img-format"];
    let mut wrong = Vec::new();
    for rule in in_text.filter(|rule| !other_inputs.contains(&rule.id)) {
        let finds = |example: &str| inspect(&draft_of(rule, example)).iter().any(|finding| finding.id == rule.id);
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
