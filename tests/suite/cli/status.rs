//! `circular status`.

use circular::catcher::{Action, Script, Step};
use serde_json::Value;

use super::{House, MEMBERS, SPRING, catcher};

#[test]
fn nothing_was_sent_yet() {
    let house = House::new();
    insta::assert_snapshot!(house.run(["status"]), @"");
    insta::assert_snapshot!(house.run(["status", "--json"]), @"");
    insta::assert_snapshot!(house.run(["status", "spring"]), @"");
}

/// A society of whom one copy bounced, one is deferred and one arrived.
async fn mixed() -> House {
    let script = Script::answering(|moment| match (moment.step, moment.recipient) {
        (Step::Recipient, "ann@example.org") => Action::say("550 5.1.1 No such person"),
        (Step::Recipient, "bob@example.org") => Action::say("450 4.2.0 Greylisted"),
        _ => Action::Accept,
    });
    let catcher = catcher(script).await;
    let house = House::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    assert_eq!(house.run(["send", "spring", "--yes"]).code(), 75);
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn each_copy_that_did_not_arrive_is_named() {
    let house = mixed().await;
    insta::assert_snapshot!(house.run(["status"]), @"");
    insta::assert_snapshot!(house.run(["status", "newsletters/spring.md"]), @"");
    insta::assert_snapshot!(house.run(["status", "sprig"]), @"");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_has_one_shape() {
    let house = mixed().await;
    let said = house.run(["status", "spring", "--json"]);
    insta::assert_snapshot!(said, @"");
    let all: Value = serde_json::from_str(&house.run(["status", "--json"]).out).unwrap();
    assert_eq!(all["issues"][0]["counts"]["deferred"], 1);
}
