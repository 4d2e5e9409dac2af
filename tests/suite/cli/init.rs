//! `circular init`.

use super::House;

#[test]
fn a_new_workspace_says_what_comes_next() {
    let house = House::empty();
    insta::assert_snapshot!(house.run(["init", "society"]), @r#"
    A new workspace is in `society`. Say who you are in `circular.toml`, then:

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
fn a_workspace_is_not_made_twice() {
    let house = House::empty();
    insta::assert_snapshot!(house.run(["init"]), @r#"
    A new workspace is in `.`. Say who you are in `circular.toml`, then:

      circular list create members --title "Our members"
      circular subscriber import members.csv --list members
      circular preview
    --- exit code 0
    "#);
    let settings = house.text("circular.toml");
    insta::assert_snapshot!(house.run(["init"]), @"
    --- standard error
    error: `.` is a workspace already
    --- exit code 1
    ");
    assert_eq!(house.text("circular.toml"), settings);
}

#[test]
fn files_that_are_there_stay() {
    let house = House::empty().with_file(".gitignore", "mine\n").with_draft("welcome", "mine\n");
    house.run(["init"]).is_well();
    assert_eq!((house.text(".gitignore"), house.text("newsletters/welcome.md")), ("mine\n".into(), "mine\n".into()));
}

#[test]
fn templates_are_written_out_to_be_changed() {
    let house = House::empty();
    house.run(["init", "--with-templates"]).is_well();
    assert_eq!(house.text("templates/letter/email.css"), include_str!("../../../templates/letter/email.css"));
    let layout = house.text("templates/letter/email.txt.hbs");
    let house = house.with_file("templates/letter/email.txt.hbs", &format!("{layout}\nMade in Exampleton.\n"));
    house.run(["list", "create", "members", "--title", "Members"]).is_well();
    let house = house.with_file("m.csv", "email\nann@example.org\n");
    house.run(["subscriber", "import", "m.csv", "--list", "members"]).is_well();
    house.run(["send", "welcome", "--yes"]).is_well();
    assert!(house.text("outbox/000001.eml").contains("Made in Exampleton."), "a template of one's own comes first");
}
