//! Of somebody who was erased nothing is found any more, in whatever file.

use circular::database::deliveries::Settlement;
use circular::database::{self, Database};
use circular::model::{
    DeliveryStatus, EventChannel, EventKind, IssueId, IssueState, Pause, PauseReason, SubscriberId, SuppressionReason,
    Token, address_hash,
};
use circular::subscription::{self, ErasureOutcome, FieldValues, NewMember};
use sqlx::AssertSqlSafe;

use super::{at, find, import, ledger, list};
use crate::engine::{TestDatabase, on_both};
use crate::unchecked_issue::UncheckedIssue;

const PEOPLE: &str = "email,first_name,last_name,note\n\
    Ann.Zwiebel@zwiebel.example,Ännchen,Zwiebel,\"likes tea, \"\"strong\"\"\"\n\
    bob@example.org,Bob,Brown,\ncat@example.org,Cat,Black,ask Bob\n";
/// What tells of Ann.
const TRACES: [&str; 5] =
    ["Ann.Zwiebel@zwiebel.example", "ann.zwiebel@zwiebel.example", "zwiebel", "Ännchen", "strong"];
const WORDS: &str = "the relay answered `550 5.1.1 <Ann.Zwiebel@zwiebel.example>: Zwiebel is gone` to RCPT";

/// Everything that the database's files hold; of a server, all rows of all tables as text.
async fn everything(ground: &TestDatabase) -> Vec<u8> {
    let pool = match &ground.database {
        Database::Sqlite { .. } => {
            let files = ["test.db", "test.db-wal", "test.db-shm"].map(|name| ground.folder.path().join(name));
            return files.iter().flat_map(|file| std::fs::read(file).unwrap()).collect();
        }
        Database::Postgres(pool) => pool,
    };
    let tables = "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'";
    let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(pool).await.unwrap();
    assert!(tables.len() > 15, "{tables:?}");
    let mut all = String::new();
    for (table,) in tables {
        let rows = AssertSqlSafe(format!("SELECT CAST(t AS TEXT) FROM {table} AS t"));
        let rows: Vec<(String,)> = sqlx::query_as(rows).fetch_all(pool).await.unwrap();
        all.extend(rows.into_iter().map(|(row,)| row + "\n"));
    }
    all.into_bytes()
}

/// Which of Ann's traces are found, in whatever case of letters.
async fn traces(ground: &TestDatabase) -> Vec<&'static str> {
    let all = everything(ground).await;
    let folded = all.to_ascii_lowercase();
    let is_in = |trace: &str| {
        memchr::memmem::find(&all, trace.as_bytes()).is_some()
            || memchr::memmem::find(&folded, trace.to_ascii_lowercase().as_bytes()).is_some()
    };
    TRACES.into_iter().filter(|trace| is_in(trace)).collect()
}

async fn cause(database: &Database, address: &str) -> Option<SuppressionReason> {
    let mut work = database.begin_write().await.unwrap();
    let secret = subscription::address_hash_key(&mut work, at(0)).await.unwrap();
    database::suppressed_hashes::reason(&mut work, &address_hash(&secret, &address.parse().unwrap())).await.unwrap()
}

async fn erase(database: &Database, address: &str, second: i64) -> ErasureOutcome {
    subscription::erase_person(database, &address.parse().unwrap(), at(second)).await.unwrap()
}

