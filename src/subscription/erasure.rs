//! Erasing a person: everything about them goes, a keyed hash stays, so that nobody mails them again by mistake.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::suppression::{put_stranger, stranger};
use super::tidy::forget;
use super::{Error, address_hash_key};
use crate::database::{self, Database, Work};
use crate::model::{Address, Cause, Event, IssueId, Kind, ListId, Subscriber, Way};

/// What is written in the place of words that named the person.
const WITHHELD: &str = "the relay refused copies; its words named somebody who was erased since";

/// What became of an address that was to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erasure {
    /// It is out of all tables.
    Erased(Erased),
    /// A copy is being handed over to them, of these issues: nothing was erased.
    UnderWay(Vec<IssueId>),
    /// Nobody has the address; if its hash is kept, why, and since when.
    Nobody(Option<(Cause, Timestamp)>),
}

/// What was erased with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// On how many lists they were.
    pub lists: usize,
    /// How many copies waited for them, and will not go.
    pub copies: u64,
    /// From where they were imported.
    pub sources: BTreeSet<String>,
    /// Why the address is not mailed again.
    pub cause: Cause,
}

/// Erases a person from all tables: address, fields, subscriptions, requests, and the words that others wrote of them.
///
/// Events and copies stay, as numbers. What lies in the database's files until they are rewritten is gone after
/// [`Database::wipe`].
///
/// # Errors
/// The database refused, or the system gave no random bytes; then nothing was erased.
pub async fn erase(database: &Database, address: &Address, now: Timestamp) -> Result<Erasure, Error> {
    let mut work = database.write().await?;
    database::stranger::hold(&mut work).await?;
    let asked = database::request::by_address(&mut work, address).await?;
    if let Some(request) = &asked {
        let key = address_hash_key(&mut work, now).await?;
        forget(&mut work, request, &key, now).await?;
    }
    let person = database::subscriber::by_address(&mut work, address).await?;
    let mut erased = Erased { lists: 0, copies: 0, sources: BTreeSet::new(), cause: Cause::Erased };
    if let Some(person) = person {
        erased.copies = database::person::skip_copies(&mut work, person.id, now).await?;
        let under_way = database::person::copies_under_way(&mut work, person.id).await?;
        if !under_way.is_empty() {
            return Ok(Erasure::UnderWay(under_way));
        }
        remove(&mut work, &person, &mut erased, now).await?;
    } else if asked.is_none() {
        let kept = stranger(&mut work, address).await?;
        return Ok(Erasure::Nobody(kept.map(|(_, cause, at)| (cause, at))));
    }
    database::person::blank_reasons(&mut work, address, WITHHELD).await?;
    database::person::forget_lane(&mut work, address.domain()).await?;
    if let Some((stronger, _)) = put_stranger(&mut work, address, erased.cause, now).await? {
        erased.cause = stronger;
    }
    work.commit().await?;
    Ok(Erasure::Erased(erased))
}

async fn remove(work: &mut Work, person: &Subscriber, erased: &mut Erased, now: Timestamp) -> Result<(), Error> {
    if let Some(before) = database::suppression::get(work, person.id).await? {
        erased.cause = before.cause.max(Cause::Erased);
    }
    for event in database::event::changes(work, person.id).await? {
        erased.sources.extend(event.source.filter(|_| event.way == Way::Import));
    }
    for (issue, reply) in database::person::replies(work, person.id).await? {
        database::person::blank_reply(work, issue, person.id, codes(&reply).as_deref(), now).await?;
    }
    database::person::blank_events(work, person.id, &person.address).await?;
    database::person::forget_wordings(work, person.id).await?;
    let mut lists: Vec<_> = database::person::subscriptions(work, person.id).await?;
    lists.sort_unstable_by_key(|on| on.list);
    erased.lists = lists.len();
    let lists = lists.iter().map(|on| on.list);
    let lists: Vec<ListId> = if erased.lists == 0 { vec![ListId::NONE] } else { lists.collect() };
    for list in lists {
        let event = Event::new(now, person.id, list, Kind::Erased, Way::Owner);
        database::event::add(work, &event).await?;
    }
    database::person::remove(work, person.id).await?;
    Ok(())
}

/// Returns the codes that a relay's words open with, such as `550 5.1.1`: the rest may quote the address or the name.
fn codes(reply: &str) -> Option<String> {
    let quoted = reply.split_once('`').map_or(reply, |(_, quoted)| quoted);
    let mut words = quoted.split([' ', '`']);
    let digits = |word: &str| !word.is_empty() && word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = words.next().filter(|word| word.len() == 3 && digits(word))?;
    let enhanced = words.next().filter(|word| word.split('.').count() == 3 && word.split('.').all(digits));
    Some(enhanced.map_or_else(|| code.to_owned(), |enhanced| format!("{code} {enhanced}")))
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn of_a_relays_words_only_codes_stay() {
        for (reply, kept) in [
            ("the relay answered `550 5.1.1 <ann@example.org> is gone` to RCPT", Some("550 5.1.1")),
            ("the relay answered `550 <ann@example.org>` to RCPT", Some("550")),
            ("the relay answered `550` to RCPT", Some("550")),
            ("the relay answered `250 2.0.0 Ok: queued as 4711` to the message", Some("250 2.0.0")),
            ("the relay answered `550 192.0.2.1 is ann's` to RCPT", Some("550")),
            ("250 2.0.0 Ok: queued for ann@example.org", Some("250 2.0.0")),
            ("the relay answered `Ann` to RCPT", None),
            ("not sent: the name `Ann Lee` is too long", None),
            ("", None),
        ] {
            assert_eq!(codes(reply).as_deref(), kept, "{reply}");
        }
    }
}
