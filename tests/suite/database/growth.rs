//! Whatever happens to the members, the records make as many of them as the lists have.

use circular::database::{self, Database};
use circular::model::{EventChannel, IssueId, List, SubscriptionState, Token};
use circular::report::{self, ReportPeriod};
use circular::subscription;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::{at, find, import, list, state};
use crate::engine::{TestDatabase, on_both};

/// How many stories are told, and of how many steps and people.
const CASES: usize = 12;
const STEPS: usize = 60;
const PEOPLE: u8 = 5;

/// What can happen to one person on one list.
#[derive(Debug, Clone, Copy)]
enum HistoryStep {
    Import,
    Leave(bool),
    ComeBack,
    TakeOff,
    Suppress(IssueId),
    Restore(IssueId),
    Narrow,
    Widen,
    Complain,
    SetAside,
    Lift,
    Erase,
}

fn steps() -> impl Strategy<Value = Vec<(HistoryStep, u8, bool, i64)>> {
    let step = prop_oneof![
        4 => Just(HistoryStep::Import),
        3 => any::<bool>().prop_map(HistoryStep::Leave),
        2 => Just(HistoryStep::ComeBack),
        1 => Just(HistoryStep::TakeOff),
        2 => (1..3_i64).prop_map(|issue| HistoryStep::Suppress(IssueId::new(issue))),
        2 => (1..3_i64).prop_map(|issue| HistoryStep::Restore(IssueId::new(issue))),
        2 => Just(HistoryStep::Narrow),
        1 => Just(HistoryStep::Widen),
        1 => Just(HistoryStep::Complain),
        1 => Just(HistoryStep::SetAside),
        2 => Just(HistoryStep::Lift),
        1 => Just(HistoryStep::Erase),
    ];
    proptest::collection::vec((step, 0..PEOPLE, any::<bool>(), 1..400_i64), STEPS)
}

async fn take(ground: &TestDatabase, step: HistoryStep, address: &str, list: &List, now: Timestamp) {
    let database = &ground.database;
    if matches!(step, HistoryStep::Import) {
        let file = format!("email\n{address}\n");
        circular::import::import_file(
            database,
            list,
            std::io::Cursor::new(file),
            circular::import::ImportOptions::named("m.csv").strictly(),
            now,
        )
        .await
        .unwrap();
        return;
    }
    let Some(person) = find(database, address).await else { return };
    let token = Token { list: list.id, subscriber: person.id, issue: IssueId::new(9) };
    match step {
        HistoryStep::Import => {}
        HistoryStep::Leave(by_page) => {
            let way = if by_page { EventChannel::Page } else { EventChannel::OneClick };
            subscription::unsubscribe(database, token, way, now).await.unwrap();
            subscription::record_reason(database, token, "Something else", EventChannel::Page, now).await.unwrap();
        }
        HistoryStep::ComeBack => {
            drop(subscription::undo_unsubscribe(database, token, EventChannel::Page, now).await.unwrap());
        }
        HistoryStep::TakeOff => {
            let _ = subscription::unsubscribe_address(database, list, &person.address, now).await.unwrap();
        }
        HistoryStep::Suppress(issue) => {
            let mut work = database.begin_write().await.unwrap();
            subscription::suppress_bounced(&mut work, person.id, issue, Some("550 5.1.1 no"), now).await.unwrap();
            work.commit().await.unwrap();
        }
        HistoryStep::Restore(issue) => {
            let mut work = database.begin_write().await.unwrap();
            subscription::restore_rejected(&mut work, issue, now).await.unwrap();
            work.commit().await.unwrap();
        }
        HistoryStep::Narrow => choose(database, token, SubscriptionState::NoticesOnly, now).await,
        HistoryStep::Widen => choose(database, token, SubscriptionState::Confirmed, now).await,
        HistoryStep::Complain => {
            let mut work = database.begin_write().await.unwrap();
            subscription::suppress_complained(&mut work, person.id, Some(IssueId::new(9)), None, now).await.unwrap();
            work.commit().await.unwrap();
        }
        HistoryStep::SetAside => {
            let _ = subscription::suppress_address(database, &person.address, None, now).await.unwrap();
        }
        HistoryStep::Lift => {
            let _ = subscription::unsuppress_address(database, &person.address, None, now).await.unwrap();
        }
        HistoryStep::Erase => drop(subscription::erase_person(database, &person.address, now).await.unwrap()),
    }
}

async fn choose(database: &Database, token: Token, wish: SubscriptionState, now: Timestamp) {
    subscription::set_preference(database, token, token.list, wish, EventChannel::Page, now).await.unwrap();
}

