//! Letters as people wrote them: what `check` finds, and what it leaves alone.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli::TestWorkspace;

const MEMBERS: &str = "email,first_name,town\nann@example.org,Ann,Leeds\nben@example.org,Ben,York\n";

/// A letter, what must be found at which lines, and what must not be found.
struct Case {
    file: &'static str,
    found: &'static [(&'static str, u64)],
    not_found: &'static [&'static str],
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { file: "weekday-pairs", found: &[], not_found: &["date-weekday", "date-past", "date-clash"] },
    Case { file: "placeholder-words-that-are-none", found: &[], not_found: &["placeholder"] },
    Case { file: "event-on-the-day-of-the-sample", found: &[], not_found: &["placeholder"] },
    Case { file: "markdown-strong-beside-cjk", found: &[], not_found: &["markdown-literal"] },
    Case { file: "link-that-says-another-address", found: &[("link-mismatch", 6)], not_found: &[] },
    Case { file: "short-lines-run-together", found: &[("line-break", 8), ("line-break", 12)], not_found: &[] },
    Case { file: "attachment-that-providers-refuse", found: &[("attach-type", 5)], not_found: &[] },
];

/// Checks the drafts of a folder that hold a text each; returns the ids with their lines and columns by draft.
fn check(workspace: &TestWorkspace, slug: &str) -> Vec<(String, u64, u64)> {
    let said = workspace.run(["check", slug, "--json"]);
    let json: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said}"));
    let all = json["drafts"][0]["diagnostics"].as_array().unwrap();
    let place = |found: &Value, key: &str| found["location"][key].as_u64().unwrap_or(0);
    all.iter()
        .map(|found| (found["id"].as_str().unwrap().to_owned(), place(found, "line"), place(found, "column")))
        .collect()
}

fn workspace() -> TestWorkspace {
    let workspace = TestWorkspace::new().with_list(MEMBERS);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/reports/checks");
    fs::create_dir_all(workspace.path("newsletters")).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), workspace.path("newsletters").join(entry.file_name())).unwrap();
    }
    workspace
}

