//! The examples of rules that look at files, people, templates and settings, run by the binary.

use std::collections::BTreeSet;
use std::fs;

use circular::lint::{LINT_RULES, LintRule};
use serde_json::Value;

use crate::cli::TestWorkspace;

/// Where the example of a rule belongs.
#[derive(Clone, Copy)]
enum Place {
    /// In a draft: front matter where it begins with a key, else the body.
    Draft,
    /// In the list.
    People,
    /// In the settings, in place of the line with this key.
    Settings(&'static str),
    /// In a file of the workspace.
    File(&'static str),
}

const PLACES: &[(&str, Place)] = &[
    ("front-matter", Place::Draft),
    ("attachment", Place::Draft),
    ("image", Place::Draft),
    ("event", Place::Draft),
    ("answers", Place::Draft),
    ("view-call", Place::Draft),
    ("no-list", Place::Draft),
    ("condition", Place::Draft),
    ("notice-narrowed", Place::Draft),
    ("nobody", Place::Draft),
    ("syntax", Place::Draft),
    ("field-unknown", Place::Draft),
    ("html-open", Place::Draft),
    ("template", Place::Draft),
    ("unsub-missing", Place::File("templates/partials/footer.html.hbs")),
    ("unprintable", Place::Draft),
    ("letter-empty", Place::Draft),
    ("link-empty", Place::Draft),
    ("sample-settings", Place::Settings("name")),
    ("sender-name", Place::Settings("from")),
    ("sender-foreign", Place::Draft),
    ("template-image", Place::File("templates/partials/masthead.html.hbs")),
    ("look", Place::Settings("colour")),
    ("unsub-long", Place::Settings("public_url")),
    ("contrast", Place::File("templates/letter/layout.css")),
    ("field-empty", Place::Draft),
    ("same-name", Place::People),
    ("odd-name", Place::People),
    ("img-format", Place::Draft),
    ("img-turned", Place::Draft),
    ("img-big", Place::Draft),
    ("attach-type", Place::Draft),
    ("attach-big", Place::Draft),
    ("size-clip", Place::Draft),
    ("long-para", Place::Draft),
    ("long-letter", Place::Draft),
];

/// What only `send` finds, in the DNS: `cli::doctor::sending` has the cases.
const FOUND_IN_DNS: [&str; 3] = ["sender-domain", "sender-unaligned", "dkim-broken"];

const SETTINGS: &str = "[society]\nname = \"Society\"\nlanguage = \"en-GB\"\n\
    [sender]\nfrom = \"Chair <chair@example.org>\"\n\
    [look]\ncolour = \"#7a1f3d\"\n\
    [web]\npublic_url = \"https://news.example.org\"\n\
    [relay]\nurl = \"smtp://127.0.0.1:9\"\n";

const PEOPLE: &str = "email,first_name,last_name,category,town\n\
    ann@example.org,Ann,Lee,member,Leeds\nben@example.org,,Roe,student,York\n";

const NAMES: &str = "email,first_name,last_name\n";

/// Writes a text that an example describes: `(one paragraph of 140 words)`.
fn described(example: &str) -> String {
    let number = example.split(|c: char| !c.is_ascii_digit() && c != ',').find(|word| word.len() > 1).unwrap_or("0");
    let number: usize = number.replace(',', "").parse().unwrap();
    match example {
        _ if !example.starts_with('(') => example.to_owned(),
        _ if example.contains(" kB") => "— ".repeat(number * 100),
        _ if example.contains("two paragraphs") => format!("{0}\n\n{0}", "word ".repeat(number)),
        _ if example.contains("letter") => vec!["word ".repeat(100); number.div_ceil(100)].join("\n\n"),
        _ => "word ".repeat(number),
    }
}

fn draft(example: &str) -> String {
    let text = described(example);
    let keys = [
        "subjet:",
        "subject:",
        "attachments:",
        "event:",
        "answers:",
        "views:",
        "from:",
        "to:",
        "where:",
        "notice:",
        "template:",
    ];
    let (head, body) =
        if keys.iter().any(|key| text.starts_with(key)) { (text, String::new()) } else { (String::new(), text) };
    let mut lines = vec![head.clone()];
    for (key, line) in [("subj", "subject: A letter to all our members"), ("to:", "to: members")] {
        lines.extend((!head.contains(key)).then(|| line.to_owned()));
    }
    lines.push("issue:\n  a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]".to_owned());
    let head: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    format!("---\n{}\n---\n\nDear all,\n\n{body}\n", head.join("\n"))
}

/// Returns of each draft the ids that were found.
fn found(workspace: &TestWorkspace) -> Vec<(String, BTreeSet<String>)> {
    let said = workspace.run(["check", "--json"]);
    let json: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said}"));
    let ids = |draft: &Value| {
        let all = draft["diagnostics"].as_array().unwrap().iter();
        all.map(|found| found["id"].as_str().unwrap().to_owned()).collect()
    };
    let drafts = json["drafts"].as_array().unwrap().iter();
    drafts.map(|draft| (draft["draft"].as_str().unwrap().to_owned(), ids(draft))).collect()
}

fn workspace() -> TestWorkspace {
    TestWorkspace::empty().with_file("circular.toml", SETTINGS)
}

/// Checks a letter in a workspace with an example that is not in the draft.
fn is_found_around(rule: &LintRule, place: Place, example: &str) -> bool {
    let letter =
        "---\nsubject: A letter to all our members\nto: members\n---\n\nDear {{default first_name \"friend\"}},\n";
    let workspace = match place {
        Place::Draft => unreachable!("drafts are checked together"),
        Place::People => workspace().with_list(&format!("{NAMES}{example}\n")),
        Place::Settings(key) => {
            let replace =
                |line: &str| if line.starts_with(&format!("{key} =")) { example.to_owned() } else { line.to_owned() };
            let settings: Vec<_> = SETTINGS.lines().map(replace).collect();
            TestWorkspace::empty().with_file("circular.toml", &(settings.join("\n") + "\n")).with_list(PEOPLE)
        }
        Place::File(path) => workspace().with_list(PEOPLE).with_file(path, &format!("{example}\n")),
    };
    let all = found(&workspace.with_draft("spring", letter));
    assert_eq!(all.len(), 1, "{}", rule.id);
    all[0].1.contains(rule.id)
}

#[test]
fn examples_of_drafts_with_files_are_true() {
    let mut workspace = workspace().with_list(PEOPLE);
    let rules = || {
        LINT_RULES
            .iter()
            .filter(|rule| PLACES.iter().any(|(id, place)| *id == rule.id && matches!(place, Place::Draft)))
    };
    for rule in rules() {
        workspace = workspace.with_draft(&format!("bad-{}", rule.id), &draft(rule.example.bad));
        workspace = workspace.with_draft(&format!("good-{}", rule.id), &draft(rule.example.good));
    }
    let image =
        |width: u32| [&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &width.to_be_bytes(), &400_u32.to_be_bytes()].concat();
    for (name, bytes) in [
        ("meeting.png", image(600)),
        ("meeting.jpg", image(600)),
        ("meeting.webp", b"RIFF\x1a\0\0\0WEBPVP8L".to_vec()),
        ("photo-1200.jpg", image(1_200)),
        ("turned.jpg", include_bytes!("../reports/letters/turned.jpg").to_vec()),
        ("upright.jpg", include_bytes!("../reports/letters/gps.jpg").to_vec()),
        ("photo-12-megapixels.jpg", image(4_000)),
        ("minutes.pdf", b"%PDF-1.4".to_vec()),
        ("film.mp4", vec![0; 8_000_000]),
        ("calculator.js", b"1".to_vec()),
    ] {
        fs::write(workspace.path("newsletters").join(name), bytes).unwrap();
    }
    let all = found(&workspace);
    let wrong: Vec<_> = all
        .iter()
        .filter(|(draft, ids)| match draft.split_once('-').unwrap() {
            ("bad", id) => !ids.contains(id),
            (_, id) => ids.contains(id),
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(all.len(), rules().count() * 2);
}

#[test]
fn examples_around_drafts_are_true() {
    let mut wrong = Vec::new();
    for (id, place) in PLACES.iter().filter(|(_, place)| !matches!(place, Place::Draft)) {
        let rule = circular::lint::find_rule(id).unwrap();
        wrong
            .extend((!is_found_around(rule, *place, rule.example.bad)).then_some((id, "the bad example is not found")));
        wrong.extend(is_found_around(rule, *place, rule.example.good).then_some((id, "the good example is found")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn example_of_a_missing_draft_is_true() {
    let workspace = workspace().with_list(PEOPLE).with_draft("spring", &draft("Come."));
    let rule = circular::lint::find_rule("draft").unwrap();
    for (example, code) in [(rule.example.bad, 1), (rule.example.good, 0)] {
        let words: Vec<_> = example.split(' ').skip(1).collect();
        let said = workspace.run_all(&words);
        assert_eq!(said.code(), code, "{said}");
    }
}

#[test]
fn example_of_the_copy_on_the_web_is_true() {
    let rule = circular::lint::find_rule("web-copy").unwrap();
    let workspace = workspace().with_list(PEOPLE);
    workspace.run(["list", "edit", "members", "--archive", "public"]).is_well();
    let workspace = workspace.with_draft("bad", &draft(rule.example.bad)).with_draft("good", &draft(rule.example.good));
    let all: Vec<_> = found(&workspace).into_iter().map(|(draft, ids)| (draft, ids.contains(rule.id))).collect();
    assert_eq!(all, [("bad".to_owned(), true), ("good".to_owned(), false)]);
}

/// Each rule's example is run by one test or the other.
#[test]
fn no_example_is_left_out() {
    for rule in LINT_RULES.iter().filter(|rule| !FOUND_IN_DNS.contains(&rule.id)) {
        let outside = ["draft", "web-copy"].contains(&rule.id) || PLACES.iter().any(|(id, _)| *id == rule.id);
        assert_ne!(outside, super::examples::is_in_text(rule), "{}", rule.id);
    }
}
