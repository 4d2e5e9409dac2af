//! Whatever happens to the members, the records make as many of them as the lists have.

use circular::database::{self, Database};
use circular::model::{IssueId, List, State, Token, Way};
use circular::report::{self, Period};
use circular::subscription;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::{at, find, import, list, state};
use crate::engine::{Ground, on_both};

/// How many stories are told, and of how many steps and people.
const STORIES: usize = 12;
const STEPS: usize = 60;
const PEOPLE: u8 = 5;

/// What can happen to one person on one list.
#[derive(Debug, Clone, Copy)]
enum Step {
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

fn steps() -> impl Strategy<Value = Vec<(Step, u8, bool, i64)>> {
    let step = prop_oneof![
        4 => Just(Step::Import),
        3 => any::<bool>().prop_map(Step::Leave),
        2 => Just(Step::ComeBack),
        1 => Just(Step::TakeOff),
        2 => (1..3_i64).prop_map(|issue| Step::Suppress(IssueId::new(issue))),
        2 => (1..3_i64).prop_map(|issue| Step::Restore(IssueId::new(issue))),
        2 => Just(Step::Narrow),
        1 => Just(Step::Widen),
        1 => Just(Step::Complain),
        1 => Just(Step::SetAside),
        2 => Just(Step::Lift),
        1 => Just(Step::Erase),
    ];
    proptest::collection::vec((step, 0..PEOPLE, any::<bool>(), 1..400_i64), STEPS)
}

async fn take(ground: &Ground, step: Step, address: &str, list: &List, now: Timestamp) {
    let database = &ground.database;
    if matches!(step, Step::Import) {
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
        Step::Import => {}
        Step::Leave(by_page) => {
            let way = if by_page { Way::Page } else { Way::OneClick };
            subscription::leave(database, token, way, now).await.unwrap();
            subscription::give_reason(database, token, "Something else", Way::Page, now).await.unwrap();
        }
        Step::ComeBack => drop(subscription::come_back(database, token, Way::Page, now).await.unwrap()),
        Step::TakeOff => drop(subscription::take_off(database, list, &person.address, now).await.unwrap()),
        Step::Suppress(issue) => {
            let mut work = database.write().await.unwrap();
            subscription::suppress(&mut work, person.id, issue, Some("550 5.1.1 no"), now).await.unwrap();
            work.commit().await.unwrap();
        }
        Step::Restore(issue) => {
            let mut work = database.write().await.unwrap();
            subscription::restore(&mut work, issue, now).await.unwrap();
            work.commit().await.unwrap();
        }
        Step::Narrow => choose(database, token, State::Notices, now).await,
        Step::Widen => choose(database, token, State::Confirmed, now).await,
        Step::Complain => {
            let mut work = database.write().await.unwrap();
            subscription::complained(&mut work, person.id, Some(IssueId::new(9)), None, now).await.unwrap();
            work.commit().await.unwrap();
        }
        Step::SetAside => drop(subscription::set_aside(database, &person.address, None, now).await.unwrap()),
        Step::Lift => drop(subscription::lift(database, &person.address, None, now).await.unwrap()),
        Step::Erase => drop(subscription::erase(database, &person.address, now).await.unwrap()),
    }
}

async fn choose(database: &Database, token: Token, wish: State, now: Timestamp) {
    subscription::choose(database, token, token.list, wish, Way::Page, now).await.unwrap();
}

/// Counts the members, and those of them who want only notices.
async fn count(ground: &Ground, list: &List) -> (u64, u64) {
    let mut work = ground.database.read().await.unwrap();
    let counts = database::subscription::counts(&mut work, list.id).await.unwrap();
    let of =
        |state| counts.iter().filter(|(known, _)| *known == state).map(|(_, count)| count.unsigned_abs()).sum::<u64>();
    (of(State::Confirmed) + of(State::Notices), of(State::Notices))
}

on_both! {
    async fn the_records_make_what_the_lists_have(ground) {
        let zone = TimeZone::get("Europe/London").unwrap();
        let mut runner = TestRunner::deterministic();
        let mut now = at(0);
        let begun = report::day_of(now, &zone);
        for story in 0..STORIES {
            let lists = [list(&ground.database, &format!("a{story}")).await, list(&ground.database, &format!("b{story}")).await];
            let steps = steps().new_tree(&mut runner).unwrap().current();
            let mut counted = Vec::new();
            for (step, person, second, hours) in &steps {
                now += SignedDuration::from_hours(*hours);
                let address = format!("m{person}.{story}@example.org");
                take(ground, *step, &address, &lists[usize::from(*second)], now).await;
                counted.push((now, count(ground, &lists[0]).await));
            }
            let today = report::day_of(now, &zone);
            let period = Period { from: begun, to: today };
            for list in lists.iter().map(Some).chain([None]) {
                let report = report::members(&ground.database, list, period, &zone, now).await.unwrap();
                let figures = &report.figures;
                let sum = i64::try_from(report.start).unwrap() + figures.net();
                assert_eq!(sum, i64::try_from(report.end).unwrap(), "{steps:?}");
                assert_eq!(report.counted, Some(report.end), "{steps:?}");
                if let Some(list) = list {
                    assert_eq!((report.end, report.notices), count(ground, list).await, "{steps:?}");
                }
                let nets: i64 = report.months.iter().map(|month| month.figures.net()).sum();
                assert_eq!((nets, report.months.last().map(|month| month.members)), (figures.net(), Some(report.end)));
            }
            // What a report says of the past is what was so then.
            let whole = report::members(&ground.database, Some(&lists[0]), period, &zone, now).await.unwrap();
            for month in &whole.months {
                let end = month.period.bounds(&zone).1;
                let then = counted.iter().rev().find(|(at, _)| *at < end).map_or(0, |(_, (members, _))| *members);
                assert_eq!(month.members, then, "{month:?}: {steps:?}");
                let part = report::members(&ground.database, Some(&lists[0]), month.period, &zone, now).await.unwrap();
                assert_eq!((part.end, &part.figures), (month.members, &month.figures));
            }
        }
    }

    async fn a_month_begins_at_midnight_of_the_place(ground) {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\na@example.org\n").await;
        let day = |text: &str| Period { from: text.parse().unwrap(), to: text.parse().unwrap() };
        // It was imported at 20:26:41 in Greenwich.
        for (zone, date, joined) in [("UTC", "2026-05-28", 1), ("UTC", "2026-05-29", 0), ("Asia/Tokyo", "2026-05-28", 0), ("Asia/Tokyo", "2026-05-29", 1)] {
            let zone = TimeZone::get(zone).unwrap();
            let report = report::members(&ground.database, Some(&members), day(date), &zone, at(9)).await.unwrap();
            assert_eq!(report.figures.came(), joined, "{date}, {zone:?}");
        }
    }

    async fn who_is_set_aside_comes_back_to_what_they_wanted(ground) {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\na@example.org\nb@example.org\n").await;
        let narrow = find(&ground.database, "a@example.org").await.unwrap().id;
        let full = find(&ground.database, "b@example.org").await.unwrap().id;
        let token = Token { list: members.id, subscriber: narrow, issue: IssueId::NONE };
        choose(&ground.database, token, State::Notices, at(2)).await;
        let mut work = ground.database.write().await.unwrap();
        for person in [narrow, full] {
            subscription::suppress(&mut work, person, IssueId::new(7), None, at(3)).await.unwrap();
        }
        work.commit().await.unwrap();
        assert_eq!(count(ground, &members).await, (0, 0));
        let mut work = ground.database.write().await.unwrap();
        assert_eq!(subscription::restore(&mut work, IssueId::new(7), at(4)).await.unwrap(), 2);
        work.commit().await.unwrap();
        assert_eq!(state(&ground.database, &members, narrow).await, Some(State::Notices));
        assert_eq!(state(&ground.database, &members, full).await, Some(State::Confirmed));
    }
}
