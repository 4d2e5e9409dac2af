//! Finds the members of a list who opted out in another program, before anything is written.

use std::collections::{HashMap, HashSet};

use tokio::sync::mpsc::{self, Sender};

use super::errors::Error;
use super::infer::{Inspection, OptOutPolicy};
use super::merge::{DesiredState, RowLayout};
use super::source::{RecordReader, Source};
use super::{QUEUED_BATCHES, finished};
use crate::database::{self, Database};
use crate::model::{Address, List, SubscriberId, SubscriptionState};

/// The number of addresses looked up by one statement.
const BATCH_SIZE: usize = 1_000;
/// The maximum number of addresses in [`OptedOutMembers::addresses`].
const MAX_ADDRESSES: usize = 5;

/// The people in a file who opted out in another program, but are on the list and would still be mailed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptedOutMembers {
    /// The number of these people.
    pub count: u64,
    /// The first of their addresses, in the order of the file.
    pub addresses: Vec<Address>,
}

/// Finds the people in an inspected file who opted out in another program, but are on the list. Writes nothing.
///
/// Finds nobody if the import suppresses these people, or subscribes them.
///
/// # Errors
/// Returns an error if the file cannot be read, or a database query fails.
pub async fn find_opted_out_members<S: Source>(
    database: &Database,
    list: &List,
    inspection: Inspection<S>,
) -> Result<(Inspection<S>, OptedOutMembers), Error> {
    let mut members = OptedOutMembers::default();
    if inspection.opt_outs.rows == 0 || inspection.options.opt_outs != OptOutPolicy::Skip {
        return Ok((inspection, members));
    }
    let (sender, mut batches) = mpsc::channel(QUEUED_BATCHES);
    let reading = tokio::task::spawn_blocking(move || read_opted_out(inspection, &sender));
    let mut counted: HashSet<SubscriberId> = HashSet::new();
    while let Some(batch) = batches.recv().await {
        let mut mailed = find_mailed(database, list, &batch).await?;
        for address in batch {
            let member = mailed.remove(&address.folded());
            if let Some(member) = member.filter(|member| counted.insert(member.id)) {
                members.count += 1;
                if members.addresses.len() < MAX_ADDRESSES {
                    members.addresses.push(member.address);
                }
            }
        }
    }
    Ok((finished(reading.await)??, members))
}

/// A person on the list who gets mail.
struct MailedMember {
    id: SubscriberId,
    /// The address that letters go to.
    address: Address,
}

/// Returns those of the people who are on the list and get mail, by the folded address in the file. They may have
/// another address by now.
async fn find_mailed(
    database: &Database,
    list: &List,
    people: &[Address],
) -> Result<HashMap<String, MailedMember>, database::Error> {
    let folded: Vec<String> = people.iter().map(Address::folded).collect();
    let wanted: Vec<&str> = folded.iter().map(String::as_str).collect();
    let mut work = database.begin_read().await?;
    let former = database::former_addresses::find(&mut work, list.id, &wanted).await?;
    let known = database::subscribers::find_existing(&mut work, list.id, &wanted).await?;
    let is_mailed = |state| matches!(state, Some(SubscriptionState::Confirmed | SubscriptionState::NoticesOnly));
    let former = former.into_iter().filter(|former| is_mailed(former.state));
    let former = former.map(|former| (former.folded, MailedMember { id: former.subscriber, address: former.present }));
    let mut mailed: HashMap<String, MailedMember> = former.collect();
    // Of two rows with one address, the first one gives its spelling.
    let addresses: HashMap<&str, &Address> = wanted.iter().copied().zip(people).rev().collect();
    for known in known {
        let address = addresses.get(known.folded.as_str()).copied();
        if let Some(address) = address.filter(|_| is_mailed(known.state)) {
            mailed.insert(known.folded, MailedMember { id: known.id, address: address.clone() });
        }
    }
    Ok(mailed)
}

/// Sends the addresses of the people who opted out, in batches; returns the inspection.
fn read_opted_out<S: Source>(
    mut inspection: Inspection<S>,
    sender: &Sender<Vec<Address>>,
) -> Result<Inspection<S>, Error> {
    let name = inspection.options.name.clone();
    let unreadable = |source| Error::Read { file: name.clone(), source };
    let (layout, header_rows) = (RowLayout::new(&inspection), inspection.header_rows());
    let mut rows = RecordReader::new(inspection.file, &inspection.detected).map_err(unreadable)?;
    for _ in 0..header_rows {
        rows.next().map_err(unreadable)?;
    }
    let mut batch = Vec::new();
    while let Some(row) = rows.next().map_err(unreadable)? {
        let Ok(cells) = &row.cells else { continue };
        match layout.parse(&row, cells) {
            Ok(parsed) if parsed.desired == DesiredState::OptedOut => batch.push(parsed.address),
            _ => continue,
        }
        // The receiver is gone if a query failed.
        if batch.len() == BATCH_SIZE && sender.blocking_send(std::mem::take(&mut batch)).is_err() {
            return Err(Error::ReadingStopped);
        }
    }
    if !batch.is_empty() && sender.blocking_send(batch).is_err() {
        return Err(Error::ReadingStopped);
    }
    inspection.file = rows.into_inner();
    Ok(inspection)
}
