//! The readers of a draft: one is selected, with links to the others.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::letter_view::ViewQuery;
use crate::database::Database;
use crate::model::{Digest, FieldKind, NAME_FIELDS, Subscriber, SubscriberFields, SubscriberId};
use crate::segment::{ExcludedSubscriber, RecipientDigest, Segment, SegmentStats};
use crate::web::admin::Error;

/// With more readers than this, a search replaces the select element.
const MAX_SELECT_OPTIONS: usize = 500;
/// How many excluded subscribers are named for each reason.
const MAX_EXCLUDED_NAMES: usize = 20;

/// The readers of a draft, with one selected.
pub(in crate::web::admin) struct ReaderPicker {
    /// The selected reader; a made-up one if there are none.
    pub(in crate::web::admin) selected: Subscriber,
    pub(in crate::web::admin) total: usize,
    /// The position of the selected reader, from 1; 0 if there are none.
    pub(in crate::web::admin) position: usize,
    /// Whether the search found no reader.
    pub(in crate::web::admin) search_failed: bool,
    /// How many readers the search found.
    pub(in crate::web::admin) matched: usize,
    /// A digest of all readers.
    pub(in crate::web::admin) audience_digest: Digest,
    /// How many are on the list, and why some do not get the letter.
    pub(in crate::web::admin) stats: SegmentStats,
    /// Some of those who do not get it.
    pub(in crate::web::admin) excluded: Vec<ExcludedSubscriber>,
    labels: Vec<String>,
}

impl ReaderPicker {
    /// Reads the whole audience, because the page shows the count.
    pub(in crate::web::admin) async fn load(
        database: &Database,
        segment: &Segment,
        fields: &BTreeSet<String>,
        query: &ViewQuery,
    ) -> Result<Self, Error> {
        let wanted = requested_position(query);
        let term = query.find.as_deref().map(|term| term.trim().to_lowercase()).filter(|term| !term.is_empty());
        let (mut selected, mut found, mut last) = (None, None, None);
        let (mut total, mut matched, mut labels) = (0, 0, Vec::new());
        let mut digest = RecipientDigest::default();
        let mut pages = segment.pages().with_examples(MAX_EXCLUDED_NAMES);
        while let Some(page) = pages.next(&mut database.begin_read().await?).await? {
            for subscriber in page {
                total += 1;
                digest.add(&subscriber);
                let is_match = |term: &String| {
                    subscriber.matches_name(term) || reader_label(&subscriber).to_lowercase().contains(term)
                };
                if term.as_ref().is_some_and(is_match) {
                    matched += 1;
                    found.get_or_insert_with(|| (total, subscriber.clone()));
                }
                if total == wanted {
                    selected = Some((total, subscriber.clone()));
                }
                if total <= MAX_SELECT_OPTIONS {
                    labels.push(reader_label(&subscriber));
                }
                last = Some((total, subscriber));
            }
        }
        let search_failed = term.is_some() && found.is_none();
        let (position, selected) = match found.or(selected).or(last) {
            Some(reader) => reader,
            None => (0, sample_subscriber(fields)?),
        };
        Ok(Self {
            selected,
            total,
            position,
            search_failed,
            matched,
            audience_digest: digest.finish(),
            stats: pages.stats(),
            excluded: pages.into_excluded(),
            labels,
        })
    }

    /// Returns the name of the selected reader, or the address.
    pub(in crate::web::admin) fn name(&self) -> String {
        self.selected.mailbox().name.unwrap_or_else(|| self.selected.address.to_string())
    }

    /// Creates the context of the controls that select a reader.
    pub(in crate::web::admin) fn controls(&self, query: &ViewQuery) -> Value {
        let step = |to: Option<usize>| to.filter(|to| (1..=self.total).contains(to)).map(|to| query.for_reader(to));
        let options: Vec<Value> = (1..)
            .zip(&self.labels)
            .map(|(position, label)| {
                json!({ "query": query.for_reader(position), "label": label, "selected": position == self.position })
            })
            .collect();
        json!({
            "label": if self.position == 0 { "Somebody made up".to_owned() } else { reader_label(&self.selected) },
            "name": self.name(),
            "position": self.position,
            "total": self.total,
            "previous": step(self.position.checked_sub(1)),
            "next": step(self.position.checked_add(1)),
            "options": options,
            "selectable": self.total <= MAX_SELECT_OPTIONS,
        })
    }
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
    let mut pages = segment.pages();
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

/// Describes a subscriber: the name and two of the fields.
fn reader_label(subscriber: &Subscriber) -> String {
    let mailbox = subscriber.mailbox();
    let name = mailbox.name.unwrap_or_else(|| mailbox.address.to_string());
    let others = subscriber.fields.iter().filter(|(field, _)| !NAME_FIELDS.contains(&field.as_str()));
    let others = others.filter(|(_, value)| value.kind() != FieldKind::Flag);
    let short = others.map(|(_, value)| value.to_string()).filter(|words| (1..=30).contains(&words.chars().count()));
    std::iter::once(name).chain(short.take(2)).collect::<Vec<_>>().join(", ")
}

/// Makes up a reader for an empty list: the value of each field is its own name.
pub(super) fn sample_subscriber(fields: &BTreeSet<String>) -> Result<Subscriber, Error> {
    let fields: SubscriberFields = fields.iter().map(|name| (name.clone(), name.replace('_', " ").into())).collect();
    let address = "reader@example.org".parse().map_err(|_| Error::NotFound)?;
    Ok(Subscriber { id: SubscriberId::NONE, address, fields })
}
