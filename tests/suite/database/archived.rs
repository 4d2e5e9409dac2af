//! The sent copies of an old issue, archived: what is still known of them, and which are not archived.

use std::time::Duration;

use circular::database::archive_letters::ArchiveRange;
use circular::database::deliveries::Settlement;
use circular::database::issue_events::EventSearch;
use circular::database::{self, archive_letters, issue_events};
use circular::model::{ArchiveAccess, DeliveryStatus, IssueId, IssueState, SubscriberId, WebCopy};

use super::ledger::{planned, settle, take};
use super::told_events::told;
use super::{at, find};
use crate::engine::{TestDatabase, on_both};

/// A finished issue: two copies were sent, and one was refused. Returns who they went to.
async fn finished(ground: &TestDatabase) -> (IssueId, Vec<SubscriberId>) {
    let (members, issue) = planned(&ground.database).await;
    let mut work = ground.database.begin_write().await.unwrap();
    let copies = take(&mut work, issue, members.id, 9, 3).await;
    let ids: Vec<_> = copies.iter().map(|copy| copy.subscriber.id).collect();
    let settled = |subscriber, status| Settlement {
        subscriber,
        claimed_at: at(3),
        status,
        attempts: 1,
        due_at: at(3),
        reply: Some("250 ok".into()),
    };
    let statuses = [DeliveryStatus::Sent, DeliveryStatus::Bounced, DeliveryStatus::Sent];
    let all: Vec<_> = ids.iter().zip(statuses).map(|(id, status)| settled(*id, status)).collect();
    settle(&mut work, issue, &all, 4).await;
    work.commit().await.unwrap();
    (issue, ids)
}

async fn archive(ground: &TestDatabase, issue: IssueId) -> u64 {
    let mut work = ground.database.begin_write().await.unwrap();
    let archived = database::deliveries::archive_sent(&mut work, issue, SubscriberId::NONE, at(99), 100).await.unwrap();
    work.commit().await.unwrap();
    archived.map_or(0, |(_, count)| count)
}

