//! One person at a time: edited, found, and taken off a list that is deleted.

use circular::database::{self, Database};
use circular::model::{
    Address, EventChannel, EventKind, FieldValue, IssueId, List, SubscriptionState, SuppressionReason, Token,
};
use circular::segment::{self, Condition, FoundSubscriber, SubscriberSearch};
use circular::subscription::{
    self, AddOutcome, EditOutcome, ErasureOutcome, FieldValues, ListDeletion, NewMember, SubscriberEdit,
    SubscriberEdited, SuppressionOutcome,
};

use super::{at, find, import, list, state};
use crate::engine::on_both;

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

async fn edit(database: &Database, who: &str, new: Option<&str>, fields: &FieldValues) -> EditOutcome {
    let new = new.map(address);
    let edit = SubscriberEdit { address: new.as_ref(), fields };
    subscription::edit_subscriber(database, &address(who), edit, false, at(5)).await.unwrap()
}

async fn moved(database: &Database, who: &str, new: &str) -> SubscriberEdited {
    match edit(database, who, Some(new), &FieldValues::new()).await {
        EditOutcome::Edited(edited) => edited,
        refused => panic!("{refused:?}"),
    }
}

async fn add(database: &Database, list: &List, who: &str) -> AddOutcome {
    let (address, fields) = (address(who), FieldValues::new());
    let member =
        NewMember { address: &address, fields: &fields, basis: None, has_taken_over: false, is_returning: false };
    subscription::add_subscriber(database, list, member, false, at(6)).await.unwrap()
}

async fn search(database: &Database, search: SubscriberSearch) -> (u64, Vec<String>) {
    let result = segment::search_subscribers(database, &search).await.unwrap();
    let line = |found: &FoundSubscriber| {
        let lists: Vec<_> = found.lists.iter().map(|on| format!("{} {}", on.list, on.state)).collect();
        format!("{}: {}", found.subscriber.address, lists.join(", "))
    };
    (result.total, result.found.iter().map(line).collect())
}

