//! `circular subscriber export`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::cli::TestWorkspace;

const MEMBERS: &str = "email,first_name,note\n\
    ann@example.org,Ann,=1+1\nbob@example.org,Bob,\"a, b\"\ncat@example.org,Cat,\n";

#[test]
fn export_can_be_imported() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    house.run(["subscriber", "unsubscribe", "bob@example.org", "--list", "members"]).is_well();
    let table = house.run(["subscriber", "export", "--list", "members"]).to_string();
    let rows: Vec<_> = table.lines().map(|row| row.split(',').collect::<Vec<_>>()).collect();
    assert_eq!(rows[0], ["email", "state", "joined_at", "first_name", "note"]);
    assert_eq!((&rows[1][..2], &rows[1][3..]), (&["ann@example.org", "confirmed"][..], &["Ann", "'=1+1"][..]));
    assert_eq!(rows[2][1], "unsubscribed");
    insta::assert_snapshot!(house.run(["subscriber", "export", "--list", "members", "--output", "out.json", "--format", "json"]), @"
    --- standard error
    Wrote 3 people to `out.json`.
    --- exit code 0
    ");
    assert_eq!(fs::metadata(house.path("out.json")).unwrap().permissions().mode() & 0o777, 0o600);
    insta::assert_snapshot!(house.run(["subscriber", "import", "out.json", "--list", "members"]), @"
    Imported `out.json` into `members`: 0 joined, 2 unchanged, 1 had unsubscribed and stays unsubscribed.
    Letters can use {{first_name}}, {{note}}.
    --- standard error
    out.json: UTF-8, JSON
      address    → address                   such as `ann@example.org`
      state      → status on the list        such as `confirmed`
      joined_at  → not imported              left out: when somebody joined is in the record
      first_name → first_name          text  such as `Ann`
      note       → note                text  such as `=1+1`
    --- exit code 0
    ");
}

#[test]
fn existing_file_is_not_overwritten() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    insta::assert_snapshot!(house.run(["subscriber", "export", "--list", "members", "--output", "members.csv"]), @"
    --- standard error
    error: `members.csv` already exists
    hint: remove it, or choose another name for `--output`
    --- exit code 1
    ");
    assert_eq!(house.text("members.csv"), MEMBERS);
    insta::assert_snapshot!(house.run(["subscriber", "export", "--list", "members", "--output", "no/where.csv"]), @"
    --- standard error
    error: there is no folder `no`
    --- exit code 1
    ");
}
