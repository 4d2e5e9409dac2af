//! The ledger's rows: planned, claimed, settled, and the pace at which they go.

use std::time::Duration;

use circular::audience::Audience;
use circular::database::delivery::Settlement;
use circular::database::issue::Frozen;
use circular::database::{self, Database};
use circular::delivery::{self, Plan};
use circular::model::{Composition, Content, List, Status};

use super::{at, import, list};
use crate::engine::on_both;

fn content() -> Content {
    let composition = Composition {
        subject: "Spring".to_owned(),
        html: String::new(),
        text: String::new(),
        constants: serde_json::Map::new(),
    };
    let sender = "Chair <chair@example.org>".parse().unwrap();
    Content { sender, reply_to: None, composition, attachments: Vec::new() }
}

async fn planned(database: &Database) -> (List, i64) {
    let members = list(database, "members").await;
    import(database, &members, "email\na@example.org\nb@example.org\nc@example.org\n").await;
    let content = content();
    let frozen = Frozen { slug: "spring", list: members.id, hash: "00", content: &content, trial: false };
    let mut work = database.write().await.unwrap();
    let issue = database::issue::add(&mut work, frozen, at(2)).await.unwrap();
    assert_eq!(database::delivery::plan_list(&mut work, issue, members.id, at(2)).await.unwrap(), 3);
    work.commit().await.unwrap();
    (members, issue)
}

on_both! {
    async fn a_copy_is_claimed_once_and_settled(ground) {
        let (members, issue) = planned(&ground.database).await;
        let mut work = ground.database.write().await.unwrap();
        let first = database::delivery::claim(&mut work, issue, members.id, 2, at(3)).await.unwrap();
        let rest = database::delivery::claim(&mut work, issue, members.id, 9, at(3)).await.unwrap();
        assert_eq!((first.len(), rest.len()), (2, 1));
        let settled = |subscriber, status, due_at, reply: &str| Settlement {
            subscriber, claimed_at: at(3), status, attempts: 1, due_at, reply: Some(reply.to_owned()),
        };
        let all = [
            settled(first[0].subscriber.id, Status::Sent, at(3), "250 2.0.0 Ok"),
            settled(first[1].subscriber.id, Status::Deferred, at(600), "450 4.2.1 later"),
            settled(rest[0].subscriber.id, Status::Bounced, at(3), "550 5.1.1 no"),
        ];
        database::delivery::settle(&mut work, issue, &all, at(4)).await.unwrap();
        // What is settled stays so, whoever says otherwise.
        let late = settled(first[0].subscriber.id, Status::Bounced, at(3), "late");
        database::delivery::settle(&mut work, issue, &[late], at(5)).await.unwrap();
        let counts = database::delivery::counts(&mut work, issue).await.unwrap();
        let counts: Vec<_> = counts.iter().collect();
        assert_eq!(counts, [(Status::Sent, 1), (Status::Deferred, 1), (Status::Bounced, 1)]);
        assert_eq!(database::delivery::next_due(&mut work, issue).await.unwrap(), Some(at(600)));
        assert!(database::delivery::claim(&mut work, issue, members.id, 9, at(599)).await.unwrap().is_empty());
        let again = database::delivery::claim(&mut work, issue, members.id, 9, at(600)).await.unwrap();
        assert_eq!((again.len(), again[0].attempts), (1, 1));
        let bounced = database::delivery::of_status(&mut work, issue, Status::Bounced, 9).await.unwrap();
        assert_eq!(bounced[0].reply.as_deref(), Some("550 5.1.1 no"));
    }

    async fn a_draft_goes_to_a_list_once(ground) {
        let (members, _) = planned(&ground.database).await;
        let content = content();
        let frozen = Frozen {
            slug: "spring", list: members.id, hash: "11", content: &content,
        trial: false,
        };
        let mut work = ground.database.write().await.unwrap();
        assert!(database::issue::add(&mut work, frozen, at(3)).await.is_err());
    }

    async fn a_trial_makes_room_for_the_letter(ground) {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\na@example.org\n").await;
        let audience = Audience { list: members, condition: None };
        let content = content();
        let freeze = async |trial| {
            let plan = Plan {
                slug: "spring", audience: &audience, content: &content, trial,
            };
            delivery::freeze(&ground.database, &plan, at(3)).await
        };
        let first = freeze(true).await.unwrap();
        let second = freeze(true).await.unwrap();
        let real = freeze(false).await.unwrap();
        assert!(freeze(true).await.is_err(), "what was really sent stays");
        let mut work = ground.database.read().await.unwrap();
        let issues = database::issue::by_slug(&mut work, "spring").await.unwrap();
        assert_eq!(issues, std::slice::from_ref(&real));
        assert!(first.id < second.id && second.id < real.id, "no number is used twice");
        assert!(database::delivery::counts(&mut work, second.id).await.unwrap().total() == 0);
    }

    async fn the_right_to_send_is_one_processs(ground) {
        let (_, issue) = planned(&ground.database).await;
        let lease = async |holder: &str, until, now| {
            let mut work = ground.database.write().await.unwrap();
            let held = database::issue::lease(&mut work, issue, holder, at(until), at(now)).await.unwrap();
            work.commit().await.unwrap();
            held
        };
        assert!(lease("one", 10, 0).await);
        assert!(!lease("two", 10, 5).await);
        assert!(lease("one", 20, 5).await, "who holds it renews it");
        assert!(lease("two", 40, 20).await, "it runs out");
        assert!(!lease("one", 50, 21).await);
        let mut work = ground.database.write().await.unwrap();
        database::issue::release(&mut work, issue, "two").await.unwrap();
        work.commit().await.unwrap();
        assert!(lease("one", 50, 22).await);
    }

    async fn the_pace_outlives_the_process(ground) {
        let take = async |database: &Database, milliseconds, now: i64| {
            let mut work = database.write().await.unwrap();
            let now = at(0) + Duration::from_millis(u64::try_from(now).unwrap());
            let cost = Duration::from_millis(milliseconds);
            let taken = database::throttle::take(&mut work, "all", cost, cost, now).await.unwrap();
            work.commit().await.unwrap();
            taken
        };
        assert!(take(&ground.database, 2_000, 0).await);
        assert!(!take(&ground.database, 2_000, 1_999).await);
        let other = ground.again().await;
        assert!(!take(&other, 2_000, 1_999).await);
        assert!(take(&other, 2_000, 2_000).await);
        assert!(take(&other, 2_000, 60_000).await, "waiting earns one copy, not a burst");
        assert!(!take(&other, 2_000, 60_001).await);
        let mut work = other.read().await.unwrap();
        assert_eq!(database::throttle::next(&mut work, "all").await.unwrap(), Some(at(62)));
        drop(work);
        other.close().await;
    }

    async fn what_is_not_committed_did_not_happen(ground) {
        let members = list(&ground.database, "members").await;
        let mut work = ground.database.write().await.unwrap();
        database::field::add(&mut work, "town").await.unwrap();
        drop(work);
        let fields = database::field::all(&mut ground.database.read().await.unwrap()).await.unwrap();
        assert!(fields.is_empty());
        assert_eq!(members.list_id, "members.example.org");
    }
}
