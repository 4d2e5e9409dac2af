//! All data stored about a person, for a subject access request.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Error;
use super::suppression::find_suppressed_hash;
use crate::database::welcome_deliveries::WelcomeRecord;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    Address, Answer, ApprovalRequest, DeliveryStatus, Issue, IssueId, List, ListConsent, ListId, SubscriberFields,
    SubscriberId, SubscriptionEvent, SubscriptionState, Suppression, SuppressionReason, View,
};

/// All data stored about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalRecord {
    /// The address as stored, or as requested if no subscriber has it.
    pub address: Address,
    /// The time when they were added; `None` if they are not a subscriber.
    pub created_at: Option<Timestamp>,
    /// Their fields.
    pub fields: SubscriberFields,
    /// Their current and former subscriptions.
    pub lists: Vec<SubscriptionEntry>,
    /// The reason why they must not be mailed.
    pub suppression: Option<Suppression>,
    /// The reason and time for which the hash of the address is suppressed.
    pub hash_suppression: Option<(SuppressionReason, Timestamp)>,
    /// Their unconfirmed signup request.
    pub pending_signup: Option<PendingSignup>,
    /// Their requests that wait for approval, each with the name of the list.
    pub approval_requests: Vec<(String, ApprovalRequest)>,
    /// Their events, oldest first.
    pub events: Vec<NamedEvent>,
    /// Their deliveries of all issues, oldest first.
    pub deliveries: Vec<DeliveryEntry>,
    /// Their welcome letters, each with the name of the list.
    pub welcome_letters: Vec<(String, WelcomeRecord)>,
    /// The mails in which they said their view, each with the draft name of the issue.
    pub views: Vec<(String, View)>,
    /// What they answered to letters, each with the draft name of the issue, oldest first.
    pub answers: Vec<(String, Answer)>,
    /// The draft name of the issue that led to the suppression.
    pub suppression_issue: Option<String>,
}

/// A subscription with the name of its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionEntry {
    /// The name of the list.
    pub list: String,
    /// The title of the list.
    pub title: String,
    /// The state of the subscription.
    pub state: SubscriptionState,
    /// The time of the last change.
    pub since: Timestamp,
}

/// An event with the names of its list and issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedEvent {
    /// The name of the list, if it concerns one.
    pub list: Option<String>,
    /// The draft name of the issue that led to it, if one did.
    pub issue: Option<String>,
    /// The event itself.
    pub event: SubscriptionEvent,
}

/// A delivery with the names of its issue and list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryEntry {
    /// The draft name of the issue.
    pub issue: String,
    /// The name of the list.
    pub list: String,
    /// The status of the delivery.
    pub status: DeliveryStatus,
    /// The number of attempts.
    pub attempts: i64,
    /// The time of the last change.
    pub changed_at: Timestamp,
    /// The reply of the relay, or another error.
    pub reply: Option<String>,
}

/// A signup request with the names of its lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingSignup {
    /// The names of the lists, each with the consent that was given for it.
    pub lists: Vec<(String, ListConsent)>,
    /// The request as stored.
    pub stored: database::personal_data::StoredSignup,
}

impl PersonalRecord {
    /// Returns whether no data is stored.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.created_at.is_none()
            && self.hash_suppression.is_none()
            && self.pending_signup.is_none()
            && self.approval_requests.is_empty()
            && self.views.is_empty()
    }
}