on_both! {
    async fn changed_address_keeps_person(ground) {
        let database = &ground.database;
        let (members, board) = (list(database, "members").await, list(database, "board").await);
        import(database, &members, "email,first_name\nann@example.org,Ann\n").await;
        import(database, &board, "email\nann@example.org\n").await;
        subscription::unsubscribe_address(database, &board, &address("ann@example.org"), at(2)).await.unwrap();
        let ann = find(database, "ann@example.org").await.unwrap();

        let edited = moved(database, "Ann@example.org", "ann@new.example.org").await;
        assert_eq!(edited.former_address, Some(address("ann@example.org")));
        assert_eq!(edited.import_sources.into_iter().collect::<Vec<_>>(), ["m.csv"]);
        let now = find(database, "ann@new.example.org").await.unwrap();
        assert_eq!((now.id, &now.fields), (ann.id, &ann.fields));
        assert!(find(database, "ann@example.org").await.is_none());
        assert_eq!(state(database, &members, ann.id).await, Some(SubscriptionState::Confirmed));
        assert_eq!(state(database, &board, ann.id).await, Some(SubscriptionState::Unsubscribed));
        let events = database::event_log::by_subscriber(&mut database.begin_read().await.unwrap(), ann.id).await.unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
        assert_eq!(
            kinds,
            [EventKind::Subscribed, EventKind::Subscribed, EventKind::Unsubscribed, EventKind::AddressChanged]
        );
        let changed = events.last().unwrap();
        assert_eq!((changed.channel, changed.note.as_deref()), (EventChannel::Operator, Some("ann@example.org")));
    }

    async fn changed_address_stays_suppressed_and_so_does_former_one(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\n").await;
        let suppressed = subscription::suppress_address(database, &address("ann@example.org"), None, at(2)).await.unwrap();
        assert_eq!(suppressed, SuppressionOutcome::Suppressed(1));
        let edited = moved(database, "ann@example.org", "ann@new.example.org").await;
        assert_eq!(edited.suppression, Some(SuppressionReason::Operator));
        let ann = find(database, "ann@new.example.org").await.unwrap().id;
        assert_eq!(state(database, &members, ann).await, Some(SubscriptionState::Suppressed));
        let refused = AddOutcome::SuppressedAddress(SuppressionReason::Operator);
        assert_eq!(add(database, &members, "ann@example.org").await, refused);
    }

    async fn taken_or_suppressed_new_address_is_refused(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\nbob@example.org\n").await;
        subscription::suppress_address(database, &address("gone@example.org"), None, at(2)).await.unwrap();
        let none = FieldValues::new();
        assert_eq!(edit(database, "ann@example.org", Some("BOB@example.org"), &none).await, EditOutcome::AddressTaken);
        assert_eq!(
            edit(database, "ann@example.org", Some("gone@example.org"), &none).await,
            EditOutcome::SuppressedAddress(SuppressionReason::Operator)
        );
        assert_eq!(edit(database, "eve@example.org", None, &none).await, EditOutcome::UnknownAddress);
        let ann = find(database, "ann@example.org").await.unwrap();
        assert_eq!(moved(database, "ann@example.org", "Ann@Example.org").await.address.as_str(), "Ann@example.org");
        assert_eq!(find(database, "ann@example.org").await.unwrap().id, ann.id);
    }

    async fn dry_run_shows_edits_and_writes_nothing(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email,first_name\nann@example.org,Ann\n").await;
        let fields =
            FieldValues::from([("first_name".to_owned(), Some("Anne".into())), ("town".to_owned(), Some("Leeds".into()))]);
        let (who, new) = (address("ann@example.org"), address("anne@example.org"));
        let change = SubscriberEdit { address: Some(&new), fields: &fields };
        let EditOutcome::Edited(planned) =
            subscription::edit_subscriber(database, &who, change, true, at(5)).await.unwrap()
        else {
            panic!("refused")
        };
        let edits: Vec<_> =
            planned.fields.iter().map(|edit| (edit.name.as_str(), edit.before.clone(), edit.after.clone())).collect();
        assert_eq!(
            edits,
            [("first_name", Some("Ann".into()), Some("Anne".into())), ("town", None, Some(FieldValue::from("Leeds")))]
        );
        let ann = find(database, "ann@example.org").await.unwrap();
        assert_eq!(ann.fields.get("first_name"), Some(&"Ann".into()));
        assert!(!segment::field_names(database).await.unwrap().contains("town"));
    }

    async fn erasure_covers_former_addresses(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\n").await;
        moved(database, "ann@example.org", "ann@new.example.org").await;
        // She wrote about a letter before she moved.
        ground
            .execute(
                "INSERT INTO issue (slug, list_id, subject, content_digest, composition, sender, is_trial, state, \
                     created_at, starts_at) \
                 SELECT 'spring', id, 's', '00', '{}', 'a@example.org', FALSE, 'finished', 1, 1 FROM list; \
                 INSERT INTO received_view (issue_id, subscriber_id, sender, proof, words, attachment_count, doubts, \
                     is_late, received_at) \
                 SELECT id, NULL, 'ann@example.org', 'message_id', 'We want strong tea', 0, '', FALSE, 1 FROM issue",
            )
            .await;
        let erased = subscription::erase_person(database, &address("ann@new.example.org"), at(7)).await.unwrap();
        let ErasureOutcome::Erased(erased) = erased else { panic!("{erased:?}") };
        assert!(erased.traces.contains("We want strong tea"), "{:?}", erased.traces);
        assert_eq!(erased.former_addresses, [address("ann@example.org")]);
        for who in ["ann@example.org", "ann@new.example.org"] {
            let refused = AddOutcome::SuppressedAddress(SuppressionReason::Erased);
            assert_eq!(add(database, &members, who).await, refused, "{who}");
        }
    }

    async fn search_finds_people_by_list_condition_and_text(ground) {
        let database = &ground.database;
        let (members, board) = (list(database, "members").await, list(database, "board").await);
        import(database, &members, "email,first_name,town\nann@example.org,Ann,Köln\nbob@example.org,Bob,Leeds\n").await;
        import(database, &board, "email,first_name\ncat@example.org,Cat\nbob@example.org,Bob\n").await;
        subscription::unsubscribe_address(database, &board, &address("bob@example.org"), at(2)).await.unwrap();
        let all = SubscriberSearch { limit: 2, ..SubscriberSearch::default() };
        assert_eq!(
            search(database, all).await,
            (3, vec!["ann@example.org: members confirmed".to_owned(),
                "bob@example.org: board unsubscribed, members confirmed".to_owned()])
        );
        for text in ["KOLN", "ann@", "ann"] {
            let found = search(database, SubscriberSearch { text: Some(text.to_owned()), limit: 9, ..Default::default() });
            assert_eq!(found.await, (1, vec!["ann@example.org: members confirmed".to_owned()]), "{text}");
        }
        let names = segment::condition_names(database).await.unwrap();
        let condition = Condition::parse("first_name == \"Bob\"", &names).ok();
        let found = SubscriberSearch { list: Some(board), condition, text: None, limit: 9 };
        assert_eq!(search(database, found).await.0, 1);
    }

    async fn deleted_list_keeps_record_and_who_left(ground) {
        let database = &ground.database;
        let (members, board) = (list(database, "members").await, list(database, "board").await);
        import(database, &members, "email\nann@example.org\nbob@example.org\ncat@example.org\n").await;
        import(database, &board, "email\nann@example.org\n").await;
        subscription::unsubscribe_address(database, &members, &address("bob@example.org"), at(2)).await.unwrap();
        let [ann, bob] = [find(database, "ann@example.org").await.unwrap(), find(database, "bob@example.org").await.unwrap()];
        let counts = ListDeletion::Deleted { removed: 2, unsubscribed: 1 };
        assert_eq!(subscription::delete_list(database, &members, true, at(3)).await.unwrap(), counts);
        assert_eq!(state(database, &members, ann.id).await, Some(SubscriptionState::Confirmed));
        assert_eq!(subscription::delete_list(database, &members, false, at(3)).await.unwrap(), counts);

        let mut work = database.begin_read().await.unwrap();
        assert_eq!(database::lists::all(&mut work).await.unwrap(), std::slice::from_ref(&board));
        assert_eq!(database::lists::by_name(&mut work, &members.name).await.unwrap(), None);
        assert_eq!(database::lists::by_id(&mut work, members.id).await.unwrap(), Some(members.clone()));
        let last = database::event_log::by_subscriber(&mut work, ann.id).await.unwrap().pop().unwrap();
        assert_eq!((last.kind, last.channel, last.list), (EventKind::Unsubscribed, EventChannel::Operator, members.id));
        drop(work);
        assert_eq!(state(database, &members, ann.id).await, None);
        assert_eq!(state(database, &board, ann.id).await, Some(SubscriptionState::Confirmed));

        let again = list(database, "members").await;
        assert_eq!((again.id, &again.list_id), (members.id, &members.list_id));
        import(database, &again, "email\nann@example.org\nbob@example.org\n").await;
        assert_eq!(state(database, &again, ann.id).await, Some(SubscriptionState::Confirmed));
        assert_eq!(state(database, &again, bob.id).await, Some(SubscriptionState::Unsubscribed));
    }

    async fn leaving_a_deleted_list_cannot_be_undone(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\n").await;
        let ann = find(database, "ann@example.org").await.unwrap().id;
        let token = Token { list: members.id, subscriber: ann, issue: IssueId::NONE };
        subscription::unsubscribe(database, token, EventChannel::Page, at(2)).await.unwrap();
        let status = subscription::subscription_status(database, token).await.unwrap();
        assert!(status.undo_until.is_some());
        subscription::delete_list(database, &members, false, at(3)).await.unwrap();
        let status = subscription::undo_unsubscribe(database, token, EventChannel::Page, at(4)).await.unwrap();
        assert_eq!((status.state, status.undo_until), (Some(SubscriptionState::Unsubscribed), None));
    }
}
