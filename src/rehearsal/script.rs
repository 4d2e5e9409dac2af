//! A draft that can be rehearsed: read, held against the checks, composed, its press ready.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;

use super::Error;
use crate::config::{Settings, Workspace};
use crate::database::{self, Database};
use crate::delivery::{self, Links, Printer, Unprintable};
use crate::draft::{self, Around, Draft, Flaw, Instead, Printed, Proof};
use crate::model::{
    Attachment, Composition, Content, Digest, Finding, IssueId, Keys, Look, Place, SETTINGS_FILE, Severity, Subscriber,
};

/// What stands in place of an issue's digest while there is no issue.
const DIGEST: &str = "rehearsal";

/// Where the link of a letter leads that nobody could leave: nowhere (RFC 2606 §2).
const NOWHERE: &str = "https://unsubscribe.invalid";

/// Of how many pages of the list, a thousand people each, the first reader is looked for where haste is asked for.
const EARLY: usize = 3;

/// Who comes first in an audience.
pub enum Early {
    /// This one.
    Reader(Box<Subscriber>),
    /// There is nobody in it.
    Nobody,
}

/// A draft that can be rehearsed.
pub struct Script {
    /// The draft, its audience, its sources.
    pub proof: Proof,
    /// What makes its copies, for no issue.
    pub printer: Printer,
    /// The fields of subscribers that it prints.
    pub printed: BTreeMap<String, Printed>,
    /// What is wrong in what it says, whoever gets it.
    pub remarks: Vec<Finding>,
    look: Look,
    settings: Settings,
    keys: Keys,
}

/// What a draft is read by.
pub struct Source<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The database.
    pub database: &'a Database,
    /// The draft's file.
    pub path: &'a Path,
    /// What takes the place of what it says of whom it goes to.
    pub instead: Instead<'a>,
    /// What seals the links of its copies.
    pub keys: Keys,
    /// Today, on the society's clocks.
    pub today: Date,
}

/// Why a draft cannot be rehearsed.
pub enum Unready {
    /// Something in it must be mended first.
    Found(Vec<Finding>),
    /// It could not be looked at.
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Unready {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Script {
    /// Reads and composes a draft, and reads it for slips.
    ///
    /// Where there is no way to leave, its links lead nowhere, and that is one of the remarks.
    ///
    /// # Errors
    /// Everything that keeps its copies from being made, together with what else is wrong in it; or the database refused.
    pub async fn read(source: Source<'_>) -> Result<Self, Unready> {
        let Source { workspace, database, path, instead, keys, today } = source;
        let proof = match draft::proof(workspace, database, path, instead).await {
            Ok(proof) => proof,
            Err(Flaw::Draft(findings)) => return Err(Unready::Found(with_remarks(workspace, path, findings, today))),
            Err(Flaw::Database(error)) => return Err(error.into()),
        };
        let people = draft::people(database, &proof.audience).await?;
        let mut remarks = remarks(workspace, path, &proof.draft, &proof.content.attachments, people, today);
        let mut settings = workspace.settings.clone();
        remarks.extend(way_out(&mut settings));
        let printer = Printer::new(
            &settings,
            &proof.content,
            &proof.fields,
            &proof.audience.list,
            keys.clone(),
            IssueId::NONE,
            DIGEST,
        )
        .map_err(delivery::Error::from)?;
        let mut fields = draft::printed(&proof.draft);
        fields.retain(|field, _| proof.fields.contains(field));
        let look = draft::look(workspace, &proof);
        Ok(Self { proof, printer, printed: fields, remarks, look, settings, keys })
    }

    /// Makes a printer of other sources for the same readers: for the preview.
    ///
    /// # Errors
    /// The composition is no valid source.
    pub fn printer_of(&self, composition: Composition) -> Result<Printer, Unprintable> {
        let proof = &self.proof;
        let sender = proof.content.sender.clone();
        let content = Content { sender, reply_to: None, composition, attachments: Vec::new() };
        let keys = self.keys.clone();
        Printer::new(&self.settings, &content, &proof.fields, &proof.audience.list, keys, IssueId::NONE, DIGEST)
    }

    /// Finds the first reader whose name or address holds `part`, or the first of all.
    ///
    /// # Errors
    /// The database refused.
    pub async fn reader(&self, database: &Database, part: Option<&str>) -> Result<Option<Subscriber>, database::Error> {
        let part = part.map(str::to_lowercase);
        let mut pages = self.proof.audience.pages();
        while let Some(page) = pages.next(&mut database.read().await?).await? {
            let fits = |reader: &Subscriber| part.as_ref().is_none_or(|part| reader.is_called(part));
            if let Some(reader) = page.into_iter().find(fits) {
                return Ok(Some(reader));
            }
        }
        Ok(None)
    }

    /// Finds the first reader among the first few thousand of the list; `None` where one may come later.
    ///
    /// # Errors
    /// The database refused.
    pub async fn early_reader(&self, database: &Database) -> Result<Option<Early>, database::Error> {
        let mut pages = self.proof.audience.pages();
        for _ in 0..EARLY {
            match pages.next(&mut database.read().await?).await? {
                None => return Ok(Some(Early::Nobody)),
                Some(page) => {
                    if let Some(reader) = page.into_iter().next() {
                        return Ok(Some(Early::Reader(Box::new(reader))));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Returns all that is to be seen of it, its recipients with it: who they are, and how many.
    #[must_use]
    pub fn seen(&self, roll: Digest, people: u64) -> Look {
        Look { recipients: roll, people, ..self.look }
    }
}

/// Adds what is wrong in what the draft says to what keeps it from being composed.
fn with_remarks(workspace: &Workspace, path: &Path, mut findings: Vec<Finding>, today: Date) -> Vec<Finding> {
    if let Ok(draft) = draft::read(path) {
        findings.extend(remarks(workspace, path, &draft, &draft.attachments, BTreeSet::new(), today));
        draft::sort(&mut findings);
    }
    findings
}

fn remarks(
    workspace: &Workspace,
    path: &Path,
    draft: &Draft,
    files: &[Attachment],
    people: BTreeSet<String>,
    today: Date,
) -> Vec<Finding> {
    draft::inspect(draft, &Around::new(workspace, path, draft, files, people, today))
}

/// Finds that nobody could leave, and gives the links somewhere to lead.
fn way_out(settings: &mut Settings) -> Option<Finding> {
    let links = Links::of(settings);
    if links.public_url.is_some() || links.mailto.is_some() {
        return None;
    }
    settings.web.public_url = Some(NOWHERE.to_owned());
    Some(Finding {
        id: "unsub-missing",
        severity: Severity::Block,
        place: Some(Place { file: SETTINGS_FILE.into(), line: 0, column: 0 }),
        sentence: "nobody could leave: set `public_url` in `[web]`, or `unsubscribe` in `[sender]`".to_owned(),
        hint: None,
    })
}
