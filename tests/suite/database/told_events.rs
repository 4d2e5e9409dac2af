//! What the ledger remembers of events: across drafts, lists and trials.

use circular::database::issue_events::{self, EventSearch};
use circular::database::issues::NewIssue;
use circular::database::{self, DatabaseTransaction};
use circular::model::{Attachment, CalendarEvent, IssueEvent, IssueId, IssueState, List, SubscriberId};

use super::{at, ledger, list};
use crate::engine::on_both;

fn told(sequence: u32, starts: &str) -> IssueEvent {
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
        NewIssue { slug, list, hash: "00", content: &content, statutory: false, relay: None, trial, starts_at: at(2) };
    let issue = database::issues::add(work, frozen, at(2)).await.unwrap();
    assert_eq!(database::issues::frozen_content(work, issue).await.unwrap(), content);
    issue
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
        let file = issue_events::latest_file(&mut work, issue).await.unwrap().unwrap();
        assert_eq!((file.name.as_str(), file.bytes.as_slice()), ("moved.ics", &b"SEQUENCE:1"[..]));
        assert_eq!(issue_events::latest_file(&mut work, IssueId::new(99)).await.unwrap(), None);
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
