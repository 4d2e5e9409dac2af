//! The ledger's rows: planned, claimed, settled, and the pace at which they go.

use std::time::Duration;

use circular::database::deliveries::{ClaimRequest, Partition, Settlement};
use circular::database::issues::NewIssue;
use circular::database::{self, Database, DatabaseTransaction};
use circular::model::{
    Attachment, Composition, Delivery, DeliveryStatus, DomainQueueId, IssueContent, IssueId, List, ListId,
    RecipientFilter, RunId,
};
use circular::subscription;

use super::{at, import, list};
use crate::engine::on_both;

pub(crate) fn content() -> IssueContent {
    let composition = Composition {
        subject: "Spring".to_owned(),
        html: String::new(),
        text: String::new(),
        constants: serde_json::Map::new(),
    };
    let sender = "Chair <chair@example.org>".parse().unwrap();
    let file = |name: &str, cid: Option<&str>| Attachment {
        name: name.to_owned(),
        media_type: "image/png".to_owned(),
        bytes: vec![0, 1, 255],
        cid: cid.map(str::to_owned),
    };
    let attachments = vec![file("chart.png", Some("ab12@example.org")), file("plan.png", None)];
    IssueContent {
        sender,
        reply_to: None,
        composition,
        attachments,
        event: None,
        question: None,
        question_issue: None,
        call: None,
    }
}

pub(super) async fn planned(database: &Database) -> (List, IssueId) {
    let members = list(database, "members").await;
    import(database, &members, "email\na@example.org\nb@example.org\nc@example.org\n").await;
    let content = content();
    let frozen = NewIssue {
        slug: "spring",
        list: members.id,
        hash: "00",
        content: &content,
        statutory: false,
        relay: None,
        trial: false,
        starts_at: at(2),
    };
    let mut work = database.begin_write().await.unwrap();
    let issue = database::issues::add(&mut work, frozen, at(2)).await.unwrap();
    assert_eq!(database::deliveries::enqueue_list(&mut work, issue, whom(members.id), at(2), at(2)).await.unwrap(), 3);
    work.commit().await.unwrap();
    (members, issue)
}

/// The confirmed subscribers of a list.
fn whom(list: ListId) -> RecipientFilter {
    RecipientFilter { list, statutory: false }
}

/// Claims copies at a second and holds them for ten.
pub(super) async fn take(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    list: ListId,
    limit: usize,
    second: i64,
) -> Vec<Delivery> {
    let claim = ClaimRequest {
        issue,
        run: RunId::new(1),
        filter: whom(list),
        domain_queue: DomainQueueId::SHARED,
        limit,
        lease_until: at(second + 10),
        partition: Partition::of(work, issue).await.unwrap(),
    };
    database::deliveries::settle_and_claim_in(work, &[], claim, at(second)).await.unwrap().claimed
}

pub(super) async fn settle(work: &mut DatabaseTransaction, issue: IssueId, settled: &[Settlement], second: i64) {
    let nothing = ClaimRequest {
        issue,
        run: RunId::new(1),
        filter: whom(ListId::NONE),
        domain_queue: DomainQueueId::SHARED,
        limit: 0,
        lease_until: at(0),
        partition: Partition::default(),
    };
    let claimed = database::deliveries::settle_and_claim_in(work, settled, nothing, at(second)).await.unwrap();
    assert!(claimed.claimed.is_empty());
}

