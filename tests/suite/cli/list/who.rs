//! Who of a list fits a condition.

use circular::database::{self, Database};
use circular::model::{Address, FieldValue, SubscriberFields, SubscriberId, SubscriptionState};
use jiff::civil::date;
use secrecy::SecretString;

use super::super::{MEMBERS, TestWorkspace};

const KIND: &str = "INSERT INTO field (name, kind) VALUES ($1, $2)";

/// Members with fields of each kind: Ann is a student since 2018, Bob said no to Gift Aid, of Cat nothing more is known.
pub(in crate::cli) async fn house() -> TestWorkspace {
    let house = TestWorkspace::new().with_list(MEMBERS);
    let database = opened(&house).await;
    if let Database::Sqlite { writer, .. } = &database {
        for (name, kind) in [("joined", "date"), ("tags", "tags"), ("gift_aid", "flag")] {
            sqlx::query(KIND).bind(name).bind(kind).execute(writer).await.unwrap();
        }
    }
    let tags = FieldValue::Tags(vec!["student".to_owned(), "helps at fairs".to_owned()]);
    let joined = FieldValue::date(date(2018, 11, 30));
    let ann = [("first_name", "Ann".into()), ("tags", tags), ("joined", joined), ("gift_aid", FieldValue::Flag(true))];
    let bob = [("first_name", "Bob".into()), ("gift_aid", FieldValue::Flag(false))];
    know(&database, "ann@example.org", &ann).await;
    know(&database, "bob@example.org", &bob).await;
    house
}

async fn know(database: &Database, address: &str, fields: &[(&str, FieldValue)]) {
    let mut work = database.begin_write().await.unwrap();
    let id = number(&mut work, address).await;
    let fields: SubscriberFields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    database::subscribers::set_fields(&mut work, id, &fields).await.unwrap();
    work.commit().await.unwrap();
}

/// Opens a house's database beside the program.
pub(in crate::cli) async fn opened(house: &TestWorkspace) -> Database {
    Database::open(&SecretString::from("sqlite:circular.db"), &house.path("")).await.unwrap()
}

/// Sets how somebody stands on the house's list.
pub(in crate::cli) async fn stands(house: &TestWorkspace, address: &str, state: SubscriptionState) {
    let mut work = opened(house).await.begin_write().await.unwrap();
    let id = number(&mut work, address).await;
    let list = database::lists::by_name(&mut work, &"members".parse().unwrap()).await.unwrap().unwrap();
    database::subscriptions::set_state(&mut work, list.id, id, state, circular::clock::now()).await.unwrap();
    work.commit().await.unwrap();
}

async fn number(work: &mut database::DatabaseTransaction, address: &str) -> SubscriberId {
    let address: Address = address.parse().unwrap();
    database::subscribers::by_address(work, &address).await.unwrap().unwrap().id
}

#[tokio::test]
async fn matching_members_are_shown_with_reason() {
    let house = house().await;
    let asked = r#""student" in tags && joined < date("2019-06-01")"#;
    insta::assert_snapshot!(house.run(["list", "show", "members", "--where", asked]), @"
    members  Our members — 1 of 3 subscribers; left out: 2 by `where`
      Ann <ann@example.org> — tags: student, helps at fairs; joined: 30 November 2018
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show", "members", "--where", "!gift_aid", "--exclude", "known(gift_aid)"]), @"
    members  Our members — 1 of 3 subscribers; left out: 1 by `where`, 1 by `exclude`
      Cat <cat@example.org> — gift_aid: not known
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show", "members", "--where", "size(tags) == 0 || email != ''"]), @"
    members  Our members — 3 of 3 subscribers
      Ann <ann@example.org> — tags: student, helps at fairs
      Bob <bob@example.org> — tags: not known
      Cat <cat@example.org> — tags: not known
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show", "members", "--exclude", "first_name != ''", "--limit", "1"]), @"
    members  Our members — 0 of 3 subscribers; left out: 3 by `exclude`
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show", "members", "--limit", "1"]), @"
    members  Our members — 3 of 3 subscribers
      Ann <ann@example.org>
    … and 2 more: `--limit 3` shows them all
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["list", "show", "members", "--where", asked, "--json"]), @r#"
    {
      "segment": {
        "list": "members",
        "where": "\"student\" in tags && joined < date(\"2019-06-01\")",
        "exclude": null,
        "statutory": false,
        "recipients": 1,
        "notices_only_recipients": 0,
        "excluded": {
          "where": 2,
          "exclude": 0,
          "notices_only": 0,
          "unsubscribed": 0,
          "suppressed": 0
        }
      },
      "subscribers": [
        {
          "address": "ann@example.org",
          "name": "Ann",
          "condition_fields": {
            "tags": [
              "student",
              "helps at fairs"
            ],
            "joined": "2018-11-30"
          }
        }
      ]
    }
    --- exit code 0
    "#);
}

#[tokio::test]
async fn unanswerable_condition_is_an_error() {
    let house = house().await;
    insta::assert_snapshot!(house.run(["list", "show", "members", "--where", "joined < \"2019-06-01\""]), @r#"
    --- standard error
    error: in `--where`, the condition has no answer: `joined` is a date, and `"2019-06-01"` is a text: they cannot be compared
    hint: write `date("2019-06-01")`
    --- exit code 1
    "#);
    insta::assert_snapshot!(house.run(["list", "show", "members", "--exclude", "tagz == 'x'"]), @"
    --- standard error
    error: in `--exclude`, the condition uses `tagz`, which is not a field
    hint: did you mean `tags`?
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run(["list", "show", "--where", "gift_aid"]), @"
    --- standard error
    error: the following required arguments were not provided:
      <NAME>

    Usage: circular list show --where <CONDITION> <NAME>

    For more information, try '--help'.
    --- exit code 2
    ");
}

#[tokio::test]
async fn notices_only_members_are_left_out() {
    let house = house().await;
    stands(&house, "bob@example.org", SubscriptionState::NoticesOnly).await;
    stands(&house, "cat@example.org", SubscriptionState::Unsubscribed).await;
    insta::assert_snapshot!(house.run(["list", "show", "members", "--where", "email != ''"]), @"
    members  Our members — 1 of 1 subscriber
      Ann <ann@example.org>
    --- exit code 0
    ");
}
