//! Of somebody who was erased nothing is found any more, in whatever file.

use circular::database::delivery::Settlement;
use circular::database::{self, Database};
use circular::delivery;
use circular::model::{
    Cause, Fields, IssueId, IssueState, Kind, Pause, PauseReason, Status, SubscriberId, Token, Way, address_hash,
};
use circular::subscription::{self, Erasure};
use sqlx::AssertSqlSafe;

use super::{at, find, import, ledger, list};
use crate::engine::{Ground, on_both};

const PEOPLE: &str = "email,first_name,last_name,note\n\
    Ann.Zwiebel@zwiebel.example,Ännchen,Zwiebel,\"likes tea, \"\"strong\"\"\"\n\
    bob@example.org,Bob,Brown,\ncat@example.org,Cat,Black,ask Bob\n";
/// What tells of Ann.
const TRACES: [&str; 5] =
    ["Ann.Zwiebel@zwiebel.example", "ann.zwiebel@zwiebel.example", "zwiebel", "Ännchen", "strong"];
const WORDS: &str = "the relay answered `550 5.1.1 <Ann.Zwiebel@zwiebel.example>: Zwiebel is gone` to RCPT";

/// Everything that the database's files hold; of a server, all rows of all tables as text.
async fn everything(ground: &Ground) -> Vec<u8> {
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
async fn traces(ground: &Ground) -> Vec<&'static str> {
    let all = everything(ground).await;
    let folded = all.to_ascii_lowercase();
    let is_in = |trace: &str| {
        memchr::memmem::find(&all, trace.as_bytes()).is_some()
            || memchr::memmem::find(&folded, trace.to_ascii_lowercase().as_bytes()).is_some()
    };
    TRACES.into_iter().filter(|trace| is_in(trace)).collect()
}

async fn cause(database: &Database, address: &str) -> Option<Cause> {
    let mut work = database.write().await.unwrap();
    let secret = subscription::address_hash_key(&mut work, at(0)).await.unwrap();
    database::stranger::cause(&mut work, &address_hash(&secret, &address.parse().unwrap())).await.unwrap()
}

async fn erase(database: &Database, address: &str, second: i64) -> Erasure {
    subscription::erase(database, &address.parse().unwrap(), at(second)).await.unwrap()
}

/// Ann's copy was refused, she had left with a reason, asked again by the form, and her domain wanted fewer copies.
async fn ann(ground: &Ground) -> (Token, IssueId) {
    let database = &ground.database;
    let members = list(database, "members").await;
    import(database, &members, PEOPLE).await;
    let audience = circular::audience::Audience::of(members.clone());
    let content = ledger::content();
    let plan =
        delivery::Plan { slug: "spring", audience: &audience, content: &content, trial: false, starts_at: at(2) };
    let issue = delivery::freeze(database, &plan, at(2)).await.unwrap();
    let ann = find(database, TRACES[0]).await.unwrap().id;
    let token = Token { list: members.id, subscriber: ann, issue: issue.id };
    let mut work = database.write().await.unwrap();
    ledger::take(&mut work, issue.id, members.id, 9, 3).await;
    let reply = Some(WORDS.to_owned());
    let (status, claimed_at, due_at) = (Status::Bounced, at(3), at(3));
    let settled = Settlement { subscriber: ann, claimed_at, status, attempts: 1, due_at, reply };
    let others = find(database, "bob@example.org").await.unwrap().id.get()..=ann.get() + 2;
    let sent = others.map(|subscriber| Settlement {
        subscriber: SubscriberId::new(subscriber),
        status: Status::Sent,
        reply: Some("250 2.0.0 Ok".to_owned()),
        ..settled.clone()
    });
    let all: Vec<_> = [settled.clone()].into_iter().chain(sent).collect();
    ledger::settle(&mut work, issue.id, &all, 4).await;
    work.commit().await.unwrap();
    subscription::leave(database, token, Way::Page, at(5)).await.unwrap();
    subscription::give_reason(database, token, "The Zwiebel family has moved", Way::Page, at(6)).await.unwrap();
    let mut work = database.write().await.unwrap();
    subscription::suppress(&mut work, ann, issue.id, Some(WORDS), at(7)).await.unwrap();
    let pause = Pause::because(PauseReason::Rejections, WORDS.to_owned());
    database::issue::set_state(&mut work, issue.id, IssueState::Paused, Some(&pause)).await.unwrap();
    database::lane::hold(&mut work, "zwiebel.example", at(8)).await.unwrap();
    database::lane::hold(&mut work, "example.org", at(8)).await.unwrap();
    work.commit().await.unwrap();
    ground
        .execute(
            "INSERT INTO consent_text (text) VALUES ('Yes, send me letters'); \
             INSERT INTO join_request \
                 (address, normalized_address, consent_text_id, source, user_agent, requested_at, mails_sent, \
                 is_mail_due) \
             SELECT 'Ann.Zwiebel@zwiebel.example', 'ann.zwiebel@zwiebel.example', id, '/join', 'Zwiebel Mail 1.0', \
                 1, 0, FALSE FROM consent_text; \
             INSERT INTO join_request_list \
                 (join_request_id, list_id, requested_at, consent_text_id, source, user_agent) \
             SELECT join_request.id, list.id, 1, consent_text_id, source, user_agent FROM join_request, list",
        )
        .await;
    (token, issue.id)
}

