//! The address to which people write to join a list.

use crate::cli::TestWorkspace;

#[test]
fn join_address_is_kept_and_belongs_to_one_list() {
    let house = TestWorkspace::new().with_relay("127.0.0.1:9", 1);
    for list in ["members", "choir"] {
        house.run(["list", "create", list, "--title", "Some letters", "--public"]).is_well();
    }
    let edit = |list: &str, address: &str| house.run(["list", "edit", list, "--join-address", address]);
    let kept = edit("members", "join@example.org");
    assert!(kept.code() == 0 && kept.out.contains("people also join by a mail to join@example.org"), "{kept}");
    let taken = edit("choir", "Join@Example.org");
    assert!(taken.code() == 1 && taken.err.contains("is the address to join the list `members`"), "{taken}");
    let long = edit("choir", &format!("{}@example.org", "a".repeat(30)));
    assert!(long.code() == 1 && long.err.contains("write at most 29 plain letters before the @"), "{long}");
    assert_eq!(edit("choir", "nobody").code(), 1);
    let removed = house.run(["list", "edit", "members", "--no-join-address"]);
    assert!(removed.code() == 0 && !removed.out.contains("join@example.org"), "{removed}");
    edit("choir", "join@example.org").is_well();
}
