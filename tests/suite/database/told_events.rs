//! What the ledger remembers of events: across drafts, lists and trials.

use circular::database::archive_letters;
use circular::database::issue_events::{self, EventSearch};
use circular::database::issues::NewIssue;
use circular::database::{self, DatabaseTransaction};
use circular::model::{
    ArchiveAccess, Attachment, CalendarEvent, IssueEvent, IssueId, IssueState, List, SubscriberId, WebCopy,
};
use jiff::Timestamp;

use super::{at, ledger, list};
use crate::engine::on_both;

pub(super) fn told(sequence: u32, starts: &str) -> IssueEvent {
    let event = CalendarEvent {
        title: "Spring meeting".to_owned(),
        starts: starts.parse().unwrap(),
        ends: Some("2027-06-17 20:00".parse().unwrap()),
        place: "Leeds".to_owned(),
        is_cancelled: sequence > 1,
    };
    IssueEvent { uid: "a@example.org".to_owned(), sequence, made_at: at(i64::from(sequence)), event }
}

async fn freeze(work: &mut DatabaseTransaction, slug: &str, list: &List, event: &IssueEvent, trial: bool) -> IssueId {
    freeze_until(work, slug, list, event, trial, at(2)).await
}

async fn freeze_until(
    work: &mut DatabaseTransaction,
    slug: &str,
    list: &List,
    event: &IssueEvent,
    trial: bool,
    starts_at: Timestamp,
) -> IssueId {
    let mut content = ledger::content();
    content.event = Some(event.clone());
    content.attachments.push(Attachment {
        name: format!("{slug}.ics"),
        media_type: "text/calendar; charset=utf-8; method=PUBLISH".to_owned(),
        bytes: format!("SEQUENCE:{}", event.sequence).into_bytes(),
        cid: None,
    });
    let list = list.id;
    let frozen =
        NewIssue { slug, list, hash: "00", content: &content, statutory: false, relay: None, trial, starts_at };
    let issue = database::issues::add(work, frozen, at(2)).await.unwrap();
    assert_eq!(database::issues::frozen_content(work, issue).await.unwrap(), content);
    issue
}

/// Asserts what the readers of an issue, and of the web, were last told.
async fn assert_told(work: &mut DatabaseTransaction, issue: IssueId, expected: &IssueEvent, now: Timestamp) {
    let list = database::issues::by_id(work, issue).await.unwrap().unwrap().list;
    let file = issue_events::latest_file(work, issue, now).await.unwrap().unwrap();
    assert_eq!(file.bytes, format!("SEQUENCE:{}", expected.sequence).into_bytes(), "{now}");
    assert_eq!(issue_events::latest_of_issue(work, issue, now).await.unwrap().as_ref(), Some(expected), "{now}");
    let events = issue_events::published(work, list, ArchiveAccess::Public, now).await.unwrap();
    assert_eq!(events, std::slice::from_ref(expected), "{now}");
}

