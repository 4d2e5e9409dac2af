//! Leaving and coming back, and the events that tell of it.

use circular::database;
use circular::model::{EventChannel, EventKind, IssueId, ListId, SubscriberId, SubscriptionState, Token};
use circular::subscription::{self, UNDO_PERIOD};

use super::{at, find, import, list, state};
use crate::engine::{TestDatabase, on_both};

async fn ann(ground: &TestDatabase) -> (circular::model::List, Token) {
    let members = list(&ground.database, "members").await;
    import(&ground.database, &members, "email\nann@example.org\n").await;
    let ann = find(&ground.database, "ann@example.org").await.unwrap();
    let token = Token { list: members.id, subscriber: ann.id, issue: IssueId::new(7) };
    (members, token)
}

async fn events(ground: &TestDatabase, ann: SubscriberId) -> Vec<(EventKind, EventChannel, Option<String>)> {
    let mut work = ground.database.begin_read().await.unwrap();
    let events = database::event_log::by_subscriber(&mut work, ann).await.unwrap();
    let because = events.into_iter().filter(|event| event.issue == Some(IssueId::new(7)));
    because.map(|event| (event.kind, event.channel, event.note)).collect()
}

on_both! {
    async fn repeated_unsubscribe_records_one_event(ground) {
        let (members, token) = ann(ground).await;
        for second in 0..3 {
            let standing =
                subscription::unsubscribe(&ground.database, token, EventChannel::OneClick, at(10 + second)).await.unwrap();
            assert_eq!(standing.state, Some(SubscriptionState::Unsubscribed));
            assert_eq!(standing.undo_until, Some(at(10) + UNDO_PERIOD));
        }
        assert_eq!(state(&ground.database, &members, token.subscriber).await, Some(SubscriptionState::Unsubscribed));
        assert_eq!(events(ground, token.subscriber).await, [(EventKind::Unsubscribed, EventChannel::OneClick, None)]);
    }

    async fn reading_status_changes_nothing(ground) {
        let (members, token) = ann(ground).await;
        for _ in 0..10 {
            subscription::subscription_status(&ground.database, token).await.unwrap();
        }
        assert_eq!(state(&ground.database, &members, token.subscriber).await, Some(SubscriptionState::Confirmed));
        assert_eq!(events(ground, token.subscriber).await, []);
    }

    async fn reason_is_stored_after_unsubscribe(ground) {
        let (_, token) = ann(ground).await;
        subscription::record_reason(&ground.database, token, "too early", EventChannel::Page, at(9)).await.unwrap();
        subscription::unsubscribe(&ground.database, token, EventChannel::Page, at(10)).await.unwrap();
        let long = format!("too many\r\nletters {}", "x".repeat(1_000));
        subscription::record_reason(&ground.database, token, "  ", EventChannel::Page, at(11)).await.unwrap();
        subscription::record_reason(&ground.database, token, &long, EventChannel::Page, at(12)).await.unwrap();
        subscription::record_reason(&ground.database, token, "and another", EventChannel::Page, at(13)).await.unwrap();
        let events = events(ground, token.subscriber).await;
        assert_eq!(events.len(), 2);
        let reason = events[1].2.as_deref().unwrap();
        assert!(reason.starts_with("too many letters xxx") && reason.len() == 500, "{reason}");
    }

    async fn unsubscribe_can_be_undone_for_thirty_days(ground) {
        let (members, token) = ann(ground).await;
        let stands = async || state(&ground.database, &members, token.subscriber).await.unwrap();
        subscription::undo_unsubscribe(&ground.database, token, EventChannel::Page, at(9)).await.unwrap();
        assert_eq!(events(ground, token.subscriber).await, [], "nobody can come back who has not left");
        subscription::unsubscribe(&ground.database, token, EventChannel::Page, at(10)).await.unwrap();
        subscription::undo_unsubscribe(&ground.database, token, EventChannel::Page, at(20)).await.unwrap();
        assert_eq!(stands().await, SubscriptionState::Confirmed);
        subscription::unsubscribe(&ground.database, token, EventChannel::Page, at(30)).await.unwrap();
        subscription::undo_unsubscribe(&ground.database, token, EventChannel::Page, at(31) + UNDO_PERIOD).await.unwrap();
        assert_eq!(stands().await, SubscriptionState::Unsubscribed);
    }

    async fn unknown_subscriber_has_no_subscription(ground) {
        let (members, token) = ann(ground).await;
        let stranger = Token { list: members.id, subscriber: SubscriberId::new(4_711), issue: IssueId::new(7) };
        let standing = subscription::unsubscribe(&ground.database, stranger, EventChannel::OneClick, at(10)).await.unwrap();
        assert_eq!(standing.state, None);
        for subscriber in [stranger.subscriber, token.subscriber] {
            assert_eq!(events(ground, subscriber).await, []);
        }
    }

    async fn key_is_created_once(ground) {
        let token = Token { list: ListId::new(1), subscriber: SubscriberId::new(1), issue: IssueId::new(1) };
        let first = subscription::signing_keys(&ground.database, at(0)).await.unwrap().seal(token);
        let other = ground.again().await;
        assert!(first.is_some());
        assert_eq!(subscription::signing_keys(&other, at(9)).await.unwrap().seal(token), first);
        other.close().await;
    }
}
