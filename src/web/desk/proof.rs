//! Reads a draft anew, and remembers the last state in which it could be shown.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::draft::whose;
use super::trouble::{finding, of_workspace};
use super::{Desk, Error};
use crate::audience::Reach;
use crate::clock;
use crate::config::Workspace;
use crate::delivery::Printer;
use crate::draft::{self, Instead};
use crate::model::{Finding, Letter, Look, Mailbox, Severity, Subscriber};
use crate::rehearsal::{Early, Rehearsal, Script, Source, Unready};

/// Of so many readers every copy is made at a save: within a second.
const MADE: u64 = 10_000;

/// A draft in a state in which it can be shown.
pub(super) struct Good {
    /// The draft, its audience, its sources, and what makes its copies.
    pub(super) script: Script,
    /// Who sends it.
    pub(super) from: Mailbox,
    /// Which reading it is of: the frame of a page shows the same one.
    pub(super) reading: u64,
    /// Makes letters whose blocks know their lines.
    marked: Option<Printer>,
}

/// What came of making every copy, and of all that went into them.
pub(super) struct Rehearsed {
    of: (Look, Reach),
    rehearsal: Arc<Rehearsal>,
}

/// A draft as it was read just now.
pub(super) struct Reading {
    /// What can be shown: as it is, or as it last was.
    pub(super) good: Option<Arc<Good>>,
    /// What is wrong with it; none when what is shown is as it is.
    pub(super) findings: Vec<Finding>,
}

impl Good {
    fn new(script: Script, workspace: &Workspace, reading: u64) -> Self {
        let proof = &script.proof;
        let marked = draft::marked(workspace, &proof.draft, &proof.audience.list);
        let marked = marked.and_then(|composition| script.printer_of(composition).ok());
        Self { from: workspace.settings.sender.from.clone(), script, reading, marked }
    }

    /// Returns a reader's letter for the frame: where it can be, with the draft's line at each block.
    pub(super) fn shown(&self, reader: &Subscriber) -> Option<Letter> {
        let marked = self.marked.as_ref().and_then(|printer| printer.letter(reader).ok());
        marked.or_else(|| self.script.printer.letter(reader).ok())
    }
}

impl Desk {
    /// Reads a draft that is in the folder of drafts; no other file can be asked for.
    pub(super) async fn read(&self, slug: &str) -> Result<Reading, Error> {
        let drafts = draft::all(&self.workspace.newsletters()).map_err(Error::Drafts)?;
        let (_, path) = drafts.into_iter().find(|(known, _)| known == slug).ok_or(Error::NotFound)?;
        let workspace = match Workspace::open(Some(&self.workspace.root), &self.workspace.root) {
            Ok(workspace) => workspace,
            Err(error) => return Ok(self.last(slug, vec![of_workspace(error)])),
        };
        let script = Script::read(Source {
            workspace: &workspace,
            database: &self.database,
            path: &path,
            instead: Instead::default(),
            keys: self.keys.clone(),
            today: clock::now().to_zoned(workspace.settings.society.time_zone()).date(),
        });
        match script.await {
            Ok(script) => {
                let good = Arc::new(Good::new(script, &workspace, self.readings.fetch_add(1, Ordering::Relaxed)));
                let mut all = self.good.lock().unwrap_or_else(PoisonError::into_inner);
                all.insert(slug.to_owned(), Arc::clone(&good));
                Ok(Reading { good: Some(good), findings: Vec::new() })
            }
            Err(Unready::Found(findings)) => Ok(self.last(slug, findings)),
            Err(Unready::Failed(error)) => Ok(self.last(slug, vec![finding(&error)])),
        }
    }

    /// Returns the subject that the first reader of a draft sees, and what keeps the draft from being sent, as far as that
    /// is seen without making every copy.
    pub(super) async fn first(&self, reading: Reading) -> Result<(Option<String>, Vec<Finding>), Error> {
        let Some(good) = reading.good.as_ref().filter(|_| reading.findings.is_empty()).map(Arc::clone) else {
            return Ok((None, reading.findings));
        };
        let blocks = good.script.remarks.iter().filter(|finding| finding.severity == Severity::Block);
        let mut wrong: Vec<_> = blocks.cloned().collect();
        let subject = match good.script.early_reader(&self.database).await? {
            None => return Ok((None, wrong)),
            Some(Early::Nobody) => Err(Finding {
                id: "nobody",
                severity: Severity::Block,
                place: None,
                sentence: "nobody would get this letter".to_owned(),
                hint: None,
            }),
            Some(Early::Reader(reader)) => match good.script.printer.letter(&reader) {
                Ok(letter) => Ok(letter.subject),
                Err(error) => Err(whose(finding(&error), &reader.mailbox().to_string())),
            },
        };
        let subject = subject.map_err(|finding| wrong.push(finding)).ok();
        Ok((subject, wrong))
    }

    /// Returns what a page shows, by the number of its reading; what is there now, if that is no more at hand.
    pub(super) async fn of_reading(&self, slug: &str, reading: Option<u64>) -> Result<Option<Arc<Good>>, Error> {
        let last = self.good.lock().unwrap_or_else(PoisonError::into_inner).get(slug).map(Arc::clone);
        match last.filter(|good| reading == Some(good.reading)) {
            Some(good) => Ok(Some(good)),
            None => Ok(self.read(slug).await?.good),
        }
    }

    /// Makes every copy of a draft, unless that was done for all that is `seen` now.
    pub(super) async fn rehearsed(&self, good: &Good, seen: Look, reach: Reach) -> Result<Arc<Rehearsal>, Error> {
        let slug = &good.script.proof.draft.slug;
        let mut all = self.rehearsals.lock().await;
        if let Some(last) = all.get(slug).filter(|last| last.of == (seen, reach)) {
            return Ok(Arc::clone(&last.rehearsal));
        }
        let rehearsal = Arc::new(good.script.rehearse(&self.database, Some(MADE), clock::now()).await?);
        all.insert(slug.clone(), Rehearsed { of: (seen, reach), rehearsal: Arc::clone(&rehearsal) });
        Ok(rehearsal)
    }

    fn last(&self, slug: &str, findings: Vec<Finding>) -> Reading {
        let all = self.good.lock().unwrap_or_else(PoisonError::into_inner);
        Reading { good: all.get(slug).map(Arc::clone), findings }
    }
}
