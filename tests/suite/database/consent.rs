//! Leaving and coming back, and the events that tell of it.

use circular::database;
use circular::model::{IssueId, Kind, ListId, State, SubscriberId, Token, Way};
use circular::subscription::{self, UNDO};

use super::{at, find, import, list, state};
use crate::engine::{Ground, on_both};

async fn ann(ground: &Ground) -> (circular::model::List, Token) {
    let members = list(&ground.database, "members").await;
    import(&ground.database, &members, "email\nann@example.org\n").await;
    let ann = find(&ground.database, "ann@example.org").await.unwrap();
    let token = Token { list: members.id, subscriber: ann.id, issue: IssueId::new(7) };
    (members, token)
}

async fn events(ground: &Ground, ann: SubscriberId) -> Vec<(Kind, Way, Option<String>)> {
    let mut work = ground.database.read().await.unwrap();
    let events = database::event::changes(&mut work, ann).await.unwrap();
    let because = events.into_iter().filter(|event| event.issue == Some(IssueId::new(7)));
    because.map(|event| (event.kind, event.way, event.note)).collect()
}

on_both! {
    async fn leaving_three_times_is_leaving_once(ground) {
        let (members, token) = ann(ground).await;
        for second in 0..3 {
            let standing =
                subscription::leave(&ground.database, token, Way::OneClick, at(10 + second)).await.unwrap();
            assert_eq!(standing.state, Some(State::Unsubscribed));
            assert_eq!(standing.undo_until, Some(at(10) + UNDO));
        }
        assert_eq!(state(&ground.database, &members, token.subscriber).await, Some(State::Unsubscribed));
        assert_eq!(events(ground, token.subscriber).await, [(Kind::Left, Way::OneClick, None)]);
    }

    async fn looking_changes_nothing(ground) {
        let (members, token) = ann(ground).await;
        for _ in 0..10 {
            subscription::standing(&ground.database, token).await.unwrap();
        }
        assert_eq!(state(&ground.database, &members, token.subscriber).await, Some(State::Confirmed));
        assert_eq!(events(ground, token.subscriber).await, []);
    }

    async fn a_reason_is_kept_from_those_who_left(ground) {
        let (_, token) = ann(ground).await;
        subscription::give_reason(&ground.database, token, "too early", Way::Page, at(9)).await.unwrap();
        subscription::leave(&ground.database, token, Way::Page, at(10)).await.unwrap();
        let long = format!("too many\r\nletters {}", "x".repeat(1_000));
        subscription::give_reason(&ground.database, token, "  ", Way::Page, at(11)).await.unwrap();
        subscription::give_reason(&ground.database, token, &long, Way::Page, at(12)).await.unwrap();
        subscription::give_reason(&ground.database, token, "and another", Way::Page, at(13)).await.unwrap();
        let events = events(ground, token.subscriber).await;
        assert_eq!(events.len(), 2);
        let reason = events[1].2.as_deref().unwrap();
        assert!(reason.starts_with("too many letters xxx") && reason.len() == 500, "{reason}");
    }

    async fn leaving_is_undone_for_thirty_days(ground) {
        let (members, token) = ann(ground).await;
        let stands = async || state(&ground.database, &members, token.subscriber).await.unwrap();
        subscription::come_back(&ground.database, token, Way::Page, at(9)).await.unwrap();
        assert_eq!(events(ground, token.subscriber).await, [], "nobody can come back who has not left");
        subscription::leave(&ground.database, token, Way::Page, at(10)).await.unwrap();
        subscription::come_back(&ground.database, token, Way::Page, at(20)).await.unwrap();
        assert_eq!(stands().await, State::Confirmed);
        subscription::leave(&ground.database, token, Way::Page, at(30)).await.unwrap();
        subscription::come_back(&ground.database, token, Way::Page, at(31) + UNDO).await.unwrap();
        assert_eq!(stands().await, State::Unsubscribed);
    }

    async fn strangers_are_on_no_list(ground) {
        let (members, token) = ann(ground).await;
        let stranger = Token { list: members.id, subscriber: SubscriberId::new(4_711), issue: IssueId::new(7) };
        let standing = subscription::leave(&ground.database, stranger, Way::OneClick, at(10)).await.unwrap();
        assert_eq!(standing.state, None);
        for subscriber in [stranger.subscriber, token.subscriber] {
            assert_eq!(events(ground, subscriber).await, []);
        }
    }

    async fn a_key_is_made_once(ground) {
        let token = Token { list: ListId::new(1), subscriber: SubscriberId::new(1), issue: IssueId::new(1) };
        let first = subscription::keys(&ground.database, at(0)).await.unwrap().seal(token);
        let other = ground.again().await;
        assert!(first.is_some());
        assert_eq!(subscription::keys(&other, at(9)).await.unwrap().seal(token), first);
        other.close().await;
    }
}