on_both! {
    async fn sent_copies_are_counted_and_found_in_archive(ground) {
        let (issue, ids) = finished(ground).await;
        let mut work = ground.database.begin_read().await.unwrap();
        let before = database::deliveries::count_by_status(&mut work, issue).await.unwrap();
        let sent = database::deliveries::sent_issues(&mut work, None, at(0), at(99)).await.unwrap();
        drop(work);
        assert_eq!(archive(ground, issue).await, 2);
        assert_eq!(archive(ground, issue).await, 0, "all are archived");
        let mut work = ground.database.begin_read().await.unwrap();
        assert_eq!(database::deliveries::count_by_status(&mut work, issue).await.unwrap(), before);
        assert_eq!(database::deliveries::sent_issues(&mut work, None, at(0), at(99)).await.unwrap(), sent);
        assert_eq!((sent[0].sent, sent[0].bounced), (2, 1));
        assert!(database::deliveries::reached_anybody(&mut work, issue).await.unwrap());
        let copy = database::deliveries::sent_copy(&mut work, issue, ids[0]).await.unwrap().unwrap();
        assert_eq!((copy.address.as_str(), copy.status, copy.sent_at), ("a@example.org", DeliveryStatus::Sent, at(2)));
        assert_eq!(database::deliveries::sent_copy(&mut work, issue, SubscriberId::new(99)).await.unwrap(), None);
        let records = database::personal_data::deliveries(&mut work, ids[2]).await.unwrap();
        assert_eq!((records.len(), records[0].issue, records[0].status), (1, issue, DeliveryStatus::Sent));
        let rows = database::deliveries::list_by_status(&mut work, issue, DeliveryStatus::Bounced, 9).await.unwrap();
        assert_eq!(rows[0].reply.as_deref(), Some("250 ok"), "what was not sent keeps its row");
    }

    async fn young_copy_of_an_old_issue_is_not_archived(ground) {
        let (issue, ids) = finished(ground).await;
        let sent_late = format!(
            "UPDATE delivery SET changed_at = {} WHERE subscriber_id = {}",
            at(200).as_microsecond(),
            ids[2].get()
        );
        ground.execute(&sent_late).await;
        assert_eq!(archive(ground, issue).await, 1);
        let mut work = ground.database.begin_write().await.unwrap();
        assert!(!database::deliveries::has_unarchived(&mut work, issue, at(200)).await.unwrap());
        assert!(database::deliveries::has_unarchived(&mut work, issue, at(201)).await.unwrap());
        let copy = database::deliveries::sent_copy(&mut work, issue, ids[2]).await.unwrap().unwrap();
        assert_eq!((copy.status, copy.sent_at), (DeliveryStatus::Sent, at(200)));
        database::deliveries::mark_returned(&mut work, issue, ids[2], "5.1.1 gone").await.unwrap();
        let counts = database::deliveries::count_by_status(&mut work, issue).await.unwrap();
        assert_eq!((counts.count(DeliveryStatus::Sent), counts.count(DeliveryStatus::Bounced)), (1, 2));
        // A bounce of an archived copy comes too late to be believed.
        database::deliveries::mark_returned(&mut work, issue, ids[0], "5.1.1 gone").await.unwrap();
        assert_eq!(database::deliveries::count_by_status(&mut work, issue).await.unwrap(), counts);
    }

    async fn statuses_of_people_stay(ground) {
        let (issue, mut ids) = finished(ground).await;
        ids.push(SubscriberId::new(999));
        let statuses = async || {
            let mut work = ground.database.begin_read().await.unwrap();
            database::deliveries::statuses_of(&mut work, issue, &ids).await.unwrap()
        };
        let before = statuses().await;
        assert_eq!(before.values().filter(|status| **status == DeliveryStatus::Sent).count(), 2);
        assert_eq!(archive(ground, issue).await, 2);
        assert_eq!(statuses().await, before);
        let mut work = ground.database.begin_read().await.unwrap();
        let nobody = database::deliveries::statuses_of(&mut work, issue, &[]).await.unwrap();
        assert!(nobody.is_empty(), "{nobody:?}");
    }

    async fn cancelled_letter_that_people_got_stays_on_the_web(ground) {
        let (issue, _) = finished(ground).await;
        let mut work = ground.database.begin_write().await.unwrap();
        let event = told(0, "2027-06-17 18:30");
        issue_events::add(&mut work, issue, &event).await.unwrap();
        let copy = WebCopy { title: "Spring".to_owned(), ..WebCopy::default() };
        archive_letters::add(&mut work, issue, "spring", &copy, ArchiveAccess::Public, at(2)).await.unwrap();
        work.commit().await.unwrap();
        ground.execute("UPDATE list SET archive = 'public'").await;
        // A copy that was refused keeps its row, and would do.
        ground.execute("DELETE FROM delivery WHERE status = 'bounced'").await;
        assert_eq!(archive(ground, issue).await, 2);
        let mut work = ground.database.begin_write().await.unwrap();
        database::issues::set_state(&mut work, issue, IssueState::Cancelled, None).await.unwrap();
        let list = database::issues::all(&mut work).await.unwrap()[0].list;
        let path = archive_letters::by_issue(&mut work, issue).await.unwrap().unwrap().path;
        let found = archive_letters::published_by_path(&mut work, &path, at(9)).await.unwrap();
        assert_eq!(found.map(|line| line.issue), Some(issue));
        assert!(archive_letters::published_by_issue(&mut work, issue, at(9)).await.unwrap().is_some());
        assert_eq!(archive_letters::public_times(&mut work, Some(list), at(9)).await.unwrap(), [at(2)]);
        let range = ArchiveRange { list: None, from: at(0), until: at(9), limit: 9 };
        assert_eq!(archive_letters::public_between(&mut work, range, at(9)).await.unwrap().len(), 1);
        let events = issue_events::published(&mut work, list, ArchiveAccess::Public, at(9)).await.unwrap();
        assert_eq!(events, std::slice::from_ref(&event));
        let search = EventSearch { slug: "next", list, trials: false };
        assert_eq!(issue_events::latest_of_draft(&mut work, "spring", search).await.unwrap(), Some(event));
        work.commit().await.unwrap();
        // As if nobody had got it.
        ground.execute("DELETE FROM delivery_archive").await;
        let mut work = ground.database.begin_read().await.unwrap();
        assert_eq!(archive_letters::published_by_path(&mut work, &path, at(9)).await.unwrap(), None);
        assert_eq!(issue_events::latest_of_draft(&mut work, "spring", search).await.unwrap(), None);
    }
}

/// On a file there is one writer anyway.
#[tokio::test]
async fn archiving_locks_no_other_issue() {
    let Some(ground) = TestDatabase::postgres().await else { return };
    let (issue, ids) = finished(&ground).await;
    // Another issue in the same partition, and in others.
    let rows = "INSERT INTO issue (slug, list_id, subject, content_digest, composition, sender, is_trial, state, \
            created_at, starts_at) \
        SELECT 'other' || n, list_id, subject, content_digest, composition, sender, is_trial, state, created_at, starts_at \
        FROM issue, generate_series(1, 20) AS n; \
        INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
        SELECT issue.id, subscriber.id, 'queued', 0, 0, 0 FROM issue, subscriber WHERE issue.slug LIKE 'other%'";
    ground.execute(rows).await;
    let mut archiving = ground.database.begin_write().await.unwrap();
    database::deliveries::archive_sent(&mut archiving, issue, SubscriberId::NONE, at(99), 100).await.unwrap().unwrap();
    let list = find(&ground.database, "a@example.org").await.unwrap();
    assert_eq!(list.id, ids[0]);
    let claiming = async {
        let mut claimed = 0;
        let mut work = ground.database.begin_write().await.unwrap();
        let issues = database::issues::all(&mut work).await.unwrap();
        for other in issues.iter().filter(|other| other.id != issue) {
            claimed += take(&mut work, other.id, other.list, 9, 5).await.len();
        }
        work.commit().await.unwrap();
        claimed
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), claiming).await.expect("nobody waits"), 60);
    archiving.commit().await.unwrap();
    ground.clear().await;
}
