//! `circular.toml`, the environment, and the password that nobody may see.

use circular::mail_catcher::CatcherScript;

use super::{MEMBERS, SPRING, TestWorkspace, catcher, reached};

#[test]
fn mistyped_key_is_shown_at_its_line() {
    let house = TestWorkspace::new().with_settings("[relay]\nconections = 2\n");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    --- standard error
    error: unknown field `conections`, expected one of `url`, `password`, `password_file`, `token_file`, `token_command`, `ca_file`, `connections`, `messages_per_connection`, `ehlo_name`, `lists`, `from`, `dkim_selectors`, `throttle`, `dkim`
      circular.toml, line 13, column 1
    hint: did you mean `connections`?
    --- exit code 1
    ");
    let house = TestWorkspace::new().with_settings("[throttle]\nrate = \"often\"\n");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    --- standard error
    error: `often` is not a rate: write a number and a unit, such as `30/minute` or `500/hour`
      circular.toml, line 13, column 8
    --- exit code 1
    ");
    let house = TestWorkspace::empty().with_file("circular.toml", "[society]\nlanguage = \"English\"\n");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    --- standard error
    error: `English` is not a language tag: write one such as `en-GB`, `de` or `fr-CA`
      circular.toml, line 2, column 12
    --- exit code 1
    ");
    let house = TestWorkspace::new().with_settings("[relay\n");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    --- standard error
    error: unclosed table, expected `]`
      circular.toml, line 12, column 7
    --- exit code 1
    ");
}

#[test]
fn environment_overrides_file() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let house = house.with_variable("CIRCULAR_RELAY_URL", "outbox:post").with_variable("CIRCULAR_THROTTLE_BATCH", "7");
    let house = house.with_variable("CIRCULAR_SENDER_FROM", "Secretary <secretary@example.org>");
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]), @"
    Subject       Spring for Ann
    From          Secretary <secretary@example.org>
    List          members (Our members)
    Recipients    3: Ann <ann@example.org>, Bob <bob@example.org>, Cat <cat@example.org>
    Relay         outbox:post  (files on this machine: nobody is mailed)
    Rate          at once
    Last review   never: `circular preview spring` shows it
    Largest copy  7 kB
    Sent 3 of 3.
    That was a trial, filed in the outbox as 000001.eml to 000003.eml: the letter can still be sent to the same list through a relay.
    Next: circular report spring
    --- exit code 0
    ");
    assert_eq!(std::fs::read_dir(house.path("post")).unwrap().count(), 3);
    assert!(!house.path("outbox").exists());
}

#[test]
fn invalid_variable_is_named() {
    let house = TestWorkspace::new().with_variable("CIRCULAR_RELAY_CONNECTIONS", "many");
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    --- standard error
    error: this setting takes a whole number, not a string
    hint: it comes from `CIRCULAR_RELAY_CONNECTIONS`
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn password_is_used_and_masked() {
    const PASSWORD: &str = "opensesame-nightingale";
    let script = CatcherScript { credentials: Some(("chair".into(), PASSWORD.into())), ..CatcherScript::default() };
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let house = house.with_relay(format!("chair@{}", catcher.address()), 2).with_variable("CIRCULAR_LOG", "trace");
    let house = house.with_variable("CIRCULAR_RELAY_PASSWORD", "wrong-nightingale");
    let refused = house.run(["send", "spring", "--yes"]);
    assert_eq!((refused.code(), reached(&catcher).len()), (1, 0), "{refused}");
    assert!(refused.err.contains("535") && refused.err.contains("DEBUG"), "{refused}");
    let house = house.with_variable("CIRCULAR_RELAY_PASSWORD", PASSWORD);
    let sent = house.run(["send", "spring", "--yes"]);
    assert_eq!((sent.code(), reached(&catcher).len()), (0, 3), "{sent}");
    assert!(sent.err.contains("DEBUG") && !sent.err.contains("ann@example.org"), "{sent}");
    for said in [refused, sent, house.run(["status", "spring"])] {
        // The bare words, and the forms in which they cross the line.
        for secret in ["opensesame", "nightingale", "AGNoYWlyAG", "bmlnaHRpbmdhbG"] {
            assert!(!said.to_string().contains(secret), "{secret} in {said}");
        }
    }
}

#[test]
fn overlong_token_address_is_shown_at_its_line() {
    let house = TestWorkspace::empty().with_file(
        "circular.toml",
        "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n\
         unsubscribe = \"the-members-who-want-to-leave+{token}@example.org\"\n",
    );
    insta::assert_snapshot!(house.run(["list", "show"]), @"
    --- standard error
    error: `the-members-who-want-to-leave+{token}@example.org` has 66 characters before the @ once the token of 36 is in it: 64 is the most (RFC 5321), so write at most 28 beside it
      circular.toml, line 5, column 15
    --- exit code 1
    ");
    let house = TestWorkspace::new().with_variable("CIRCULAR_SENDER_UNSUBSCRIBE", "leave+{tokn}@example.org");
    insta::assert_snapshot!(house.run(["signing-key", "show"]), @"
    --- standard error
    error: `leave+{tokn}@example.org` has braces before the @: only `{token}` may stand there, once
    hint: it comes from `CIRCULAR_SENDER_UNSUBSCRIBE`
    --- exit code 1
    ");
}
