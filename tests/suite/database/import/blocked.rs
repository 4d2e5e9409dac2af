//! Who must not be mailed is not mailed for being in a file.

use circular::database;
use circular::model::{EventChannel, IssueId, SubscriptionState, SuppressionReason, Token, address_hash};
use circular::subscription;

use super::super::{at, find, import, list, state};
use crate::engine::on_both;

on_both! {
    async fn unsubscribed_address_is_not_reimported(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\n").await;
        let ann = find(database, "ann@example.org").await.unwrap();
        assert!(subscription::unsubscribe_address(database, &members, &ann.address, at(2)).await.unwrap().unwrap());
        let report = import(database, &members, "email\nAnn@example.org\n").await;
        assert_eq!((report.left_before, report.new, report.joined), (1, 0, 0));
        assert_eq!(state(database, &members, ann.id).await, Some(SubscriptionState::Unsubscribed));
    }

    async fn notices_only_subscriber_is_unchanged(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        import(db, &members, "email\nann@example.org\n").await;
        let ann = find(db, "ann@example.org").await.unwrap();
        let mut work = db.begin_write().await.unwrap();
        database::subscriptions::set_state(&mut work, members.id, ann.id, SubscriptionState::NoticesOnly, at(2)).await.unwrap();
        work.commit().await.unwrap();
        let report = import(db, &members, "email,town\nann@example.org,Leeds\n").await;
        assert_eq!((report.notices, report.joined, report.changed), (1, 0, 0));
        assert_eq!(state(db, &members, ann.id).await, Some(SubscriptionState::NoticesOnly));
    }

    async fn suppressed_address_is_suppressed_on_every_list(ground) {
        let db = &ground.database;
        let (members, friends) = (list(db, "members").await, list(db, "friends").await);
        import(db, &members, "email\nann@example.org\nbob@example.org\n").await;
        let ann = find(db, "ann@example.org").await.unwrap();
        let mut work = db.begin_write().await.unwrap();
        subscription::suppress_bounced(&mut work, ann.id, IssueId::new(7), Some("no such user"), at(2)).await.unwrap();
        work.commit().await.unwrap();
        for to in [&members, &friends, &friends] {
            let report = import(db, to, "email\nann@example.org\n").await;
            assert_eq!((&report.suppressed[..], report.joined), (&[(SuppressionReason::Bounced, 1)][..], 0));
            assert_eq!(state(db, to, ann.id).await, Some(SubscriptionState::Suppressed));
        }
    }

    async fn restored_notices_only_stays_notices_only(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        import(db, &members, "email,state\nann@example.org,notices_only\n").await;
        let ann = find(db, "ann@example.org").await.unwrap();
        assert_eq!(state(db, &members, ann.id).await, Some(SubscriptionState::NoticesOnly));
        let token = Token { list: members.id, subscriber: ann.id, issue: IssueId::NONE };
        subscription::unsubscribe(db, token, EventChannel::Page, at(2)).await.unwrap();
        subscription::undo_unsubscribe(db, token, EventChannel::Page, at(3)).await.unwrap();
        assert_eq!(state(db, &members, ann.id).await, Some(SubscriptionState::NoticesOnly));
    }

    async fn erased_address_is_not_reimported(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        let mut work = db.begin_write().await.unwrap();
        let secret = subscription::address_hash_key(&mut work, at(1)).await.unwrap();
        let hash = address_hash(&secret, &"gone@example.org".parse().unwrap());
        database::suppressed_hashes::add(&mut work, &hash, SuppressionReason::Erased, at(1)).await.unwrap();
        work.commit().await.unwrap();
        for _ in 0..2 {
            let report = import(db, &members, "email\nann@example.org\nGone@Example.org\n").await;
            assert_eq!((&report.suppressed[..], report.new + report.unchanged), (&[(SuppressionReason::Erased, 1)][..], 1));
            assert_eq!(find(db, "gone@example.org").await, None);
        }
    }

    async fn unsubscribed_row_is_not_subscribed(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        let file = "email,state,joined_at,town\nann@example.org,confirmed,2019-06-01T10:00:00Z,Leeds\n\
            bob@example.org,unsubscribed,,Hull\ncat@example.org,notices_only,,York\ndan@example.org,suppressed,,Ulm\n";
        let report = import(db, &members, file).await;
        assert_eq!((report.new, report.left_out, report.fields.join(" ").as_str()), (2, 2, "town"));
        assert_eq!(find(db, "bob@example.org").await, None);
        let cat = find(db, "cat@example.org").await.unwrap();
        assert_eq!(state(db, &members, cat.id).await, Some(SubscriptionState::NoticesOnly));
        // Where a column of this name says something else, it is a field like others.
        let report = import(db, &members, "email,state\neve@example.com,Ohio\n").await;
        assert_eq!((report.new, report.fields.join(" ").as_str()), (1, "state"));
    }
}
