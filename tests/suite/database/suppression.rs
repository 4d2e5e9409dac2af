//! Setting addresses aside, and who may bring them back.

use circular::database::{self, Database};
use circular::import::ImportOptions;
use circular::model::{
    Address, EventChannel, EventKind, IssueId, List, SubscriberId, SubscriptionEvent, SubscriptionState,
    SuppressionReason, Token,
};
use circular::subscription::{self, SuppressionOutcome, UnsuppressOutcome};

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
    let mut work = database.begin_write().await.unwrap();
    database::subscriptions::set_state(&mut work, lists[1].id, ann, SubscriptionState::NoticesOnly, at(2))
        .await
        .unwrap();
    database::subscriptions::unsubscribe(&mut work, lists[2].id, ann, at(2)).await.unwrap();
    work.commit().await.unwrap();
    (ann, lists)
}

async fn states(database: &Database, ann: SubscriberId, lists: &[List; 3]) -> [SubscriptionState; 3] {
    let state = async |list| state(database, list, ann).await.unwrap();
    [state(&lists[0]).await, state(&lists[1]).await, state(&lists[2]).await]
}

async fn events(database: &Database, ann: SubscriberId) -> Vec<SubscriptionEvent> {
    let mut work = database.begin_read().await.unwrap();
    let mut events = database::event_log::by_subscriber(&mut work, ann).await.unwrap();
    events.retain(|event| event.kind != EventKind::Subscribed);
    events
}

const BEFORE: [SubscriptionState; 3] =
    [SubscriptionState::Confirmed, SubscriptionState::NoticesOnly, SubscriptionState::Unsubscribed];
const SUPPRESSED_STATES: [SubscriptionState; 3] =
    [SubscriptionState::Suppressed, SubscriptionState::Suppressed, SubscriptionState::Unsubscribed];

