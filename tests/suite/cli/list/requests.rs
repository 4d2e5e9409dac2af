//! `circular list requests`, `approve` and `decline`: the owner decides who joins.

use circular::clock;
use circular::database::{self, Database};
use circular::model::{ApprovalRequest, ListConsent};

use crate::cli::TestWorkspace;
use crate::cli::CommandOutput;

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
            source: Some("/subscribe/choir".to_owned()),
            user_agent: None,
        };
        let request = ApprovalRequest { address: address.parse().unwrap(), confirmed_at: clock::now(), consent };
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
    insta::assert_snapshot!(house.run(["list", "requests"]), @"");
    insta::assert_snapshot!(house.run(["list", "show", "choir"]), @"");
    insta::assert_snapshot!(house.run(["status"]), @"");
    let status = json(&house.run(["status", "--json"]));
    assert_eq!(status["approval_requests"], serde_json::json!([{ "list": "choir", "waiting": 3 }]));
    insta::assert_snapshot!(house.run(["list", "approve", "choir", "Ann@example.org", "dan@example.org"]), @"");
    insta::assert_snapshot!(house.run(["list", "decline", "choir", "bob@example.org", "--json"]), @"");
    let waiting = json(&house.run(["list", "requests", "choir", "--json"]));
    assert_eq!(waiting["requests"][0]["address"], "cem@example.org");
    assert_eq!(waiting["requests"][0]["consent_text"], "I agree.");
    let shown = house.run(["subscriber", "show", "cem@example.org"]);
    assert!(shown.code() == 0 && shown.out.contains("Waits for approval to join `choir`"), "{shown}");
    insta::assert_snapshot!(house.run(["list", "approve", "choir", "--all"]), @"");
    insta::assert_snapshot!(house.run(["list", "decline", "choir", "--all"]), @"");
    insta::assert_snapshot!(house.run(["list", "requests"]), @"");
    insta::assert_snapshot!(house.run(["list", "show", "choir"]), @"");
}