on_both! {
    async fn of_an_erased_person_only_numbers_stay(ground) {
        let database = &ground.database;
        let (token, issue) = ann(ground).await;
        assert_eq!(traces(ground).await, TRACES, "the search finds what is there");
        let before = database::delivery::counts(&mut database.read().await.unwrap(), issue).await.unwrap();
        let Erasure::Erased(erased) = erase(database, "ann.ZWIEBEL@zwiebel.example", 20).await else {
            panic!("she was not erased")
        };
        assert_eq!((erased.lists, erased.copies, erased.cause), (1, 0, Cause::Erased));
        assert_eq!(erased.sources.into_iter().collect::<Vec<_>>(), ["m.csv"]);
        assert!(database.wipe().await.unwrap());
        assert_eq!(traces(ground).await, [""; 0]);

        let mut work = database.read().await.unwrap();
        assert_eq!(database::delivery::counts(&mut work, issue).await.unwrap(), before);
        let bounced = database::delivery::of_status(&mut work, issue, Status::Bounced, 9).await.unwrap();
        assert_eq!((bounced[0].address.clone(), bounced[0].reply.as_deref()), (None, Some("550 5.1.1")));
        let events = database::event::changes(&mut work, token.subscriber).await.unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [Kind::Joined, Kind::Left, Kind::Reason, Kind::Suppressed, Kind::Erased]);
        assert!(events.iter().all(|event| event.note.is_none() && event.agent.is_none()));
        assert_eq!(events[0].source.as_deref(), Some("m.csv"));
        let lanes = database::lane::all(&mut work).await.unwrap();
        assert_eq!(lanes.iter().map(|lane| lane.domain.as_str()).collect::<Vec<_>>(), ["example.org"]);
        drop(work);

        // The others are as they were, and her link still opens.
        let bob = subscription::record(database, &"bob@example.org".parse().unwrap()).await.unwrap();
        assert_eq!((bob.fields["last_name"].to_string(), bob.copies.len()), ("Brown".to_owned(), 1));
        let standing = subscription::leave(database, token, Way::OneClick, at(30)).await.unwrap();
        assert_eq!((standing.state, standing.list.as_deref()), (None, Some("Our members")));
        subscription::give_reason(database, token, "Zwiebel", Way::Page, at(31)).await.unwrap();
        assert_eq!(traces(ground).await, [""; 0]);
        assert_eq!(cause(database, TRACES[0]).await, Some(Cause::Erased));
        assert_eq!(cause(database, "bob@example.org").await, None);
        assert_eq!(erase(database, TRACES[0], 40).await, Erasure::Nobody(Some((Cause::Erased, at(20)))));
    }

    async fn nobody_is_erased_while_a_copy_is_under_way(ground) {
        let database = &ground.database;
        let (members, issue) = ledger::planned(database).await;
        let mut work = database.write().await.unwrap();
        let claimed = ledger::take(&mut work, issue, members.id, 1, 3).await;
        work.commit().await.unwrap();
        let first = claimed[0].subscriber.clone();
        let address = first.address.as_str();
        assert_eq!(erase(database, address, 4).await, Erasure::UnderWay(vec![issue]));
        assert!(find(database, address).await.is_some(), "nothing was done by halves");
        let mut work = database.write().await.unwrap();
        database::delivery::doubt_abandoned(&mut work, issue, "abandoned", at(30)).await.unwrap();
        work.commit().await.unwrap();
        assert!(matches!(erase(database, address, 31).await, Erasure::Erased(_)));
        // The run lives after all: what it learnt too late is not written down.
        let mut work = database.write().await.unwrap();
        let words = format!("550 5.1.1 {address} is gone");
        let (status, reply) = (Status::Bounced, Some(words.clone()));
        let settled =
            Settlement { subscriber: first.id, claimed_at: at(3), status, attempts: 1, due_at: at(3), reply };
        ledger::settle(&mut work, issue, &[settled], 32).await;
        subscription::suppress(&mut work, first.id, issue, Some(&words), at(32)).await.unwrap();
        let doubts = database::delivery::of_status(&mut work, issue, Status::InDoubt, 9).await.unwrap();
        assert_eq!((doubts.len(), doubts[0].reply.clone()), (1, None));
        let events = database::event::changes(&mut work, first.id).await.unwrap();
        assert!(events.iter().all(|event| event.note.is_none()), "{events:?}");
        work.commit().await.unwrap();
    }

    async fn copies_that_wait_are_skipped_and_hold_nothing_up(ground) {
        let database = &ground.database;
        let (members, issue) = ledger::planned(database).await;
        for address in ["a@example.org", "b@example.org"] {
            let Erasure::Erased(erased) = erase(database, address, 3).await else { panic!("{address}") };
            assert_eq!(erased.copies, 1);
        }
        let mut work = database.write().await.unwrap();
        let counts = database::delivery::counts(&mut work, issue).await.unwrap();
        assert_eq!((counts.of(Status::Skipped), counts.of(Status::Queued)), (2, 1));
        let claimed = ledger::take(&mut work, issue, members.id, 9, 4).await;
        assert_eq!(claimed.len(), 1);
        let settled = Settlement {
            subscriber: claimed[0].subscriber.id, claimed_at: at(4), status: Status::Sent, attempts: 1, due_at: at(4),
            reply: None,
        };
        ledger::settle(&mut work, issue, &[settled], 5).await;
        assert!(database::delivery::are_settled(&mut work, issue).await.unwrap());
    }

    async fn a_complaint_outlives_the_erasure(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, PEOPLE).await;
        let bob = find(database, "bob@example.org").await.unwrap().id;
        let mut work = database.write().await.unwrap();
        subscription::complained(&mut work, bob, None, None, at(2)).await.unwrap();
        work.commit().await.unwrap();
        assert!(matches!(erase(database, "bob@example.org", 3).await, Erasure::Erased(_)));
        assert_eq!(cause(database, "bob@example.org").await, Some(Cause::Complained));
        assert_eq!(erase(database, "eve@example.org", 3).await, Erasure::Nobody(None));
        assert_eq!(cause(database, "eve@example.org").await, None);
    }

    async fn words_about_one_person_go_with_them(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        for (address, basis) in [("ann@example.org", "Ann Zwiebel phoned"), ("bob@example.org", "at the meeting")] {
            let address = address.parse().unwrap();
            subscription::add(database, &members, &address, &Fields::new(), Some(basis), at(1)).await.unwrap();
        }
        let wordings = async |address: &str| {
            let id = find(database, address).await.unwrap().id;
            let mut work = database.read().await.unwrap();
            let events = database::event::changes(&mut work, id).await.unwrap();
            events.into_iter().filter_map(|event| event.wording).collect::<Vec<_>>()
        };
        assert_eq!(wordings("ann@example.org").await, ["Ann Zwiebel phoned"]);
        assert!(matches!(erase(database, "ann@example.org", 2).await, Erasure::Erased(_)));
        assert_eq!(wordings("bob@example.org").await, ["at the meeting"]);
        let mut work = database.write().await.unwrap();
        let numbers = [database::wording::id(&mut work, "at the meeting").await, database::wording::id(&mut work, "Ann Zwiebel phoned").await];
        let [kept, new] = numbers.map(Result::unwrap);
        assert_eq!((kept.get(), new > kept), (2, true), "her words were kept nowhere, and their number is new");
    }
}
