//! `circular subscriber show`.

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

use super::{MEMBERS, SPRING, TestWorkspace, catcher};

#[tokio::test(flavor = "multi_thread")]
async fn show_lists_all_stored_data() {
    let script = CatcherScript::with_responder(|moment| match (moment.step, moment.recipient) {
        (SmtpStep::Recipient, "bob@example.org") => CatcherAction::reply("550 5.1.1 <bob@example.org> is unknown"),
        _ => CatcherAction::Accept,
    });
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--yes"]).is_well();
    insta::assert_snapshot!(house.run(["subscriber", "show", "Bob@example.org"]), @"
    bob@example.org, stored since [time]
    Suppressed: mail to it could not be delivered, [time], by `spring`: the relay answered `550 5.1.1 <bob@example.org> is unknown` to RCPT

    fields:
      category (text): retired
      first_name (text): Bob

    lists:
      members (Our members): suppressed since [time]

    events:
      [time]  subscribed `members` by import
          from members.csv
      [time]  suppressed `members` by relay, by the issue `spring`: “the relay answered `550 5.1.1 <bob@example.org> is unknown` to RCPT”

    deliveries:
      [time]  spring to members: bounced: the relay answered `550 5.1.1 <bob@example.org> is unknown` to RCPT
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "show", "bob@example.org", "--json"]), @r#"
    {
      "address": "bob@example.org",
      "stored": true,
      "created_at": "[time]",
      "fields": {
        "category": {
          "kind": "text",
          "value": "retired"
        },
        "first_name": {
          "kind": "text",
          "value": "Bob"
        }
      },
      "subscriptions": [
        {
          "list": "members",
          "title": "Our members",
          "state": "suppressed",
          "since": "[time]"
        }
      ],
      "suppression": {
        "reason": "bounced",
        "suppressed_at": "[time]",
        "issue": "spring",
        "note": "the relay answered `550 5.1.1 <bob@example.org> is unknown` to RCPT"
      },
      "pending_signup": null,
      "approval_requests": [],
      "events": [
        {
          "occurred_at": "[time]",
          "kind": "subscribed",
          "channel": "import",
          "list": "members",
          "issue": null,
          "note": null,
          "source": "members.csv",
          "consent_text": null,
          "user_agent": null,
          "likely_scanner": false
        },
        {
          "occurred_at": "[time]",
          "kind": "suppressed",
          "channel": "relay",
          "list": "members",
          "issue": "spring",
          "note": "the relay answered `550 5.1.1 <bob@example.org> is unknown` to RCPT",
          "source": null,
          "consent_text": null,
          "user_agent": null,
          "likely_scanner": false
        }
      ],
      "deliveries": [
        {
          "issue": "spring",
          "list": "members",
          "status": "bounced",
          "attempts": 1,
          "changed_at": "[time]",
          "reply": "the relay answered `550 5.1.1 <bob@example.org> is unknown` to RCPT"
        }
      ],
      "welcome_letters": [],
      "views": [],
      "answers": []
    }
    --- exit code 0
    "#);
}

#[test]
fn show_for_unknown_address_reports_hash() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    insta::assert_snapshot!(house.run(["subscriber", "show", "eve@example.org"]), @"
    --- standard error
    error: no subscriber has the address `eve@example.org`
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["suppression", "add", "eve@example.org"]), @"
    No subscriber has the address eve@example.org. A hash of it is kept, so that no import adds it to a list.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "show", "eve@example.org"]), @"
    eve@example.org: no subscriber has this address
    Suppressed: it was suppressed by hand, [time]. Only a hash of the address is stored.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["subscriber", "show", "eve@example.org", "--json"]), @r#"
    {
      "address": "eve@example.org",
      "stored": false,
      "created_at": null,
      "fields": {},
      "subscriptions": [],
      "suppression": {
        "reason": "operator",
        "suppressed_at": "[time]",
        "issue": null,
        "note": null
      },
      "pending_signup": null,
      "approval_requests": [],
      "events": [],
      "deliveries": [],
      "welcome_letters": [],
      "views": [],
      "answers": []
    }
    --- exit code 0
    "#);
}
