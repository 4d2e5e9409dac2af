//! Members of the list who opted out in another program.

use serde_json::{Value, json};

use crate::cli::TestWorkspace;

const OPTED_OUT: &str = "email,town,unsubscribed_at\n\
    ann@example.org,York,2019-06-01\nben@example.org,York,2019-06-02\ncy@example.org,Hull,\n";

/// Returns a workspace whose list has one member, Ann in Leeds, and the file to import.
fn workspace(file: &str) -> TestWorkspace {
    let workspace = TestWorkspace::new().with_list("email,town\nann@example.org,Leeds\n");
    workspace.with_file("old.csv", file)
}

fn import(workspace: &TestWorkspace, options: &[&str]) -> crate::cli::CommandOutput {
    workspace.run_all(&[&["subscriber", "import", "old.csv", "--list", "members"], options].concat())
}

/// Returns the address, the state and the town of everyone on the list.
fn people(workspace: &TestWorkspace) -> Vec<Value> {
    let export = workspace.run(["subscriber", "export", "--list", "members", "--format", "json"]);
    let people: Vec<Value> = serde_json::from_str(&export.out).unwrap();
    people.iter().map(|person| json!([person["address"], person["state"], person["fields"]["town"]])).collect()
}

#[test]
fn opted_out_member_is_reported_and_left_unchanged() {
    let workspace = workspace(OPTED_OUT);
    let warning = "old.csv: 1 of these people is on the list `members` and still gets letters: ann@example.org\n  \
        To stop that, pass `--opted-out suppress`, or run `circular subscriber unsubscribe ADDRESS --list members`.\n";
    let counts =
        "1 joined, 2 left out, as they opted out in another program (1 is on the list and still gets letters).";
    for options in [&["--dry-run"][..], &[]] {
        let said = import(&workspace, options);
        assert!(said.err.contains("2 rows are people who opted out in another program (`unsubscribed_at`"), "{said}");
        assert!(said.err.contains(warning) && said.out.contains(counts), "{said}");
    }
    assert_eq!(
        people(&workspace),
        [json!(["ann@example.org", "confirmed", "Leeds"]), json!(["cy@example.org", "confirmed", "Hull"])]
    );
    let found: Value = serde_json::from_str(&import(&workspace, &["--json"]).out).unwrap();
    let result = &found["result"];
    assert_eq!((&result["opted_out"], &result["opted_out_on_list"]), (&json!(2), &json!(1)), "{found}");
    assert_eq!((&result["unchanged"], &result["changed"]), (&json!(1), &json!(0)), "{found}");
    assert_eq!(result["opted_out_members"], json!(["ann@example.org"]));
}

#[test]
fn file_with_only_an_opted_out_member_changes_nothing() {
    let workspace = workspace("email,town,unsubscribed_at\nann@example.org,York,2019-06-01\n");
    let said = import(&workspace, &[]);
    assert!(said.err.contains("1 row is somebody who opted out in another program"), "{said}");
    assert!(said.err.contains("1 of these people is on the list `members`"), "{said}");
    assert!(said.out.contains("0 joined, 1 left out, as they opted out in another program (1 is on"), "{said}");
    assert_eq!(people(&workspace), [json!(["ann@example.org", "confirmed", "Leeds"])]);
}

#[test]
fn suppressed_opted_out_member_is_not_warned_about() {
    let workspace = workspace(OPTED_OUT);
    let said = import(&workspace, &["--opted-out", "suppress"]);
    assert!(!said.err.contains("still gets letters"), "{said}");
    assert!(said.out.contains("1 joined, 2 suppressed, as they opted out in another program."), "{said}");
    assert_eq!(people(&workspace)[0], json!(["ann@example.org", "suppressed", "Leeds"]));
}

#[test]
fn unsubscribed_member_is_not_warned_about() {
    let workspace = workspace(OPTED_OUT);
    workspace.run(["subscriber", "unsubscribe", "ann@example.org", "--list", "members"]).is_well();
    let said = import(&workspace, &[]);
    assert!(!said.err.contains("still gets letters"), "{said}");
    assert!(said.out.contains("1 had unsubscribed and stays unsubscribed, 1 left out, as they opted out"), "{said}");
    assert_eq!(people(&workspace)[0], json!(["ann@example.org", "unsubscribed", "Leeds"]));
}

#[test]
fn first_addresses_of_many_opted_out_members_are_listed() {
    let rows: Vec<_> = (1..8).map(|number| format!("m{number}@example.org,2019-06-01\n")).collect();
    let rows = rows.concat();
    let workspace = TestWorkspace::new().with_list(&format!("email,joined\n{rows}"));
    let workspace =
        workspace.with_file("old.csv", &format!("email,unsubscribed_at\n{rows}M1@example.org,2019-06-01\n"));
    let said = import(&workspace, &[]);
    let warning = "7 of these people are on the list `members` and still get letters: m1@example.org, m2@example.org, \
        m3@example.org, m4@example.org, m5@example.org and 2 more\n";
    assert!(said.err.contains(warning), "{said}");
    assert!(said.out.contains("7 left out, as they opted out in another program (7 are on the list"), "{said}");
}

#[test]
fn former_address_is_left_out_with_its_present_owner() {
    let workspace = workspace("email,town\nann@example.org,York\ncy@example.org,Hull\n");
    let edit = ["subscriber", "edit", "ann@example.org", "--address", "ann@new.example.org", "--yes"];
    workspace.run(edit).is_well();
    workspace.run(["subscriber", "unsubscribe", "ann@new.example.org", "--list", "members"]).is_well();
    for options in [&["--dry-run"][..], &[]] {
        let said = import(&workspace, options);
        let line = "old.csv, line 2: ann@example.org is the former address of ann@new.example.org: left out\n";
        assert!(said.err.contains(line), "{said}");
        assert!(said.out.contains("1 joined, 1 left out, as its owner has another address now"), "{said}");
    }
    assert_eq!(
        people(&workspace),
        [json!(["ann@new.example.org", "unsubscribed", "Leeds"]), json!(["cy@example.org", "confirmed", "Hull"])]
    );
    let add = ["subscriber", "add", "ann@example.org", "--list", "members"];
    let refused = workspace.run(add);
    assert!(refused.code() == 1 && refused.err.contains("is the former address of ann@new.example.org"), "{refused}");
    assert!(refused.err.contains("pass `--new-person`"), "{refused}");
    let added = workspace.run_all(&[&add[..], &["--new-person"]].concat());
    assert!(added.out.contains("ann@example.org is on the list `members`"), "{added}");
    let again = import(&workspace, &[]);
    assert!(!again.err.contains("former address"), "somebody has it now: {again}");
}

#[test]
fn member_who_opted_out_under_a_former_address_is_warned_about_and_suppressed() {
    let workspace = workspace(OPTED_OUT);
    let edit = ["subscriber", "edit", "ann@example.org", "--address", "ann@new.example.org", "--yes"];
    workspace.run(edit).is_well();
    let said = import(&workspace, &["--dry-run"]);
    assert!(said.err.contains("is on the list `members` and still gets letters: ann@new.example.org"), "{said}");
    import(&workspace, &["--opted-out", "suppress"]);
    assert_eq!(people(&workspace)[0], json!(["ann@new.example.org", "suppressed", "Leeds"]));
}
