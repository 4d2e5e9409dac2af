//! Setting addresses aside, and who may bring them back.

use circular::database::{self, Database};
use circular::import::ImportOptions;
use circular::model::{Address, Cause, Event, IssueId, Kind, List, State, SubscriberId, Token, Way};
use circular::subscription::{self, Lifted, SetAside};

use super::{at, find, import, import_with, list, state};
use crate::engine::on_both;

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// Ann is on three lists: on one for everything, on one for notices only, and one she has left.
async fn ann(database: &Database) -> (SubscriberId, [List; 3]) {
    let lists = [list(database, "all").await, list(database, "notices").await, list(database, "left").await];
    for each in &lists {
        import(database, each, "email\nann@example.org\n").await;
    }
    let ann = find(database, "ann@example.org").await.unwrap().id;
    let mut work = database.write().await.unwrap();
    database::subscription::set(&mut work, lists[1].id, ann, State::Notices, at(2)).await.unwrap();
    database::subscription::leave(&mut work, lists[2].id, ann, at(2)).await.unwrap();
    work.commit().await.unwrap();
    (ann, lists)
}

async fn states(database: &Database, ann: SubscriberId, lists: &[List; 3]) -> [State; 3] {
    let state = async |list| state(database, list, ann).await.unwrap();
    [state(&lists[0]).await, state(&lists[1]).await, state(&lists[2]).await]
}

async fn events(database: &Database, ann: SubscriberId) -> Vec<Event> {
    let mut work = database.read().await.unwrap();
    let mut events = database::event::changes(&mut work, ann).await.unwrap();
    events.retain(|event| event.kind != Kind::Joined);
    events
}

const BEFORE: [State; 3] = [State::Confirmed, State::Notices, State::Unsubscribed];
const ASIDE: [State; 3] = [State::Suppressed, State::Suppressed, State::Unsubscribed];

