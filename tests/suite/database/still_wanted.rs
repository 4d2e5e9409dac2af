//! Who was heard of, who is asked whether letters are still wanted, and who gave no answer.

use std::collections::BTreeSet;

use circular::database::{self, Database, still_wanted};
use circular::model::{EventChannel, EventKind, Issue, IssueId, List, SubscriberId, SubscriptionEvent, Token};
use circular::subscription::{self, ChangeOrigin, DropOutcome, NO_ANSWER, StillWantedOutcome};
use jiff::{SignedDuration, Timestamp};

use super::{at, find, import, list, state};
use crate::engine::{TestDatabase, on_both};

const DAY: i64 = 24 * 60 * 60;
const NAMES: [&str; 7] = ["ann", "bob", "cat", "dan", "eve", "fay", "gus"];

/// Seven people who were imported in the first second.
async fn people(database: &Database) -> (List, Vec<SubscriberId>) {
    let list = list(database, "members").await;
    let rows: Vec<String> = NAMES.iter().map(|name| format!("{name}@example.org")).collect();
    import(database, &list, &format!("email\n{}\n", rows.join("\n"))).await;
    let mut ids = Vec::new();
    for row in &rows {
        ids.push(find(database, row).await.unwrap().id);
    }
    (list, ids)
}

async fn add_event(
    database: &Database,
    list: &List,
    who: SubscriberId,
    kind: EventKind,
    way: EventChannel,
    when: Timestamp,
) {
    let mut work = database.begin_write().await.unwrap();
    database::event_log::add(&mut work, &SubscriptionEvent::new(when, who, list.id, kind, way)).await.unwrap();
    work.commit().await.unwrap();
}

async fn heard(database: &Database, ids: &[SubscriberId], since: Timestamp) -> BTreeSet<SubscriberId> {
    let mut work = database.begin_read().await.unwrap();
    still_wanted::heard_or_asked(&mut work, ids, since).await.unwrap().into_iter().collect()
}

/// Writes an issue that asks: sent to all but the last, whose copy came back.
async fn asking(ground: &TestDatabase, number: i64, list: &List, ids: &[SubscriberId], when: Timestamp) -> Issue {
    let at = when.as_microsecond();
    let mut script = format!(
        "INSERT INTO issue (id, slug, list_id, subject, content_digest, composition, sender, is_statutory, is_trial, state, \
         accepts_rejections, created_at, starts_at) {} VALUES ({number}, 'asked-{number}', {}, 'Q', '00', '{{}}', 'chair@example.org', {}, {}, \
         'finished', {}, {at}, {at}); INSERT INTO still_wanted_issue (issue_id) VALUES ({number})",
        if matches!(ground.database, Database::Sqlite { .. }) { "" } else { "OVERRIDING SYSTEM VALUE" },
        list.id,
        unset(ground),
        unset(ground),
        unset(ground)
    );
    for (place, id) in ids.iter().enumerate() {
        let status = if place + 1 == ids.len() { "bounced" } else { "sent" };
        let row = format!(
            "; INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
             VALUES ({number}, {id}, '{status}', 1, 0, {at})"
        );
        script.push_str(&row);
    }
    ground.execute(&script).await;
    let mut work = ground.database.begin_read().await.unwrap();
    database::issues::by_id(&mut work, IssueId::new(number)).await.unwrap().unwrap()
}

/// Returns how an engine writes a flag that is not set.
fn unset(ground: &TestDatabase) -> &'static str {
    if matches!(ground.database, Database::Sqlite { .. }) { "0" } else { "FALSE" }
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count * DAY)
}

