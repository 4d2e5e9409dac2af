//! Everything that is held of one person, for the one who asks for it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Error;
use super::suppression::stranger;
use crate::database::{self, Database, Work};
use crate::model::{Address, Cause, Event, Fields, Issue, IssueId, List, ListId, Shown, State, Status, Suppression};

/// Everything that is held of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Their address, as it is kept; as it was asked for when nobody has it.
    pub address: Address,
    /// Since when we hold them; `None` when we do not.
    pub since: Option<Timestamp>,
    /// What is known of them.
    pub fields: Fields,
    /// The lists on which they are or were.
    pub lists: Vec<OnList>,
    /// Why they must not be mailed.
    pub suppression: Option<Suppression>,
    /// Why the hash of their address is kept, and since when.
    pub stranger: Option<(Cause, Timestamp)>,
    /// What they asked for by the form and have not confirmed.
    pub request: Option<Request>,
    /// What happened, oldest first.
    pub events: Vec<Happened>,
    /// Their copies of all issues, oldest first.
    pub copies: Vec<Copy>,
    /// The name of the draft whose issue led to the suppression.
    pub suppression_issue: Option<String>,
}

/// A person on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnList {
    /// The list's name.
    pub list: String,
    /// The list's title.
    pub title: String,
    /// How they stand on it.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
}

/// An event, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// The list's name, if it is about one.
    pub list: Option<String>,
    /// The draft of the issue that led to it, if one did.
    pub issue: Option<String>,
    /// The event.
    pub event: Event,
}

/// A copy, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The draft of the issue.
    pub issue: String,
    /// The list it went to.
    pub list: String,
    /// What became of it.
    pub status: Status,
    /// How often it was tried.
    pub attempts: i64,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// What the relay said, or what went wrong.
    pub reply: Option<String>,
}

/// What somebody asked for by the form, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The names of the lists, each with what was shown for it.
    pub lists: Vec<(String, Shown)>,
    /// What is kept of it.
    pub kept: database::person::Request,
}

impl Record {
    /// Tells whether nothing at all is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.since.is_none() && self.stranger.is_none() && self.request.is_none()
    }
}

/// Gathers everything that is held of the person with an address. It changes nothing.
///
/// # Errors
/// The database refused.
pub async fn record(database: &Database, address: &Address) -> Result<Record, Error> {
    let mut work = database.read().await?;
    let names = Names::read(&mut work).await?;
    let mut record = Record {
        address: address.clone(),
        since: None,
        fields: Fields::new(),
        lists: Vec::new(),
        suppression: None,
        stranger: stranger(&mut work, address).await?.map(|(_, cause, at)| (cause, at)),
        request: database::person::request(&mut work, address).await?.map(|kept| names.request(kept)),
        events: Vec::new(),
        copies: Vec::new(),
        suppression_issue: None,
    };
    let Some(person) = database::subscriber::by_address(&mut work, address).await? else { return Ok(record) };
    record.since = database::person::since(&mut work, person.id).await?;
    (record.address, record.fields) = (person.address, person.fields);
    let lists = database::person::subscriptions(&mut work, person.id).await?;
    record.lists = lists.into_iter().map(|on| names.on_list(&on)).collect();
    record.suppression = database::suppression::get(&mut work, person.id).await?;
    record.suppression_issue = record
        .suppression
        .as_ref()
        .and_then(|suppression| names.issue(suppression.issue?))
        .map(|issue| issue.slug.clone());
    let events = database::event::changes(&mut work, person.id).await?;
    record.events = events.into_iter().map(|event| names.happened(event)).collect();
    let copies = database::person::copies(&mut work, person.id).await?;
    record.copies = copies.into_iter().map(|copy| names.copy(copy)).collect();
    Ok(record)
}

/// Which numbers are which lists and issues.
struct Names {
    lists: BTreeMap<ListId, List>,
    issues: BTreeMap<IssueId, Issue>,
}

impl Names {
    async fn read(work: &mut Work) -> Result<Self, database::Error> {
        let lists = database::list::all(work).await?.into_iter().map(|list| (list.id, list)).collect();
        let issues = database::issue::all(work).await?.into_iter().map(|issue| (issue.id, issue)).collect();
        Ok(Self { lists, issues })
    }

    fn issue(&self, id: IssueId) -> Option<&Issue> {
        self.issues.get(&id)
    }

    fn list(&self, id: ListId) -> Option<String> {
        self.lists.get(&id).map(|list| list.name.to_string())
    }

    fn on_list(&self, on: &database::person::Subscription) -> OnList {
        let title = self.lists.get(&on.list).map(|list| list.title.clone()).unwrap_or_default();
        OnList { list: self.list(on.list).unwrap_or_default(), title, state: on.state, since: on.since }
    }

    fn happened(&self, event: Event) -> Happened {
        let issue = event.issue.and_then(|id| self.issue(id)).map(|issue| issue.slug.clone());
        Happened { list: self.list(event.list), issue, event }
    }

    fn copy(&self, copy: database::person::Copy) -> Copy {
        let issue = self.issue(copy.issue);
        let list = issue.and_then(|issue| self.list(issue.list)).unwrap_or_default();
        let issue = issue.map(|issue| issue.slug.clone()).unwrap_or_default();
        let database::person::Copy { status, attempts, changed_at, reply, .. } = copy;
        Copy { issue, list, status, attempts, changed_at, reply }
    }

    fn request(&self, kept: database::person::Request) -> Request {
        let lists = kept.lists.iter().filter_map(|shown| Some((self.list(shown.list)?, shown.clone())));
        Request { lists: lists.collect(), kept }
    }
}
