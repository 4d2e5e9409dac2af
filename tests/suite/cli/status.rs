//! `circular status`.

use circular::catcher::{Action, Script, Step};
use serde_json::Value;

use super::{House, MEMBERS, SPRING, catcher};

#[test]
fn nothing_was_sent_yet() {
    let house = House::new();
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Begin with `circular preview`, then `circular send DRAFT`.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "--json"]), @r#"
    {
      "issues": []
    }
    --- exit code 0
    "#);
    insta::assert_snapshot!(house.run(["status", "spring"]), @"
    --- standard error
    error: no issue was made of `spring` yet
    hint: run `circular status` to see all issues
    --- exit code 1
    ");
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
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (under way): 1 sent, 1 deferred, 1 bounced
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "newsletters/spring.md"]), @"
    spring to members (under way): 1 sent, 1 deferred, 1 bounced

    deferred:
      bob@example.org (again at [time])  the relay answered `450 4.2.0 Greylisted` to RCPT

    bounced:
      ann@example.org  the relay answered `550 5.1.1 No such person` to RCPT
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "sprig"]), @"
    --- standard error
    error: no issue was made of `sprig` yet
    hint: did you mean `spring`?
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_has_one_shape() {
    let house = mixed().await;
    let said = house.run(["status", "spring", "--json"]);
    insta::assert_snapshot!(said, @r#"
    {
      "issues": [
        {
          "issue": "spring",
          "list": "members",
          "state": "sending",
          "pause_reason": null,
          "pause_detail": null,
          "trial": false,
          "created_at": "[time]",
          "starts_at": "[time]",
          "total": 3,
          "counts": {
            "sent": 1,
            "deferred": 1,
            "bounced": 1
          },
          "next_due": "[time]",
          "copies": {
            "deferred": [
              {
                "address": "bob@example.org",
                "attempts": 1,
                "reply": "the relay answered `450 4.2.0 Greylisted` to RCPT",
                "changed_at": "[time]",
                "due_at": "[time]"
              }
            ],
            "bounced": [
              {
                "address": "ann@example.org",
                "attempts": 1,
                "reply": "the relay answered `550 5.1.1 No such person` to RCPT",
                "changed_at": "[time]",
                "due_at": null
              }
            ]
          }
        }
      ]
    }
    --- exit code 0
    "#);
    let all: Value = serde_json::from_str(&house.run(["status", "--json"]).out).unwrap();
    assert_eq!(all["issues"][0]["counts"]["deferred"], 1);
}
