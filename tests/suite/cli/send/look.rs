//! What you saw is what is sent.

use std::fs;

use super::super::{MEMBERS, SPRING, TestWorkspace};

fn last_review(house: &TestWorkspace) -> String {
    let said = house.run(["send", "spring"]);
    let row = said.out.lines().find(|line| line.starts_with("Last review"));
    row.unwrap_or_else(|| panic!("{said}")).trim_start_matches("Last review").trim().to_owned()
}

#[test]
fn changes_since_last_review_are_shown() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    assert_eq!(last_review(&house), "never: `circular preview spring` shows it");
    house.run(["check", "spring"]).is_well();
    assert_eq!(last_review(&house), "nothing has changed since");
    let house = house
        .with_draft("spring", &SPRING.replace("Spring is", "Spring was"))
        .with_file("more.csv", "email,first_name\ndan@example.org,Dan\n");
    house.run(["subscriber", "import", "more.csv", "--list", "members"]).is_well();
    assert_eq!(last_review(&house), "changed since: the draft, 1 recipient more");
    house.run(["send", "spring", "--dry-run"]).is_well();
    assert_eq!(last_review(&house), "nothing has changed since");
    let settings = house.text("circular.toml").replace("Chair <", "The Chair <");
    let house =
        house.with_file("circular.toml", &settings).with_file("templates/letter/layout.css", "p { margin: 0 }\n");
    assert_eq!(last_review(&house), "changed since: the templates, the settings");
    house.run(["check", "spring"]).is_well();
    house.run(["subscriber", "import", "more.csv", "--list", "members"]).is_well();
    assert_eq!(last_review(&house), "nothing has changed since");

    for file in ["letter/dark.css", "letter/letter.txt.hbs", "partials/footer.html.hbs", "partials/own.html.hbs"] {
        let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/").to_owned() + file);
        let _ = house.path("templates/partials").exists() || fs::create_dir(house.path("templates/partials")).is_ok();
        fs::write(house.path(&format!("templates/{file}")), text.unwrap_or_default() + "\n").unwrap();
        assert_eq!(last_review(&house), "changed since: the templates", "{file}");
        house.run(["check", "spring"]).is_well();
    }
}
