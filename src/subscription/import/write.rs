//! People are written, a batch at a time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc::Receiver;

use super::people::{Batch, Person};
use super::plan::{Plan, Slot};
use super::rows::Wish;
use super::share::is_made;
use super::{Change, Import};
use crate::database::subscriber::{Known, Newcomer};
use crate::database::{self, Database, Work};
use crate::model::{AddressHash, Event, FieldValue, Fields, Kind, List, State, Way, address_hash};
use crate::subscription::{ADDRESS_HASH_KEY, Error};

/// How many people are written to a file in one transaction: as many as take a fraction of a second. While the log is
/// written back after each, another writer finds its turn.
const PORTION: usize = 20_000;
/// How many of each kind of message are kept.
const MOST_SAID: usize = 1_000;
/// How many changes are kept as examples.
const EXAMPLES: usize = 5;

/// How much is kept, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nothing.
    Dry,
    /// All at the end, or nothing if a row is bad.
    Strict,
    /// All good rows, in portions.
    Portions,
}

/// What writes, and what it has done so far.
pub(super) struct Writer<'a> {
    pub(super) database: &'a Database,
    pub(super) list: &'a List,
    pub(super) plan: Arc<Plan>,
    pub(super) event: Event,
    pub(super) mode: Mode,
    pub(super) import: Import,
    /// Whether nobody in the last batch was known: then the next is written before it is looked up.
    pub(super) fresh: bool,
    /// Whether there are people whom we do not hold and must not mail.
    pub(super) strangers: bool,
}

/// Who goes onto the list, and whose fields change.
#[derive(Default)]
struct Batched {
    confirmed: Vec<i64>,
    notices: Vec<i64>,
    /// Who is suppressed, and would else be among these.
    aside: [Vec<i64>; 2],
    fields: Vec<(i64, String)>,
}

