//! `circular list requests`, `approve` and `decline`: the owner decides who joins.

use circular::clock;
use circular::database::{self, Database};
use circular::model::{ApprovalRequest, ListConsent};

use crate::cli::CommandOutput;
use crate::cli::TestWorkspace;

/// A workspace with the list `choir`, for which these people wait.
async fn choir(addresses: &[&str]) -> TestWorkspace {
    let house = TestWorkspace::new().with_relay("127.0.0.1:9", 1);
    house.run(["list", "create", "choir", "--title", "The choir", "--public", "--joining", "approved"]).is_well();
    let database = Database::open(&"sqlite:circular.db".into(), &house.path("")).await.unwrap();
    let mut work = database.begin_write().await.unwrap();
    let list = database::lists::by_name(&mut work, &"choir".parse().unwrap()).await.unwrap().unwrap();
    let text = database::consent_texts::get_or_insert(&mut work, "I agree.").await.unwrap();
    for address in addresses {
        let consent = ListConsent {
            list: list.id,
            requested_at: clock::now(),
            consent_text: "I agree.".to_owned(),
            channel: circular::model::EventChannel::Form,
            source: Some("/subscribe/choir".to_owned()),
            user_agent: None,
        };
        let request =
            ApprovalRequest { address: address.parse().unwrap(), confirmed_at: clock::now(), consent, language: None };
        assert!(database::approval_requests::add(&mut work, &request, text).await.unwrap());
    }
    work.commit().await.unwrap();
    database.close().await;
    house
}

fn json(output: &CommandOutput) -> serde_json::Value {
    output.is_well();
    serde_json::from_str(&output.out).unwrap()
}

#[tokio::test]
async fn owner_sees_who_waits_and_decides() {
    let house = choir(&["ann@example.org", "bob@example.org", "cem@example.org"]).await;
    insta::assert_snapshot!(house.run(["list", "requests"]), @"
    3 people wait to join `choir`:
      ann@example.org  asked [time], by /subscribe/choir, confirmed [time]
      bob@example.org  asked [time], by /subscribe/choir, confirmed [time]
      cem@example.org  asked [time], by /subscribe/choir, confirmed [time]
    To decide: circular list approve choir ADDRESS, or circular list decline choir ADDRESS
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show", "choir"]), @"
    choir  The choir — 0 subscribers, 0 unsubscribed
      public: people join at https://news.example.org/subscribe/choir
      3 people wait for approval: circular list requests choir
      joining: they confirm it by a mail to their address, then you approve them
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["status"]), @"
    Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.
    3 people wait for approval to join `choir`: circular list requests choir
    --- exit code 0
    ");
    let status = json(&house.run(["status", "--json"]));
    assert_eq!(status["approval_requests"], serde_json::json!([{ "list": "choir", "waiting": 3 }]));
    insta::assert_snapshot!(house.run(["list", "approve", "choir", "Ann@example.org", "dan@example.org"]), @"
    Ann@example.org is on the list `choir` now.
    dan@example.org does not wait to join `choir`.
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["list", "decline", "choir", "bob@example.org", "--json"]), @r#"
    {
      "list": "choir",
      "requests": [
        {
          "address": "bob@example.org",
          "outcome": "declined"
        }
      ]
    }
    --- exit code 0
    "#);
    let waiting = json(&house.run(["list", "requests", "choir", "--json"]));
    assert_eq!(waiting["requests"][0]["address"], "cem@example.org");
    assert_eq!(waiting["requests"][0]["consent_text"], "I agree.");
    let shown = house.run(["subscriber", "show", "cem@example.org"]);
    assert!(shown.code() == 0 && shown.out.contains("Waits for approval to join `choir`"), "{shown}");
    insta::assert_snapshot!(house.run(["list", "approve", "choir", "--all"]), @"
    cem@example.org is on the list `choir` now.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "decline", "choir", "--all"]), @"
    Nobody waits to join `choir`.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "requests"]), @"
    Nobody waits to join.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show", "choir"]), @"
    choir  The choir — 2 subscribers, 0 unsubscribed
      public: people join at https://news.example.org/subscribe/choir
      joining: they confirm it by a mail to their address, then you approve them
    --- exit code 0
    ");
}
