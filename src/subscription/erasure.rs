//! Erases a person's data and keeps a keyed hash of the address, so that it is not mailed again by mistake.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::purge::forget_request;
use super::suppression::{find_suppressed_hash, suppress_hash};
use super::{Error, address_hash_key};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    Address, EventChannel, EventKind, IssueId, ListId, Subscriber, SubscriberId, SubscriptionEvent, SuppressionReason,
};

/// The text that replaces replies that may contain the address.
const REDACTED_REPLY: &str = "the relay refused copies; its words named somebody who was erased since";

/// The result of erasing an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErasureOutcome {
    /// All data was erased.
    Erased(ErasedData),
    /// Messages of these issues are being sent to the person now: nothing was erased.
    DeliveryInProgress(Vec<IssueId>),
    /// No subscriber has the address; contains the reason and time of its suppressed hash, if there is one.
    UnknownAddress(Option<(SuppressionReason, Timestamp)>),
}

/// The data that was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedData {
    /// The number of lists that they were on.
    pub lists: usize,
    /// The number of waiting deliveries, which were skipped.
    pub skipped_deliveries: u64,
    /// The sources that they were imported from.
    pub import_sources: BTreeSet<String>,
    /// The addresses that they had before, which are not mailed again either.
    pub former_addresses: Vec<Address>,
    /// The reason why the address is not mailed again.
    pub cause: SuppressionReason,
    /// What must no longer be in the file of the database, for [`Database::purge_deleted`].
    pub traces: BTreeSet<String>,
}

/// A shorter text about a person may be in other people's rows as well.
const MIN_TRACE_BYTES: usize = 16;
/// So much of a long text is searched for, in characters.
const TRACE_CHARS: usize = 64;

impl ErasedData {
    fn add_trace(&mut self, text: &str) {
        if text.len() >= MIN_TRACE_BYTES {
            self.traces.insert(text.to_owned());
        }
    }

    fn add_address(&mut self, address: &Address) {
        self.traces.extend([address.to_string(), address.folded()]);
    }

    /// Remembers what a person wrote in answers and views. A long text lies on several pages, so its beginning is enough.
    async fn add_words(
        &mut self,
        work: &mut DatabaseTransaction,
        person: SubscriberId,
        address: &Address,
    ) -> Result<(), database::Error> {
        for view in database::views::by_subscriber(work, person, address).await? {
            self.add_trace(&view.words.chars().take(TRACE_CHARS).collect::<String>());
            self.add_trace(&view.sender);
        }
        for answer in database::answers::by_subscriber(work, person).await? {
            self.add_trace(answer.note.as_deref().unwrap_or_default());
        }
        Ok(())
    }
}

/// Erases a person from all tables: address, fields, subscriptions, requests, and texts about them.
///
/// Events and deliveries are kept without personal data. Traces in the database files are removed by
/// [`Database::purge_deleted`].
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes; nothing is erased then.
pub async fn erase_person(database: &Database, address: &Address, now: Timestamp) -> Result<ErasureOutcome, Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_exclusive(&mut work).await?;
    let asked = database::signup_requests::by_address(&mut work, address).await?;
    if let Some(request) = &asked {
        let key = address_hash_key(&mut work, now).await?;
        forget_request(&mut work, request, &key, now).await?;
    }
    let waiting = database::approval_requests::delete_of_address(&mut work, address).await?;
    let person = database::subscribers::by_address(&mut work, address).await?;
    let mut erased = ErasedData {
        lists: 0,
        skipped_deliveries: 0,
        import_sources: BTreeSet::new(),
        former_addresses: Vec::new(),
        cause: SuppressionReason::Erased,
        traces: BTreeSet::new(),
    };
    erased.add_address(address);
    let id = person.as_ref().map_or(SubscriberId::NONE, |person| person.id);
    erased.add_words(&mut work, id, address).await?;
    let views = database::views::delete_of_sender(&mut work, address).await?;
    if let Some(person) = person {
        erased.skipped_deliveries = database::personal_data::skip_deliveries(&mut work, person.id, now).await?;
        let under_way = database::personal_data::issues_in_flight(&mut work, person.id).await?;
        if !under_way.is_empty() {
            return Ok(ErasureOutcome::DeliveryInProgress(under_way));
        }
        remove_person(&mut work, &person, &mut erased, now).await?;
    } else if asked.is_none() && waiting == 0 && views == 0 {
        let kept = find_suppressed_hash(&mut work, address).await?;
        return Ok(ErasureOutcome::UnknownAddress(kept.map(|(_, cause, at)| (cause, at))));
    }
    for address in std::iter::once(address).chain(&erased.former_addresses) {
        database::personal_data::redact_pause_reasons(&mut work, address, REDACTED_REPLY).await?;
        database::inbound_messages::forget_labels_of(&mut work, address).await?;
        database::views::delete_of_sender(&mut work, address).await?;
        database::personal_data::delete_empty_domain_queue(&mut work, address.domain()).await?;
    }
    for former in &erased.former_addresses {
        if former.folded() != address.folded() && database::subscribers::by_address(&mut work, former).await?.is_none()
        {
            suppress_hash(&mut work, former, SuppressionReason::Erased, now).await?;
        }
    }
    if let Some((stronger, _)) = suppress_hash(&mut work, address, erased.cause, now).await? {
        erased.cause = stronger;
    }
    work.commit().await?;
    Ok(ErasureOutcome::Erased(erased))
}

