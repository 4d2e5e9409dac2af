//! One draft for each check, which finds exactly what that check is for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use circular::lint::LINT_RULES;
use serde_json::Value;

use super::TestWorkspace;

const PEOPLE: &str = "email,first_name,category\nann@example.org,Ann,member\nbob@example.org,,nameless\n";

/// People whom two checks are about, on a list of their own.
const SIMILAR_NAMES: &str = "email,first_name,last_name\neve@example.org,Eve,Smith\neve.smith@example.com,Eve,Smith\n\
                      dan@example.org,DAN,Cole\n";

/// People of a list whose letters are on the web.
const READERS: &str = "email,town\nfay@example.org,Leeds\n";

/// What stands in the settings and templates of a house for the rules about them.
const TEMPLATES: [(&str, &str, &str); 8] = [
    (
        "sample-settings",
        "circular.toml",
        "[society]\nname = \"Our Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n\
         [web]\npublic_url = \"https://news.example.org\"\n[relay]\nurl = \"smtp://127.0.0.1:9\"\n",
    ),
    (
        "sender-name",
        "circular.toml",
        "[society]\nname = \"Society\"\n[sender]\nfrom = \"\\\"Müller, Anna\\\" <chair@example.org>\"\n\
         [web]\npublic_url = \"https://news.example.org\"\n",
    ),
    (
        "unsub-long",
        "circular.toml",
        "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n\
         [web]\npublic_url = \"https://newsletter.mail.society-for-walking.example.org\"\n",
    ),
    (
        "look",
        "circular.toml",
        "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n[look]\ncolour = \"#f2b705\"\n\
         [web]\npublic_url = \"https://news.example.org\"\n",
    ),
    ("template-image", "templates/partials/masthead.html.hbs", "<p><img src=\"logo.png\" alt=\"Logo\"></p>\n"),
    ("unsub-missing", "templates/letter/layout.txt.hbs", "{{{body}}}\n"),
    (
        "template",
        "templates/letter/layout.html.hbs",
        "<html>{{{body}}} {{#if first_name}} {{unsubscribe_url}}</html>\n",
    ),
    ("contrast", "templates/letter/layout.css", ".button { color: #a8aaaf; background: #f2f4f6 }\n"),
];

/// What only `send` finds, in the DNS: `cli::doctor::sending` has the cases.
const FOUND_IN_DNS: [&str; 3] = ["sender-domain", "sender-unaligned", "dkim-broken"];

fn corpus() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/draft/corpus");
    let mut drafts: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    drafts.sort();
    drafts
}

/// Checks all drafts of a house; returns of each its name and the ids that were found in it.
fn found(house: &TestWorkspace) -> Vec<(String, BTreeSet<String>)> {
    let said = house.run(["check", "--json"]);
    let json: Value = serde_json::from_str(&said.out).unwrap();
    let ids = |draft: &Value| {
        let diagnostics = draft["diagnostics"].as_array().unwrap();
        diagnostics.iter().map(|diagnostic| diagnostic["id"].as_str().unwrap().to_owned()).collect()
    };
    json["drafts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|draft| (draft["draft"].as_str().unwrap().to_owned(), ids(draft)))
        .collect()
}

#[test]
fn each_corpus_draft_triggers_only_its_check() {
    let corpus = corpus();
    let in_drafts = LINT_RULES.iter().filter(|check| !FOUND_IN_DNS.contains(&check.id));
    let ids: BTreeSet<_> = in_drafts.map(|check| check.id.to_owned()).collect();
    assert_eq!(corpus.iter().map(|(id, _)| id.clone()).collect::<BTreeSet<_>>(), ids, "one draft for each check");

    let mut house = TestWorkspace::new().with_list(PEOPLE).with_file("others.csv", SIMILAR_NAMES);
    house.run(["list", "create", "others", "--title", "Others"]).is_well();
    house.run(["subscriber", "import", "others.csv", "--list", "others"]).is_well();
    house = house.with_file("readers.csv", READERS);
    house.run(["list", "create", "readers", "--title", "Readers", "--archive", "public"]).is_well();
    house.run(["subscriber", "import", "readers.csv", "--list", "readers"]).is_well();
    for (id, text) in corpus.iter().filter(|(id, _)| !TEMPLATES.iter().any(|(other, ..)| id == other)) {
        // Dashes are no words, and long in quoted-printable.
        house = house.with_draft(id, &text.replace("@@@", &"— ".repeat(12_000)));
    }
    fs::write(house.path("newsletters/draft.md"), b"---\nsubject: Gr\xfc\xdfe\n---\n").unwrap();
    for (name, octets) in [("small.png", 100), ("large.png", 250_000)] {
        let head = [&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &600_u32.to_be_bytes(), &400_u32.to_be_bytes()].concat();
        fs::write(house.path("newsletters").join(name), [head, vec![0; octets]].concat()).unwrap();
    }
    fs::write(house.path("newsletters/turned.jpg"), include_bytes!("../reports/letters/turned.jpg")).unwrap();
    fs::write(house.path("newsletters/meeting.webp"), b"RIFF\x1a\0\0\0WEBPVP8L").unwrap();
    fs::write(house.path("newsletters/calculator.js"), b"let a = 1;\n").unwrap();
    fs::write(house.path("newsletters/large.bin"), vec![0; 4_000_000]).unwrap();
    let mut all = found(&house);
    for (id, file, text) in TEMPLATES {
        let draft = &corpus.iter().find(|(other, _)| other == id).unwrap().1;
        all.extend(found(&TestWorkspace::new().with_list(PEOPLE).with_file(file, text).with_draft(id, draft)));
    }
    let wrong: Vec<_> = all.iter().filter(|(id, found)| *found != BTreeSet::from([id.clone()])).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(all.len(), ids.len());
}

#[test]
fn checks_page_lists_every_check() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md")).unwrap();
    let mut rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    for check in LINT_RULES {
        let (id, rest) = rows.next().unwrap_or_else(|| panic!("docs/checks.md lacks `{}`", check.id));
        let severity = check.severity.to_string();
        let cells: Vec<_> = rest.split(" | ").map(str::trim).collect();
        assert_eq!(id, check.id, "the page has the order of the table");
        assert!(cells[1].starts_with(&severity), "{id}: {} is not {severity}", cells[1]);
        assert_eq!(cells[1].ends_with("always"), check.mandatory, "{id}");
    }
    assert!(rows.next().is_none());
}