/// Collects all data stored about the person with an address, without changing it.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn personal_record(database: &Database, address: &Address) -> Result<PersonalRecord, Error> {
    let mut work = database.begin_read().await?;
    let names = NameLookup::load(&mut work).await?;
    let mut record = PersonalRecord {
        address: address.clone(),
        created_at: None,
        fields: SubscriberFields::new(),
        lists: Vec::new(),
        suppression: None,
        hash_suppression: find_suppressed_hash(&mut work, address).await?.map(|(_, cause, at)| (cause, at)),
        pending_signup: database::personal_data::pending_signup(&mut work, address)
            .await?
            .map(|kept| names.pending_signup(kept)),
        approval_requests: database::approval_requests::of_address(&mut work, address)
            .await?
            .into_iter()
            .filter_map(|request| Some((names.list_name(request.consent.list)?, request)))
            .collect(),
        events: Vec::new(),
        deliveries: Vec::new(),
        welcome_letters: Vec::new(),
        views: Vec::new(),
        answers: Vec::new(),
        suppression_issue: None,
    };
    let person = database::subscribers::by_address(&mut work, address).await?;
    let subscriber = person.as_ref().map_or(SubscriberId::NONE, |person| person.id);
    let views = database::views::by_subscriber(&mut work, subscriber, address).await?;
    let issue_name = |view: &View| names.issue_by_id(view.issue).map(|issue| issue.slug.clone()).unwrap_or_default();
    record.views = views.into_iter().map(|view| (issue_name(&view), view)).collect();
    let Some(person) = person else { return Ok(record) };
    record.created_at = database::personal_data::stored_since(&mut work, person.id).await?;
    (record.address, record.fields) = (person.address, person.fields);
    let lists = database::personal_data::subscriptions(&mut work, person.id).await?;
    record.lists = lists.into_iter().map(|on| names.subscription_entry(&on)).collect();
    record.suppression = database::suppressions::get(&mut work, person.id).await?;
    record.suppression_issue = record
        .suppression
        .as_ref()
        .and_then(|suppression| names.issue_by_id(suppression.issue?))
        .map(|issue| issue.slug.clone());
    let events = database::event_log::by_subscriber(&mut work, person.id).await?;
    record.events = events.into_iter().map(|event| names.named_event(event)).collect();
    let copies = database::personal_data::deliveries(&mut work, person.id).await?;
    record.deliveries = copies.into_iter().map(|copy| names.delivery_entry(copy)).collect();
    let letters = database::welcome_deliveries::of_subscriber(&mut work, person.id).await?.into_iter();
    record.welcome_letters = letters.filter_map(|letter| Some((names.list_name(letter.list)?, letter))).collect();
    let answers = database::answers::by_subscriber(&mut work, person.id).await?.into_iter();
    let slug = |answer: &Answer| Some(names.issue_by_id(answer.issue)?.slug.clone());
    record.answers = answers.filter_map(|answer| Some((slug(&answer)?, answer))).collect();
    Ok(record)
}

/// The names of lists and issues by id.
struct NameLookup {
    lists: BTreeMap<ListId, List>,
    issues: BTreeMap<IssueId, Issue>,
}

impl NameLookup {
    async fn load(work: &mut DatabaseTransaction) -> Result<Self, database::Error> {
        let lists = database::lists::all_with_deleted(work).await?.into_iter().map(|list| (list.id, list)).collect();
        let issues = database::issues::all(work).await?.into_iter().map(|issue| (issue.id, issue)).collect();
        Ok(Self { lists, issues })
    }

    fn issue_by_id(&self, id: IssueId) -> Option<&Issue> {
        self.issues.get(&id)
    }

    fn list_name(&self, id: ListId) -> Option<String> {
        self.lists.get(&id).map(|list| list.name.to_string())
    }

    fn subscription_entry(&self, on: &database::personal_data::Subscription) -> SubscriptionEntry {
        let title = self.lists.get(&on.list).map(|list| list.title.clone()).unwrap_or_default();
        SubscriptionEntry { list: self.list_name(on.list).unwrap_or_default(), title, state: on.state, since: on.since }
    }

    fn named_event(&self, event: SubscriptionEvent) -> NamedEvent {
        let issue = event.issue.and_then(|id| self.issue_by_id(id)).map(|issue| issue.slug.clone());
        NamedEvent { list: self.list_name(event.list), issue, event }
    }

    fn delivery_entry(&self, copy: database::personal_data::DeliveryRecord) -> DeliveryEntry {
        let issue = self.issue_by_id(copy.issue);
        let list = issue.and_then(|issue| self.list_name(issue.list)).unwrap_or_default();
        let issue = issue.map(|issue| issue.slug.clone()).unwrap_or_default();
        let database::personal_data::DeliveryRecord { status, attempts, changed_at, reply, .. } = copy;
        DeliveryEntry { issue, list, status, attempts, changed_at, reply }
    }

    fn pending_signup(&self, kept: database::personal_data::StoredSignup) -> PendingSignup {
        let lists = kept.lists.iter().filter_map(|shown| Some((self.list_name(shown.list)?, shown.clone())));
        PendingSignup { lists: lists.collect(), stored: kept }
    }
}