#[test]
fn each_letter_gets_the_right_findings() {
    let workspace = workspace();
    let mut wrong = Vec::new();
    for Case { file, found, not_found } in CASES {
        let all = check(&workspace, file);
        let has = |(id, line): &(&str, u64)| all.iter().any(|(found, at, _)| found == id && at == line);
        let right = found.iter().all(has) && !all.iter().any(|(id, ..)| not_found.contains(&id.as_str()));
        wrong.extend((!right).then(|| (file, all.clone())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_dead_link_is_found_at_its_place() {
    let workspace = workspace();
    let text = workspace.text("newsletters/links-that-cannot-work.md");
    let line = text.lines().nth(5).unwrap();
    let links: Vec<usize> = line.match_indices('[').map(|(at, _)| line[..at].chars().count() + 1).collect();
    assert_eq!(links.len(), 7);
    let found = check(&workspace, "links-that-cannot-work");
    let columns = |id: &str| {
        found
            .iter()
            .filter(|(found, ..)| found == id)
            .filter_map(|(.., column)| usize::try_from(*column).ok())
            .collect::<Vec<_>>()
    };
    let dead = columns("link-local");
    assert_eq!(dead.len(), 6, "{found:?}");
    for (dead, pair) in dead.iter().zip(links.windows(2)) {
        assert!((pair[0]..pair[1]).contains(dead), "{found:?}");
    }
    assert_eq!(columns("link-text"), [links[6]], "{found:?}");
}

#[test]
fn each_invisible_character_is_found() {
    let found = check(&workspace(), "invisible-characters");
    let places: Vec<_> =
        found.iter().filter(|(id, ..)| id == "control-char").map(|(_, line, column)| (*line, *column)).collect();
    assert_eq!(places, [(2, 17), (2, 32), (6, 6), (6, 14), (6, 18), (6, 28)], "{found:?}");
}

#[test]
fn fields_of_other_programs_are_told_with_fields_that_exist() {
    let letter = |words: &str| format!("---\nsubject: A letter to all of us\nto: members\n---\n\n{words}\n");
    for (words, help) in [
        ("Dear <<Vorname>>,", "a field has two braces: `{{first_name}}`"),
        ("Dear [[Anrede]],", "a field has two braces; the list has `{{first_name}}`"),
        ("![[photo.png]]", "an image is written as `![what it shows](photo.png)`"),
        ("*|MC:SUBJECT|*", "a field has two braces"),
    ] {
        let workspace = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", &letter(words));
        let said = workspace.run(["check", "spring"]).to_string();
        assert!(said.contains(help) && !said.contains("mc_subject"), "{words}: {said}");
    }
}

/// Neighbours of the letters above: their kind, not their words.
#[test]
fn neighbours_of_the_reports_are_right() {
    let mut workspace = workspace();
    let cases: &[(&str, &[&str])] = &[
        ("We meet on Saturday/Sunday 1/2 May 2027 and on Mon & Tue, 3 & 4 May 2027.", &[]),
        ("We meet on Sunday and Monday, 1 and 2 May 2027.", &["date-weekday"]),
        ("Super Bowl XXX and Psalm XXX; the XXX anniversary. “TK” means to come.", &[]),
        ("Ask Mr XXX in room XXX.", &["placeholder"]),
        ("Dear «First_Name»,", &["placeholder"]),
        ("Dear <<FirstName>>,", &["placeholder"]),
        ("Dear %%firstname%% of ##town##,", &["placeholder"]),
        ("Dear {$name} {!Contact.Name},", &["placeholder"]),
        ("Dear [[First Name]],", &["placeholder"]),
        ("Dear %FNAME%,", &["placeholder"]),
        ("Dear <<Title>> <<Last_Name>>,", &["placeholder"]),
        ("See <<Link>> for it.", &["placeholder"]),
        ("Dear [firstname,fallback=friend],", &["placeholder"]),
        ("Look at <a href=\"javascript:alert(1)\">it</a>.", &["link-local"]),
        ("She said «bonjour» and «Guten Tag»; 5 % of 7 %, 100%.", &[]),
        (
            "A family \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}, a Persian word می\u{200c}خواهم, and a soft hy\u{ad}phen.",
            &[],
        ),
        (
            "A flag \u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}, Thai ภาษา\u{200b}ไทย, Hebrew \u{2067}שלום\u{2069}.",
            &[],
        ),
        ("A bullet \u{f0b7} of Word, an entity &#8203; and a \u{2} control.", &["control-char"]),
        ("Look at C:\\Users\\Ann\\report.docx for it.", &["link-local"]),
        ("Look at file:///C:/Users/Ann%20Example/Strategy.pdf for it.", &["link-local"]),
        ("Send it to 3 Mill St, Norwich  NR1 3ZZor cash.", &["private-data"]),
        ("We thank June Garland. Then June Garlnad spoke.", &["name-variant"]),
        ("** bold ** is **bold **, so it is.", &["markdown-literal"]),
        ("£5* for members, £10* for others, 2 * 3, 4*5, ****, __init__.py and snake_case.", &[]),
        ("See [the report] (https://www.example.org/report).", &["markdown-literal", "link-text"]),
        ("##What happened\n\nMuch.", &["markdown-literal"]),
        ("#MeToo came to our town.\n\nMuch.", &[]),
        ("| a | b |\n| c | d |", &["markdown-literal"]),
        ("Points:\n(1) tea for all\n(2) cake for all", &["bullet-text"]),
        ("1\\. Welcome, all of you\n\n- one\n- two", &[]),
        ("1. one\n2. two\n2. three", &["list-broken"]),
        ("a)\u{a0}one\\\nb)\u{a0}two\\\nb)\u{a0}three", &["list-broken"]),
        ("1 Welcome\\\n2 Apologies\\\n2 A brief report", &["list-broken"]),
        ("## Forum of 25/07/2019\n\nOn 25 June, 2019 we met.", &["date-clash"]),
        ("You find it at the urls below. We thank you for all you did.", &["promise-empty"]),
        ("Look up the questions at . We thank you.", &["promise-empty"]),
        ("Kind regards,\nAnn Lee", &["line-break"]),
        ("Kind regards,\\\nAnn Lee", &[]),
        ("    We met in the town hall, and six of us came.", &["indented-text"]),
    ];
    for (number, (text, _)) in cases.iter().enumerate() {
        workspace = workspace.with_draft(
            &format!("n{number}"),
            &format!("---\nsubject: A letter to all our members\nto: members\ndate: 2019-01-01\n---\n\n{text}\n"),
        );
    }
    let mut wrong = Vec::new();
    for (number, (text, expected)) in cases.iter().enumerate() {
        let mut ids: Vec<_> = check(&workspace, &format!("n{number}")).into_iter().map(|(id, ..)| id).collect();
        ids.dedup();
        wrong.extend((ids != *expected).then_some((text, ids)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_acts_on_the_terminal() {
    let signs = "\u{1b}[31m \u{7} \u{202e} \u{2066} \u{2028} \u{9b}2J";
    let text = format!(
        "---\nsubject: A letter {signs} to all\nto: members\n---\n\nOn Thursday {signs} 17 May 2017 we [met](x{signs}y).\n\n\
         [a](<b{signs}c.pdf>) ![d {signs}](e{signs}.png) {{{{#if {signs}}}}}f{{{{/if}}}}\n"
    );
    for name in ["spring", "spri\u{202e}ng", "spri\u{1b}[31mng"] {
        let workspace = TestWorkspace::new().with_list(MEMBERS).with_draft(name, &text);
        let said = workspace.run(["check"]);
        let acts = |c: char| {
            c.is_control() && c != '\n'
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        assert!(!said.out.contains(acts) && !said.err.contains(acts), "{:?} {:?}", said.out, said.err);
        assert!(said.code() == 1 && said.out.len() + said.err.len() > 100, "{said}");
    }
}

#[test]
fn namesakes_are_named_until_somebody_says_that_they_are_two() {
    let people = "email,first_name,last_name\neve@example.org,Eve,Smith\neve.smith@example.com,Eve,Smith\n";
    let letter = "---\nsubject: A letter to all our members\nto: members\n---\n\nWe meet.\n";
    let workspace = TestWorkspace::new().with_list(people).with_draft("spring", letter);
    let has_namesakes = || check(&workspace, "spring").iter().any(|(id, ..)| id == "same-name");
    assert!(has_namesakes());
    workspace.run(["subscriber", "edit", "eve@example.org", "--field", "namesake=yes", "--yes"]).is_well();
    assert!(!has_namesakes());
}
