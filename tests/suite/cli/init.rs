//! `circular init`.

use super::TestWorkspace;

#[test]
fn init_shows_next_steps() {
    let house = TestWorkspace::empty();
    insta::assert_snapshot!(house.run(["init", "society"]), @r#"
    Created a workspace in `society`. Enter your names and addresses in `circular.toml`, then:

      cd society
      circular list create members --title "Our members"
      circular subscriber import members.csv --list members
      circular preview
    --- exit code 0
    "#);
    for file in ["circular.toml", ".gitignore", "newsletters/welcome.md", "templates"] {
        assert!(house.path("society").join(file).exists(), "{file}");
    }
    house.run(["list", "show", "--workspace", "society"]).is_well();
}

#[test]
fn init_in_existing_workspace_is_refused() {
    let house = TestWorkspace::empty();
    insta::assert_snapshot!(house.run(["init"]), @r#"
    Created a workspace in `.`. Enter your names and addresses in `circular.toml`, then:

      circular list create members --title "Our members"
      circular subscriber import members.csv --list members
      circular preview
    --- exit code 0
    "#);
    let settings = house.text("circular.toml");
    insta::assert_snapshot!(house.run(["init"]), @"
    --- standard error
    error: `.` is already a workspace
    --- exit code 1
    ");
    assert_eq!(house.text("circular.toml"), settings);
}

#[test]
fn init_keeps_existing_files() {
    let house = TestWorkspace::empty().with_file(".gitignore", "mine\n").with_draft("welcome", "mine\n");
    house.run(["init"]).is_well();
    assert_eq!((house.text(".gitignore"), house.text("newsletters/welcome.md")), ("mine\n".into(), "mine\n".into()));
}

#[test]
fn init_writes_editable_templates() {
    let house = TestWorkspace::empty();
    house.run(["init", "--with-templates"]).is_well();
    assert_eq!(house.text("templates/letter/layout.css"), include_str!("../../../templates/letter/layout.css"));
    let layout = house.text("templates/letter/layout.txt.hbs");
    let house = house.with_file("templates/letter/layout.txt.hbs", &format!("{layout}\nMade in Exampleton.\n"));
    house.run(["list", "create", "members", "--title", "Members"]).is_well();
    let house = house.with_file("m.csv", "email\nann@example.org\n");
    house.run(["subscriber", "import", "m.csv", "--list", "members"]).is_well();
    house.run(["send", "welcome", "--yes"]).is_well();
    assert!(house.text("outbox/000001.eml").contains("Made in Exampleton."), "a template of one's own comes first");
}
