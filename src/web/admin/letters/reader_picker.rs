//! The readers of a draft: one is selected, with links to the others.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::audience::{AudienceMemory, LetterAudience, MAX_SELECT_OPTIONS, reader_label};
use super::letter_view::ViewQuery;
use crate::database::Database;
use crate::model::{Subscriber, SubscriberFields, SubscriberId};
use crate::segment::Segment;
use crate::web::admin::Error;

/// The readers of a draft, with one selected.
pub(in crate::web::admin) struct ReaderPicker {
    /// The selected reader; a made-up one if there are none.
    pub(in crate::web::admin) selected: Subscriber,
    /// The position of the selected reader, from 1; 0 if there are none.
    pub(in crate::web::admin) position: usize,
    /// Whether the search found no reader.
    pub(in crate::web::admin) search_failed: bool,
    /// How many readers the search found.
    pub(in crate::web::admin) matched: usize,
    /// All readers.
    pub(in crate::web::admin) audience: Arc<LetterAudience>,
}

impl ReaderPicker {
    /// Selects the reader that a query asks for.
    pub(in crate::web::admin) async fn load(
        memory: &AudienceMemory,
        database: &Database,
        segment: &Segment,
        fields: &BTreeSet<String>,
        query: &ViewQuery,
    ) -> Result<Self, Error> {
        let audience = memory.get(database, segment).await?;
        let term = query.find.as_deref().map(|term| term.trim().to_lowercase()).filter(|term| !term.is_empty());
        let (found, matched) = match &term {
            Some(term) => search(database, segment, term).await?,
            None => (None, 0),
        };
        let search_failed = term.is_some() && found.is_none();
        let selected = match found {
            Some(found) => Some(found),
            None => audience.reader_at(database, segment, requested_position(query)).await?,
        };
        let (position, selected) = match selected {
            Some(reader) => reader,
            None => (0, sample_subscriber(fields)?),
        };
        Ok(Self { selected, position, search_failed, matched, audience })
    }

    /// Returns the name of the selected reader, or the address.
    pub(in crate::web::admin) fn name(&self) -> String {
        self.selected.mailbox().name.unwrap_or_else(|| self.selected.address.to_string())
    }

    /// Creates the context of the controls that select a reader.
    pub(in crate::web::admin) fn controls(&self, query: &ViewQuery) -> Value {
        let step =
            |to: Option<usize>| to.filter(|to| (1..=self.audience.total).contains(to)).map(|to| query.for_reader(to));
        let options: Vec<Value> = (1..)
            .zip(&self.audience.labels)
            .map(|(position, label)| {
                json!({ "query": query.for_reader(position), "label": label, "selected": position == self.position })
            })
            .collect();
        json!({
            "label": if self.position == 0 { "Somebody made up".to_owned() } else { reader_label(&self.selected) },
            "name": self.name(),
            "position": self.position,
            "total": self.audience.total,
            "previous": step(self.position.checked_sub(1)),
            "next": step(self.position.checked_add(1)),
            "options": options,
            "selectable": self.audience.total <= MAX_SELECT_OPTIONS,
        })
    }
}

/// Returns the first reader whose name, address or label contains a term, with the position, and how many there are.
async fn search(
    database: &Database,
    segment: &Segment,
    term: &str,
) -> Result<(Option<(usize, Subscriber)>, usize), Error> {
    let (mut position, mut matched, mut found) = (0, 0, None);
    let mut pages = segment.pages().uncounted();
    while let Some(page) = pages.next(&mut database.begin_read().await?).await? {
        for subscriber in page {
            position += 1;
            if subscriber.matches_name(term) || reader_label(&subscriber).to_lowercase().contains(term) {
                matched += 1;
                found.get_or_insert((position, subscriber));
            }
        }
    }
    Ok((found, matched))
}

/// Finds the subscriber that the query names, or the one at its position, without reading further.
pub(in crate::web::admin) async fn find_reader(
    database: &Database,
    segment: &Segment,
    fields: &BTreeSet<String>,
    query: &ViewQuery,
) -> Result<Subscriber, Error> {
    if let Some(id) = query.subscriber {
        let page = segment.pages().from(id).next(&mut database.begin_read().await?).await?;
        let named = page.into_iter().flatten().next().filter(|reader| reader.id == id);
        if let Some(reader) = named {
            return Ok(reader);
        }
    }
    let mut ahead = requested_position(query) - 1;
    let mut last = None;
    let mut pages = segment.pages().uncounted();
    while let Some(mut page) = pages.next(&mut database.begin_read().await?).await? {
        if ahead < page.len() {
            return Ok(page.swap_remove(ahead));
        }
        ahead -= page.len();
        last = page.pop().or(last);
    }
    last.map_or_else(|| sample_subscriber(fields), Ok)
}

/// Returns the requested position, from 1.
fn requested_position(query: &ViewQuery) -> usize {
    query.reader.unwrap_or(1).max(1)
}

/// Makes up a reader for an empty list: the value of each field is its own name.
pub(super) fn sample_subscriber(fields: &BTreeSet<String>) -> Result<Subscriber, Error> {
    let fields: SubscriberFields = fields.iter().map(|name| (name.clone(), name.replace('_', " ").into())).collect();
    let address = "reader@example.org".parse().map_err(|_| Error::NotFound)?;
    Ok(Subscriber { id: SubscriberId::NONE, address, fields })
}
