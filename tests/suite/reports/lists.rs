//! Lists as people have them: who is imported, and what is said.

use serde_json::json;

use super::Imported;

/// A file, who is mailed afterwards, and what must be said.
struct Case {
    file: &'static str,
    options: &'static [&'static str],
    mailed: &'static [&'static str],
    says: &'static [&'static str],
}

const ANN: &str = "ann@example.org";
const BEN: &str = "ben@example.org";

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { file: "sep-line.csv", options: &[], mailed: &[ANN, BEN], says: &["semicolons between", "Vorname → first_name"] },
    Case { file: "quote-never-closed.csv", options: &[], mailed: &[],
        says: &["line 2: has a quotation mark that is never closed", "goes on to line 6", "swallowed 4 more lines"] },
    Case { file: "quote-never-closed.csv", options: &["--strict"], mailed: &[],
        says: &["nothing was imported", "swallowed 4 more lines", "exit code 1"] },
    Case { file: "pipes.csv", options: &[], mailed: &[ANN, BEN], says: &["vertical bars", "Town"] },
    Case { file: "impossible-domains.csv", options: &[], mailed: &[],
        says: &["line 2", "line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "line 9", "8 refused"] },
    Case { file: "google-contacts.csv", options: &[], mailed: &[ANN, BEN], says: &["E-mail 1 - Value → address"] },
    Case { file: "mailchimp-tags.csv", options: &[], mailed: &[ANN, BEN], says: &["TAGS"] },
    Case { file: "numbers.json", options: &[], mailed: &[ANN], says: &["1 joined"] },
    Case { file: "one-address-twice-same-person.csv", options: &[], mailed: &[ANN, "cy@example.org"],
        says: &["lines 2, 3: the same person", "lines 4, 5: the same person"] },
    Case { file: "decomposed-letters.csv", options: &[], mailed: &[ANN, BEN], says: &["2 joined"] },
    Case { file: "opt-out-mailchimp-unsubscribed.csv", options: &[], mailed: &[],
        says: &["`UNSUB_TIME` in 1 row", "--opted-out suppress", "--opted-out subscribe", "1 left out"] },
    Case { file: "opt-out-civicrm.csv", options: &[], mailed: &[ANN],
        says: &["`Do Not Email` in 1 row", "`Is Opt Out` in 1 row", "2 left out"] },
    Case { file: "opt-out-ghost.csv", options: &[], mailed: &[ANN], says: &["`subscribed_to_emails` in 1 row", "1 left out"] },
    Case { file: "opt-out-ghost.csv", options: &["--opted-out", "subscribe"], mailed: &[ANN, BEN], says: &["as you said"] },
    Case { file: "opt-out-civicrm.csv", options: &["--opted-out", "suppress"], mailed: &[ANN], says: &["2 suppressed"] },
];

#[test]
fn each_list_gives_the_right_people() {
    for Case { file, options, mailed, says } in CASES {
        let imported = Imported::new(&format!("lists/{file}"), options);
        assert_eq!(imported.mailed(), *mailed, "{file}: {}", imported.output);
        imported.says(says);
        if !options.contains(&"--strict") {
            let dry_run = Imported::new(&format!("lists/{file}"), &[options, &["--dry-run"][..]].concat());
            assert!(dry_run.people.is_empty(), "{file}: a dry run writes nothing");
            dry_run.says(says);
        }
    }
}

#[test]
fn values_stand_as_they_are_meant() {
    for (file, expected) in [
        ("google-contacts.csv", json!({ "first_name": "Ann", "last_name": "Lee", "tags": ["myContacts", "Friends"] })),
        ("mailchimp-tags.csv", json!({ "first_name": "Ann", "tags": ["Student", "Leeds"] })),
        ("numbers.json", json!({ "member_no": "12345678901234567890123", "fee": "12.50" })),
        ("one-address-twice-same-person.csv", json!({ "first_name": "Ann", "last_name": "Lee" })),
        ("decomposed-letters.csv", json!({ "first_name": "Ann", "town": "Köln" })),
        ("sep-line.csv", json!({ "first_name": "Ann" })),
        ("pipes.csv", json!({ "first_name": "Ann", "town": "Leeds" })),
    ] {
        let imported = Imported::new(&format!("lists/{file}"), &[]);
        let fields = imported.fields();
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(fields.get(name), Some(value), "{file}: {name}");
        }
    }
    let two = Imported::new("lists/one-address-twice-same-person.csv", &[]);
    assert_eq!(two.people[1]["fields"], json!({ "first_name": "Cy", "last_name": "O’Brien" }));
}