/// Ann's copy was refused, she had left with a reason, asked again by the form, and her domain wanted fewer copies.
async fn ann(ground: &TestDatabase) -> (Token, IssueId) {
    let database = &ground.database;
    let members = list(database, "members").await;
    import(database, &members, PEOPLE).await;
    let audience = circular::segment::Segment::whole_list(members.clone());
    let content = ledger::content();
    let issue = UncheckedIssue { slug: "spring", segment: &audience, content: &content, relay: None, starts_at: at(2) };
    let issue = issue.freeze(database, at(2)).await;
    let ann = find(database, TRACES[0]).await.unwrap().id;
    let token = Token { list: members.id, subscriber: ann, issue: issue.id };
    let mut work = database.begin_write().await.unwrap();
    ledger::take(&mut work, issue.id, members.id, 9, 3).await;
    let reply = Some(WORDS.into());
    let (status, claimed_at, due_at) = (DeliveryStatus::Bounced, at(3), at(3));
    let settled = Settlement { subscriber: ann, claimed_at, status, attempts: 1, due_at, reply };
    let others = find(database, "bob@example.org").await.unwrap().id.get()..=ann.get() + 2;
    let sent = others.map(|subscriber| Settlement {
        subscriber: SubscriberId::new(subscriber),
        status: DeliveryStatus::Sent,
        reply: Some("250 2.0.0 Ok".into()),
        ..settled.clone()
    });
    let all: Vec<_> = [settled.clone()].into_iter().chain(sent).collect();
    ledger::settle(&mut work, issue.id, &all, 4).await;
    work.commit().await.unwrap();
    subscription::unsubscribe(database, token, EventChannel::Page, at(5)).await.unwrap();
    subscription::record_reason(database, token, "The Zwiebel family has moved", EventChannel::Page, at(6))
        .await
        .unwrap();
    let mut work = database.begin_write().await.unwrap();
    subscription::suppress_bounced(&mut work, ann, issue.id, Some(WORDS), at(7)).await.unwrap();
    let pause = Pause::because(PauseReason::Rejections, WORDS.to_owned());
    database::issues::set_state(&mut work, issue.id, IssueState::Paused, Some(&pause)).await.unwrap();
    database::domain_queues::hold_until(&mut work, None, "zwiebel.example", at(8)).await.unwrap();
    database::domain_queues::hold_until(&mut work, None, "example.org", at(8)).await.unwrap();
    work.commit().await.unwrap();
    ground
        .execute(
            "INSERT INTO consent_text (text) VALUES ('Yes, send me letters'); \
             INSERT INTO signup_request \
                 (address, normalized_address, consent_text_id, source, user_agent, requested_at, mails_sent, \
                 is_mail_due) \
             SELECT 'Ann.Zwiebel@zwiebel.example', 'ann.zwiebel@zwiebel.example', id, '/join', 'Zwiebel Mail 1.0', \
                 1, 0, FALSE FROM consent_text; \
             INSERT INTO signup_request_list \
                 (signup_request_id, list_id, requested_at, consent_text_id, channel, source, user_agent) \
             SELECT signup_request.id, list.id, 1, consent_text_id, 'form', source, user_agent FROM signup_request, list",
        )
        .await;
    // What she answered and wrote about the letter.
    ground
        .execute(&format!(
            "INSERT INTO answer (issue_id, subscriber_id, choice, guests, note, source, answered_at, standing) \
             VALUES ({0}, {1}, 'yes', 0, 'Ännchen brings Mr Zwiebel', 'link', 1, 'counted'); \
             INSERT INTO received_view \
                 (issue_id, subscriber_id, sender, proof, words, attachment_count, doubts, is_late, received_at) \
             VALUES ({0}, NULL, 'ann.zwiebel@zwiebel.example', 'message_id', 'We Zwiebels want strong tea', 0, '', FALSE, 1)",
            issue.id, ann
        ))
        .await;
    (token, issue.id)
}