/// Counts the members, and those of them who want only notices.
async fn count(ground: &TestDatabase, list: &List) -> (u64, u64) {
    let mut work = ground.database.begin_read().await.unwrap();
    let counts = database::subscriptions::count_by_state(&mut work, list.id).await.unwrap();
    let of =
        |state| counts.iter().filter(|(known, _)| *known == state).map(|(_, count)| count.unsigned_abs()).sum::<u64>();
    (of(SubscriptionState::Confirmed) + of(SubscriptionState::NoticesOnly), of(SubscriptionState::NoticesOnly))
}

on_both! {
    async fn event_totals_match_lists(ground) {
        let zone = TimeZone::get("Europe/London").unwrap();
        let mut runner = TestRunner::deterministic();
        let mut now = at(0);
        let begun = report::date_at(now, &zone);
        for story in 0..CASES {
            let lists = [list(&ground.database, &format!("a{story}")).await, list(&ground.database, &format!("b{story}")).await];
            let steps = steps().new_tree(&mut runner).unwrap().current();
            let mut counted = Vec::new();
            for (step, person, second, hours) in &steps {
                now += SignedDuration::from_hours(*hours);
                let address = format!("m{person}.{story}@example.org");
                take(ground, *step, &address, &lists[usize::from(*second)], now).await;
                counted.push((now, count(ground, &lists[0]).await));
            }
            let today = report::date_at(now, &zone);
            let period = ReportPeriod { from: begun, to: today };
            for list in lists.iter().map(Some).chain([None]) {
                let report = report::membership_report(&ground.database, list, period, &zone, now).await.unwrap();
                let figures = &report.figures;
                let sum = i64::try_from(report.start).unwrap() + figures.net();
                assert_eq!(sum, i64::try_from(report.end).unwrap(), "{steps:?}");
                assert_eq!(report.current_count, Some(report.end), "{steps:?}");
                if let Some(list) = list {
                    assert_eq!((report.end, report.notices_only), count(ground, list).await, "{steps:?}");
                }
                let nets: i64 = report.months.iter().map(|month| month.figures.net()).sum();
                assert_eq!((nets, report.months.last().map(|month| month.members)), (figures.net(), Some(report.end)));
            }
            // What a report says of the past is what was so then.
            let whole = report::membership_report(&ground.database, Some(&lists[0]), period, &zone, now).await.unwrap();
            for month in &whole.months {
                let end = month.period.bounds(&zone).1;
                let then = counted.iter().rev().find(|(at, _)| *at < end).map_or(0, |(_, (members, _))| *members);
                assert_eq!(month.members, then, "{month:?}: {steps:?}");
                let part = report::membership_report(&ground.database, Some(&lists[0]), month.period, &zone, now).await.unwrap();
                assert_eq!((part.end, &part.figures), (month.members, &month.figures));
            }
        }
    }

    async fn month_starts_at_local_midnight(ground) {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\na@example.org\n").await;
        let day = |text: &str| ReportPeriod { from: text.parse().unwrap(), to: text.parse().unwrap() };
        // It was imported at 20:26:41 in Greenwich.
        for (zone, date, joined) in [("UTC", "2026-05-28", 1), ("UTC", "2026-05-29", 0), ("Asia/Tokyo", "2026-05-28", 0), ("Asia/Tokyo", "2026-05-29", 1)] {
            let zone = TimeZone::get(zone).unwrap();
            let report = report::membership_report(&ground.database, Some(&members), day(date), &zone, at(9)).await.unwrap();
            assert_eq!(report.figures.gained(), joined, "{date}, {zone:?}");
        }
    }

    async fn restored_subscriber_keeps_preference(ground) {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\na@example.org\nb@example.org\n").await;
        let narrow = find(&ground.database, "a@example.org").await.unwrap().id;
        let full = find(&ground.database, "b@example.org").await.unwrap().id;
        let token = Token { list: members.id, subscriber: narrow, issue: IssueId::NONE };
        choose(&ground.database, token, SubscriptionState::NoticesOnly, at(2)).await;
        let mut work = ground.database.begin_write().await.unwrap();
        for person in [narrow, full] {
            subscription::suppress_bounced(&mut work, person, IssueId::new(7), None, at(3)).await.unwrap();
        }
        work.commit().await.unwrap();
        assert_eq!(count(ground, &members).await, (0, 0));
        let mut work = ground.database.begin_write().await.unwrap();
        assert_eq!(subscription::restore_rejected(&mut work, IssueId::new(7), at(4)).await.unwrap().len(), 2);
        work.commit().await.unwrap();
        assert_eq!(state(&ground.database, &members, narrow).await, Some(SubscriptionState::NoticesOnly));
        assert_eq!(state(&ground.database, &members, full).await, Some(SubscriptionState::Confirmed));
    }
}
