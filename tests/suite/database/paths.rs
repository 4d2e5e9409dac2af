//! Every path by which a subscription changes leaves its row in the record, and the rows stay.

use circular::inbound::{self, Departure, DepartureWay, InboundOutcome};
use circular::model::{Address, IssueId, List, SubscriberId, SubscriptionEvent, SubscriptionState, Token};
use circular::subscription::{self, ChangeOrigin};
use circular::{database, model::EventChannel};

use super::{at, find, import, list, state};
use crate::engine::{TestDatabase, on_both};

/// What the record holds of one change.
type Row = (&'static str, &'static str, Option<&'static str>, Option<&'static str>, Option<i64>, Option<&'static str>);

/// Each path with its row: kind, way, source, note, issue, agent.
const PATHS: [(&str, Row); 12] = [
    ("one click", ("unsubscribed", "one_click", Some("/u/{token}"), None, Some(7), Some("Mail/1.0"))),
    ("page button", ("unsubscribed", "page", Some("/u/{token}"), None, Some(7), Some("Mail/1.0"))),
    ("all lists", ("unsubscribed", "page", Some("/u/{token}/lists"), None, Some(7), Some("Mail/1.0"))),
    ("preference page: nothing", ("unsubscribed", "page", Some("/u/{token}/lists"), None, Some(7), Some("Mail/1.0"))),
    (
        "preference page: notices",
        ("reduced_to_notices", "page", Some("/u/{token}/lists"), None, Some(7), Some("Mail/1.0")),
    ),
    ("undo", ("resubscribed", "page", Some("/u/{token}"), None, Some(7), Some("Mail/1.0"))),
    ("reason", ("reason_given", "page", Some("/u/{token}"), Some("I moved"), Some(7), Some("Mail/1.0"))),
    ("mail by address", ("unsubscribed", "mail", Some("address"), None, Some(7), Some("Mutt"))),
    ("mail by subject", ("unsubscribed", "mail", Some("subject"), None, Some(7), None)),
    ("owner", ("unsubscribed", "operator", None, None, None, None)),
    ("owner, all lists", ("unsubscribed", "operator", None, None, None, None)),
    ("relay", ("suppressed", "relay", None, Some("5.1.1 no such user"), Some(7), None)),
];

/// What follows from a mail by which somebody leaves.
fn left(address: &Address, list: &List, way: DepartureWay) -> InboundOutcome {
    InboundOutcome::Unsubscribed(Departure { address: Some(address.clone()), list: Some(list.title.clone()), way })
}

/// Goes one of the paths; one that goes back leaves first.
async fn go(ground: &TestDatabase, path: &str, members: &List, token: Token) {
    let database = &ground.database;
    let web = |way, source| ChangeOrigin { channel: way, source: Some(source), user_agent: Some("Mail/1.0") };
    let (link, lists) = ("/u/{token}", "/u/{token}/lists");
    let address: Address = "ann@example.org".parse().unwrap();
    match path {
        "one click" => {
            drop(subscription::unsubscribe(database, token, web(EventChannel::OneClick, link), at(10)).await.unwrap());
        }
        "page button" => {
            drop(subscription::unsubscribe(database, token, web(EventChannel::Page, link), at(10)).await.unwrap());
        }
        "all lists" => {
            subscription::unsubscribe_all(database, token, web(EventChannel::Page, lists), at(10)).await.unwrap();
        }
        "preference page: nothing" | "preference page: notices" => {
            let wish = if path.ends_with("nothing") {
                SubscriptionState::Unsubscribed
            } else {
                SubscriptionState::NoticesOnly
            };
            let chosen =
                subscription::set_preference(database, token, members.id, wish, web(EventChannel::Page, lists), at(10))
                    .await;
            assert_eq!(chosen.unwrap(), Some(wish));
        }
        "undo" => {
            subscription::unsubscribe(database, token, EventChannel::OneClick, at(9)).await.unwrap();
            subscription::undo_unsubscribe(database, token, web(EventChannel::Page, link), at(10)).await.unwrap();
        }
        "reason" => {
            subscription::unsubscribe(database, token, EventChannel::OneClick, at(9)).await.unwrap();
            subscription::record_reason(database, token, "I moved", web(EventChannel::Page, link), at(10))
                .await
                .unwrap();
        }
        "mail by address" | "mail by subject" => {
            let keys = subscription::signing_keys(database, at(0)).await.unwrap();
            let word = keys.seal(token).unwrap();
            let mail = if path.ends_with("address") {
                format!("From: other@example.net\r\nTo: leave+{word}@example.org\r\nX-Mailer: Mutt\r\n\r\n")
            } else {
                format!("From: other@example.net\r\nTo: leave@example.org\r\nSubject: unsubscribe {word}\r\n\r\n")
            };
            let way = if path.ends_with("address") { DepartureWay::Address } else { DepartureWay::Subject };
            assert_eq!(
                inbound::process_message(database, &keys, mail.as_bytes(), at(10)).await.unwrap(),
                left(&address, members, way)
            );
            // The same request sent again is another mail.
            let again = format!("Date: Mon, 1 Jun 2026 10:00:00 +0000\r\n{mail}");
            let again = inbound::process_message(database, &keys, again.as_bytes(), at(11)).await.unwrap();
            assert_eq!(again, InboundOutcome::AlreadyUnsubscribed);
        }
        "owner" => {
            for second in 10..13 {
                let left = subscription::unsubscribe_address(database, members, &address, at(second)).await.unwrap();
                assert_eq!(left, Some(second == 10));
            }
        }
        "owner, all lists" => {
            assert_eq!(
                subscription::unsubscribe_address_from_all(database, &address, at(10)).await.unwrap().unwrap().len(),
                1
            );
            assert_eq!(
                subscription::unsubscribe_address_from_all(database, &address, at(11)).await.unwrap().unwrap().len(),
                0
            );
        }
        "relay" => {
            let mut work = database.begin_write().await.unwrap();
            subscription::suppress_bounced(
                &mut work,
                token.subscriber,
                IssueId::new(7),
                Some("5.1.1 no such user"),
                at(10),
            )
            .await
            .unwrap();
            work.commit().await.unwrap();
        }
        other => panic!("{other}"),
    }
}

async fn record(ground: &TestDatabase, subscriber: SubscriberId) -> Vec<SubscriptionEvent> {
    database::event_log::by_subscriber(&mut ground.database.begin_read().await.unwrap(), subscriber).await.unwrap()
}

on_both! {
    async fn each_unsubscribe_path_records_its_event(ground) {
        let members = list(&ground.database, "members").await;
        for (path, (kind, way, source, note, issue, agent)) in PATHS {
            import(&ground.database, &members, "email\nann@example.org\n").await;
            let ann = find(&ground.database, "ann@example.org").await.unwrap();
            let token = Token { list: members.id, subscriber: ann.id, issue: IssueId::new(7) };
            go(ground, path, &members, token).await;
            let record = record(ground, ann.id).await;
            let row = record.last().unwrap();
            assert_eq!((row.kind.into(), row.channel.into()), (kind, way), "{path}");
            assert_eq!((row.at, row.list, row.subscriber), (at(10), members.id, ann.id), "{path}");
            let words = (row.source.as_deref(), row.note.as_deref(), row.issue.map(IssueId::get), row.user_agent.as_deref());
            assert_eq!(words, (source, note, issue, agent), "{path}");
            assert!(!row.likely_scanner, "{path}");
            // The next path begins with another Ann; the record of this one outlives her.
            ground.execute("DELETE FROM subscriber").await;
            assert_eq!(self::record(ground, ann.id).await, record, "{path}");
        }
    }

    async fn restored_subscriber_keeps_preference(ground) {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\nann@example.org\n").await;
        let ann = find(&ground.database, "ann@example.org").await.unwrap();
        let token = Token { list: members.id, subscriber: ann.id, issue: IssueId::new(7) };
        subscription::set_preference(&ground.database, token, members.id, SubscriptionState::NoticesOnly, EventChannel::Page, at(5)).await.unwrap();
        let stands = async || state(&ground.database, &members, ann.id).await.unwrap();
        let mut work = ground.database.begin_write().await.unwrap();
        subscription::suppress_bounced(&mut work, ann.id, IssueId::new(7), None, at(6)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(stands().await, SubscriptionState::Suppressed, "not even a notice goes to an address that takes no mail");
        let mut work = ground.database.begin_write().await.unwrap();
        subscription::restore_rejected(&mut work, IssueId::new(7), at(7)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(stands().await, SubscriptionState::NoticesOnly);
    }

    async fn key_limit_is_255(ground) {
        for _ in 0..255 {
            let mut work = ground.database.begin_write().await.unwrap();
            database::signing_keys::add(&mut work, &[1; 32], at(0)).await.unwrap();
            work.commit().await.unwrap();
        }
        let error = subscription::rotate_signing_key(&ground.database, at(1)).await.unwrap_err();
        assert!(error.to_string().contains("there are 255 keys already"), "{error}");
        let mut work = ground.database.begin_write().await.unwrap();
        database::signing_keys::add(&mut work, &[2; 32], at(2)).await.unwrap();
        let dates = database::signing_keys::creation_dates(&mut work).await.unwrap();
        assert_eq!((dates.len(), dates.last().map(|(number, _)| *number)), (255, Some(255)));
        assert!(database::signing_keys::all(&mut work).await.unwrap().can_seal());
    }

    async fn automatic_reply_unsubscribes_nobody(ground) {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\nann@example.org\n").await;
        let ann = find(&ground.database, "ann@example.org").await.unwrap();
        let keys = subscription::signing_keys(&ground.database, at(0)).await.unwrap();
        let word = keys.seal(Token { list: members.id, subscriber: ann.id, issue: IssueId::new(7) }).unwrap();
        for (automatic, outcome) in [
            ("auto-replied", InboundOutcome::AutoReply),
            ("Auto-Replied (vacation)", InboundOutcome::AutoReply),
            ("Auto-Generated; owner-email=\"x@example.org\"", left(&ann.address, &members, DepartureWay::Address)),
            ("NO", InboundOutcome::AlreadyUnsubscribed),
            ("no", InboundOutcome::AlreadyUnsubscribed),
        ] {
            let mail = format!("Auto-Submitted: {automatic}\r\nTo: leave+{word}@example.org\r\n\r\nx");
            let taken = inbound::process_message(&ground.database, &keys, mail.as_bytes(), at(10)).await.unwrap();
            assert_eq!(taken, outcome, "{automatic}");
        }
    }
}
