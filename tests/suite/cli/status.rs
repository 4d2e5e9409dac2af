//! `circular status`.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use serde_json::Value;

use super::{MEMBERS, SPRING, TestWorkspace, catcher};

#[test]
fn status_before_first_send_is_empty() {
    let house = TestWorkspace::new();
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
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
    error: no issue of `spring` exists yet
    hint: run `circular status` to see all issues
    --- exit code 1
    ");
}

/// A society of whom one copy bounced, one is deferred and one arrived.
async fn mixed() -> TestWorkspace {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "ann@example.org") => CatcherAction::reply("550 5.1.1 No such person"),
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("450 4.2.0 Greylisted"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    assert_eq!(house.run(["send", "spring", "--yes"]).code(), 75);
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn undelivered_copies_are_named() {
    let house = mixed().await;
    insta::assert_snapshot!(house.run(["status"]), @"
    spring to members (in progress): 1 sent, 1 deferred, 1 bounced
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "newsletters/spring.md"]), @"
    spring to members (in progress): 1 sent, 1 deferred, 1 bounced

    deferred:
      bob@example.org (again at [time])  the relay answered `450 4.2.0 Greylisted` to RCPT

    bounced:
      ann@example.org  the relay answered `550 5.1.1 No such person` to RCPT
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status", "sprig"]), @"
    --- standard error
    error: no issue of `sprig` exists yet
    hint: did you mean `spring`?
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn status_as_json() {
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
          "recipients": 3,
          "counts": {
            "sent": 1,
            "deferred": 1,
            "bounced": 1
          },
          "next_due_at": "[time]",
          "deliveries": [
            {
              "address": "bob@example.org",
              "status": "deferred",
              "attempts": 1,
              "reply": "the relay answered `450 4.2.0 Greylisted` to RCPT",
              "changed_at": "[time]",
              "due_at": "[time]"
            },
            {
              "address": "ann@example.org",
              "status": "bounced",
              "attempts": 1,
              "reply": "the relay answered `550 5.1.1 No such person` to RCPT",
              "changed_at": "[time]",
              "due_at": null
            }
          ]
        }
      ]
    }
    --- exit code 0
    "#);
    let all: Value = serde_json::from_str(&house.run(["status", "--json"]).out).unwrap();
    assert_eq!(all["issues"][0]["counts"]["deferred"], 1);
}
