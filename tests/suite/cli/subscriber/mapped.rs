//! Columns of any name, and what is shown before anything is written.

use std::fs;

use crate::cli::TestWorkspace;

const MIXED: &str = "Mitglied;E-Mail-Adresse;Vorname;Nachname;Beitritt;Zahlt;Gruppen;Notizen\n\
    1;ann@example.org;Ann;Lee;01/06/2019;ja;\"Student; Norwich\";x\n\
    2;lee@example.org;Bob;Lee;02/06/2019;nein;;\n\
    3;lee@example.org;Cat;Lee;13/06/2019;;Norwich;\n\
    4;bad;Dan;Poe;;;;\n";

fn house() -> TestWorkspace {
    let house = TestWorkspace::new().with_file("mixed.csv", MIXED);
    house.run(["list", "create", "members", "--title", "Our members"]).is_well();
    house
}

#[test]
fn dry_run_shows_mapping_and_writes_nothing() {
    let house = house();
    insta::assert_snapshot!(house.run([
        "subscriber", "import", "mixed.csv", "--list", "members", "--map", "Notizen=", "--map", "Beitritt=joined",
        "--map", "Mitglied=number", "--dry-run",
    ]), @r#"
    Nothing was written. `mixed.csv` into `members` would be: 2 joined, 1 refused.
    Letters can use {{number}}, {{first_name}}, {{last_name}}, {{joined}}, {{zahlt}}, {{gruppen}}.
    What they agreed to is not recorded; to record it, pass `--basis "ticked “news” on the membership form"`.
    --- standard error
    mixed.csv: UTF-8, semicolons between the cells
      Mitglied       → number        text  such as `1`
      E-Mail-Adresse → address             such as `ann@example.org`
      Vorname        → first_name    text  such as `Ann`
      Nachname       → last_name     text  such as `Lee`
      Beitritt       → joined        date  such as `01/06/2019`; the day first, as the dates show
      Zahlt          → zahlt         flag  such as `ja`
      Gruppen        → gruppen       tags  such as `Student; Norwich`
      Notizen        → not imported        left out, as you said
    mixed.csv, line 5: `bad` has no @
    mixed.csv, lines 3, 4: people who share an address: kept as one, `Bob and Cat Lee`
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    members  Our members — 0 subscribers, 0 unsubscribed
    --- exit code 0
    ");
}

#[test]
fn consent_text_is_recorded() {
    let house = house();
    insta::assert_snapshot!(house.run([
        "subscriber", "import", "mixed.csv", "--list", "members", "--basis", "ticked the box on the form of 2019",
    ]), @"
    Imported `mixed.csv` into `members`: 2 joined, 1 refused.
    Letters can use {{mitglied}}, {{first_name}}, {{last_name}}, {{beitritt}}, {{zahlt}}, {{gruppen}}, {{notizen}}.
    --- standard error
    mixed.csv: UTF-8, semicolons between the cells
      Mitglied       → mitglied    text  such as `1`
      E-Mail-Adresse → address           such as `ann@example.org`
      Vorname        → first_name  text  such as `Ann`
      Nachname       → last_name   text  such as `Lee`
      Beitritt       → beitritt    date  such as `01/06/2019`; the day first, as the dates show
      Zahlt          → zahlt       flag  such as `ja`
      Gruppen        → gruppen     tags  such as `Student; Norwich`
      Notizen        → notizen     text  such as `x`
    mixed.csv, line 5: `bad` has no @
    mixed.csv, lines 3, 4: people who share an address: kept as one, `Bob and Cat Lee`
    --- exit code 0
    ");
    let changed =
        house.with_file("new.csv", "email,Vorname,beitritt\nann@example.org,Anna,soon\nlee@example.org,,1/7/2019\n");
    insta::assert_snapshot!(changed.run(["subscriber", "import", "new.csv", "--list", "members", "--map", "Vorname=first_name", "--dry-run"]), @"
    Nothing was written. `new.csv` into `members` would be: 0 joined, 1 changed, 1 refused.
    Letters can use {{first_name}}, {{beitritt}}.
    --- standard error
    new.csv: UTF-8, commas between the cells
      email    → address           such as `ann@example.org`
      Vorname  → first_name  text  such as `Anna`
      beitritt → beitritt    date  such as `soon`; the day first, as is usual in the society's language
    new.csv, line 2: has `soon` in `beitritt`, which is no date
    new.csv, line 3: lee@example.org, beitritt: `2019-06-02` → `2019-07-01`
    new.csv, line 3: lee@example.org, first_name: `Bob and Cat` → nothing
    --- exit code 0
    ");
}

#[test]
fn foreign_export_is_imported() {
    let house = house();
    insta::assert_snapshot!(house.run_typing("email\nann@example.org\nbad\n", ["subscriber", "import", "-", "--list", "members"]), @r#"
    Imported `standard input` into `members`: 1 joined, 1 refused.
    What they agreed to is not recorded; to record it, pass `--basis "ticked “news” on the membership form"`.
    --- standard error
    standard input: UTF-8, commas between the cells
      email → address    such as `ann@example.org`
    standard input, line 3: `bad` has no @
    --- exit code 0
    "#);
    let left: Vec<_> = fs::read_dir(house.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".tmp")), "{left:?}");
}

#[test]
fn invalid_mapping_is_explained() {
    let house = house().with_file("names.csv", "name,town\nAnn,Leeds\n");
    fs::write(house.path("old.csv"), b"email,town\nann@example.org,K\xf6ln\n").unwrap();
    insta::assert_snapshot!(house.run(["subscriber", "import", "mixed.csv", "--list", "members", "--map", "Notiz=x"]), @"
    --- standard error
    error: `mixed.csv` has no column `Notiz`: did you mean `Notizen`?
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["subscriber", "import", "old.csv", "--list", "members"]), @r#"
    Imported `old.csv` into `members`: 1 joined.
    Letters can use {{town}}.
    What they agreed to is not recorded; to record it, pass `--basis "ticked “news” on the membership form"`.
    --- standard error
    old.csv: Windows-1252 (a guess: `--encoding` says another), commas between the cells
      email → address        such as `ann@example.org`
      town  → town     text  such as `Köln`
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["subscriber", "import", "names.csv", "--list", "members", "--map", "nothing"]), @"
    --- standard error
    error: invalid value 'nothing' for '--map <COLUMN=FIELD>': say `COLUMN=field`, `COLUMN=field:kind` or `COLUMN=`

    For more information, try '--help'.
    --- exit code 2
    ");
}
