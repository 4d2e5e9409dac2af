//! A relay in trouble costs nobody their copy.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use tokio::net::TcpListener;

use super::super::{MEMBERS, SPRING, TestWorkspace, addresses, catcher, reached};

#[tokio::test(flavor = "multi_thread")]
async fn relay_rejection_fixed_then_send_resumes() {
    let account = Some(("chair".to_owned(), "right".to_owned()));
    let catcher = catcher(CatcherScript { credentials: account, ..CatcherScript::default() }).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let house = house.with_relay(format!("chair:wrong@{}", catcher.address()), 2);
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]).brief(), @"
    Sent 0 of 3; 3 waiting. Nothing is lost: unsent copies wait.
    --- standard error
    warning: `circular.toml` holds a password, and every user of this machine can read it
    hint: chmod 600 circular.toml
    error: the relay is unavailable: the relay answered `535 5.7.8 wrong user or password` to AUTH
    hint: the relay does not accept this user and password: compare the user in `url` and the password in `[relay]` with what your provider says; with two-step verification it wants an app password. Then run `circular send spring`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (in progress): 3 queued
    --- standard error
    warning: `circular.toml` holds a password, and every user of this machine can read it
    hint: chmod 600 circular.toml
    --- exit code 0
    ");
    assert_eq!(catcher.message_count(), 0);
    let house = house.with_variable("CIRCULAR_RELAY_URL", format!("smtp://chair:right@{}", catcher.address()));
    insta::assert_snapshot!(house.run(["send", "spring", "--yes"]), @"
    Sent 3 of 3.
    Next: circular report spring
    --- standard error
    warning: `circular.toml` holds a password, and every user of this machine can read it
    hint: chmod 600 circular.toml
    Continuing `spring` with the text frozen on [time]; later changes of the draft are not in it.
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), addresses(MEMBERS));
}

#[tokio::test(flavor = "multi_thread")]
async fn unavailable_relay_is_awaited_until_interrupt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(address, 2);
    let mut running = house.begin(["send", "spring", "--yes"]);
    drop(listener.accept().await.unwrap());
    drop(listener);
    running.interrupt();
    running.wait_for("Stopping");
    insta::assert_snapshot!(running.end().brief(), @"
    Stopped: `spring` is paused. Sent 0 of 3; 3 waiting.
    Next: circular send spring
    --- exit code 75
    ");
    let catcher = catcher(CatcherScript::default()).await;
    let house = house.with_variable("CIRCULAR_RELAY_URL", format!("smtp://{}", catcher.address()));
    insta::assert_snapshot!(house.run(["send", "spring"]), @"
    Sent 3 of 3.
    Next: circular report spring
    --- standard error
    `spring` was paused; continuing with the text frozen on [time]; later changes of the draft are not in it.
    --- exit code 0
    ");
    assert_eq!(reached(&catcher), addresses(MEMBERS));
}

#[tokio::test(flavor = "multi_thread")]
async fn briefly_closed_relay_is_retried() {
    let closed = Arc::new(AtomicBool::new(false));
    let script = CatcherScript::with_responder(move |moment| match moment.step {
        SmtpStep::Greeting if !closed.swap(true, Ordering::Relaxed) => CatcherAction::reply("421 4.3.2 Closing"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let said = house.run(["send", "spring", "--yes"]);
    assert_eq!((said.code(), reached(&catcher)), (0, addresses(MEMBERS)), "{said}");
}
