//! A society with a past: invented members who came and went at fixed times.

use circular::database::deliveries::{ClaimRequest, Partition, Settlement};
use circular::database::issues::NewIssue;
use circular::database::{self, Database};
use circular::model::{
    Address, Composition, DeliveryStatus, DomainQueueId, EventChannel, EventKind, IssueContent, IssueId, List,
    RecipientFilter, RunId, SubscriberId, SubscriptionEvent, SubscriptionState, Token,
};
use circular::subscription;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::TestWorkspace;

/// A house whose database holds a past.
pub(crate) struct HistoryFixture {
    pub(crate) house: TestWorkspace,
    pub(crate) database: Database,
}

/// Reads a moment.
pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl HistoryFixture {
    /// Opens the database of a house in London, without lists.
    pub(super) async fn open() -> Self {
        let house = TestWorkspace::new().with_variable("CIRCULAR_SOCIETY_TIMEZONE", "Europe/London");
        let folder = house.path("");
        let database = Database::open(&SecretString::from("sqlite:circular.db"), &folder).await.unwrap();
        Self { house, database }
    }

    /// Makes a list.
    pub(super) async fn list(&self, name: &str, title: &str, when: &str) -> List {
        let mut work = self.database.begin_write().await.unwrap();
        let list_id = format!("{name}.example.org");
        let list = database::lists::add(&mut work, &name.parse().unwrap(), title, &list_id, at(when)).await.unwrap();
        work.commit().await.unwrap();
        list.unwrap()
    }

    /// Imports members by the numbers in their addresses.
    pub(super) async fn import(&self, list: &List, numbers: std::ops::Range<u32>, when: &str) {
        let rows: Vec<_> = numbers.map(|number| format!("m{number}@example.org")).collect();
        let file = format!("email\n{}\n", rows.join("\n"));
        circular::import::import_file(
            &self.database,
            list,
            std::io::Cursor::new(file),
            circular::import::ImportOptions::named("m.csv").strictly(),
            at(when),
        )
        .await
        .unwrap();
    }

    /// Finds a member.
    pub(super) async fn member(&self, number: u32) -> SubscriberId {
        let address: Address = format!("m{number}@example.org").parse().unwrap();
        let mut work = self.database.begin_read().await.unwrap();
        database::subscribers::by_address(&mut work, &address).await.unwrap().unwrap().id
    }

    /// Sends an issue: the relay takes a copy a second, and refuses the copies of some for good.
    pub(super) async fn send(&self, slug: &str, list: &List, when: &str, refused: &[u32]) -> IssueId {
        let start = at(when);
        let composition = Composition {
            subject: "News".to_owned(),
            html: String::new(),
            text: String::new(),
            constants: serde_json::Map::new(),
        };
        let sender = "Chair <chair@example.org>".parse().unwrap();
        let content = IssueContent {
            sender,
            reply_to: None,
            composition,
            attachments: Vec::new(),
            event: None,
            question: None,
            call: None,
            question_issue: None,
        };
        let frozen = NewIssue {
            slug,
            list: list.id,
            hash: "00",
            content: &content,
            relay: None,
            trial: false,
            statutory: false,
            starts_at: start,
        };
        let whom = RecipientFilter { list: list.id, statutory: false };
        let mut gone = Vec::new();
        for number in refused {
            gone.push(self.member(*number).await);
        }
        let mut work = self.database.begin_write().await.unwrap();
        let issue = database::issues::add(&mut work, frozen, start).await.unwrap();
        database::deliveries::enqueue_list(&mut work, issue, whom, start, start).await.unwrap();
        let mut now = start;
        loop {
            let claim = ClaimRequest {
                issue,
                run: RunId::new(1),
                filter: whom,
                domain_queue: DomainQueueId::SHARED,
                limit: 1,
                lease_until: now + SignedDuration::from_secs(9),
                partition: Partition::default(),
            };
            let claimed = database::deliveries::settle_and_claim_in(&mut work, &[], claim, now).await.unwrap();
            let Some(copy) = claimed.claimed.first() else { break };
            let subscriber = copy.subscriber.id;
            let is_refused = gone.contains(&subscriber);
            let status = if is_refused { DeliveryStatus::Bounced } else { DeliveryStatus::Sent };
            let settled =
                Settlement { subscriber, claimed_at: now, status, attempts: 1, due_at: now, reply: Some("ok".into()) };
            let nothing = ClaimRequest { limit: 0, ..claim };
            now += SignedDuration::from_secs(1);
            database::deliveries::settle_and_claim_in(&mut work, &[settled], nothing, now).await.unwrap();
            if is_refused {
                subscription::suppress_bounced(&mut work, subscriber, issue, Some("550 5.1.1 no"), now).await.unwrap();
            }
        }
        work.commit().await.unwrap();
        issue
    }

    /// Lets a member leave, by an issue or by none, and say why.
    pub(super) async fn leave(
        &self,
        list: &List,
        number: u32,
        issue: IssueId,
        way: EventChannel,
        when: &str,
        why: &str,
    ) {
        let token = Token { list: list.id, subscriber: self.member(number).await, issue };
        subscription::unsubscribe(&self.database, token, way, at(when)).await.unwrap();
        subscription::record_reason(&self.database, token, why, EventChannel::Page, at(when)).await.unwrap();
    }

    /// Lets a member take it back.
    pub(super) async fn come_back(&self, list: &List, number: u32, issue: IssueId, when: &str) {
        let token = Token { list: list.id, subscriber: self.member(number).await, issue };
        subscription::undo_unsubscribe(&self.database, token, EventChannel::Page, at(when)).await.unwrap();
    }

    /// Changes how a member stands, with its event, as one of the program's commands does.
    pub(super) async fn change(
        &self,
        list: &List,
        number: u32,
        state: SubscriptionState,
        kind: EventKind,
        way: EventChannel,
        when: &str,
    ) {
        let subscriber = self.member(number).await;
        let mut work = self.database.begin_write().await.unwrap();
        database::subscriptions::set_state(&mut work, list.id, subscriber, state, at(when)).await.unwrap();
        database::event_log::add(&mut work, &SubscriptionEvent::new(at(when), subscriber, list.id, kind, way))
            .await
            .unwrap();
        work.commit().await.unwrap();
    }
}