impl Writer<'_> {
    /// Writes all that comes, up to the batch that is none: only then the file was read to its end.
    pub(super) async fn run(mut self, mut batches: Receiver<Result<Option<Batch>, Error>>) -> Result<Import, Error> {
        let mut work = self.begin().await?;
        if self.mode != Mode::Dry {
            self.fields(&mut work).await?;
        }
        let mut open = Some(work);
        let mut since = 0;
        loop {
            let stopped = || Err(Error::File("the reading of the file was stopped".to_owned()));
            let Some(batch) = batches.recv().await.unwrap_or_else(stopped)? else { break };
            self.tell(&batch);
            if self.mode == Mode::Strict && self.import.refused_rows > 0 {
                // Nothing will be kept; the rest is only read for what else is wrong.
                open = None;
            }
            let Some(work) = open.as_mut() else { continue };
            since += batch.people.len();
            self.write(work, batch.people).await?;
            let enough = since >= PORTION || matches!(work, Work::Postgres(_));
            if enough && self.mode != Mode::Strict {
                let work = open.take();
                self.end(work).await?;
                open = Some(self.begin().await?);
                since = 0;
            }
        }
        self.import.written = open.is_some() && self.mode != Mode::Dry;
        self.end(open).await?;
        Ok(self.import)
    }

    async fn begin(&mut self) -> Result<Work, Error> {
        let mut work = if self.mode == Mode::Dry { self.database.read().await? } else { self.database.write().await? };
        if self.mode != Mode::Dry {
            database::stranger::share(&mut work).await?;
        }
        self.strangers = database::stranger::any(&mut work).await?;
        Ok(work)
    }

    async fn end(&self, work: Option<Work>) -> Result<(), Error> {
        match work {
            Some(work) if self.mode != Mode::Dry => Ok(work.commit().await?),
            _ => Ok(()),
        }
    }

    /// Makes the fields known, unless somebody else has made something different of them since they were looked at.
    async fn fields(&self, work: &mut Work) -> Result<(), Error> {
        for slot in &self.plan.slots {
            database::field::add(work, &slot.name, slot.kind).await?;
        }
        let kinds = database::field::all(work).await?;
        match self.plan.slots.iter().find(|slot| kinds.get(&slot.name) != Some(&slot.kind)) {
            Some(slot) => Err(Error::File(format!(
                "the field `{}` has just come to hold something else by another import: do this one again",
                slot.name
            ))),
            None => Ok(()),
        }
    }

    fn tell(&mut self, batch: &Batch) {
        let import = &mut self.import;
        import.refused_rows += batch.refused.len() as u64;
        import.doubled_addresses += batch.doubled.len() as u64;
        let room = MOST_SAID.saturating_sub(import.refused.len());
        import.refused.extend(batch.refused.iter().take(room).cloned());
        let room = MOST_SAID.saturating_sub(import.doubled.len());
        import.doubled.extend(batch.doubled.iter().take(room).cloned());
    }

    async fn write(&mut self, work: &mut Work, mut people: Vec<Person>) -> Result<(), Error> {
        self.drop_strangers(work, &mut people).await?;
        let sure = self.fresh && self.mode != Mode::Dry && people.iter().all(|person| person.wish != Wish::Off);
        let mut known = if sure { HashMap::new() } else { self.known(work, people.iter()).await? };
        let mut written = Batched::default();
        let newcomers: Vec<&Person> =
            people.iter().filter(|person| !known.contains_key(&person.folded) && person.wish != Wish::Off).collect();
        let numbers = self.add(work, &newcomers).await?;
        let mut new: HashSet<&str> = HashSet::new();
        if let Some((numbers, added)) = numbers {
            let all = added == newcomers.len() as u64;
            if !all {
                // Others have added some of them in the meantime, or they were known all along.
                let ours: HashSet<i64> = numbers.iter().copied().collect();
                let found = self.known(work, newcomers.iter().copied()).await?;
                known.extend(found.into_iter().filter(|(_, found)| !ours.contains(&found.id)));
            }
            let (arrived, numbers): (Vec<_>, Vec<_>) = newcomers
                .iter()
                .zip(&numbers)
                .filter(|(person, _)| all || !known.contains_key(&person.folded))
                .map(|(person, number)| (*person, *number))
                .unzip();
            self.arrived(&arrived, &numbers, &mut written);
            if arrived.len() == people.len() {
                self.fresh = true;
                return self.keep(work, &written).await;
            }
            new.extend(arrived.iter().map(|person| person.folded.as_str()));
        }
        for person in people.iter().filter(|person| !new.contains(person.folded.as_str())) {
            match known.get(&person.folded) {
                Some(found) => self.meet(person, found, &mut written)?,
                None if person.wish == Wish::Off => self.import.left_out += 1,
                None => self.import.new += 1,
            }
        }
        self.fresh = known.is_empty();
        self.keep(work, &written).await
    }

    /// Takes those away who must not be mailed and whom we do not hold.
    async fn drop_strangers(&mut self, work: &mut Work, people: &mut Vec<Person>) -> Result<(), Error> {
        if !self.strangers {
            return Ok(());
        }
        let Some(secret) = database::secret::get(work, ADDRESS_HASH_KEY).await? else { return Ok(()) };
        let hashes: Vec<AddressHash> = people.iter().map(|person| address_hash(&secret, &person.address)).collect();
        let causes: HashMap<AddressHash, _> = database::stranger::causes(work, &hashes).await?.into_iter().collect();
        if causes.is_empty() {
            return Ok(());
        }
        let mut hashes = hashes.iter();
        people.retain(|_| match hashes.next().and_then(|hash| causes.get(hash)) {
            Some(cause) => {
                self.import.suppress(*cause);
                false
            }
            None => true,
        });
        Ok(())
    }

    async fn known<'p>(
        &self,
        work: &mut Work,
        people: impl Iterator<Item = &'p Person>,
    ) -> Result<HashMap<String, Known>, Error> {
        let wanted: Vec<&str> = people.map(|person| person.folded.as_str()).collect();
        let known = database::subscriber::known(work, self.list.id, &wanted).await?;
        Ok(known.into_iter().map(|known| (known.folded.clone(), known)).collect())
    }

    /// Adds people under numbers of their own; returns these, and how many of the people were added.
    async fn add(&self, work: &mut Work, people: &[&Person]) -> Result<Option<(Vec<i64>, u64)>, Error> {
        if self.mode == Mode::Dry || people.is_empty() {
            return Ok(None);
        }
        let numbers = database::subscriber::numbers(work, people.len()).await?;
        let mut newcomers: Vec<_> = people
            .iter()
            .zip(&numbers)
            .map(|(person, id)| {
                let (address, folded, fields) = (&person.address, person.folded.as_str(), person.json.as_str());
                Newcomer { id: *id, address, folded, fields }
            })
            .collect();
        if matches!(work, Work::Postgres(_)) {
            // Two who add the same people in different orders would wait for one another.
            newcomers.sort_by_key(|person| person.folded);
        }
        let added = database::subscriber::add_all(work, &newcomers, self.event.at).await?;
        Ok(Some((numbers, added)))
    }

    fn arrived(&mut self, people: &[&Person], numbers: &[i64], written: &mut Batched) {
        for (person, number) in people.iter().zip(numbers) {
            if person.wish == Wish::Notices { &mut written.notices } else { &mut written.confirmed }.push(*number);
        }
        self.import.new += people.len() as u64;
    }

    /// Does what is right for somebody who is known.
    fn meet(&mut self, person: &Person, known: &Known, written: &mut Batched) -> Result<(), Error> {
        let changed = self.changed(person, known)?;
        if let Some((json, _)) = &changed {
            written.fields.push((known.id, json.clone()));
        }
        let import = &mut self.import;
        match (known.state, known.cause) {
            (Some(State::Unsubscribed), _) => import.left_before += 1,
            (Some(State::Notices), _) => import.notices += 1,
            (Some(State::Suppressed), cause) => import.suppress(cause.unwrap_or(crate::model::Cause::Owner)),
            (Some(State::Confirmed), _) if changed.is_none() => import.unchanged += 1,
            (Some(State::Confirmed), _) => import.changed += 1,
            (None, Some(_)) if person.wish == Wish::Off => {
                import.left_out += 1;
                return Ok(());
            }
            (None, Some(cause)) => {
                written.aside[usize::from(person.wish == Wish::Notices)].push(known.id);
                import.suppress(cause);
            }
            (None, None) => {
                match person.wish {
                    Wish::On => written.confirmed.push(known.id),
                    Wish::Notices => written.notices.push(known.id),
                    Wish::Off => {
                        import.left_out += 1;
                        return Ok(());
                    }
                }
                import.joined += 1;
            }
        }
        if let Some((_, changes)) = changed
            && import.changes.len() < EXAMPLES
        {
            import.changes.extend(changes);
            import.changes.truncate(EXAMPLES);
        }
        Ok(())
    }

    /// Returns the fields that somebody known has by now, and what changed of them; `None` when nothing did.
    fn changed(&self, person: &Person, known: &Known) -> Result<Option<(String, Vec<Change>)>, Error> {
        if person.json == known.fields {
            return Ok(None);
        }
        let unreadable = |_| Error::Database(database::Error::Unreadable("set of fields"));
        let before: Fields = serde_json::from_str(&known.fields).map_err(unreadable)?;
        let said: Fields = serde_json::from_str(&person.json).map_err(unreadable)?;
        let mut after = before.clone();
        let mut changes = Vec::new();
        let mut change = |name: &str, from: Option<&FieldValue>, to: Option<&FieldValue>| {
            let words = |value: Option<&FieldValue>| value.map_or(String::new(), super::words);
            let (field, address) = (name.to_owned(), person.address.clone());
            changes.push(Change { line: person.line, address, field, from: words(from), to: words(to) });
        };
        for (slot, Slot { name, .. }) in self.plan.slots.iter().enumerate() {
            let known = before.get(name);
            match said.get(name) {
                Some(value) if known == Some(value) => {}
                Some(value) => {
                    change(name, known, Some(value));
                    after.insert(name.clone(), value.clone());
                }
                None if person.silent.contains(&slot) => {}
                None => {
                    after.remove(name);
                    // An older import kept what is empty.
                    if known.is_some_and(|value| !value.is_empty()) {
                        change(name, known, None);
                    }
                }
            }
        }
        let says = |slot: Option<usize>| slot.is_some_and(|slot| !person.silent.contains(&slot));
        let renamed = says(self.plan.first_name) && says(self.plan.last_name) && !says(self.plan.name);
        if renamed && is_made(&before, self.plan.and) && !is_made(&after, self.plan.and) {
            after.remove("name");
        }
        if changes.is_empty() {
            return Ok(None);
        }
        let json = serde_json::to_string(&after).map_err(unreadable)?;
        Ok(Some((json, changes)))
    }

    async fn keep(&self, work: &mut Work, written: &Batched) -> Result<(), Error> {
        if self.mode == Mode::Dry {
            return Ok(());
        }
        let (list, now) = (self.list.id, self.event.at);
        for (ids, state) in [(&written.confirmed, State::Confirmed), (&written.notices, State::Notices)] {
            database::subscription::add_all(work, list, ids, state, now).await?;
            database::event::add_all(work, ids, &self.event).await?;
        }
        // Nothing changes for them now; their words are kept for the day on which they are mailed again.
        let aside = Event { kind: Kind::Suppressed, ..self.event.clone() };
        for (ids, later) in written.aside.iter().zip([State::Confirmed, State::Notices]) {
            database::subscription::add_all_aside(work, list, ids, later, now).await?;
            database::event::add_all(work, ids, &aside).await?;
        }
        // The kind of an event says how they stand from then on.
        let narrowed = Event { kind: Kind::Narrowed, wording: None, ..self.event.clone() };
        database::event::add_all(work, &written.notices, &narrowed).await?;
        Ok(database::subscriber::set_all(work, &written.fields).await?)
    }
}

/// Makes the event of those who come onto a list.
pub(super) fn joined(list: &List, source: &str, basis: Option<&str>, now: Timestamp) -> Event {
    let event = Event::new(now, (0, list.id), Kind::Joined, Way::Import);
    Event { source: Some(source.to_owned()), wording: basis.map(str::to_owned), ..event }
}
