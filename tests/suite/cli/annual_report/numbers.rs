//! The figures of a year beside those of `report`, and beside counts that this test makes of the tables.

use circular::database::{Database, lists};
use circular::model::{EventChannel, IssueId};
use serde_json::Value;
use sqlx::AssertSqlSafe;

use crate::cli::annals::{HistoryFixture, at, two_years};

/// The year to the end of June 2019 and the one before, in London.
const YEARS: [(&str, &str, &str); 2] = [
    ("current", "2018-06-30T23:00:00Z", "2019-06-30T23:00:00Z"),
    ("previous", "2017-06-30T23:00:00Z", "2018-06-30T23:00:00Z"),
];

async fn count(annals: &HistoryFixture, statement: &str) -> u64 {
    let Database::Sqlite { readers, .. } = &annals.database else { unreachable!() };
    let query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(statement.to_owned()));
    query.fetch_one(readers).await.unwrap().unsigned_abs()
}

fn json(annals: &HistoryFixture, arguments: &[&str]) -> Value {
    let said = annals.house.run_all(arguments);
    said.is_well();
    serde_json::from_str(&said.out).unwrap()
}

/// Several letters in two years, some of which came back, and somebody who left twice.
async fn several_letters() -> HistoryFixture {
    let annals = two_years().await;
    let mut work = annals.database.begin_read().await.unwrap();
    let list = lists::by_name(&mut work, &"members".parse().unwrap()).await.unwrap().unwrap();
    drop(work);
    annals.send("2018-advent", &list, "2018-12-02T09:00:00Z", &[12]).await;
    let spring = annals.send("2019-spring", &list, "2019-04-28T09:00:00Z", &[13]).await;
    annals.leave(&list, 6, spring, EventChannel::Page, "2019-04-28T10:00:00Z", "").await;
    annals.leave(&list, 14, IssueId::NONE, EventChannel::Operator, "2019-05-03T10:00:00Z", "").await;
    // Begun in the last second of June in London, and in the first one of July.
    annals.send("2018-last", &list, "2018-06-30T22:59:59Z", &[]).await;
    annals.send("2018-first", &list, "2018-06-30T23:00:00Z", &[]).await;
    annals
}

#[tokio::test]
async fn each_number_is_that_of_the_tables() {
    let annals = several_letters().await;
    let year = json(&annals, &["annual-report", "--to", "2019-06-30", "--list", "members", "--json"]);
    for (column, from, until) in YEARS {
        let (from, until) = (at(from).as_microsecond(), at(until).as_microsecond());
        let events = |kind: &str, more: &str| {
            format!(
                "SELECT count(*) FROM subscriber_event WHERE list_id = 1 AND kind = '{kind}' \
                 AND occurred_at >= {from} AND occurred_at < {until} {more}"
            )
        };
        let copies = |status: &str| {
            format!(
                "SELECT count(*) FROM delivery WHERE status = '{status}' AND issue_id IN (SELECT id FROM issue \
                 WHERE list_id = 1 AND starts_at >= {from} AND starts_at < {until})"
            )
        };
        let issues =
            format!("SELECT count(*) FROM issue WHERE list_id = 1 AND starts_at >= {from} AND starts_at < {until}");
        for (key, statement) in [
            ("subscribed", events("subscribed", "")),
            ("resubscribed", events("resubscribed", "")),
            ("unsubscribed", events("unsubscribed", "")),
            ("suppressed", events("suppressed", "")),
            ("erased", events("erased", "")),
            ("sent", copies("sent")),
            ("bounced", copies("bounced")),
            ("issues_sent", issues),
        ] {
            assert_eq!(year[column][key], count(&annals, &statement).await, "{column}, {key}: {year:#}");
        }
    }
    assert_eq!((&year["current"]["issues_sent"], &year["previous"]["issues_sent"]), (&4.into(), &3.into()));
}

#[tokio::test]
async fn each_letter_has_the_figures_of_its_report() {
    let annals = several_letters().await;
    let year = json(&annals, &["annual-report", "--to", "2019-06-30", "--list", "members", "--json"]);
    let mut totals = [0, 0];
    for (column, total) in ["current", "previous"].iter().zip(&mut totals) {
        for letter in year[column]["letters"].as_array().unwrap() {
            let report = json(&annals, &["report", letter["issue"].as_str().unwrap(), "--json"]);
            for key in ["sent", "bounced", "unsubscribed"] {
                assert_eq!(letter[key], report[key], "{key} of {letter}");
            }
            *total += letter["sent"].as_u64().unwrap();
        }
        assert_eq!(year[column]["sent"], *total);
    }
    assert!(totals.iter().all(|total| *total > 0), "{totals:?}");
}