/// Two years of a list of a dozen members and more, and a second list on which some of them are too.
pub(crate) async fn two_years() -> HistoryFixture {
    let annals = HistoryFixture::open().await;
    let members = annals.list("members", "Our members", "2017-09-10T09:00:00Z").await;
    annals.import(&members, 1..13, "2017-09-10T09:30:00Z").await;
    let autumn = annals.send("2017-autumn", &members, "2017-10-05T08:00:00Z", &[]).await;
    annals.leave(&members, 1, autumn, EventChannel::OneClick, "2017-10-05T20:00:00Z", "").await;
    // Still May in Greenwich, June in London.
    annals.import(&members, 13..15, "2018-05-31T23:30:00Z").await;
    annals.send("2018-summer", &members, "2018-06-14T08:00:00Z", &[2]).await;
    let winter = annals.send("2019-winter", &members, "2019-01-07T09:00:00Z", &[]).await;
    annals
        .leave(&members, 3, winter, EventChannel::OneClick, "2019-01-07T09:00:05Z", "The letters come too often")
        .await;
    let moved =
        "Something else: I have moved to Scotland and joined the branch there, thank you for everything that you wrote";
    annals.leave(&members, 4, winter, EventChannel::Page, "2019-01-07T11:00:00Z", moved).await;
    annals.leave(&members, 5, winter, EventChannel::Mail, "2019-01-20T11:00:00Z", "The letters come too often").await;
    annals.leave(&members, 6, winter, EventChannel::Page, "2019-01-08T08:00:00Z", "").await;
    annals.come_back(&members, 6, winter, "2019-01-08T08:01:00Z").await;
    annals.leave(&members, 7, IssueId::NONE, EventChannel::Operator, "2019-02-01T12:00:00Z", "").await;
    annals
        .change(
            &members,
            8,
            SubscriptionState::NoticesOnly,
            EventKind::ReducedToNotices,
            EventChannel::Page,
            "2019-02-02T12:00:00Z",
        )
        .await;
    annals
        .change(
            &members,
            9,
            SubscriptionState::Suppressed,
            EventKind::Suppressed,
            EventChannel::Complaint,
            "2019-02-03T12:00:00Z",
        )
        .await;
    annals
        .change(
            &members,
            10,
            SubscriptionState::Unsubscribed,
            EventKind::Erased,
            EventChannel::Operator,
            "2019-03-31T22:30:00Z",
        )
        .await;
    // Already April in London.
    annals
        .change(
            &members,
            11,
            SubscriptionState::Unsubscribed,
            EventKind::Erased,
            EventChannel::Operator,
            "2019-03-31T23:30:00Z",
        )
        .await;
    annals.import(&members, 20..26, "2019-06-30T22:59:59Z").await;
    annals.import(&members, 26..28, "2019-06-30T23:00:00Z").await;
    let friends = annals.list("friends", "Friends", "2019-04-01T09:00:00Z").await;
    annals.import(&friends, 3..5, "2019-04-02T09:00:00Z").await;
    annals.import(&friends, 12..16, "2019-04-02T09:00:00Z").await;
    annals.leave(&friends, 15, IssueId::NONE, EventChannel::Operator, "2019-05-01T09:00:00Z", "").await;
    annals
}
