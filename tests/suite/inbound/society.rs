//! A list with members, an issue that was sent to them, and mails about its copies.

use circular::database::inbound_messages::UnreadNote;
use circular::database::{self, Database};
use circular::inbound::{self, InboundOutcome};
use circular::model::{
    DeliveryStatus, Issue, IssueId, List, ListId, SigningKeys, Subscriber, SubscriptionEvent, SubscriptionState,
    Suppression, Token,
};
use circular::subscription;
use jiff::Timestamp;

use crate::database::{at, find, import, list, state};
use crate::engine::TestDatabase;

const DAY: i64 = 86_400;

pub(super) struct Society<'a> {
    ground: &'a TestDatabase,
    pub(super) members: List,
    pub(super) ann: Subscriber,
    pub(super) keys: SigningKeys,
}

/// A time in whole days after the first issue.
pub(super) fn day(days: i64) -> Timestamp {
    at(days * DAY)
}

impl<'a> Society<'a> {
    pub(super) async fn create(ground: &'a TestDatabase) -> Self {
        let members = list(&ground.database, "members").await;
        import(&ground.database, &members, "email\nann@example.org\nben@example.org\n").await;
        let ann = find(&ground.database, "ann@example.org").await.unwrap();
        let keys = subscription::signing_keys(&ground.database, at(0)).await.unwrap();
        let society = Self { ground, members, ann, keys };
        society.send_issue(1, 0).await;
        society
    }

    pub(super) fn database(&self) -> &Database {
        &self.ground.database
    }

    pub(super) async fn execute(&self, sql: &str) {
        self.ground.execute(sql).await;
    }

    /// Writes into the ledger that an issue was sent to Ann on a day; the issues have their numbers in this order.
    pub(super) async fn send_issue(&self, number: i64, days: i64) {
        let (list, ann, sent) = (self.members.id, self.ann.id, day(days).as_microsecond());
        self.ground
            .execute(&format!(
                "INSERT INTO issue (slug, list_id, subject, content_digest, composition, sender, is_trial, state, \
                     created_at, starts_at) \
                 VALUES ('issue-{number}', {list}, 's', '0123456789abcdef', '{{}}', 'a@example.org', FALSE, \
                     'finished', {sent}, {sent}); \
                 INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
                 SELECT id, {ann}, 'sent', 1, 0, {sent} FROM issue WHERE slug = 'issue-{number}'"
            ))
            .await;
    }

    pub(super) fn token(&self, issue: i64) -> Token {
        Token { list: self.members.id, subscriber: self.ann.id, issue: IssueId::new(issue) }
    }

    /// The header of Ann's copy of an issue, as servers return it.
    pub(super) fn returned_headers(&self, issue: i64) -> String {
        let token = self.keys.seal(self.token(issue)).unwrap();
        format!(
            "From: Chair <chair@example.org>\nTo: ann@example.org\nSubject: News\n\
             List-Unsubscribe: <https://news.example.org/u/{token}>,\n <mailto:leave+{token}@example.org>\n"
        )
    }

    /// A delivery report about Ann's copy of an issue.
    pub(super) fn report(&self, issue: i64, action: &str, reply: &str) -> String {
        report(&self.returned_headers(issue), "ann@example.org", action, reply)
    }

    pub(super) async fn process(&self, mail: &str, days: i64) -> InboundOutcome {
        inbound::process_message(self.database(), &self.keys, mail.as_bytes(), day(days)).await.unwrap()
    }

    pub(super) async fn suppression(&self) -> Option<Suppression> {
        let mut work = self.database().begin_read().await.unwrap();
        database::suppressions::get(&mut work, self.ann.id).await.unwrap()
    }

    pub(super) async fn state(&self) -> SubscriptionState {
        state(self.database(), &self.members, self.ann.id).await.unwrap()
    }

    pub(super) async fn count(&self, issue: i64, status: DeliveryStatus) -> u64 {
        let mut work = self.database().begin_read().await.unwrap();
        database::deliveries::count_by_status(&mut work, IssueId::new(issue)).await.unwrap().count(status)
    }

    pub(super) async fn events(&self) -> Vec<SubscriptionEvent> {
        let mut work = self.database().begin_read().await.unwrap();
        let events = database::event_log::by_subscriber(&mut work, self.ann.id).await.unwrap();
        events.into_iter().filter(|event| event.list != ListId::NONE && event.issue.is_some()).collect()
    }

    pub(super) async fn unread_notes(&self) -> Vec<UnreadNote> {
        let mut work = self.database().begin_read().await.unwrap();
        database::inbound_messages::unread(&mut work).await.unwrap()
    }

    pub(super) async fn unread(&self) -> Vec<String> {
        self.unread_notes().await.into_iter().map(|note| note.words).collect()
    }

    pub(super) async fn issue(&self, number: i64) -> Issue {
        let mut work = self.database().begin_read().await.unwrap();
        database::issues::by_slug(&mut work, &format!("issue-{number}")).await.unwrap().remove(0)
    }
}

/// A delivery report (RFC 3464) about one recipient that returns headers.
pub(super) fn report(returned: &str, recipient: &str, action: &str, reply: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.net\nTo: chair@example.org\nSubject: Undelivered Mail Returned to Sender\n\
         Auto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=\n \"b1\"\n\n\
         --b1\n\nI am sorry.\n\n--b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n\
         Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: 5.0.0\nDiagnostic-Code: smtp; {reply}\n\n\
         --b1\nContent-Type: text/rfc822-headers\n\n{returned}\n--b1--\n"
    )
}
