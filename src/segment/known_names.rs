//! The names of the people in a segment.

use std::collections::BTreeSet;

use super::Segment;
use crate::database::{self, Database};

/// No more people are looked at, but for the rest of a page.
const MAX_PEOPLE: u64 = 2_000;

/// Returns the first and last names of the first two thousand people in a segment.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn known_names(database: &Database, segment: &Segment) -> Result<BTreeSet<String>, database::Error> {
    let mut people = BTreeSet::new();
    let mut pages = segment.pages().uncounted();
    while pages.stats().eligible() < MAX_PEOPLE {
        let Some(page) = pages.next(&mut database.begin_read().await?).await? else { break };
        people.extend(page.iter().filter_map(|subscriber| {
            let name = |field| subscriber.fields.get(field)?.as_text().map(str::trim).filter(|name| !name.is_empty());
            Some(format!("{} {}", name("first_name")?, name("last_name")?))
        }));
    }
    Ok(people)
}