on_both! {
    async fn queues_are_open_while_a_copy_waits_or_is_sent(ground) {
        let (members, issue) = planned(&ground.database).await;
        let open = async || {
            let mut work = ground.database.begin_read().await.unwrap();
            let queues = database::deliveries::open_queues(&mut work, issue, None).await.unwrap();
            queues.into_iter().map(DomainQueueId::get).collect::<Vec<_>>()
        };
        let mut work = ground.database.begin_write().await.unwrap();
        let relay = "other".parse().unwrap();
        for (domain, relay) in [("a.example", None), ("b.example", None), ("c.example", None), ("a.example", Some(&relay))] {
            database::domain_queues::hold_until(&mut work, relay, domain, at(0)).await.unwrap();
        }
        let queues = database::domain_queues::all(&mut work, None).await.unwrap();
        take(&mut work, issue, members.id, 1, 3).await;
        work.commit().await.unwrap();
        assert_eq!(open().await, [0], "one of the shared queue is being sent");
        let ids: Vec<i64> = queues.iter().map(|queue| queue.id.get()).collect();
        let second = format!("UPDATE delivery SET domain_queue_id = {} WHERE status = 'queued'", ids[1]);
        let third = format!("UPDATE delivery SET domain_queue_id = {} WHERE status = 'sending'", ids[2]);
        ground.execute(&format!("{second}; {third}")).await;
        assert_eq!(open().await, ids[1..]);
        ground.execute("UPDATE delivery SET status = 'sent' WHERE status = 'queued'").await;
        assert_eq!(open().await, ids[2..]);
    }

    async fn frozen_issue_keeps_attachments(ground) {
        let (_, issue) = planned(&ground.database).await;
        let kept = database::issues::frozen_content(&mut ground.database.begin_read().await.unwrap(), issue).await.unwrap();
        assert_eq!(kept, content());
    }

    async fn delivery_is_claimed_once_and_settled(ground) {
        let (members, issue) = planned(&ground.database).await;
        let mut work = ground.database.begin_write().await.unwrap();
        let first = take(&mut work, issue, members.id, 2, 3).await;
        let rest = take(&mut work, issue, members.id, 9, 3).await;
        assert_eq!((first.len(), rest.len()), (2, 1));
        let settled = |subscriber, status, due_at, reply: &str| Settlement {
            subscriber, claimed_at: at(3), status, attempts: 1, due_at, reply: Some(reply.into()),
        };
        let all = [
            settled(first[0].subscriber.id, DeliveryStatus::Sent, at(3), "250 2.0.0 Ok"),
            settled(first[1].subscriber.id, DeliveryStatus::Deferred, at(600), "450 4.2.1 later"),
            settled(rest[0].subscriber.id, DeliveryStatus::Bounced, at(3), "550 5.1.1 no"),
        ];
        settle(&mut work, issue, &all, 4).await;
        // What is settled stays so, whoever says otherwise.
        let late = settled(first[0].subscriber.id, DeliveryStatus::Bounced, at(3), "late");
        settle(&mut work, issue, &[late], 5).await;
        let counts = database::deliveries::count_by_status(&mut work, issue).await.unwrap();
        let counts: Vec<_> = counts.iter().collect();
        assert_eq!(counts, [(DeliveryStatus::Sent, 1), (DeliveryStatus::Deferred, 1), (DeliveryStatus::Bounced, 1)]);
        assert_eq!(database::deliveries::next_due(&mut work, issue, at(0)).await.unwrap(), Some(at(600)));
        assert!(take(&mut work, issue, members.id, 9, 599).await.is_empty());
        let again = take(&mut work, issue, members.id, 9, 600).await;
        assert_eq!((again.len(), again[0].attempts), (1, 1));
        let bounced = database::deliveries::list_by_status(&mut work, issue, DeliveryStatus::Bounced, 9).await.unwrap();
        assert_eq!(bounced[0].reply.as_deref(), Some("550 5.1.1 no"));
    }

    async fn named_deliveries_are_claimed_only_if_they_are_still_due(ground) {
        let (members, issue) = planned(&ground.database).await;
        let mut work = ground.database.begin_write().await.unwrap();
        let request = |limit| ClaimRequest {
            issue, run: RunId::new(1), filter: whom(members.id), domain_queue: DomainQueueId::SHARED, limit, lease_until: at(13), partition: Partition::default(),
        };
        let due = database::deliveries::list_due(&mut work, request(9), at(3)).await.unwrap();
        let names: Vec<_> = due.iter().map(|subscriber| subscriber.address.as_str()).collect();
        assert_eq!(names, ["a@example.org", "b@example.org", "c@example.org"]);
        assert_eq!(database::deliveries::list_due(&mut work, request(2), at(3)).await.unwrap(), due[..2]);
        // Another sender is quicker, and somebody leaves.
        assert_eq!(take(&mut work, issue, members.id, 1, 3).await[0].subscriber, due[0]);
        work.commit().await.unwrap();
        let left = subscription::unsubscribe_address(&ground.database, &members, &due[1].address, at(3)).await.unwrap();
        assert!(left.unwrap());
        let mut work = ground.database.begin_write().await.unwrap();
        let ids: Vec<_> = due.iter().map(|subscriber| subscriber.id).collect();
        let claimed = database::deliveries::claim_in(&mut work, request(0), &ids, at(3)).await.unwrap();
        let claimed: Vec<_> = claimed.into_iter().map(|delivery| delivery.subscriber).collect();
        assert_eq!(claimed, due[2..]);
        let counts = database::deliveries::count_by_status(&mut work, issue).await.unwrap();
        assert_eq!(counts.count(DeliveryStatus::Sending), 2);
        assert!(database::deliveries::list_due(&mut work, request(9), at(3)).await.unwrap().is_empty());
    }

    async fn draft_is_sent_to_a_list_once(ground) {
        let (members, _) = planned(&ground.database).await;
        let content = content();
        let frozen = NewIssue {
            slug: "spring", list: members.id, hash: "11", content: &content, statutory: false, relay: None, trial: false,
            starts_at: at(3),
        };
        let mut work = ground.database.begin_write().await.unwrap();
        assert!(database::issues::add(&mut work, frozen, at(3)).await.is_err());
    }

    async fn expired_lease_is_in_doubt(ground) {
        let (members, issue) = planned(&ground.database).await;
        let mut work = ground.database.begin_write().await.unwrap();
        let mine = take(&mut work, issue, members.id, 1, 3).await;
        let theirs = take(&mut work, issue, members.id, 1, 3).await;
        let held = mine.iter().map(|copy| (copy.subscriber.id, copy.claimed_at));
        database::deliveries::renew_leases(&mut work, issue, held, at(30)).await.unwrap();
        assert_eq!(database::deliveries::leased_until(&mut work, issue).await.unwrap(), Some(at(30)));
        for (second, abandoned) in [(12, 0), (13, 1), (14, 0)] {
            let doubted = database::deliveries::mark_expired_leases(&mut work, issue, "gone", at(second)).await.unwrap();
            assert_eq!(doubted.len(), abandoned, "after {second} seconds");
        }
        // Who claimed it lives after all, and knows what became of it.
        let sent = Settlement {
            subscriber: theirs[0].subscriber.id, claimed_at: at(3), status: DeliveryStatus::Sent, attempts: 1, due_at: at(0),
            reply: None,
        };
        let again = Settlement { claimed_at: at(2), ..sent.clone() };
        settle(&mut work, issue, &[again], 15).await;
        assert_eq!(database::deliveries::count_by_status(&mut work, issue).await.unwrap().count(DeliveryStatus::InDoubt), 1);
        settle(&mut work, issue, &[sent], 15).await;
        let counts = database::deliveries::count_by_status(&mut work, issue).await.unwrap();
        assert_eq!((counts.count(DeliveryStatus::Sending), counts.count(DeliveryStatus::Sent)), (1, 1));
    }

    async fn throttle_state_survives_restart(ground) {
        let take = async |database: &Database, cost: u64, now: i64| {
            let mut work = database.begin_write().await.unwrap();
            let now = at(0) + Duration::from_millis(u64::try_from(now).unwrap());
            let cost = Duration::from_millis(cost);
            let next = database::throttle_state::try_reserve(&mut work, "all", cost, cost, now).await.unwrap();
            work.commit().await.unwrap();
            next.map(|next| next.duration_since(at(0)).as_millis())
        };
        assert_eq!(take(&ground.database, 2_000, 0).await, Some(2_000));
        assert_eq!(take(&ground.database, 2_000, 1_999).await, None);
        let other = ground.again().await;
        assert_eq!(take(&other, 2_000, 1_999).await, None);
        assert_eq!(take(&other, 2_000, 2_900).await, Some(4_000), "who comes a little late loses nothing");
        assert_eq!(take(&other, 2_000, 60_000).await, Some(62_000), "waiting earns one copy, not a burst");
        assert_eq!(take(&other, 2_000, 60_001).await, None);
        assert_eq!(take(&other, 10, 60_009).await, None, "another pace counts from the last copy");
        assert_eq!(take(&other, 10, 60_010).await, Some(60_020));
        assert_eq!(take(&other, 2_000, 60_020).await, None, "and two paces at once do not let more go than either");
        let mut work = other.begin_write().await.unwrap();
        database::throttle_state::refund(&mut work, "all", Duration::from_millis(9)).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(take(&other, 10, 60_011).await, Some(60_021));
        other.close().await;
    }

    async fn uncommitted_settlement_is_rolled_back(ground) {
        let members = list(&ground.database, "members").await;
        let mut work = ground.database.begin_write().await.unwrap();
        database::fields::add(&mut work, "town", circular::model::FieldKind::Text).await.unwrap();
        drop(work);
        let fields = database::fields::all(&mut ground.database.begin_read().await.unwrap()).await.unwrap();
        assert!(fields.is_empty());
        assert_eq!(members.list_id, "members.example.org");
    }
}
