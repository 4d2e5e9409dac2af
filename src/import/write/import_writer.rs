//! Writes batches of people in one transaction or in portions.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::mpsc::Receiver;

use super::pending_writes::PendingWrites;
use super::resolve::{KnownSubscribers, find_known, insert_new, remove_former, remove_suppressed, update_existing};
use crate::database::{self, BulkWriter, Database, DatabaseTransaction};
use crate::import::errors::Error;
use crate::import::infer::OptOutPolicy;
use crate::import::merge::{DesiredState, ImportedPerson, RowBatch, RowLayout};
use crate::import::outcome::ImportReport;
use crate::import::refusal::RefusedRow;
use crate::model::{Address, EventChannel, List, SubscriptionEvent};
use crate::subscription::suppress_address_within;

/// The number of people written to SQLite in one transaction, which takes a fraction of a second. During the
/// checkpoint that follows, another writer gets its turn.
const PORTION_SIZE: usize = 20_000;
/// The maximum number of rejected rows, and of duplicates, listed in the report.
const MAX_REPORTED: usize = 1_000;

/// What is written, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteMode {
    /// Nothing.
    DryRun,
    /// Everything at the end, or nothing if one row is invalid.
    AllOrNothing,
    /// All valid rows, in portions.
    Portions,
}

/// Writes the batches of the reader, and counts the results.
pub(crate) struct ImportWriter<'a> {
    database: &'a Database,
    /// Writes, unless it is a dry run.
    bulk: Option<BulkWriter>,
    list: &'a List,
    layout: Arc<RowLayout>,
    /// The event of a subscription that the import confirms.
    event: SubscriptionEvent,
    mode: WriteMode,
    opt_outs: OptOutPolicy,
    report: ImportReport,
    /// Whether the last batch had no existing subscribers: then the next one is inserted before it is looked up.
    expect_new: bool,
    /// Whether there are suppressed addresses that belong to no subscriber.
    has_suppressed_hashes: bool,
    /// Whether any subscriber ever had another address.
    has_former_addresses: bool,
}

impl<'a> ImportWriter<'a> {
    pub(crate) fn new(
        database: &'a Database,
        list: &'a List,
        layout: Arc<RowLayout>,
        event: SubscriptionEvent,
        mode: WriteMode,
        opt_outs: OptOutPolicy,
        report: ImportReport,
    ) -> Self {
        Self {
            database,
            bulk: None,
            list,
            layout,
            event,
            mode,
            opt_outs,
            report,
            expect_new: false,
            has_suppressed_hashes: false,
            has_former_addresses: false,
        }
    }

    /// Writes all batches up to `None`, which marks the end of the file.
    pub(crate) async fn run(
        mut self,
        mut batches: Receiver<Result<Option<RowBatch>, Error>>,
    ) -> Result<ImportReport, Error> {
        if self.mode != WriteMode::DryRun {
            // Who is suppressed loses the requests to join.
            let deletes = self.opt_outs == OptOutPolicy::Suppress;
            self.bulk = Some(BulkWriter::open(self.database, deletes).await?);
        }
        let written = self.write_all(&mut batches).await;
        if let Some(bulk) = self.bulk.take() {
            bulk.close().await;
        }
        written.map(|()| self.report)
    }

    async fn write_all(&mut self, batches: &mut Receiver<Result<Option<RowBatch>, Error>>) -> Result<(), Error> {
        let mut work = self.begin().await?;
        if self.mode != WriteMode::DryRun {
            self.add_fields(&mut work).await?;
        }
        let mut open = Some(work);
        let mut since_commit = 0;
        loop {
            let Some(batch) = batches.recv().await.unwrap_or(Err(Error::ReadingStopped))? else { break };
            self.count(&batch);
            if self.mode == WriteMode::AllOrNothing && self.report.refused_rows > 0 {
                // Nothing will be written; the rest is only read to report further errors.
                self.undo(open.take()).await?;
            }
            let Some(work) = open.as_mut() else { continue };
            since_commit += batch.people.len();
            self.write(work, batch.people).await?;
            let is_full = since_commit >= PORTION_SIZE || matches!(work, DatabaseTransaction::Postgres(_));
            if is_full && self.mode != WriteMode::AllOrNothing {
                let work = open.take();
                self.end(work).await?;
                open = Some(self.begin().await?);
                since_commit = 0;
            }
        }
        self.report.written = open.is_some() && self.mode != WriteMode::DryRun;
        self.end(open).await
    }

    async fn begin(&mut self) -> Result<DatabaseTransaction, Error> {
        let mut work = match &mut self.bulk {
            Some(bulk) => bulk.begin().await?,
            None => self.database.begin_read().await?,
        };
        if self.mode != WriteMode::DryRun {
            match self.opt_outs {
                OptOutPolicy::Suppress => database::suppressed_hashes::lock_exclusive(&mut work).await?,
                OptOutPolicy::Skip | OptOutPolicy::Subscribe => {
                    database::suppressed_hashes::lock_shared(&mut work).await?;
                }
            }
        }
        self.has_suppressed_hashes = database::suppressed_hashes::has_any(&mut work).await?;
        self.has_former_addresses = database::former_addresses::has_any(&mut work).await?;
        Ok(work)
    }

