//! Searches subscribers by list, condition and text.

use super::{AnswerPage, Condition};
use crate::database::subscribers::PageSize;
use crate::database::subscriptions::ListMembership;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{List, Subscriber, SubscriberId, fold_name};

/// The criteria of a search.
#[derive(Debug, Default)]
pub struct SubscriberSearch {
    /// Only people with a subscription to this list, in any state.
    pub list: Option<List>,
    /// Only people for whom this is true.
    pub condition: Option<Condition>,
    /// Only people whose address or fields contain this text, ignoring case and accents.
    pub text: Option<String>,
    /// The maximum number of results.
    pub limit: usize,
}

/// A search result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSubscriber {
    /// The subscriber.
    pub subscriber: Subscriber,
    /// Their subscriptions, ordered by list name.
    pub lists: Vec<ListMembership>,
}

/// The results of a search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchResult {
    /// The number of all matches, including those beyond the limit.
    pub total: u64,
    /// The matches up to the limit, in the order in which they were added.
    pub found: Vec<FoundSubscriber>,
}

/// Returns the subscribers who match the criteria.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn search_subscribers(
    database: &Database,
    search: &SubscriberSearch,
) -> Result<SearchResult, database::Error> {
    let text = search.text.as_deref().map(fold_name).filter(|text| !text.is_empty());
    let mut result = SearchResult::default();
    let (mut after, mut page_size) = (SubscriberId::NONE, PageSize::default());
    loop {
        let mut work = database.begin_read().await?;
        let page = next_page(&mut work, search.list.as_ref(), after, page_size.rows()).await?;
        page_size.adapt(page.iter());
        let Some(last) = page.last() else { return Ok(result) };
        after = last.id;
        let ids: Vec<SubscriberId> = page.iter().map(|person| person.id).collect();
        let letters = search.condition.as_ref().map(Condition::letters).unwrap_or_default();
        let silences = search.condition.as_ref().map(Condition::silences).unwrap_or_default();
        let answers = AnswerPage::read(&mut work, letters, silences, &ids).await?;
        let fits = |person: &Subscriber| {
            search.condition.as_ref().is_none_or(|condition| condition.admits(person, &answers))
                && text.as_ref().is_none_or(|text| contains(person, text))
        };
        let mut people: Vec<Subscriber> = page.into_iter().filter(fits).collect();
        result.total += people.len() as u64;
        people.truncate(search.limit.saturating_sub(result.found.len()));
        result.found.extend(with_lists(&mut work, people).await?);
    }
}

async fn next_page(
    work: &mut DatabaseTransaction,
    list: Option<&List>,
    after: SubscriberId,
    limit: i64,
) -> Result<Vec<Subscriber>, database::Error> {
    let Some(list) = list else { return database::subscribers::all_after(work, after, limit).await };
    let members = database::subscribers::list_members(work, list.id, after, limit).await?;
    Ok(members.into_iter().map(|member| member.subscriber).collect())
}

/// Adds their subscriptions to people, who must be ordered by id.
async fn with_lists(
    work: &mut DatabaseTransaction,
    people: Vec<Subscriber>,
) -> Result<Vec<FoundSubscriber>, database::Error> {
    let (Some(first), Some(last)) = (people.first(), people.last()) else { return Ok(Vec::new()) };
    let mut memberships = database::subscriptions::memberships(work, first.id, last.id).await?.into_iter().peekable();
    let mut found = Vec::with_capacity(people.len());
    for subscriber in people {
        let mut lists = Vec::new();
        while let Some(on) = memberships.next_if(|on| on.subscriber <= subscriber.id) {
            if on.subscriber == subscriber.id {
                lists.push(on);
            }
        }
        found.push(FoundSubscriber { subscriber, lists });
    }
    Ok(found)
}

fn contains(person: &Subscriber, text: &str) -> bool {
    let name = person.mailbox().name.unwrap_or_default();
    let fields = person.fields.values().map(ToString::to_string);
    [person.address.to_string(), name].into_iter().chain(fields).any(|value| fold_name(&value).contains(text))
}
