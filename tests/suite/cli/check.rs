//! `circular check`.

use super::{House, MEMBERS, SPRING};

fn house(draft: &str) -> House {
    House::new().with_list(MEMBERS).with_draft("spring", draft)
}

#[test]
fn a_good_draft_is_ready() {
    insta::assert_snapshot!(house(SPRING).run(["check"]), @"");
}

#[test]
fn a_mistyped_field_is_shown_where_it_stands() {
    let draft = SPRING.replace("Dear {{first_name}}", "Dear {{frist_name}}");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"");
    let draft = SPRING.replace("Spring for {{first_name}}", "Für {{frist_name}}");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"");
}

#[test]
fn a_mistyped_key_is_shown_where_it_stands() {
    let draft = SPRING.replace("to: members", "to: members\nsubjct: Spring");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"");
}

#[test]
fn a_list_must_be_there() {
    let draft = SPRING.replace("to: members", "to: membres");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"");
    let draft = SPRING.replace("to: members\n", "");
    insta::assert_snapshot!(house(&draft).run(["check", "spring"]), @"");
}

#[test]
fn a_condition_must_make_sense() {
    let with = |condition: &str| SPRING.replace("to: members", &format!("to: members\nwhere: {condition}"));
    insta::assert_snapshot!(house(&with("category ==")).run(["check", "spring"]), @"");
    insta::assert_snapshot!(house(&with("categry == \"student\"")).run(["check", "spring"]), @"");
    insta::assert_snapshot!(house(&with("category == \"nobody\"")).run(["check", "spring"]), @"");
    insta::assert_snapshot!(house(&with("category")).run(["check", "spring"]), @"");
}

#[test]
fn what_readers_lack_is_noted() {
    let house = house(SPRING).with_file("more.csv", "email,town\ndan@example.org,Leeds\n");
    house.run(["subscriber", "import", "more.csv", "--list", "members"]).is_well();
    insta::assert_snapshot!(house.run(["check", "spring"]), @"");
}

#[test]
fn all_drafts_are_checked_and_one_fault_counts() {
    let house = house(SPRING).with_draft("autumn", "No front matter\n");
    insta::assert_snapshot!(house.run(["check"]), @"");
    insta::assert_snapshot!(house.run(["check", "spring", "sprig"]), @"");
}

#[test]
fn json_has_one_shape() {
    let draft = SPRING.replace("Dear {{first_name}}", "Dear {{frist_name}}");
    let house = house(&draft).with_draft("summer", SPRING);
    insta::assert_snapshot!(house.run(["check", "--json"]), @"");
}

#[test]
fn an_empty_workspace_has_nothing_to_check() {
    insta::assert_snapshot!(House::new().run(["check"]), @"");
}
