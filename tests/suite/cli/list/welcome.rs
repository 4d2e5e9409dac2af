//! The welcome letter of a list, as the chair sets it: checked when it is set, and by `check`.

use crate::cli::{MEMBERS, TestWorkspace};

#[test]
fn welcome_letter_is_checked_when_it_is_set() {
    let house = TestWorkspace::new().with_relay("127.0.0.1:9", 1).with_list(MEMBERS);
    let draft = |text: &str| std::fs::write(house.path("newsletters/welcome.md"), text).unwrap();
    std::fs::create_dir_all(house.path("newsletters")).unwrap();
    let set = |name: &str| house.run(["list", "edit", "members", "--welcome", name]);
    let missing = set("welcome");
    assert!(missing.code() == 1 && missing.err.contains("there is no draft `welcome`"), "{missing}");
    for (text, fault) in [
        ("---\nsubject: Welcome\n---\n\nDear {{frist_name}},\n", "`{{frist_name}}` is not a field"),
        ("---\nsubject: Welcome\nwhere: category == \"student\"\n---\n\nHello!\n", "everybody who joins"),
        ("---\nsubject: Welcome\n---\n\n{{#if first_name}}Dear {{first_name}}{{/if}}\n", "without a word"),
    ] {
        draft(text);
        let refused = set("welcome");
        assert!(refused.code() == 1 && refused.err.contains(fault), "{refused}");
        assert!(refused.err.contains("`welcome` cannot be the welcome letter of `members` as it is"), "{refused}");
    }
    let nothing = house.run(["subscriber", "add", "dan@example.org", "--list", "members", "--welcome"]);
    assert!(nothing.code() == 1 && nothing.err.contains("the list `members` has no welcome letter"), "{nothing}");

    draft("---\nsubject: Welcome\n---\n\nDear {{default first_name \"friend\"}},\n\nWe meet on Mondays.\n");
    let kept = set("newsletters/welcome.md");
    assert!(kept.code() == 0 && kept.out.contains("welcome letter: `welcome`"), "{kept}");
    let checked = house.run(["check", "welcome"]);
    assert!(checked.code() == 0 && checked.out.contains("is ready as the welcome letter of `members`"), "{checked}");
    let added = house.run(["subscriber", "add", "dan@example.org", "--list", "members", "--welcome"]);
    assert!(added.code() == 0 && added.out.contains("`circular serve` sends them the welcome letter."), "{added}");
    let again = house.run(["subscriber", "add", "dan@example.org", "--list", "members", "--welcome"]);
    assert!(again.code() == 0 && again.out.contains("it is not sent again"), "{again}");
    let status = house.run(["status"]);
    assert!(status.out.contains("Welcome letter of members: 1 waiting"), "{status}");

    draft("---\nsubject: Welcome\n---\n\nDear {{frist_name}},\n");
    let broken = house.run(["check", "welcome"]);
    assert!(broken.code() == 1 && broken.out.contains("cannot be sent as it is"), "{broken}");
    let removed = house.run(["list", "edit", "members", "--no-welcome"]);
    assert!(removed.code() == 0 && !removed.out.contains("welcome letter"), "{removed}");
}