on_both! {
    async fn restore_returns_previous_states(ground) {
        let database = &ground.database;
        let (ann, lists) = ann(database).await;
        let whom = address("Ann@example.org");
        let aside = subscription::suppress_address(database, &whom, Some("by phone"), at(3)).await.unwrap();
        assert_eq!((aside, states(database, ann, &lists).await), (SuppressionOutcome::Suppressed(2), SUPPRESSED_STATES));
        let again = subscription::suppress_address(database, &whom, None, at(4)).await.unwrap();
        assert_eq!(again, SuppressionOutcome::AlreadySuppressed(SuppressionReason::Operator, at(3)));
        let lifted = subscription::unsuppress_address(database, &whom, Some("she wrote"), at(5)).await.unwrap();
        assert_eq!((lifted, states(database, ann, &lists).await), (UnsuppressOutcome::Restored(2), BEFORE));
        assert_eq!(subscription::unsuppress_address(database, &whom, None, at(6)).await.unwrap(), UnsuppressOutcome::NotSuppressed);
        let told: Vec<_> = events(database, ann).await.into_iter().map(|event| (event.kind, event.list, event.note)).collect();
        let (one, other) = (lists[0].id, lists[1].id);
        let row = |kind, list, note: &str| (kind, list, Some(note.to_owned()));
        assert_eq!(told, [
            row(EventKind::Suppressed, one, "by phone"),
            row(EventKind::Suppressed, other, "by phone"),
            row(EventKind::Unsuppressed, one, "she wrote"),
            row(EventKind::Unsuppressed, other, "she wrote"),
            (EventKind::ReducedToNotices, other, None),
        ]);
    }

    async fn stronger_cause_replaces_weaker(ground) {
        let database = &ground.database;
        let (ann, lists) = ann(database).await;
        let whom = address("ann@example.org");
        let cause = async || {
            database::suppressions::get(&mut database.begin_read().await.unwrap(), ann).await.unwrap().map(|kept| kept.reason)
        };
        let mut work = database.begin_write().await.unwrap();
        subscription::suppress_bounced(&mut work, ann, IssueId::new(7), Some("550 5.1.1"), at(3)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(cause().await, Some(SuppressionReason::Bounced));
        assert_eq!(subscription::suppress_address(database, &whom, None, at(4)).await.unwrap(), SuppressionOutcome::Suppressed(0));
        assert_eq!(cause().await, Some(SuppressionReason::Operator));
        let mut work = database.begin_write().await.unwrap();
        subscription::suppress_complained(&mut work, ann, Some(IssueId::new(7)), Some("abuse"), at(5)).await.unwrap();
        subscription::suppress_bounced(&mut work, ann, IssueId::new(7), None, at(6)).await.unwrap();
        // Trying an issue's refused copies again brings nobody back who complained of it.
        assert_eq!(subscription::restore_rejected(&mut work, IssueId::new(7), at(7)).await.unwrap(), []);
        work.commit().await.unwrap();
        assert_eq!(cause().await, Some(SuppressionReason::Complained));
        let refused = subscription::unsuppress_address(database, &whom, None, at(8)).await.unwrap();
        assert_eq!(refused, UnsuppressOutcome::NotAllowed(SuppressionReason::Complained, at(5)));
        assert_eq!(states(database, ann, &lists).await, SUPPRESSED_STATES);
        let ways: Vec<_> = events(database, ann).await.iter().map(|event| event.channel).collect();
        assert_eq!(ways, [EventChannel::Relay, EventChannel::Relay, EventChannel::Operator, EventChannel::Complaint], "each is on record");
    }

    async fn complaint_blocks_unsubscribe_undo(ground) {
        let database = &ground.database;
        let (ann, lists) = ann(database).await;
        let token = Token { list: lists[0].id, subscriber: ann, issue: IssueId::new(7) };
        let left = subscription::unsubscribe(database, token, EventChannel::Page, at(3)).await.unwrap();
        assert!(left.undo_until.is_some());
        let mut work = database.begin_write().await.unwrap();
        subscription::suppress_complained(&mut work, ann, Some(IssueId::new(7)), None, at(4)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(subscription::subscription_status(database, token).await.unwrap().undo_until, None);
        let standing = subscription::undo_unsubscribe(database, token, EventChannel::Page, at(5)).await.unwrap();
        assert_eq!(standing.state, Some(SubscriptionState::Unsubscribed));
    }

    async fn restored_import_keeps_its_consent_text(ground) {
        let database = &ground.database;
        let (ann, _) = ann(database).await;
        let whom = address("ann@example.org");
        subscription::suppress_address(database, &whom, None, at(3)).await.unwrap();
        let (friends, board) = (list(database, "friends").await, list(database, "board").await);
        for (to, file) in [(&friends, "email\nann@example.org\n"), (&board, "email,state\nann@example.org,notices_only\n")] {
            let basis = Some(format!("ticked {}", to.name));
            let options = ImportOptions { basis, ..ImportOptions::named("new.csv") };
            let report = import_with(database, to, file, options).await;
            assert_eq!((report.suppressed(), report.joined), (1, 0));
            assert_eq!(state(database, to, ann).await, Some(SubscriptionState::Suppressed));
        }
        subscription::unsuppress_address(database, &whom, None, at(5)).await.unwrap();
        assert_eq!(state(database, &friends, ann).await, Some(SubscriptionState::Confirmed));
        assert_eq!(state(database, &board, ann).await, Some(SubscriptionState::NoticesOnly));
        let told = async |list: &List| {
            let mut events = events(database, ann).await;
            events.retain(|event| event.list == list.id);
            let row = |event: SubscriptionEvent| (event.kind, event.channel, event.source, event.consent_text);
            events.into_iter().map(row).collect::<Vec<_>>()
        };
        let kept = |words: &str| (Some("new.csv".to_owned()), Some(words.to_owned()));
        let row = |kind, way, (source, wording)| (kind, way, source, wording);
        assert_eq!(told(&friends).await, [
            row(EventKind::Suppressed, EventChannel::Import, kept("ticked friends")),
            row(EventKind::Unsuppressed, EventChannel::Operator, kept("ticked friends")),
        ]);
        assert_eq!(told(&board).await, [
            row(EventKind::Suppressed, EventChannel::Import, kept("ticked board")),
            row(EventKind::Unsuppressed, EventChannel::Operator, kept("ticked board")),
            row(EventKind::ReducedToNotices, EventChannel::Operator, (None, None)),
        ]);
        // Set aside and mailed again for another reason, they owe it to no import.
        subscription::suppress_address(database, &whom, None, at(6)).await.unwrap();
        subscription::unsuppress_address(database, &whom, None, at(7)).await.unwrap();
        assert_eq!(told(&friends).await[2..], [
            row(EventKind::Suppressed, EventChannel::Operator, (None, None)),
            row(EventKind::Unsuppressed, EventChannel::Operator, (None, None)),
        ]);
    }

    async fn unknown_address_is_stored_as_hash(ground) {
        let database = &ground.database;
        let (eve, ann) = (address("Eve@example.org"), address("ann@example.org"));
        assert_eq!(subscription::unsuppress_address(database, &eve, None, at(2)).await.unwrap(), UnsuppressOutcome::NotSuppressed);
        assert_eq!(subscription::suppress_address(database, &eve, None, at(3)).await.unwrap(), SuppressionOutcome::UnknownAddress);
        let again = subscription::suppress_address(database, &address("eve@EXAMPLE.org"), None, at(4)).await.unwrap();
        assert_eq!(again, SuppressionOutcome::AlreadySuppressed(SuppressionReason::Operator, at(3)));
        let record = subscription::personal_record(database, &eve).await.unwrap();
        assert_eq!((record.hash_suppression, record.created_at), (Some((SuppressionReason::Operator, at(3))), None));
        assert!(subscription::personal_record(database, &ann).await.unwrap().is_empty());
        assert_eq!(subscription::unsuppress_address(database, &eve, None, at(5)).await.unwrap(), UnsuppressOutcome::UnknownAddress);
        assert!(subscription::personal_record(database, &eve).await.unwrap().is_empty());
    }

    async fn event_keeps_consent_text(ground) {
        let database = &ground.database;
        let (ann, lists) = ann(database).await;
        let mut work = database.begin_write().await.unwrap();
        for (second, text) in [(3, "Yes, send me letters"), (4, "Yes, send me letters and invitations")] {
            let event = SubscriptionEvent::new(at(second), ann, lists[0].id, EventKind::Resubscribed, EventChannel::Form);
            let event = SubscriptionEvent { consent_text: Some(text.to_owned()), ..event };
            database::event_log::add(&mut work, &event).await.unwrap();
        }
        work.commit().await.unwrap();
        let record = subscription::personal_record(database, &address("ann@example.org")).await.unwrap();
        let shown: Vec<_> = record.events.into_iter().filter_map(|happened| happened.event.consent_text).collect();
        assert_eq!(shown, ["Yes, send me letters", "Yes, send me letters and invitations"]);
    }
}
