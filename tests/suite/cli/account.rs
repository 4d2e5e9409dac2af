//! `circular account`, and `preview --url`.

use super::{MEMBERS, SPRING, TestWorkspace};

#[test]
fn account_is_added_listed_and_deleted() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    insta::assert_snapshot!(house.run(["account", "show"]), @"
    There are no accounts: only this machine can open the pages.
    --- exit code 0
    ");
    let added = house.run(["account", "add", "Ann", "--role", "writes"]);
    let password = added.out.trim_end();
    assert!(password.len() == 23 && password.split('-').all(|group| group.len() == 5), "{added}");
    assert!(added.err.contains("The password of `ann`, shown only now"), "{added}");
    house.run(["account", "add", "ben.brown", "--role", "sends"]).is_well();
    insta::assert_snapshot!(house.run(["account", "show"]), @"
    ann  writes letters and sends them as a test
    ben.brown  also sends letters, and changes members, lists and settings
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["account", "add", "ann", "--role", "sends"]), @"
    --- standard error
    error: there is an account `ann`
    hint: choose another name, or run `circular account reset-password ann`
    --- exit code 1
    ");
    let again = house.run(["account", "reset-password", "ann"]);
    assert_ne!(again.out, added.out, "another password");
    insta::assert_snapshot!(house.run(["account", "delete", "ann"]), @"
    `ann` can no longer sign in.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["account", "delete", "ann"]), @"
    --- standard error
    error: there is no account `ann`
    hint: see `circular account show`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["account", "reset-password", "eve"]), @"
    --- standard error
    error: there is no account `eve`
    hint: see `circular account show`
    --- exit code 1
    ");
}

#[test]
fn sharing_the_pages_needs_accounts_and_tls() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    insta::assert_snapshot!(house.run(["preview", "--url", "https://letters.example.org"]), @"
    --- standard error
    error: `--url` lets other machines in, and nobody has an account yet
    hint: run `circular account add NAME --role sends`
    --- exit code 1
    ");
    for url in ["http://letters.example.org", "https://example.org/letters", "letters"] {
        let refused = house.run(["preview", "--no-open", "--url", url]);
        assert_eq!(refused.code(), 2, "{refused}");
    }
    let wide = house.run(["preview", "--no-open", "--listen", "0.0.0.0:0"]);
    assert!(wide.code() == 2 && wide.err.contains("--url <URL>"), "{wide}");
}
