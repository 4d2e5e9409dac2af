//! `circular api token`: made once, listed without its secret, revoked.

use super::{MEMBERS, TestWorkspace};

#[test]
fn token_is_shown_once_and_revoked() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    insta::assert_snapshot!(house.run(["api", "token", "list"]), @"
    There are no tokens: no program can call `circular serve`.
    --- exit code 0
    ");
    let made = house.run(["api", "token", "new", "website", "--may", "join,leave,read"]);
    let secret = made.out.trim().to_owned();
    assert!(secret.starts_with("circular_") && secret.len() == 73, "{made}");
    assert!(made.err.contains("shown only now"), "{made}");
    let again = house.run(["api", "token", "new", "website", "--may", "read"]);
    insta::assert_snapshot!(again, @"
    --- standard error
    error: there is a token `website`
    hint: choose another name, or run `circular api token revoke website`
    --- exit code 1
    ");
    let listed = house.run(["api", "token", "list"]).to_string();
    assert!(listed.starts_with("website  may join, leave, read; made ") && !listed.contains(&secret), "{listed}");
    for file in ["circular.db", "circular.db-wal"] {
        let bytes = std::fs::read(house.path(file)).unwrap_or_default();
        let is_there = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!is_there, "the secret is in {file}");
    }
    insta::assert_snapshot!(house.run(["api", "token", "revoke", "website"]), @"
    `website` is revoked.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["api", "token", "revoke", "website"]), @"
    --- standard error
    error: there is no token `website`
    hint: see `circular api token list`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["api", "token", "new", "Web Site", "--may", "read"]), @"
    --- standard error
    error: invalid value 'Web Site' for '<NAME>': `Web Site` cannot name a token: use up to 40 letters from a to z, digits, dots, hyphens and underscores

    For more information, try '--help'.
    --- exit code 2
    ");
}