on_both! {
    async fn erased_person_leaves_only_counts(ground) {
        let database = &ground.database;
        let (token, issue) = ann(ground).await;
        assert_eq!(traces(ground).await, TRACES, "the search finds what is there");
        let before = database::deliveries::count_by_status(&mut database.begin_read().await.unwrap(), issue).await.unwrap();
        let ErasureOutcome::Erased(erased) = erase(database, "ann.ZWIEBEL@zwiebel.example", 20).await else {
            panic!("she was not erased")
        };
        assert_eq!((erased.lists, erased.skipped_deliveries, erased.cause), (1, 0, SuppressionReason::Erased));
        assert_eq!(erased.import_sources.into_iter().collect::<Vec<_>>(), ["m.csv"]);
        let texts: Vec<String> = erased.traces.into_iter().collect();
        assert!(database.purge_deleted(&texts).await.unwrap());
        assert_eq!(traces(ground).await, [""; 0]);

        let mut work = database.begin_read().await.unwrap();
        assert_eq!(database::deliveries::count_by_status(&mut work, issue).await.unwrap(), before);
        let bounced = database::deliveries::list_by_status(&mut work, issue, DeliveryStatus::Bounced, 9).await.unwrap();
        assert_eq!((bounced[0].address.clone(), bounced[0].reply.as_deref()), (None, Some("550 5.1.1")));
        let events = database::event_log::by_subscriber(&mut work, token.subscriber).await.unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [EventKind::Subscribed, EventKind::Unsubscribed, EventKind::ReasonGiven, EventKind::Suppressed, EventKind::Erased]);
        assert!(events.iter().all(|event| event.note.is_none() && event.user_agent.is_none()));
        assert_eq!(events[0].source.as_deref(), Some("m.csv"));
        let lanes = database::domain_queues::all(&mut work, None).await.unwrap();
        assert_eq!(lanes.iter().map(|lane| lane.domain.as_str()).collect::<Vec<_>>(), ["example.org"]);
        drop(work);

        // The others are as they were, and her link still opens.
        let bob = subscription::personal_record(database, &"bob@example.org".parse().unwrap()).await.unwrap();
        assert_eq!((bob.fields["last_name"].to_string(), bob.deliveries.len()), ("Brown".to_owned(), 1));
        let standing = subscription::unsubscribe(database, token, EventChannel::OneClick, at(30)).await.unwrap();
        assert_eq!((standing.state, standing.list.as_deref()), (None, Some("Our members")));
        subscription::record_reason(database, token, "Zwiebel", EventChannel::Page, at(31)).await.unwrap();
        assert_eq!(traces(ground).await, [""; 0]);
        assert_eq!(cause(database, TRACES[0]).await, Some(SuppressionReason::Erased));
        assert_eq!(cause(database, "bob@example.org").await, None);
        assert_eq!(erase(database, TRACES[0], 40).await, ErasureOutcome::UnknownAddress(Some((SuppressionReason::Erased, at(20)))));
    }

    async fn erase_during_delivery_is_refused(ground) {
        let database = &ground.database;
        let (members, issue) = ledger::planned(database).await;
        let mut work = database.begin_write().await.unwrap();
        let claimed = ledger::take(&mut work, issue, members.id, 1, 3).await;
        work.commit().await.unwrap();
        let first = claimed[0].subscriber.clone();
        let address = first.address.as_str();
        assert_eq!(erase(database, address, 4).await, ErasureOutcome::DeliveryInProgress(vec![issue]));
        assert!(find(database, address).await.is_some(), "nothing was done by halves");
        let mut work = database.begin_write().await.unwrap();
        database::deliveries::mark_expired_leases(&mut work, issue, "abandoned", at(30)).await.unwrap();
        work.commit().await.unwrap();
        assert!(matches!(erase(database, address, 31).await, ErasureOutcome::Erased(_)));
        // The run lives after all: what it learnt too late is not written down.
        let mut work = database.begin_write().await.unwrap();
        let words = format!("550 5.1.1 {address} is gone");
        let (status, reply) = (DeliveryStatus::Bounced, Some(words.as_str().into()));
        let settled =
            Settlement { subscriber: first.id, claimed_at: at(3), status, attempts: 1, due_at: at(3), reply };
        ledger::settle(&mut work, issue, &[settled], 32).await;
        subscription::suppress_bounced(&mut work, first.id, issue, Some(&words), at(32)).await.unwrap();
        let doubts = database::deliveries::list_by_status(&mut work, issue, DeliveryStatus::InDoubt, 9).await.unwrap();
        assert_eq!((doubts.len(), doubts[0].reply.clone()), (1, None));
        let events = database::event_log::by_subscriber(&mut work, first.id).await.unwrap();
        assert!(events.iter().all(|event| event.note.is_none()), "{events:?}");
        work.commit().await.unwrap();
    }

    async fn erase_skips_queued_copies(ground) {
        let database = &ground.database;
        let (members, issue) = ledger::planned(database).await;
        for address in ["a@example.org", "b@example.org"] {
            let ErasureOutcome::Erased(erased) = erase(database, address, 3).await else { panic!("{address}") };
            assert_eq!(erased.skipped_deliveries, 1);
        }
        let mut work = database.begin_write().await.unwrap();
        let counts = database::deliveries::count_by_status(&mut work, issue).await.unwrap();
        assert_eq!((counts.count(DeliveryStatus::Skipped), counts.count(DeliveryStatus::Queued)), (2, 1));
        let claimed = ledger::take(&mut work, issue, members.id, 9, 4).await;
        assert_eq!(claimed.len(), 1);
        let settled = Settlement {
            subscriber: claimed[0].subscriber.id, claimed_at: at(4), status: DeliveryStatus::Sent, attempts: 1, due_at: at(4),
            reply: None,
        };
        ledger::settle(&mut work, issue, &[settled], 5).await;
        assert!(database::deliveries::all_settled(&mut work, issue).await.unwrap());
    }

    async fn complaint_survives_erasure(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, PEOPLE).await;
        let bob = find(database, "bob@example.org").await.unwrap().id;
        let mut work = database.begin_write().await.unwrap();
        subscription::suppress_complained(&mut work, bob, None, None, at(2)).await.unwrap();
        work.commit().await.unwrap();
        assert!(matches!(erase(database, "bob@example.org", 3).await, ErasureOutcome::Erased(_)));
        assert_eq!(cause(database, "bob@example.org").await, Some(SuppressionReason::Complained));
        assert_eq!(erase(database, "eve@example.org", 3).await, ErasureOutcome::UnknownAddress(None));
        assert_eq!(cause(database, "eve@example.org").await, None);
    }

    async fn erase_removes_personal_replies(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        for (address, basis) in [("ann@example.org", "Ann Zwiebel phoned"), ("bob@example.org", "at the meeting")] {
            let address = address.parse().unwrap();
            let fields = FieldValues::new();
            let member = NewMember { address: &address, fields: &fields, basis: Some(basis), has_taken_over: false, is_returning: false };
            subscription::add_subscriber(database, &members, member, false, at(1)).await.unwrap();
        }
        let wordings = async |address: &str| {
            let id = find(database, address).await.unwrap().id;
            let mut work = database.begin_read().await.unwrap();
            let events = database::event_log::by_subscriber(&mut work, id).await.unwrap();
            events.into_iter().filter_map(|event| event.consent_text).collect::<Vec<_>>()
        };
        assert_eq!(wordings("ann@example.org").await, ["Ann Zwiebel phoned"]);
        assert!(matches!(erase(database, "ann@example.org", 2).await, ErasureOutcome::Erased(_)));
        assert_eq!(wordings("bob@example.org").await, ["at the meeting"]);
        let mut work = database.begin_write().await.unwrap();
        let numbers = [database::consent_texts::get_or_insert(&mut work, "at the meeting").await, database::consent_texts::get_or_insert(&mut work, "Ann Zwiebel phoned").await];
        let [kept, new] = numbers.map(Result::unwrap);
        assert_eq!((kept.get(), new > kept), (2, true), "her words were kept nowhere, and their number is new");
    }
}

