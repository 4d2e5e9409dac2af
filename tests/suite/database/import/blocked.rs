//! Who must not be mailed is not mailed for being in a file.

use circular::database;
use circular::model::{Cause, IssueId, State, Token, Way, address_hash};
use circular::subscription;

use super::super::{at, find, import, list, state};
use crate::engine::on_both;

on_both! {
    async fn who_left_stays_away(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\n").await;
        let ann = find(database, "ann@example.org").await.unwrap();
        assert!(subscription::take_off(database, &members, &ann.address, at(2)).await.unwrap().unwrap());
        let report = import(database, &members, "email\nAnn@example.org\n").await;
        assert_eq!((report.left_before, report.new, report.joined), (1, 0, 0));
        assert_eq!(state(database, &members, ann.id).await, Some(State::Unsubscribed));
    }

    async fn who_wants_notices_only_gets_no_more(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        import(db, &members, "email\nann@example.org\n").await;
        let ann = find(db, "ann@example.org").await.unwrap();
        let mut work = db.write().await.unwrap();
        database::subscription::set(&mut work, members.id, ann.id, State::Notices, at(2)).await.unwrap();
        work.commit().await.unwrap();
        let report = import(db, &members, "email,town\nann@example.org,Leeds\n").await;
        assert_eq!((report.notices, report.joined, report.changed), (1, 0, 0));
        assert_eq!(state(db, &members, ann.id).await, Some(State::Notices));
    }

    async fn an_address_that_takes_no_mail_is_set_aside_on_every_list(ground) {
        let db = &ground.database;
        let (members, friends) = (list(db, "members").await, list(db, "friends").await);
        import(db, &members, "email\nann@example.org\nbob@example.org\n").await;
        let ann = find(db, "ann@example.org").await.unwrap();
        let mut work = db.write().await.unwrap();
        subscription::suppress(&mut work, ann.id, IssueId::new(7), Some("no such user"), at(2)).await.unwrap();
        work.commit().await.unwrap();
        for to in [&members, &friends, &friends] {
            let report = import(db, to, "email\nann@example.org\n").await;
            assert_eq!((&report.suppressed[..], report.joined), (&[(Cause::Bounced, 1)][..], 0));
            assert_eq!(state(db, to, ann.id).await, Some(State::Suppressed));
        }
    }

    async fn who_came_for_notices_alone_comes_back_to_them_alone(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        import(db, &members, "email,state\nann@example.org,notices_only\n").await;
        let ann = find(db, "ann@example.org").await.unwrap();
        assert_eq!(state(db, &members, ann.id).await, Some(State::Notices));
        let token = Token { list: members.id, subscriber: ann.id, issue: IssueId::NONE };
        subscription::leave(db, token, Way::Page, at(2)).await.unwrap();
        subscription::come_back(db, token, Way::Page, at(3)).await.unwrap();
        assert_eq!(state(db, &members, ann.id).await, Some(State::Notices));
    }

    async fn somebody_erased_does_not_come_back(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        let mut work = db.write().await.unwrap();
        let secret = subscription::address_hash_key(&mut work, at(1)).await.unwrap();
        let hash = address_hash(&secret, &"gone@example.org".parse().unwrap());
        database::stranger::add(&mut work, &hash, Cause::Erased, at(1)).await.unwrap();
        work.commit().await.unwrap();
        for _ in 0..2 {
            let report = import(db, &members, "email\nann@example.org\nGone@Example.org\n").await;
            assert_eq!((&report.suppressed[..], report.new + report.unchanged), (&[(Cause::Erased, 1)][..], 1));
            assert_eq!(find(db, "gone@example.org").await, None);
        }
    }

    async fn who_is_off_by_the_file_is_not_put_on(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        let file = "email,state,joined_at,town\nann@example.org,confirmed,2019-06-01T10:00:00Z,Leeds\n\
            bob@example.org,unsubscribed,,Hull\ncat@example.org,notices_only,,York\ndan@example.org,suppressed,,Ulm\n";
        let report = import(db, &members, file).await;
        assert_eq!((report.new, report.left_out, report.fields.join(" ").as_str()), (2, 2, "town"));
        assert_eq!(find(db, "bob@example.org").await, None);
        let cat = find(db, "cat@example.org").await.unwrap();
        assert_eq!(state(db, &members, cat.id).await, Some(State::Notices));
        // Where a column of this name says something else, it is a field like others.
        let report = import(db, &members, "email,state\neve@example.com,Ohio\n").await;
        assert_eq!((report.new, report.fields.join(" ").as_str()), (1, "state"));
    }
}
