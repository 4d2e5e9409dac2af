//! Who reads over the chair's shoulder: one reader of the audience, and how to get to the next.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Error, ViewQuery};
use crate::database::Database;
use crate::model::{Digest, FieldKind, NAME_FIELDS, Subscriber, SubscriberFields, SubscriberId};
use crate::segment::{ExcludedSubscriber, RecipientDigest, Segment, SegmentStats};

/// How many readers a select can hold before a search serves better.
const MAX_SELECT_OPTIONS: usize = 500;
/// How many are named of those whom the letter does not reach, for each reason.
const MAX_EXCLUDED_NAMES: usize = 20;

/// The readers of a draft, one of them chosen.
pub(super) struct ReaderPicker {
    /// The chosen one; somebody made up when nobody is on the list.
    pub(super) selected: Subscriber,
    /// How many there are.
    pub(super) total: usize,
    /// The chosen one's place, from 1; 0 when there is nobody.
    pub(super) position: usize,
    /// Whether somebody was looked up and is not there.
    pub(super) search_failed: bool,
    /// Who they are, in one digest.
    pub(super) audience_digest: Digest,
    /// How many of the list they are, and why the others are not among them.
    pub(super) stats: SegmentStats,
    /// Some of those others.
    pub(super) excluded: Vec<ExcludedSubscriber>,
    labels: Vec<String>,
}

impl ReaderPicker {
    /// Walks through the audience and stops nowhere: the count is part of what the chair wants to see.
    pub(super) async fn load(
        database: &Database,
        audience: &Segment,
        fields: &BTreeSet<String>,
        view: &ViewQuery,
    ) -> Result<Self, Error> {
        let wanted = position(view);
        let word = view.find.as_deref().map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty());
        let (mut chosen, mut found, mut last) = (None, None, None);
        let (mut total, mut labels) = (0, Vec::new());
        let mut roll = RecipientDigest::default();
        let mut pages = audience.pages().with_examples(MAX_EXCLUDED_NAMES);
        while let Some(page) = pages.next(&mut database.begin_read().await?).await? {
            for subscriber in page {
                total += 1;
                roll.add(&subscriber);
                let fits = |word: &String| {
                    subscriber.matches_name(word) || reader_label(&subscriber).to_lowercase().contains(word)
                };
                if found.is_none() && word.as_ref().is_some_and(fits) {
                    found = Some((total, subscriber.clone()));
                }
                if total == wanted {
                    chosen = Some((total, subscriber.clone()));
                }
                if total <= MAX_SELECT_OPTIONS {
                    labels.push(reader_label(&subscriber));
                }
                last = Some((total, subscriber));
            }
        }
        let missed = word.is_some() && found.is_none();
        let (at, reader) = match found.or(chosen).or(last) {
            Some(reader) => reader,
            None => (0, sample_subscriber(fields)?),
        };
        let reach = pages.stats();
        Ok(Self {
            selected: reader,
            total,
            position: at,
            search_failed: missed,
            audience_digest: roll.finish(),
            stats: reach,
            excluded: pages.into_excluded(),
            labels,
        })
    }

    /// Returns what the chosen one is called.
    pub(super) fn name(&self) -> String {
        self.selected.mailbox().name.unwrap_or_else(|| self.selected.address.to_string())
    }

    /// Lays out the switch from reader to reader.
    pub(super) fn controls(&self, view: &ViewQuery) -> Value {
        let step =
            |to: Option<usize>| to.filter(|to| (1..=self.total).contains(to)).map(|to| view.query_for_reader(to));
        let options: Vec<Value> = (1..)
            .zip(&self.labels)
            .map(|(at, label)| json!({ "query": view.query_for_reader(at), "at": at, "label": label, "here": at == self.position }))
            .collect();
        json!({
            "label": if self.position == 0 { "Somebody made up".to_owned() } else { reader_label(&self.selected) },
            "name": self.name(),
            "at": self.position,
            "total": self.total,
            "previous": step(self.position.checked_sub(1)),
            "next": step(self.position.checked_add(1)),
            "options": options,
            "selectable": self.total <= MAX_SELECT_OPTIONS,
        })
    }
}

/// Finds the reader whom the view names, or walks no further than to the place that it says.
pub(super) async fn find_reader(
    database: &Database,
    audience: &Segment,
    fields: &BTreeSet<String>,
    view: &ViewQuery,
) -> Result<Subscriber, Error> {
    if let Some(who) = view.who {
        let page = audience.pages().from(who).next(&mut database.begin_read().await?).await?;
        let named = page.into_iter().flatten().next().filter(|reader| reader.id == who);
        if let Some(reader) = named {
            return Ok(reader);
        }
    }
    let mut ahead = position(view) - 1;
    let mut last = None;
    let mut pages = audience.pages();
    while let Some(mut page) = pages.next(&mut database.begin_read().await?).await? {
        if ahead < page.len() {
            return Ok(page.swap_remove(ahead));
        }
        ahead -= page.len();
        last = page.pop().or(last);
    }
    last.map_or_else(|| sample_subscriber(fields), Ok)
}

/// Returns the place that a view asks for, from 1.
fn position(view: &ViewQuery) -> usize {
    view.reader.unwrap_or(1).max(1)
}

/// Says who a subscriber is: the name and two of their fields.
fn reader_label(subscriber: &Subscriber) -> String {
    let mailbox = subscriber.mailbox();
    let name = mailbox.name.unwrap_or_else(|| mailbox.address.to_string());
    let others = subscriber.fields.iter().filter(|(field, _)| !NAME_FIELDS.contains(&field.as_str()));
    let others = others.filter(|(_, value)| value.kind() != FieldKind::Flag);
    let short = others.map(|(_, value)| value.to_string()).filter(|words| (1..=30).contains(&words.chars().count()));
    std::iter::once(name).chain(short.take(2)).collect::<Vec<_>>().join(", ")
}

/// Makes up a reader for a list on which nobody is yet: each field says its own name.
fn sample_subscriber(fields: &BTreeSet<String>) -> Result<Subscriber, Error> {
    let fields: SubscriberFields = fields.iter().map(|name| (name.clone(), name.replace('_', " ").into())).collect();
    let address = "reader@example.org".parse().map_err(|_| Error::NotFound)?;
    Ok(Subscriber { id: SubscriberId::NOBODY, address, fields })
}
