//! Who reads over the chair's shoulder: one reader of the audience, and how to get to the next.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Error, View};
use crate::audience::{Absent, Audience, Reach, Roll};
use crate::database::Database;
use crate::model::{Digest, FieldKind, Fields, NAME_FIELDS, Subscriber, SubscriberId};

/// How many readers a select can hold before a search serves better.
const SELECTABLE: usize = 500;
/// How many are named of those whom the letter does not reach, for each reason.
const ABSENT: usize = 20;

/// The readers of a draft, one of them chosen.
pub(super) struct Readers {
    /// The chosen one; somebody made up when nobody is on the list.
    pub(super) reader: Subscriber,
    /// How many there are.
    pub(super) total: usize,
    /// The chosen one's place, from 1; 0 when there is nobody.
    pub(super) at: usize,
    /// Whether somebody was looked up and is not there.
    pub(super) missed: bool,
    /// Who they are, in one digest.
    pub(super) roll: Digest,
    /// How many of the list they are, and why the others are not among them.
    pub(super) reach: Reach,
    /// Some of those others.
    pub(super) absent: Vec<Absent>,
    labels: Vec<String>,
}

impl Readers {
    /// Walks through the audience and stops nowhere: the count is part of what the chair wants to see.
    pub(super) async fn gather(
        database: &Database,
        audience: &Audience,
        fields: &BTreeSet<String>,
        view: &View,
    ) -> Result<Self, Error> {
        let wanted = place(view);
        let word = view.find.as_deref().map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty());
        let (mut chosen, mut found, mut last) = (None, None, None);
        let (mut total, mut labels) = (0, Vec::new());
        let mut roll = Roll::default();
        let mut pages = audience.pages().naming(ABSENT);
        while let Some(page) = pages.next(&mut database.read().await?).await? {
            for subscriber in page {
                total += 1;
                roll.add(&subscriber);
                let fits =
                    |word: &String| subscriber.is_called(word) || label(&subscriber).to_lowercase().contains(word);
                if found.is_none() && word.as_ref().is_some_and(fits) {
                    found = Some((total, subscriber.clone()));
                }
                if total == wanted {
                    chosen = Some((total, subscriber.clone()));
                }
                if total <= SELECTABLE {
                    labels.push(label(&subscriber));
                }
                last = Some((total, subscriber));
            }
        }
        let missed = word.is_some() && found.is_none();
        let (at, reader) = match found.or(chosen).or(last) {
            Some(reader) => reader,
            None => (0, somebody(fields)?),
        };
        let reach = pages.reach();
        Ok(Self { reader, total, at, missed, roll: roll.digest(), reach, absent: pages.absent(), labels })
    }

    /// Returns what the chosen one is called.
    pub(super) fn name(&self) -> String {
        self.reader.mailbox().name.unwrap_or_else(|| self.reader.address.to_string())
    }

    /// Lays out the switch from reader to reader.
    pub(super) fn controls(&self, view: &View) -> Value {
        let step = |to: Option<usize>| to.filter(|to| (1..=self.total).contains(to)).map(|to| view.of_reader(to));
        let options: Vec<Value> = (1..)
            .zip(&self.labels)
            .map(|(at, label)| json!({ "query": view.of_reader(at), "at": at, "label": label, "here": at == self.at }))
            .collect();
        json!({
            "label": if self.at == 0 { "Somebody made up".to_owned() } else { label(&self.reader) },
            "name": self.name(),
            "at": self.at,
            "total": self.total,
            "previous": step(self.at.checked_sub(1)),
            "next": step(self.at.checked_add(1)),
            "options": options,
            "selectable": self.total <= SELECTABLE,
        })
    }
}

/// Finds the reader whom the view names, or walks no further than to the place that it says.
pub(super) async fn one(
    database: &Database,
    audience: &Audience,
    fields: &BTreeSet<String>,
    view: &View,
) -> Result<Subscriber, Error> {
    if let Some(who) = view.who {
        let page = audience.pages().from(who).next(&mut database.read().await?).await?;
        let named = page.into_iter().flatten().next().filter(|reader| reader.id == who);
        if let Some(reader) = named {
            return Ok(reader);
        }
    }
    let mut ahead = place(view) - 1;
    let mut last = None;
    let mut pages = audience.pages();
    while let Some(mut page) = pages.next(&mut database.read().await?).await? {
        if ahead < page.len() {
            return Ok(page.swap_remove(ahead));
        }
        ahead -= page.len();
        last = page.pop().or(last);
    }
    last.map_or_else(|| somebody(fields), Ok)
}

/// Returns the place that a view asks for, from 1.
fn place(view: &View) -> usize {
    view.reader.unwrap_or(1).max(1)
}

/// Says who a subscriber is: the name and two of their fields.
fn label(subscriber: &Subscriber) -> String {
    let mailbox = subscriber.mailbox();
    let name = mailbox.name.unwrap_or_else(|| mailbox.address.to_string());
    let others = subscriber.fields.iter().filter(|(field, _)| !NAME_FIELDS.contains(&field.as_str()));
    let others = others.filter(|(_, value)| value.kind() != FieldKind::Flag);
    let short = others.map(|(_, value)| value.to_string()).filter(|words| (1..=30).contains(&words.chars().count()));
    std::iter::once(name).chain(short.take(2)).collect::<Vec<_>>().join(", ")
}

/// Makes up a reader for a list on which nobody is yet: each field says its own name.
fn somebody(fields: &BTreeSet<String>) -> Result<Subscriber, Error> {
    let fields: Fields = fields.iter().map(|name| (name.clone(), name.replace('_', " ").into())).collect();
    let address = "reader@example.org".parse().map_err(|_| Error::NotFound)?;
    Ok(Subscriber { id: SubscriberId::NOBODY, address, fields })
}
