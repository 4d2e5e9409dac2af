//! People in pages: searched, filtered, and what became of the latest letter to each.

use circular::database::{self, Database};
use circular::model::{DeliveryStatus, IssueId, ListId, SubscriberId, SubscriptionState};
use circular::segment::{self, MemberSearch};
use circular::subscription::{self, UndoOutcome};

use super::{at, find, import, list, state};
use crate::engine::on_both;

async fn search(
    database: &Database,
    list: Option<ListId>,
    state: Option<SubscriptionState>,
    text: &str,
) -> Vec<String> {
    let search = MemberSearch { list, state, text, after: SubscriberId::NONE, limit: 10 };
    let page = segment::search_members(database, &search).await.unwrap();
    page.found.iter().map(|entry| entry.subscriber.address.to_string()).collect()
}

on_both! {
    async fn words_are_found_in_any_field_whatever_their_accents(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let csv = "email,first_name,town,born,tags,paid\n\
            ann@example.org,Ann,Łódź,1980-05-01,choir; board,yes\n\
            Ben_100@example.org,Bén,Leeds,,,no\n\
            cat@example.net,\"Cat \"\"Kit\"\"\",100% York,,board,\n\
            dan@example.org,Иван,Leeds,,,\n";
        import(database, &members, csv).await;
        import(database, &list(database, "other").await, "email\neve@example.org\n").await;
        for (text, found) in [
            ("ann", vec!["ann@example.org"]),
            ("LODZ", vec!["ann@example.org"]),
            ("ben leeds", vec!["Ben_100@example.org"]),
            ("leeds", vec!["Ben_100@example.org", "dan@example.org"]),
            ("1980-05", vec!["ann@example.org"]),
            ("board", vec!["ann@example.org", "cat@example.net"]),
            ("\"kit\"", vec!["cat@example.net"]),
            ("100%", vec!["cat@example.net"]),
            ("ben_", vec!["Ben_100@example.org"]),
            ("%", vec!["cat@example.net"]),
            ("иван", vec!["dan@example.org"]),
            ("example.net", vec!["cat@example.net"]),
            ("town", vec![]),
            ("ann leeds", vec![]),
        ] {
            assert_eq!(search(database, Some(members.id), None, text).await, found, "{text}");
        }
        assert_eq!(search(database, None, None, "eve").await, ["eve@example.org"]);
        assert_eq!(search(database, None, None, "").await.len(), 5);
        let count = database::subscribers::count_all(&mut database.begin_read().await.unwrap()).await.unwrap();
        assert_eq!(count, 5);
    }

    async fn pages_go_on_where_the_last_one_ended(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let rows: Vec<String> = (100..125).map(|n| format!("{n}@example.org,{}", n % 2)).collect();
        import(database, &members, &format!("email,half\n{}\n", rows.join("\n"))).await;
        let (mut seen, mut after) = (Vec::new(), SubscriberId::NONE);
        loop {
            let search = MemberSearch { list: Some(members.id), state: None, text: "example", after, limit: 10 };
            let page = segment::search_members(database, &search).await.unwrap();
            assert!(!page.is_partial);
            seen.push(page.found.len());
            let Some(next) = page.next else { break };
            after = next;
        }
        assert_eq!(seen, [10, 10, 5]);
    }

    async fn state_and_letter_are_those_of_the_list(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\nben@example.org\ncat@example.org\n").await;
        let ben = find(database, "ben@example.org").await.unwrap();
        subscription::unsubscribe_address(database, &members, &ben.address, at(2)).await.unwrap();
        let left = Some(SubscriptionState::Unsubscribed);
        assert_eq!(search(database, Some(members.id), left, "").await, ["ben@example.org"]);
        assert_eq!(search(database, Some(members.id), left, "ann").await, [""; 0]);
        ground
            .execute(&format!(
                "INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
                 SELECT 7, id, CASE WHEN id = {} THEN 'bounced' ELSE 'sent' END, 1, 0, 0 FROM subscriber",
                ben.id
            ).replace("INSERT INTO delivery", &format!(
                "INSERT INTO issue (id, slug, list_id, subject, content_digest, composition, sender, is_trial, state, \
                 created_at, starts_at){} VALUES (7, 'spring', {}, 's', 'h', '{{}}', 'a@example.org', {}, 'finished', 0, 0); \
                 INSERT INTO delivery",
                if matches!(database, Database::Postgres(_)) { " OVERRIDING SYSTEM VALUE" } else { "" },
                members.id,
                if matches!(database, Database::Postgres(_)) { "FALSE" } else { "0" },
            )))
            .await;
        let mut work = database.begin_read().await.unwrap();
        let wanted = [ben.id, SubscriberId::new(999)];
        let statuses = database::deliveries::statuses_of(&mut work, IssueId::new(7), &wanted).await.unwrap();
        assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [(ben.id, DeliveryStatus::Bounced)]);
        let known = database::subscribers::by_id(&mut work, ben.id).await.unwrap();
        assert_eq!(known.map(|person| person.address), Some(ben.address));
    }

    async fn operator_takes_back_only_what_the_operator_did(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\n").await;
        let ann = find(database, "ann@example.org").await.unwrap();
        let undo = async || subscription::undo_take_off(database, &members, &ann.address, at(9)).await.unwrap();
        assert_eq!(undo().await, UndoOutcome::ChangedSince);
        let reason = Some("moved\naway");
        assert_eq!(subscription::take_off(database, &members, &ann.address, reason, at(2)).await.unwrap(), Some(true));
        let events = database::event_log::by_subscriber(&mut database.begin_read().await.unwrap(), ann.id).await.unwrap();
        assert_eq!(events.last().unwrap().note.as_deref(), Some("moved away"));
        assert_eq!(undo().await, UndoOutcome::Restored(SubscriptionState::Confirmed));
        assert_eq!(state(database, &members, ann.id).await, Some(SubscriptionState::Confirmed));
        assert_eq!(undo().await, UndoOutcome::ChangedSince);
        subscription::take_off(database, &members, &ann.address, None, at(10)).await.unwrap();
        subscription::suppress_address(database, &ann.address, None, at(11)).await.unwrap();
        assert_ne!(undo().await, UndoOutcome::Restored(SubscriptionState::Confirmed));
        assert_eq!(state(database, &members, ann.id).await, Some(SubscriptionState::Unsubscribed));
    }
}
