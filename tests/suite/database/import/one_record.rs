//! An import writes one record of consent for many people, and each of them keeps it whatever happens to the others.

use circular::database::{self, Database};
use circular::import::ImportOptions;
use circular::model::{EventKind, List, SubscriptionEvent};
use circular::subscription;

use super::super::{at, find, import_with, list};
use crate::engine::{TestDatabase, on_both};

const PEOPLE: usize = 60;

async fn count(ground: &TestDatabase, statement: &'static str) -> i64 {
    match &ground.database {
        Database::Sqlite { readers, .. } => sqlx::query_scalar(statement).fetch_one(readers).await.unwrap(),
        Database::Postgres(pool) => sqlx::query_scalar(statement).fetch_one(pool).await.unwrap(),
    }
}

async fn import_all(ground: &TestDatabase, members: &List, name: &str) {
    let rows = (0..PEOPLE).map(|number| format!("s{number}@example.org")).collect::<Vec<_>>().join("\n");
    let options = ImportOptions { basis: Some("the form of 2019".to_owned()), ..ImportOptions::named(name) };
    let report = import_with(&ground.database, members, &format!("email\n{rows}"), options).await;
    assert_eq!(report.new, PEOPLE as u64);
}

async fn events(ground: &TestDatabase, address: &str) -> Vec<SubscriptionEvent> {
    let person = find(&ground.database, address).await.unwrap();
    let mut work = ground.database.begin_read().await.unwrap();
    database::event_log::by_subscriber(&mut work, person.id).await.unwrap()
}

fn kinds(events: &[SubscriptionEvent]) -> Vec<EventKind> {
    events.iter().map(|event| event.kind).collect()
}

on_both! {
    async fn record_is_written_once_and_is_everybodys(ground) {
        let members = list(&ground.database, "members").await;
        import_all(ground, &members, "members.csv").await;
        assert_eq!(count(ground, "SELECT count(*) FROM subscription_event").await, 1);
        assert_eq!(count(ground, "SELECT count(*) FROM subscriber_event").await, i64::try_from(PEOPLE).unwrap());
        for number in [0, 31, PEOPLE - 1] {
            let events = events(ground, &format!("s{number}@example.org")).await;
            let [event] = &events[..] else { panic!("{events:?}") };
            assert_eq!((event.kind, event.list, event.source.as_deref()), (EventKind::Subscribed, members.id, Some("members.csv")));
            assert_eq!(event.consent_text.as_deref(), Some("the form of 2019"));
            assert_eq!(event.subscriber, find(&ground.database, &format!("s{number}@example.org")).await.unwrap().id);
        }
    }

    async fn erasing_one_person_leaves_the_record_of_the_others(ground) {
        let members = list(&ground.database, "members").await;
        import_all(ground, &members, "members.csv").await;
        let gone = find(&ground.database, "s7@example.org").await.unwrap();
        subscription::erase_person(&ground.database, &gone.address, at(9)).await.unwrap();
        let left = events(ground, "s8@example.org").await;
        assert_eq!((left[0].source.as_deref(), left[0].consent_text.as_deref()), (Some("members.csv"), Some("the form of 2019")));
        let mut work = ground.database.begin_read().await.unwrap();
        let kept = database::event_log::by_subscriber(&mut work, gone.id).await.unwrap();
        assert_eq!(kinds(&kept), [EventKind::Subscribed, EventKind::Erased], "the reports still add up");
    }

    async fn name_of_a_file_with_an_erased_address_goes_for_everybody(ground) {
        let members = list(&ground.database, "members").await;
        import_all(ground, &members, "s7@example.org.csv").await;
        let gone = find(&ground.database, "s7@example.org").await.unwrap();
        subscription::erase_person(&ground.database, &gone.address, at(9)).await.unwrap();
        let left = events(ground, "s8@example.org").await;
        assert_eq!((left[0].source.as_deref(), left[0].consent_text.as_deref()), (None, Some("the form of 2019")));
    }

    async fn words_for_one_person_alone_go_with_them(ground) {
        let members = list(&ground.database, "members").await;
        let options = ImportOptions { basis: Some("Ann signed at the fair".to_owned()), ..ImportOptions::named("a.csv") };
        import_with(&ground.database, &members, "email\nann@example.org\n", options).await;
        let ann = find(&ground.database, "ann@example.org").await.unwrap();
        subscription::erase_person(&ground.database, &ann.address, at(9)).await.unwrap();
        assert_eq!(count(ground, "SELECT count(*) FROM consent_text").await, 0);
    }

    async fn people_taken_off_a_deleted_list_keep_both_records(ground) {
        let members = list(&ground.database, "members").await;
        import_all(ground, &members, "members.csv").await;
        subscription::delete_list(&ground.database, &members, false, at(9)).await.unwrap();
        assert_eq!(kinds(&events(ground, "s8@example.org").await), [EventKind::Subscribed, EventKind::Unsubscribed]);
        assert_eq!(count(ground, "SELECT count(*) FROM subscription_event").await, 2);
    }
}