    async fn end(&mut self, work: Option<DatabaseTransaction>) -> Result<(), Error> {
        match (work, &mut self.bulk) {
            (Some(work), Some(bulk)) => Ok(bulk.commit(work).await?),
            _ => Ok(()),
        }
    }

    async fn undo(&mut self, work: Option<DatabaseTransaction>) -> Result<(), Error> {
        match (work, &mut self.bulk) {
            (Some(work), Some(bulk)) => Ok(bulk.roll_back(work).await?),
            _ => Ok(()),
        }
    }

    /// Adds the fields, unless another import has given one of them a different kind since the inspection.
    async fn add_fields(&self, work: &mut DatabaseTransaction) -> Result<(), Error> {
        for slot in &self.layout.slots {
            database::fields::add(work, &slot.name, slot.kind).await?;
        }
        let kinds = database::fields::all(work).await?;
        match self.layout.slots.iter().find(|slot| kinds.get(&slot.name) != Some(&slot.kind)) {
            Some(slot) => Err(Error::KindChanged { field: slot.name.clone() }),
            None => Ok(()),
        }
    }

    fn count(&mut self, batch: &RowBatch) {
        let report = &mut self.report;
        report.refused_rows += batch.refused.len() as u64;
        report.duplicate_addresses += batch.duplicates.len() as u64;
        report.swallowed_lines += batch.refused.iter().map(RefusedRow::swallowed_lines).sum::<u64>();
        report.other_addresses_rows += batch.other_addresses.len() as u64;
        let room = MAX_REPORTED.saturating_sub(report.other_addresses.len());
        report.other_addresses.extend(batch.other_addresses.iter().take(room));
        report.doubtful_address_rows += batch.doubtful_addresses.len() as u64;
        let room = MAX_REPORTED.saturating_sub(report.doubtful_addresses.len());
        report.doubtful_addresses.extend(batch.doubtful_addresses.iter().take(room).cloned());
        let room = MAX_REPORTED.saturating_sub(report.refused.len());
        report.refused.extend(batch.refused.iter().take(room).cloned());
        let room = MAX_REPORTED.saturating_sub(report.duplicates.len());
        report.duplicates.extend(batch.duplicates.iter().take(room).cloned());
    }

    async fn write(&mut self, work: &mut DatabaseTransaction, mut people: Vec<ImportedPerson>) -> Result<(), Error> {
        if self.has_suppressed_hashes {
            remove_suppressed(work, &mut people, &mut self.report).await?;
        }
        let dry_run = self.mode == WriteMode::DryRun;
        if self.opt_outs == OptOutPolicy::Suppress {
            self.suppress_opted_out(work, &mut people).await?;
        }
        if self.has_former_addresses {
            remove_former(work, self.list, &mut people, &mut self.report).await?;
        }
        let wants_nothing =
            |person: &ImportedPerson| matches!(person.desired, DesiredState::Unsubscribed | DesiredState::OptedOut);
        let skip_lookup = self.expect_new && !dry_run && !people.iter().any(wants_nothing);
        let mut known =
            if skip_lookup { KnownSubscribers::new() } else { find_known(work, self.list, people.iter()).await? };
        let unknown: Vec<&ImportedPerson> =
            people.iter().filter(|person| !known.contains_key(&person.folded) && !wants_nothing(person)).collect();
        let mut writes = PendingWrites::default();
        let new: HashSet<&str> = if dry_run {
            unknown.iter().map(|person| person.folded.as_str()).collect()
        } else {
            insert_new(work, self.list, &self.event, &unknown, &mut known, &mut writes).await?
        };
        self.report.new += new.len() as u64;
        for person in people.iter().filter(|person| !new.contains(person.folded.as_str())) {
            match known.get(&person.folded) {
                Some(known) => update_existing(&self.layout, person, known, &mut writes, &mut self.report)?,
                None if person.desired == DesiredState::OptedOut => self.report.opted_out += 1,
                None => self.report.left_out += 1,
            }
        }
        self.expect_new = known.is_empty();
        if !dry_run {
            writes.apply(work, self.list, &self.event).await?;
        }
        Ok(())
    }

    /// Suppresses the addresses of people who opted out in another program, and removes them from the batch.
    async fn suppress_opted_out(
        &mut self,
        work: &mut DatabaseTransaction,
        people: &mut Vec<ImportedPerson>,
    ) -> Result<(), Error> {
        let is_out = |person: &mut ImportedPerson| person.desired == DesiredState::OptedOut;
        let opted_out: Vec<ImportedPerson> = people.extract_if(.., is_out).collect();
        self.report.opted_out_suppressed += opted_out.len() as u64;
        if self.mode == WriteMode::DryRun {
            return Ok(());
        }
        let wanted: Vec<&str> = opted_out.iter().map(|person| person.folded.as_str()).collect();
        let former = database::former_addresses::find(work, self.list.id, &wanted).await?;
        // Who opted out under a former address must not be mailed at the present one either.
        let mut addresses: Vec<Address> = opted_out.iter().map(ImportedPerson::address).collect::<Result<_, _>>()?;
        addresses.extend(former.into_iter().map(|former| former.present));
        // In a fixed order, so that two imports do not deadlock.
        addresses.sort_by_cached_key(Address::folded);
        addresses.dedup();
        for address in addresses {
            let note = self.event.source.as_deref();
            suppress_address_within(work, &address, note, EventChannel::Import, self.event.at).await?;
        }
        Ok(())
    }
}
