//! Searches people page by page, at the same cost however many there are.

use crate::database::subscribers::{DirectoryEntry, DirectoryFilter};
use crate::database::{self, Database};
use crate::model::{FieldValue, ListId, Subscriber, SubscriberId, SubscriptionState, fold_name, formula};

/// How many people are read at once when a text is searched.
const CHUNK: usize = 1_000;

/// After this many people that were read in vain, the search stops, and can be continued.
const MAX_READ: usize = 100_000;

/// The criteria of a search.
#[derive(Debug, Clone)]
pub struct MemberSearch<'a> {
    /// The list; `None` for everybody.
    pub list: Option<ListId>,
    /// Only those in this state on the list.
    pub state: Option<SubscriptionState>,
    /// Words that must all be in the address, the name or a field, whatever their capitals and accents.
    pub text: &'a str,
    /// The last person of the page before; [`SubscriberId::NONE`] for the first page.
    pub after: SubscriberId,
    /// How many people a page has.
    pub limit: usize,
}

/// A page of a search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberPage {
    /// The people.
    pub found: Vec<DirectoryEntry>,
    /// After whom the next page begins, if there may be one.
    pub next: Option<SubscriberId>,
    /// Whether the search stopped before the page was full, although there are more people to search.
    pub is_partial: bool,
}

/// Returns the people who match, in the order in which they were added.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn search_members(database: &Database, search: &MemberSearch<'_>) -> Result<MemberPage, database::Error> {
    let folded = fold_name(search.text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let filter = DirectoryFilter { list: search.list, state: search.state, text: longest_plain(&folded) };
    let chunk = if words.is_empty() { search.limit + 1 } else { CHUNK.max(search.limit + 1) };
    let mut page = MemberPage::default();
    let (mut after, mut read) = (search.after, 0);
    loop {
        let rows =
            database::subscribers::directory_page(&mut database.begin_read().await?, filter, after, chunk).await?;
        let is_end = rows.len() < chunk;
        read += rows.len();
        for entry in rows {
            if !matches(&entry.subscriber, &words) {
                after = entry.subscriber.id;
                continue;
            }
            if page.found.len() == search.limit {
                page.next = Some(after);
                return Ok(page);
            }
            after = entry.subscriber.id;
            page.found.push(entry);
        }
        if is_end {
            return Ok(page);
        }
        if read >= MAX_READ {
            return Ok(MemberPage { next: Some(after), is_partial: true, ..page });
        }
    }
}

/// Returns the longest run of letters and digits of ASCII, which a row must contain if it is all ASCII.
fn longest_plain(folded: &str) -> &str {
    folded.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|run| run.len()).unwrap_or_default()
}

/// Returns whether each word is in the address or a field.
fn matches(person: &Subscriber, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let fields = person.fields.values().filter(|value| !matches!(value, FieldValue::Flag(_)));
    let values = std::iter::once(person.address.folded()).chain(fields.map(|value| fold_name(&formula::plain(value))));
    let values: Vec<String> = values.collect();
    words.iter().all(|word| values.iter().any(|value| value.contains(word)))
}