/// Returns a number that grows when the file is rewritten.
async fn schema_version(database: &Database) -> i64 {
    let Database::Sqlite { writer, .. } = database else { panic!("it is no file") };
    sqlx::query_scalar("PRAGMA schema_version").fetch_one(writer).await.unwrap()
}

#[tokio::test]
async fn erasing_rewrites_the_file_only_if_somebody_is_still_in_it() {
    let ground = TestDatabase::sqlite().await;
    let database = &ground.database;
    let members = list(database, "members").await;
    import(database, &members, PEOPLE).await;
    let before = schema_version(database).await;
    let ErasureOutcome::Erased(erased) = erase(database, TRACES[0], 20).await else { panic!("she was not erased") };
    let mut texts: Vec<String> = erased.traces.into_iter().collect();
    assert!(
        texts.iter().any(|text| text == TRACES[1]) && texts.iter().any(|text| text.contains("strong")),
        "{texts:?}"
    );
    assert!(database.purge_deleted(&texts).await.unwrap());
    assert_eq!((schema_version(database).await, traces(&ground).await), (before, Vec::new()));
    // What others have as well is taken for hers.
    texts.push("bob@example.org".to_owned());
    assert!(database.purge_deleted(&texts).await.unwrap());
    assert!(schema_version(database).await > before);
    let rewritten = schema_version(database).await;
    assert!(database.purge_deleted(&[]).await.unwrap());
    assert!(schema_version(database).await > rewritten, "without texts it is always rewritten");
}
