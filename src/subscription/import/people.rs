//! The second walk through a file: rows become people, in batches.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::cell::Said;
use super::look::{Look, Repeats};
use super::plan::{Plan, Read};
use super::rows::{Rows, Source, Wish};
use super::share::Shared;
use super::{Doubled, Refused};
use crate::model::Address;

/// How many people are written by one statement.
pub(super) const BATCH: usize = 1_000;

/// Somebody to be written.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) line: u64,
    pub(super) address: Address,
    pub(super) folded: String,
    pub(super) wish: Wish,
    /// What is said, as the fields of somebody new.
    pub(super) json: String,
    /// The slots of which nothing is said; of all others that are not in the fields, that there is nothing.
    pub(super) silent: Vec<usize>,
}

/// What became of some rows.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) people: Vec<Person>,
    pub(super) refused: Vec<Refused>,
    pub(super) doubled: Vec<Doubled>,
}

/// People of whom another row is still to come.
#[derive(Debug)]
struct Waiting {
    rows: u32,
    people: Vec<(String, Shared)>,
}

impl Waiting {
    fn add(&mut self, line: u64, Read { address, said, wish }: Read, plan: &Plan) {
        let folded = address.folded();
        if let Some((_, shared)) = self.people.iter_mut().find(|(known, _)| *known == folded) {
            shared.add(line, said, wish, plan);
        } else {
            self.people.push((folded, Shared::new(line, address, said, wish, plan)));
        }
    }
}

/// A walk through the people of a file.
pub(super) struct People<S> {
    rows: Rows<S>,
    plan: Arc<Plan>,
    repeats: Repeats,
    waiting: HashMap<u64, Waiting>,
    buffer: String,
}

impl<S: Source> People<S> {
    pub(super) fn new(look: Look<S>, plan: Arc<Plan>) -> io::Result<Self> {
        let mut rows = Rows::new(look.file, look.script, look.form)?;
        if look.form != super::Form::Objects {
            rows.next()?;
        }
        Ok(Self { rows, plan, repeats: look.repeats, waiting: HashMap::new(), buffer: String::new() })
    }

    /// Reads the next batch; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Batch>> {
        let mut batch = Batch::default();
        while batch.people.len() < BATCH && batch.refused.len() < BATCH {
            let Some(row) = self.rows.next()? else {
                for (_, waiting) in self.waiting.drain() {
                    settle(waiting, &self.plan, &mut batch);
                }
                let nothing = batch.people.is_empty() && batch.refused.is_empty();
                return Ok((!nothing).then_some(batch));
            };
            let line = row.line;
            let cells = match &row.cells {
                Ok(cells) if cells.are_empty_from(0) => continue,
                Ok(cells) => cells,
                Err(problem) => {
                    batch.refused.push(Refused { line, reason: problem.words(line, row.last) });
                    continue;
                }
            };
            let plan = &self.plan;
            let hash = self.repeats.hash(plan.address(cells), &mut self.buffer);
            let count = hash.map_or(1, |hash| self.repeats.count(hash));
            let read = plan.read(&row, cells).map_err(|reason| batch.refused.push(Refused { line, reason }));
            let Some(hash) = hash.filter(|_| count > 1) else {
                let person = read.map(|Read { address, said, wish }| finished(line, address, &said, wish, plan));
                batch.people.extend(person);
                continue;
            };
            let waiting = self.waiting.entry(hash).or_insert_with(|| Waiting { rows: count, people: Vec::new() });
            if let Ok(said) = read {
                waiting.add(line, said, plan);
            }
            waiting.rows -= 1;
            if waiting.rows == 0
                && let Some(waiting) = self.waiting.remove(&hash)
            {
                settle(waiting, plan, &mut batch);
            }
        }
        Ok(Some(batch))
    }
}

/// Passes on those of whom all rows were seen.
fn settle(waiting: Waiting, plan: &Plan, batch: &mut Batch) {
    for (_, mut shared) in waiting.people {
        let names = shared.settle(plan);
        if let [line, .., _] = shared.lines[..] {
            batch.doubled.push(Doubled { lines: shared.lines.clone(), names });
            batch.people.push(finished(line, shared.address, &shared.said, shared.wish, plan));
        } else if let [line] = shared.lines[..] {
            batch.people.push(finished(line, shared.address, &shared.said, shared.wish, plan));
        }
    }
}

fn finished(line: u64, address: Address, said: &[Said], wish: Wish, plan: &Plan) -> Person {
    let silent = said.iter().enumerate().filter(|(_, said)| **said == Said::Nothing).map(|(slot, _)| slot).collect();
    Person { line, folded: address.folded(), json: plan.json(said), address, wish, silent }
}