async fn remove_person(
    work: &mut DatabaseTransaction,
    person: &Subscriber,
    erased: &mut ErasedData,
    now: Timestamp,
) -> Result<(), Error> {
    if let Some(before) = database::suppressions::get(work, person.id).await? {
        erased.cause = before.reason.max(SuppressionReason::Erased);
    }
    erased.add_address(&person.address);
    erased.add_trace(&serde_json::to_string(&person.fields).unwrap_or_default());
    for event in database::event_log::by_subscriber(work, person.id).await? {
        // Other notes are the same for many people, such as the name of a file.
        if event.kind == EventKind::ReasonGiven {
            erased.add_trace(event.note.as_deref().unwrap_or_default());
        }
        if event.kind == EventKind::AddressChanged {
            erased.former_addresses.extend(event.note.as_deref().and_then(|former| former.parse().ok()));
        }
        erased.import_sources.extend(event.source.filter(|_| event.channel == EventChannel::Import));
    }
    for former in erased.former_addresses.clone() {
        erased.add_address(&former);
        erased.add_words(work, person.id, &former).await?;
    }
    for (issue, reply) in database::personal_data::delivery_replies(work, person.id).await? {
        database::personal_data::redact_reply(work, issue, person.id, reply_codes(&reply).as_deref(), now).await?;
    }
    for address in std::iter::once(&person.address).chain(&erased.former_addresses) {
        database::personal_data::redact_events(work, person.id, address).await?;
    }
    database::inbound_messages::redact(work, person.id).await?;
    database::personal_data::delete_unused_consent_texts(work, person.id).await?;
    let mut lists: Vec<_> = database::personal_data::subscriptions(work, person.id).await?;
    lists.sort_unstable_by_key(|on| on.list);
    erased.lists = lists.len();
    let lists = lists.iter().map(|on| on.list);
    let lists: Vec<ListId> = if erased.lists == 0 { vec![ListId::NONE] } else { lists.collect() };
    for list in lists {
        let event = SubscriptionEvent::new(now, person.id, list, EventKind::Erased, EventChannel::Operator);
        database::event_log::add(work, &event).await?;
    }
    database::personal_data::delete_subscriber(work, person.id).await?;
    Ok(())
}

/// Returns the codes at the start of a reply, such as `550 5.1.1`: the rest may contain the address or the name.
fn reply_codes(reply: &str) -> Option<String> {
    let quoted = reply.split_once('`').map_or(reply, |(_, quoted)| quoted);
    let mut words = quoted.split([' ', '`']);
    let digits = |word: &str| !word.is_empty() && word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = words.next().filter(|word| word.len() == 3 && digits(word))?;
    let enhanced = words.next().filter(|word| word.split('.').count() == 3 && word.split('.').all(digits));
    Some(enhanced.map_or_else(|| code.to_owned(), |enhanced| format!("{code} {enhanced}")))
}

#[cfg(test)]
mod tests {
    use super::reply_codes;

    #[test]
    fn relay_reply_keeps_only_its_codes() {
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
            assert_eq!(reply_codes(reply).as_deref(), kept, "{reply}");
        }
    }
}
