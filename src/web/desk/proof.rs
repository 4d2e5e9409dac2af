//! Reads a draft anew, and remembers the last state in which it could be sent.

use std::sync::{Arc, PoisonError};

use super::trouble::{finding, of_workspace};
use super::{Desk, Error};
use crate::clock;
use crate::config::{Settings, Workspace};
use crate::delivery::{Links, Printer, Unprintable};
use crate::draft::{self, Around, Flaw, Instead, Proof};
use crate::model::{Finding, Look, Mailbox, Severity};

/// Where the link of a letter leads that nobody can leave yet: nowhere (RFC 2606 §2).
const NOWHERE: &str = "https://unsubscribe.invalid";

/// A draft in a state in which it can be printed.
pub(super) struct Good {
    /// The draft, its audience, its sources.
    pub(super) proof: Proof,
    /// What fills them.
    pub(super) printer: Printer,
    /// Who sends it.
    pub(super) from: Mailbox,
    /// What is to be seen of it, but for its readers.
    pub(super) look: Look,
    /// What keeps it from being sent all the same.
    pub(super) notes: Vec<String>,
}

/// A draft as it was read just now.
pub(super) struct Reading {
    /// What can be shown: as it is, or as it last was.
    pub(super) good: Option<Arc<Good>>,
    /// What is wrong with it; none when what is shown is as it is.
    pub(super) findings: Vec<Finding>,
    /// What the checks found in what it says.
    pub(super) remarks: Vec<Finding>,
}

impl Reading {
    /// Returns what keeps the draft from being sent.
    pub(super) fn blocks(self) -> Vec<Finding> {
        let blocks = self.remarks.into_iter().filter(|finding| finding.severity == Severity::Block);
        self.findings.into_iter().chain(blocks).collect()
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
        let proof = match draft::proof(&workspace, &self.database, &path, Instead::default()).await {
            Ok(proof) => proof,
            Err(Flaw::Draft(findings)) => return Ok(self.last(slug, findings)),
            Err(Flaw::Database(error)) => return Err(error.into()),
        };
        let people = draft::people(&self.database, &proof.audience).await.unwrap_or_default();
        let today = clock::now().to_zoned(workspace.settings.society.time_zone()).date();
        let files = &proof.content.attachments;
        let around = Around::new(&workspace, &path, &proof.draft, files, people, today);
        let remarks = draft::inspect(&proof.draft, &around);
        let look = draft::look(&workspace, &proof);
        match self.good(workspace.settings, proof, look) {
            Ok(good) => {
                let good = Arc::new(good);
                let mut all = self.good.lock().unwrap_or_else(PoisonError::into_inner);
                all.insert(slug.to_owned(), Arc::clone(&good));
                Ok(Reading { good: Some(good), findings: Vec::new(), remarks })
            }
            Err(error) => Ok(self.last(slug, vec![finding(&error)])),
        }
    }

    fn good(&self, mut settings: Settings, proof: Proof, look: Look) -> Result<Good, Unprintable> {
        let mut notes = Vec::new();
        let links = Links::of(&settings);
        if links.public_url.is_none() && links.mailto.is_none() {
            notes.push("Nobody could leave: set `public_url` in `[web]`, or `unsubscribe` in `[sender]`".to_owned());
            settings.web.public_url = Some(NOWHERE.to_owned());
        }
        let printer = Printer::new(
            &settings,
            &proof.content,
            &proof.fields,
            &proof.audience.list,
            self.keys.clone(),
            (0, "desk"),
        )?;
        Ok(Good { proof, printer, from: settings.sender.from, look, notes })
    }

    fn last(&self, slug: &str, findings: Vec<Finding>) -> Reading {
        let all = self.good.lock().unwrap_or_else(PoisonError::into_inner);
        Reading { good: all.get(slug).map(Arc::clone), findings, remarks: Vec::new() }
    }
}