#[test]
fn conditions_fit_texts_in_either_form() {
    let imported = Imported::new("lists/decomposed-letters.csv", &[]);
    for town in ["Köln", "Ko\u{308}ln"] {
        let condition = format!("town == \"{town}\"");
        let shown = imported.workspace.run(["list", "show", "members", "--where", &condition]);
        assert!(shown.out.contains("2 of 2 subscribers"), "{shown}");
    }
    let tags = Imported::new("lists/mailchimp-tags.csv", &[]);
    let shown = tags.workspace.run(["list", "show", "members", "--where", "\"Student\" in tags"]);
    assert!(shown.out.contains("2 of 2 subscribers"), "{shown}");
}

#[test]
fn suppressed_opt_outs_stay_away_from_later_imports() {
    let imported = Imported::new("lists/opt-out-civicrm.csv", &["--opted-out", "suppress"]);
    std::fs::write(imported.workspace.path("later.csv"), "email\nann@example.org\nben@example.org\ndi@example.org\n")
        .unwrap();
    let later = imported.workspace.run(["subscriber", "import", "later.csv", "--list", "members"]);
    assert!(later.out.contains("1 joined") && later.out.contains("1 suppressed"), "{later}");
}

/// Neighbours of the handed cases: other separators, other places of the fault, other words for the same.
#[test]
fn neighbours_of_the_reports_are_right() {
    for (name, file, mailed, says) in [
        ("a.csv", "sep=|\nEmail|Name\nann@example.org|Ann Lee\n", &[ANN][..], &["vertical bars"][..]),
        ("a.csv", "\"sep=;\"\r\nEmail;Town\r\nann@example.org;Köln, Rhein\r\n", &[ANN], &["semicolons"]),
        (
            "a.csv",
            "email,town\nann@example.org,\"Leeds\nben@example.org,York\ncy@example.org,\"Hull\"\n",
            &[],
            &["line 2", "goes on to line 4", "swallowed 2 more lines"],
        ),
        (
            "a.csv",
            "email,first_name,town\nann@example.org,Ann,\"Leeds\nben@example.org,Ben,York\"\ncy@example.org,Cy,Hull\n",
            &["cy@example.org"],
            &["has another row inside one of its cells", "goes on to line 3"],
        ),
        ("a.csv", "email,notes\nann@example.org,\"first line\nsecond line, with a comma\"\n", &[ANN], &["1 joined"]),
        ("a.csv", "\"email,town\nann@example.org,Leeds\n", &[], &["the first line", "never closed"]),
        ("a.csv", "Ann <ann@example.org>\nBen <ben@example.org>\n", &[ANN, BEN], &["2 joined"]),
        ("a.csv", "Ann Lee <ann@example.org>,Leeds\nBen <ben@example.org>,York\n", &[], &["begins with an address"]),
        ("a.csv", "Name,Email\nLee,Ann <ann@example.org>\n", &[ANN], &["1 joined"]),
        ("a.csv", "Address,Primary Email\n1 High Street,ann@example.org\n", &[ANN], &["Primary Email → address"]),
        (
            "a.csv",
            "Changes to chair@example.org\nName;E-Mail\nAnn;ann@example.org\n",
            &[ANN],
            &["1 row above them is left out", "E-Mail → address"],
        ),
        ("a.csv", "Address,Town\nann@example.org,Leeds\n", &[ANN], &["Address → address"]),
        (
            "a.csv",
            "Who,Town\n,Leeds\nnobody,York\nann@example.org,Hull\nben@example.org,Hull\n",
            &[ANN, BEN],
            &["Who  → address"],
        ),
        ("a.csv", "Email,Contact\nyes,ann@example.org\nno,ben@example.org\n", &[ANN, BEN], &["Contact → address"]),
        (
            "a.csv",
            "Society of Friends: members\n\nas of 1 June\nName;E-Mail\nAnn;ann@example.org\n",
            &[ANN],
            &["2 rows above them are left out", "E-Mail → address"],
        ),
        (
            "a.csv",
            "email\nann@example.org; ben@example.org\n",
            &[ANN],
            &["line 2: has several addresses; the first is used"],
        ),
        (
            "a.csv",
            "email,status\nann@example.org,active\nben@example.org,Unsubscribed\n",
            &[ANN],
            &["`status` in 1 row"],
        ),
        ("a.csv", "email,status\nann@example.org,single\nben@example.org,married\n", &[ANN, BEN], &["2 joined"]),
        (
            "a.csv",
            "Email,HasOptedOutOfEmail\nann@example.org,false\nben@example.org,TRUE\n",
            &[ANN],
            &["`HasOptedOutOfEmail` in 1 row"],
        ),
        (
            "a.csv",
            "Email;Abgemeldet am\nann@example.org;\nben@example.org;01.06.2019\n",
            &[ANN],
            &["`Abgemeldet am` in 1 row"],
        ),
        ("a.csv", "email,unsubscribe_link\nann@example.org,https://example.org/u/1\n", &[ANN], &["1 joined"]),
        ("cleaned_audience_export.csv", "Email Address\nann@example.org\n", &[], &["the file's name says so"]),
        (
            "a.json",
            "[{\"email\": \"ann@example.org\", \"unsubscribed\": true}, {\"email\": \"ben@example.org\"}]",
            &[BEN],
            &["`unsubscribed` in 1 row"],
        ),
        (
            "a.jsonl",
            "{\"email\": \"cy@example.org\", \"town\": \"Leeds}\n{\"email\": \"ann@example.org\"}\n",
            &[ANN],
            &["line 1: is no whole JSON object"],
        ),
    ] {
        let imported = Imported::bytes(name, file.as_bytes(), &[]);
        assert_eq!(imported.mailed(), mailed, "{file}: {}", imported.output);
        imported.says(says);
    }
}

