//! The views on an issue, sorted by person, and the mails that a person has to look at.

use std::collections::BTreeMap;

use crate::database::{self, Database};
use crate::model::{Address, Issue, SubscriberId, View, ViewCall};

/// The views on an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewReport {
    /// What it asked; `None` if it calls for no views.
    pub call: Option<ViewCall>,
    /// The people who said something clear, in the order of their names.
    pub people: Vec<PersonViews>,
    /// The mails that a person has to look at, the oldest first.
    pub unclear: Vec<UnclearView>,
}

/// What one person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonViews {
    /// The name, if it is known.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
    /// Their mails, the oldest first.
    pub views: Vec<View>,
}

/// A mail that a person has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclearView {
    /// The member whose mail it is, if that is certain.
    pub address: Option<Address>,
    /// The mail.
    pub view: View,
}

impl ViewReport {
    /// Returns how many mails are clear.
    #[must_use]
    pub fn clear_count(&self) -> usize {
        self.people.iter().map(|person| person.views.len()).sum()
    }
}

/// Returns the views on an issue.
///
/// # Errors
/// The database failed.
pub async fn view_report(database: &Database, issue: &Issue) -> Result<ViewReport, database::Error> {
    let mut work = database.begin_read().await?;
    let call = database::views::call(&mut work, issue.id).await?;
    let mut people: BTreeMap<SubscriberId, PersonViews> = BTreeMap::new();
    let mut unclear = Vec::new();
    for view in database::views::of_issue(&mut work, issue.id).await? {
        let member = match view.subscriber {
            Some(subscriber) if !people.contains_key(&subscriber) => {
                database::subscribers::by_id(&mut work, subscriber).await?
            }
            _ => None,
        };
        if view.is_unclear() {
            let known = view.subscriber.and_then(|subscriber| people.get(&subscriber));
            let address = known.map(|person| person.address.clone()).or(member.map(|member| member.address));
            unclear.push(UnclearView { address, view });
            continue;
        }
        if let Some(member) = member {
            let mailbox = member.mailbox();
            people.insert(member.id, PersonViews { name: mailbox.name, address: mailbox.address, views: Vec::new() });
        }
        match view.subscriber.and_then(|subscriber| people.get_mut(&subscriber)) {
            Some(person) => person.views.push(view),
            None => unclear.push(UnclearView { address: None, view }),
        }
    }
    let mut people: Vec<PersonViews> = people.into_values().collect();
    people.sort_by_cached_key(|person| {
        (person.name.as_deref().unwrap_or(person.address.as_str()).to_lowercase(), person.address.folded().clone())
    });
    Ok(ViewReport { call, people, unclear })
}
