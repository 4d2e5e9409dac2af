//! Conditions about answers: who is taken, on both engines and over several pages.

use circular::database;
use circular::model::{AnswerStanding, DeliveryStatus, SubscriberId};
use circular::segment::{BadCondition, Condition, Segment, SubscriberSearch, condition_names, search_subscribers};

use super::{Asked, ask, question, record, stored};
use crate::database::{at, find, import, list};
use crate::engine::{TestDatabase, on_both};

impl Asked {
    /// Queues the issue to all members and settles each copy with a status.
    async fn deliver(&self, ground: &TestDatabase, statuses: &[(SubscriberId, DeliveryStatus)]) {
        let people: Vec<_> = statuses.iter().map(|(person, _)| *person).collect();
        let mut work = ground.database.begin_write().await.unwrap();
        database::deliveries::enqueue_subscribers(&mut work, self.issue, &people, at(2), at(2)).await.unwrap();
        work.commit().await.unwrap();
        let claim = database::deliveries::ClaimRequest {
            issue: self.issue,
            run: circular::model::RunId::new(1),
            filter: Segment::whole_list(list_of(ground).await).readership(),
            domain_queue: circular::model::DomainQueueId::SHARED,
            limit: people.len(),
            lease_until: at(1_000),
            partition: database::deliveries::Partition::default(),
        };
        database::deliveries::settle_and_claim(&ground.database, &[], claim, &[], at(3)).await.unwrap();
        let settled: Vec<_> = statuses.iter().map(|(subscriber, status)| settlement(*subscriber, *status)).collect();
        let none = database::deliveries::ClaimRequest { limit: 0, ..claim };
        database::deliveries::settle_and_claim(&ground.database, &settled, none, &[], at(4)).await.unwrap();
    }
}

fn settlement(subscriber: SubscriberId, status: DeliveryStatus) -> database::deliveries::Settlement {
    let (claimed_at, due_at) = (at(3), at(4));
    database::deliveries::Settlement { subscriber, claimed_at, status, attempts: 1, due_at, reply: None }
}

async fn list_of(ground: &TestDatabase) -> circular::model::List {
    let mut work = ground.database.begin_read().await.unwrap();
    database::lists::by_name(&mut work, &"members".parse().unwrap()).await.unwrap().unwrap()
}

/// Returns the addresses of those whom a condition takes, as sending and as searching finds them.
async fn taken(ground: &TestDatabase, text: &str) -> Vec<String> {
    let names = condition_names(&ground.database).await.unwrap();
    let parse = || Some(Condition::parse(text, &names).unwrap());
    let segment = Segment { condition: parse(), ..Segment::whole_list(list_of(ground).await) };
    let mut sent = Vec::new();
    let mut pages = segment.pages();
    while let Some(page) = pages.next(&mut ground.database.begin_read().await.unwrap()).await.unwrap() {
        sent.extend(page.into_iter().map(|person| person.address.to_string()));
    }
    let search = SubscriberSearch { condition: parse(), limit: usize::MAX, ..SubscriberSearch::default() };
    let found = search_subscribers(&ground.database, &search).await.unwrap().found;
    let found: Vec<String> = found.into_iter().map(|found| found.subscriber.address.to_string()).collect();
    assert_eq!(sent, found, "{text}");
    sent
}

on_both! {
    async fn silent_are_those_who_were_sent_it_and_did_not_answer_in_time(ground) {
        let asked = ask(&ground.database, question(None)).await;
        let members = list_of(ground).await;
        let more = "email\ncat@example.org\ndan@example.org\neve@example.org\nfay@example.org\n";
        import(&ground.database, &members, more).await;
        let id = async |name: &str| find(&ground.database, &format!("{name}@example.org")).await.unwrap().id;
        let (cat, dan, eve) = (id("cat").await, id("dan").await, id("eve").await);
        asked.deliver(ground, &[
            (asked.ann, DeliveryStatus::Sent),
            (asked.ben, DeliveryStatus::Sent),
            (cat, DeliveryStatus::Bounced),
            (dan, DeliveryStatus::InDoubt),
            (eve, DeliveryStatus::Sent),
        ]).await;
        assert_eq!(taken(ground, "silent('spring')").await, ["ann@example.org", "ben@example.org", "dan@example.org", "eve@example.org"]);
        record(&ground.database, asked.answer(asked.ann, "yes", 10)).await;
        record(&ground.database, asked.answer(eve, "yes", 4_000)).await;
        assert_eq!(taken(ground, "silent('spring')").await, ["ben@example.org", "dan@example.org", "eve@example.org"]);
        assert_eq!(taken(ground, "answered('spring') == 'yes'").await, ["ann@example.org"]);
        record(&ground.database, asked.answer(asked.ann, "no", 20)).await;
        record(&ground.database, asked.answer(cat, "apologies", 20)).await;
        assert_eq!(taken(ground, "answered('spring') in ['no', 'apologies']").await, ["ann@example.org", "cat@example.org"]);
        assert_eq!(taken(ground, "answered('spring') == 'yes'").await, Vec::<String>::new());
        assert_eq!(taken(ground, "silent('spring') && first_name == 'Ben'").await, ["ben@example.org"]);
        assert_eq!(taken(ground, "answered('spring') == '' && !silent('spring')").await, ["fay@example.org"]);
    }

    async fn answer_without_place_is_no_silence(ground) {
        let asked = ask(&ground.database, question(Some(1))).await;
        asked.deliver(ground, &[(asked.ann, DeliveryStatus::Sent), (asked.ben, DeliveryStatus::Sent)]).await;
        record(&ground.database, asked.answer(asked.ann, "yes", 10)).await;
        record(&ground.database, asked.answer(asked.ben, "yes", 11)).await;
        assert_eq!(stored(&ground.database, asked.issue, asked.ben).await[0].standing, AnswerStanding::Full);
        assert_eq!(taken(ground, "silent('spring')").await, Vec::<String>::new());
        assert_eq!(taken(ground, "answered('spring') == 'yes'").await, ["ann@example.org"]);
    }

    async fn answers_are_found_beyond_the_first_page(ground) {
        let asked = ask(&ground.database, question(None)).await;
        let members = list_of(ground).await;
        let rows: Vec<_> = (0..2_100).map(|number| format!("s{number}@example.org")).collect();
        import(&ground.database, &members, &format!("email\n{}\n", rows.join("\n"))).await;
        let last = find(&ground.database, "s2099@example.org").await.unwrap().id;
        let before = find(&ground.database, "s1500@example.org").await.unwrap().id;
        asked.deliver(ground, &[(last, DeliveryStatus::Sent), (before, DeliveryStatus::Sent)]).await;
        record(&ground.database, asked.answer(before, "yes", 10)).await;
        assert_eq!(taken(ground, "silent('spring')").await, ["s2099@example.org"]);
        assert_eq!(taken(ground, "answered('spring') != ''").await, ["s1500@example.org"]);
    }

    async fn letters_that_asked_are_the_names_of_a_condition(ground) {
        let _ = list(&ground.database, "others").await;
        ask(&ground.database, question(None)).await;
        let names = condition_names(&ground.database).await.unwrap();
        assert_eq!(names.questions.get("spring").unwrap(), &["yes", "no", "apologies"]);
        let bad = Condition::parse("silent('sprin')", &names).unwrap_err();
        assert_eq!(bad, BadCondition::UnknownLetter { name: "sprin".to_owned(), closest: Some("spring".to_owned()) });
    }
}