#[test]
fn missing_quotation_mark_in_the_first_row_keeps_the_columns() {
    let rows: Vec<_> = (2..31).map(|number| format!("m{number}@example.org,Max,York\n")).collect();
    let file = format!("email,first_name,town\n\"m1@example.org,Max,York\n{}", rows.concat());
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    assert!(imported.people.is_empty(), "{}", imported.output);
    imported.says(&[
        "first_name → first_name",
        "line 2: has a quotation mark that is never closed",
        "goes on to line 31",
        "swallowed 29 more lines",
    ]);
    let file = "email,town\n\"di@example.org,Hull\ndi@example.com,\"Hull, Humber\"\n\
        ann@example.org,Leeds\nben@example.org,York\n";
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    assert_eq!(imported.mailed(), [ANN, BEN], "{}", imported.output);
    imported.says(&["line 2: has a quotation mark in the middle", "goes on to line 3", "swallowed 1 more line"]);
}

#[test]
fn impossible_domains_are_refused_everywhere() {
    let imported = Imported::bytes("a.csv", b"email\nann@example.org\n", &[]);
    for address in ["ben@example.org/", "ben@example.1", "ben@exam|ple.org", "ben@127.0.0.1"] {
        let said = imported.workspace.run(["subscriber", "add", address, "--list", "members"]);
        assert_ne!(said.code(), 0, "{address}: {said}");
    }
}

#[test]
fn whole_names_are_split_when_asked() {
    let file = "Email,Name\nann@example.org,\"Archer, Anna\"\nben@example.org,Dr Carl Cook MP\ncy@example.org,The Board\ndi@example.org,Di\n";
    let proposed = Imported::bytes("a.csv", file.as_bytes(), &[]);
    proposed.says(&[
        "--map \"Name=first_name+last_name\"",
        "line 2: Archer, Anna",
        "first name `Anna`, last name `Archer`",
        "first name `Carl`, last name `Cook`",
        "line 5: Di",
        "stays whole",
    ]);
    assert_eq!(proposed.people[0]["fields"], json!({ "name": "Archer, Anna" }));
    let split = Imported::bytes("a.csv", file.as_bytes(), &["--map", "Name=first_name+last_name"]);
    let fields: Vec<_> = split.people.iter().map(|person| person["fields"].clone()).collect();
    assert_eq!(fields[0], json!({ "first_name": "Anna", "last_name": "Archer" }));
    assert_eq!(fields[1], json!({ "first_name": "Carl", "last_name": "Cook", "name": "Dr Carl Cook MP" }));
    assert_eq!(fields[3], json!({ "name": "Di" }));
}

#[test]
fn quotation_mark_after_a_backslash_is_named() {
    let file = "email,name\nann@example.org,\"Ann \\\"Annie\\\" Lee\"\nben@example.org,\"Ben\"x\ncy@example.org,\"Cy\" \n\
        di@example.org,\"Di \"\"Dee\"\" Ray\"\n";
    let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
    assert_eq!(imported.mailed(), ["cy@example.org", "di@example.org"], "{}", imported.output);
    assert_eq!(imported.people[0]["fields"]["name"], "Cy", "{}", imported.output);
    assert_eq!(imported.people[1]["fields"]["name"], "Di \"Dee\" Ray", "{}", imported.output);
    imported.says(&[
        "line 2: has `\\\"` inside a cell",
        "line 3: has a quotation mark in the middle of a cell",
        "2 refused",
    ]);
}

#[test]
fn tags_of_other_programs_lose_their_marks() {
    for tags in ["Student|Leeds", "{Student,Leeds}", "'Student','Leeds'", "Student, Leeds"] {
        let file = format!("email;tags\nann@example.org;{tags}\n");
        let imported = Imported::bytes("a.csv", file.as_bytes(), &[]);
        let expected = serde_json::json!(["Student", "Leeds"]);
        assert_eq!(imported.people[0]["fields"]["tags"], expected, "{tags}: {}", imported.output);
    }
}
