//! A relay that takes an access token, from the command line.

use std::sync::Arc;

use circular::mail_catcher::{CatcherScript, TokenAnswer};

use crate::cli::{MEMBERS, SPRING, TestWorkspace, catcher, reached};

#[tokio::test(flavor = "multi_thread")]
async fn missing_token_stops_before_anything_is_frozen() {
    let check = |_: usize, _: &str, token: &str| match token {
        "t0ken" => TokenAnswer::Accept,
        _ => TokenAnswer::Refuse { challenge: None, reply: "535 5.7.3 Authentication unsuccessful".to_owned() },
    };
    let catcher = catcher(CatcherScript { token_check: Some(Arc::new(check)), ..CatcherScript::default() }).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let relay =
        |command: &str| format!("[relay]\nurl = \"smtp://ann@{}\"\ntoken_command = {command}\n", catcher.address());
    let house = house.with_settings(&relay("[\"false\"]"));
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    --- standard error
    error: there is no access token for the relay
      `false`, the `token_command` in the settings, failed
    hint: run the `token_command` in `[relay]` yourself: it must end, and print nothing but the access token
    --- exit code 1
    ");
    let status = house.run(["status"]);
    assert!(!status.out.contains("spring"), "{status}");
    let house = house.with_variable("CIRCULAR_RELAY_TOKEN_COMMAND", "echo t0ken");
    let said = house.run(["send", "spring", "--yes"]);
    assert_eq!((said.code(), reached(&catcher).len()), (0, 3), "{said}");
    assert!(!format!("{}{}", said.out, said.err).contains("t0ken"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dry_run_needs_no_token() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let house =
        house.with_settings("[relay]\nurl = \"smtp://ann@127.0.0.1:9\"\ntoken_command = [\"no-such-program\"]\n");
    let said = house.run(["send", "spring", "--dry-run"]);
    assert_eq!(said.code(), 0, "{said}");
}
