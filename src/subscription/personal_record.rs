//! Everything that is held of one person, for the one who asks for it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Error;
use super::suppression::find_suppressed_hash;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    Address, DeliveryStatus, Issue, IssueId, List, ListConsent, ListId, SubscriberFields, SubscriptionEvent,
    SubscriptionState, Suppression, SuppressionReason,
};

/// Everything that is held of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalRecord {
    /// Their address, as it is kept; as it was asked for when nobody has it.
    pub address: Address,
    /// Since when we hold them; `None` when we do not.
    pub created_at: Option<Timestamp>,
    /// What is known of them.
    pub fields: SubscriberFields,
    /// The lists on which they are or were.
    pub lists: Vec<SubscriptionEntry>,
    /// Why they must not be mailed.
    pub suppression: Option<Suppression>,
    /// Why the hash of their address is kept, and since when.
    pub hash_suppression: Option<(SuppressionReason, Timestamp)>,
    /// What they asked for by the form and have not confirmed.
    pub pending_signup: Option<PendingSignup>,
    /// What happened, oldest first.
    pub events: Vec<NamedEvent>,
    /// Their copies of all issues, oldest first.
    pub deliveries: Vec<DeliveryEntry>,
    /// The name of the draft whose issue led to the suppression.
    pub suppression_issue: Option<String>,
}

/// A person on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionEntry {
    /// The list's name.
    pub list: String,
    /// The list's title.
    pub title: String,
    /// How they stand on it.
    pub state: SubscriptionState,
    /// Since when.
    pub since: Timestamp,
}

/// An event, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedEvent {
    /// The list's name, if it is about one.
    pub list: Option<String>,
    /// The draft of the issue that led to it, if one did.
    pub issue: Option<String>,
    /// The event.
    pub event: SubscriptionEvent,
}

/// A copy, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryEntry {
    /// The draft of the issue.
    pub issue: String,
    /// The list it went to.
    pub list: String,
    /// What became of it.
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempts: i64,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// What the relay said, or what went wrong.
    pub reply: Option<String>,
}

/// What somebody asked for by the form, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingSignup {
    /// The names of the lists, each with what was shown for it.
    pub lists: Vec<(String, ListConsent)>,
    /// What is kept of it.
    pub stored: database::personal_data::StoredSignup,
}

impl PersonalRecord {
    /// Tells whether nothing at all is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.created_at.is_none() && self.hash_suppression.is_none() && self.pending_signup.is_none()
    }
}

/// Gathers everything that is held of the person with an address. It changes nothing.
///
/// # Errors
/// The database refused.
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
        events: Vec::new(),
        deliveries: Vec::new(),
        suppression_issue: None,
    };
    let Some(person) = database::subscribers::by_address(&mut work, address).await? else { return Ok(record) };
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
    Ok(record)
}

/// Which numbers are which lists and issues.
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