on_both! {
    async fn latest_event_is_found_by_any_of_its_drafts(ground) {
        let members = list(&ground.database, "members").await;
        let friends = list(&ground.database, "friends").await;
        let mut work = ground.database.begin_write().await.unwrap();
        let (first, second) = (told(0, "2027-06-17 18:30"), told(1, "2027-06-10"));
        let issue = freeze(&mut work, "before", &members, &first, false).await;
        freeze(&mut work, "moved", &members, &second, false).await;
        freeze(&mut work, "trial", &members, &told(2, "2027-06-10"), true).await;
        let search = |slug, list: &List, trials| EventSearch { slug, list: list.id, trials };
        for (draft, search, expected) in [
            ("before", search("next", &members, false), Some(second.clone())),
            ("moved", search("next", &members, false), Some(second.clone())),
            ("before", search("moved", &members, false), Some(first.clone())),
            ("before", search("before", &friends, true), Some(told(2, "2027-06-10"))),
            ("unknown", search("next", &members, false), None),
        ] {
            let latest = issue_events::latest_of_draft(&mut work, draft, search).await.unwrap();
            assert_eq!(latest, expected, "{draft} {search:?}");
        }
        let file = issue_events::latest_file(&mut work, issue, at(2)).await.unwrap().unwrap();
        assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("moved.ics", &b"SEQUENCE:1"[..]));
        assert_eq!(issue_events::latest_file(&mut work, IssueId::new(99), at(2)).await.unwrap(), None);
    }

    async fn event_of_an_issue_that_nobody_got_does_not_count(ground) {
        let members = list(&ground.database, "members").await;
        let mut work = ground.database.begin_write().await.unwrap();
        let issue = freeze(&mut work, "before", &members, &told(0, "2027-06-17 18:30"), false).await;
        database::issues::set_state(&mut work, issue, IssueState::Cancelled, None).await.unwrap();
        let search = EventSearch { slug: "next", list: members.id, trials: false };
        assert_eq!(issue_events::latest_of_draft(&mut work, "before", search).await.unwrap(), None);
        let somebody = [SubscriberId::new(1)];
        database::deliveries::enqueue_subscribers(&mut work, issue, &somebody, at(2), at(2)).await.unwrap();
        database::deliveries::cancel_waiting(&mut work, issue, at(3)).await.unwrap();
        assert_eq!(issue_events::latest_of_draft(&mut work, "before", search).await.unwrap(), None);
        database::deliveries::mark_may_have_arrived(&mut work, issue, somebody[0]).await.unwrap();
        assert!(issue_events::latest_of_draft(&mut work, "before", search).await.unwrap().is_some());
        database::issues::delete(&mut work, issue).await.unwrap();
        assert_eq!(issue_events::by_issue(&mut work, issue).await.unwrap(), None);
    }

    async fn later_letter_tells_its_event_once_it_is_sent(ground) {
        let members = list(&ground.database, "members").await;
        let mut work = ground.database.begin_write().await.unwrap();
        let (first, second) = (told(0, "2027-06-17 18:30"), told(1, "2027-06-10"));
        let issue = freeze(&mut work, "before", &members, &first, false).await;
        let copy = WebCopy { title: "Spring".to_owned(), ..WebCopy::default() };
        archive_letters::add(&mut work, issue, "before", &copy, ArchiveAccess::Public, at(2)).await.unwrap();
        let later = freeze_until(&mut work, "moved", &members, &second, false, at(50)).await;
        assert_told(&mut work, issue, &first, at(49)).await;
        assert_told(&mut work, issue, &second, at(50)).await;
        database::issues::set_state(&mut work, later, IssueState::Cancelled, None).await.unwrap();
        assert_told(&mut work, issue, &first, at(60)).await;
        let somebody = [SubscriberId::new(1)];
        database::deliveries::enqueue_subscribers(&mut work, later, &somebody, at(50), at(50)).await.unwrap();
        database::deliveries::cancel_waiting(&mut work, later, at(51)).await.unwrap();
        assert_told(&mut work, issue, &first, at(60)).await;
        database::deliveries::mark_may_have_arrived(&mut work, later, somebody[0]).await.unwrap();
        assert_told(&mut work, issue, &second, at(60)).await;
        // The letter on the web goes, and its event with it.
        database::issues::set_state(&mut work, issue, IssueState::Cancelled, None).await.unwrap();
        assert_eq!(archive_letters::all(&mut work).await.unwrap(), []);
        let events = issue_events::published(&mut work, members.id, ArchiveAccess::Public, at(60)).await.unwrap();
        assert_eq!(events, []);
    }

    async fn similar_event_to_come_is_found(ground) {
        let members = list(&ground.database, "members").await;
        let mut work = ground.database.begin_write().await.unwrap();
        freeze(&mut work, "before", &members, &told(0, "2027-06-17 18:30"), false).await;
        let mut other = told(0, "2027-06-10 18:30");
        let day = jiff::civil::date;
        assert_eq!(issue_events::similar(&mut work, &other, day(2027, 1, 1), false).await.unwrap(), None, "itself");
        "b@example.org".clone_into(&mut other.uid);
        let similar = Some(("before".to_owned(), "2027-06-17 18:30".to_owned()));
        assert_eq!(issue_events::similar(&mut work, &other, day(2027, 1, 1), false).await.unwrap(), similar);
        assert_eq!(issue_events::similar(&mut work, &other, day(2027, 6, 18), false).await.unwrap(), None, "past");
        "Summer meeting".clone_into(&mut other.event.title);
        assert_eq!(issue_events::similar(&mut work, &other, day(2027, 1, 1), false).await.unwrap(), None, "another");
    }
}
