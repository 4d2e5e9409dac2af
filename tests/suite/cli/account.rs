//! `circular account`, and `preview --url`.

use super::{MEMBERS, SPRING, TestWorkspace};

#[test]
fn account_is_added_listed_and_deleted() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    insta::assert_snapshot!(house.run(["account", "show"]), @"");
    let added = house.run(["account", "add", "Ann", "--role", "writes"]);
    let password = added.out.trim_end();
    assert!(password.len() == 23 && password.split('-').all(|group| group.len() == 5), "{added}");
    assert!(added.err.contains("The password of `ann`, shown only now"), "{added}");
    house.run(["account", "add", "ben.brown", "--role", "sends"]).is_well();
    insta::assert_snapshot!(house.run(["account", "show"]), @"");
    insta::assert_snapshot!(house.run(["account", "add", "ann", "--role", "sends"]), @"");
    let again = house.run(["account", "reset-password", "ann"]);
    assert_ne!(again.out, added.out, "another password");
    insta::assert_snapshot!(house.run(["account", "delete", "ann"]), @"");
    insta::assert_snapshot!(house.run(["account", "delete", "ann"]), @"");
    insta::assert_snapshot!(house.run(["account", "reset-password", "eve"]), @"");
}

#[test]
fn sharing_the_pages_needs_accounts_and_tls() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    insta::assert_snapshot!(house.run(["preview", "--url", "https://letters.example.org"]), @"");
    for url in ["http://letters.example.org", "https://example.org/letters", "letters"] {
        let refused = house.run(["preview", "--no-open", "--url", url]);
        assert_eq!(refused.code(), 2, "{refused}");
    }
    let wide = house.run(["preview", "--no-open", "--listen", "0.0.0.0:0"]);
    assert!(wide.code() == 2 && wide.err.contains("--url <URL>"), "{wide}");
}