on_both! {
    async fn signs_of_people_are_told_from_those_of_machines(ground) {
        let database = &ground.database;
        let (list, ids) = people(database).await;
        let since = at(1) + days(400);
        assert_eq!(heard(database, &ids, since).await.len(), 0);
        assert_eq!(heard(database, &ids, Timestamp::UNIX_EPOCH).await.len(), ids.len(), "they came since");
        let later = since + days(1);
        for (who, kind, way) in [
            (0, EventKind::AddressChanged, EventChannel::Operator),
            (1, EventKind::ReducedToNotices, EventChannel::Page),
            (2, EventKind::Subscribed, EventChannel::Form),
            (3, EventKind::Subscribed, EventChannel::Import),
            (4, EventKind::Suppressed, EventChannel::Bounce),
            (5, EventKind::Unsuppressed, EventChannel::Operator),
        ] {
            add_event(database, &list, ids[who], kind, way, later).await;
        }
        assert_eq!(heard(database, &ids, since).await, ids[..3].iter().copied().collect());
        assert_eq!(heard(database, &ids, later + days(1)).await.len(), 0);
        assert_eq!(heard(database, &ids[2..4], since).await, [ids[2]].into());
        // Whoever was asked once is not asked again.
        asking(ground, 7, &list, &ids[5..], later).await;
        assert_eq!(heard(database, &ids, later + days(1)).await, ids[5..].iter().copied().collect());
    }

    async fn silent_people_are_dropped_and_restored(ground) {
        let database = &ground.database;
        let (list, ids) = people(database).await;
        let asked = at(1) + days(1_000);
        let issue = asking(ground, 7, &list, &ids, asked).await;
        let token = |who: usize| Token { list: list.id, subscriber: ids[who], issue: issue.id };
        let origin = || ChangeOrigin::from(EventChannel::Page);
        let kept = subscription::keep_subscription(database, token(0), "Yes", origin(), asked + days(1)).await.unwrap();
        assert_eq!(kept, StillWantedOutcome::Kept(list.title.clone()));
        subscription::keep_subscription(database, token(0), "Yes", origin(), asked + days(1)).await.unwrap();
        let mut work = database.begin_read().await.unwrap();
        let events = database::event_log::by_subscriber(&mut work, ids[0]).await.unwrap();
        assert_eq!(events.iter().filter(|event| event.kind == EventKind::StillWanted).count(), 1, "pressed twice");
        std::mem::drop(work);
        // Another list took her off because she gave no answer: that is no word of hers.
        let other = super::list(database, "others").await;
        let (kind, way) = (EventKind::Unsubscribed, EventChannel::Operator);
        let silent = SubscriptionEvent::new(asked + days(2), ids[4], other.id, kind, way);
        let mut work = database.begin_write().await.unwrap();
        let silent = SubscriptionEvent { note: Some(NO_ANSWER.to_owned()), ..silent };
        database::event_log::add(&mut work, &silent).await.unwrap();
        work.commit().await.unwrap();
        subscription::unsubscribe(database, token(1), EventChannel::Page, asked + days(1)).await.unwrap();
        let left = subscription::keep_subscription(database, token(1), "Yes", origin(), asked + days(2)).await.unwrap();
        assert_eq!(left, StillWantedOutcome::NotSubscribed(list.title.clone()));
        let drop = async |dry_run, now| subscription::drop_silent(database, &issue, 30, dry_run, now).await.unwrap();
        assert_eq!(drop(true, asked + days(29)).await, DropOutcome::Dropped(0));
        // Gus's copy came back: he was not asked.
        assert_eq!(drop(true, asked + days(31)).await, DropOutcome::Dropped(4));
        assert_eq!(state(database, &list, ids[2]).await.unwrap(), circular::model::SubscriptionState::Confirmed);
        assert_eq!(drop(false, asked + days(31)).await, DropOutcome::Dropped(4));
        assert_eq!(drop(false, asked + days(32)).await, DropOutcome::Dropped(0), "once");
        let mut work = database.begin_read().await.unwrap();
        let event = database::event_log::by_subscriber(&mut work, ids[2]).await.unwrap().pop().unwrap();
        assert_eq!((event.kind, event.channel, event.note.as_deref(), event.issue),
            (EventKind::Unsubscribed, EventChannel::Operator, Some(NO_ANSWER), Some(issue.id)));
        std::mem::drop(work);
        let late = subscription::keep_subscription(database, token(3), "Yes", origin(), asked + days(40)).await.unwrap();
        assert_eq!(late, StillWantedOutcome::Kept(list.title.clone()));
        assert_eq!(subscription::restore_silent(database, &issue, &list, asked + days(50)).await.unwrap(), 3);
        assert_eq!(subscription::restore_silent(database, &issue, &list, asked + days(51)).await.unwrap(), 0);
        for who in [0, 2, 3, 4, 5, 6] {
            let state = state(database, &list, ids[who]).await.unwrap();
            assert_eq!(state, circular::model::SubscriptionState::Confirmed, "{}", NAMES[who]);
        }
    }

    async fn yes_to_each_letter_is_recorded_once(ground) {
        let database = &ground.database;
        let (list, ids) = people(database).await;
        let asked = at(1) + days(1_000);
        let mut tokens = Vec::new();
        for number in [7, 8] {
            let issue = asking(ground, number, &list, &ids, asked).await;
            tokens.push(Token { list: list.id, subscriber: ids[0], issue: issue.id });
        }
        for token in [tokens[0], tokens[1], tokens[0], tokens[1]] {
            let origin = ChangeOrigin::from(EventChannel::Page);
            subscription::keep_subscription(database, token, "Yes", origin, asked + days(1)).await.unwrap();
        }
        let mut work = database.begin_read().await.unwrap();
        let events = database::event_log::by_subscriber(&mut work, ids[0]).await.unwrap();
        let said = events.iter().filter(|event| event.kind == EventKind::StillWanted).map(|event| event.issue);
        assert_eq!(said.collect::<Vec<_>>(), tokens.iter().map(|token| Some(token.issue)).collect::<Vec<_>>());
    }
}