on_both! {
    async fn how_they_stood_on_each_list_comes_back(ground) {
        let database = &ground.database;
        let (ann, lists) = ann(database).await;
        let whom = address("Ann@example.org");
        let aside = subscription::set_aside(database, &whom, Some("by phone"), at(3)).await.unwrap();
        assert_eq!((aside, states(database, ann, &lists).await), (SetAside::Held(2), ASIDE));
        let again = subscription::set_aside(database, &whom, None, at(4)).await.unwrap();
        assert_eq!(again, SetAside::Already(Cause::Owner, at(3)));
        let lifted = subscription::lift(database, &whom, Some("she wrote"), at(5)).await.unwrap();
        assert_eq!((lifted, states(database, ann, &lists).await), (Lifted::Held(2), BEFORE));
        assert_eq!(subscription::lift(database, &whom, None, at(6)).await.unwrap(), Lifted::Nothing);
        let told: Vec<_> = events(database, ann).await.into_iter().map(|event| (event.kind, event.list, event.note)).collect();
        let (one, other) = (lists[0].id, lists[1].id);
        let row = |kind, list, note: &str| (kind, list, Some(note.to_owned()));
        assert_eq!(told, [
            row(Kind::Suppressed, one, "by phone"),
            row(Kind::Suppressed, other, "by phone"),
            row(Kind::Restored, one, "she wrote"),
            row(Kind::Restored, other, "she wrote"),
            (Kind::Narrowed, other, None),
        ]);
    }

    async fn a_stronger_cause_takes_a_weaker_ones_place(ground) {
        let database = &ground.database;
        let (ann, lists) = ann(database).await;
        let whom = address("ann@example.org");
        let cause = async || {
            database::suppression::get(&mut database.read().await.unwrap(), ann).await.unwrap().map(|kept| kept.cause)
        };
        let mut work = database.write().await.unwrap();
        subscription::suppress(&mut work, ann, IssueId::new(7), Some("550 5.1.1"), at(3)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(cause().await, Some(Cause::Bounced));
        assert_eq!(subscription::set_aside(database, &whom, None, at(4)).await.unwrap(), SetAside::Held(0));
        assert_eq!(cause().await, Some(Cause::Owner));
        let mut work = database.write().await.unwrap();
        subscription::complained(&mut work, ann, Some(IssueId::new(7)), Some("abuse"), at(5)).await.unwrap();
        subscription::suppress(&mut work, ann, IssueId::new(7), None, at(6)).await.unwrap();
        // Trying an issue's refused copies again brings nobody back who complained of it.
        assert_eq!(subscription::restore(&mut work, IssueId::new(7), at(7)).await.unwrap(), 0);
        work.commit().await.unwrap();
        assert_eq!(cause().await, Some(Cause::Complained));
        let refused = subscription::lift(database, &whom, None, at(8)).await.unwrap();
        assert_eq!(refused, Lifted::Refused(Cause::Complained, at(5)));
        assert_eq!(states(database, ann, &lists).await, ASIDE);
        let ways: Vec<_> = events(database, ann).await.iter().map(|event| event.way).collect();
        assert_eq!(ways, [Way::Relay, Way::Relay, Way::Owner, Way::Complaint], "each is on record");
    }

    async fn who_complained_after_leaving_cannot_undo_it_by_the_old_link(ground) {
        let database = &ground.database;
        let (ann, lists) = ann(database).await;
        let token = Token { list: lists[0].id, subscriber: ann, issue: IssueId::new(7) };
        let left = subscription::leave(database, token, Way::Page, at(3)).await.unwrap();
        assert!(left.undo_until.is_some());
        let mut work = database.write().await.unwrap();
        subscription::complained(&mut work, ann, Some(IssueId::new(7)), None, at(4)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(subscription::standing(database, token).await.unwrap().undo_until, None);
        let standing = subscription::come_back(database, token, Way::Page, at(5)).await.unwrap();
        assert_eq!(standing.state, Some(State::Unsubscribed));
    }

    async fn who_was_imported_while_set_aside_is_mailed_by_the_words_of_that_import(ground) {
        let database = &ground.database;
        let (ann, _) = ann(database).await;
        let whom = address("ann@example.org");
        subscription::set_aside(database, &whom, None, at(3)).await.unwrap();
        let (friends, board) = (list(database, "friends").await, list(database, "board").await);
        for (to, file) in [(&friends, "email\nann@example.org\n"), (&board, "email,state\nann@example.org,notices_only\n")] {
            let basis = Some(format!("ticked {}", to.name));
            let options = ImportOptions { basis, ..ImportOptions::named("new.csv") };
            let report = import_with(database, to, file, options).await;
            assert_eq!((report.suppressed(), report.joined), (1, 0));
            assert_eq!(state(database, to, ann).await, Some(State::Suppressed));
        }
        subscription::lift(database, &whom, None, at(5)).await.unwrap();
        assert_eq!(state(database, &friends, ann).await, Some(State::Confirmed));
        assert_eq!(state(database, &board, ann).await, Some(State::Notices));
        let told = async |list: &List| {
            let mut events = events(database, ann).await;
            events.retain(|event| event.list == list.id);
            let row = |event: Event| (event.kind, event.way, event.source, event.wording);
            events.into_iter().map(row).collect::<Vec<_>>()
        };
        let kept = |words: &str| (Some("new.csv".to_owned()), Some(words.to_owned()));
        let row = |kind, way, (source, wording)| (kind, way, source, wording);
        assert_eq!(told(&friends).await, [
            row(Kind::Suppressed, Way::Import, kept("ticked friends")),
            row(Kind::Restored, Way::Owner, kept("ticked friends")),
        ]);
        assert_eq!(told(&board).await, [
            row(Kind::Suppressed, Way::Import, kept("ticked board")),
            row(Kind::Restored, Way::Owner, kept("ticked board")),
            row(Kind::Narrowed, Way::Owner, (None, None)),
        ]);
        // Set aside and mailed again for another reason, they owe it to no import.
        subscription::set_aside(database, &whom, None, at(6)).await.unwrap();
        subscription::lift(database, &whom, None, at(7)).await.unwrap();
        assert_eq!(told(&friends).await[2..], [
            row(Kind::Suppressed, Way::Owner, (None, None)),
            row(Kind::Restored, Way::Owner, (None, None)),
        ]);
    }

    async fn of_a_stranger_only_a_hash_is_kept(ground) {
        let database = &ground.database;
        let (eve, ann) = (address("Eve@example.org"), address("ann@example.org"));
        assert_eq!(subscription::lift(database, &eve, None, at(2)).await.unwrap(), Lifted::Nothing);
        assert_eq!(subscription::set_aside(database, &eve, None, at(3)).await.unwrap(), SetAside::Stranger);
        let again = subscription::set_aside(database, &address("eve@EXAMPLE.org"), None, at(4)).await.unwrap();
        assert_eq!(again, SetAside::Already(Cause::Owner, at(3)));
        let record = subscription::record(database, &eve).await.unwrap();
        assert_eq!((record.stranger, record.since), (Some((Cause::Owner, at(3))), None));
        assert!(subscription::record(database, &ann).await.unwrap().is_empty());
        assert_eq!(subscription::lift(database, &eve, None, at(5)).await.unwrap(), Lifted::Stranger);
        assert!(subscription::record(database, &eve).await.unwrap().is_empty());
    }

    async fn an_event_keeps_the_words_that_were_shown(ground) {
        let database = &ground.database;
        let (ann, lists) = ann(database).await;
        let mut work = database.write().await.unwrap();
        for (second, text) in [(3, "Yes, send me letters"), (4, "Yes, send me letters and invitations")] {
            let event = Event::new(at(second), ann, lists[0].id, Kind::Returned, Way::Form);
            let event = Event { wording: Some(text.to_owned()), ..event };
            database::event::add(&mut work, &event).await.unwrap();
        }
        work.commit().await.unwrap();
        let record = subscription::record(database, &address("ann@example.org")).await.unwrap();
        let shown: Vec<_> = record.events.into_iter().filter_map(|happened| happened.event.wording).collect();
        assert_eq!(shown, ["Yes, send me letters", "Yes, send me letters and invitations"]);
    }
}
