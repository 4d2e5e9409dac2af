//! Reads a draft anew, and remembers the last state in which it could be shown.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::diagnostic_json::{diagnostic_from_config, diagnostic_from_error};
use super::draft_page::with_reader_name;
use super::{Error, PreviewServer};
use crate::clock;
use crate::config::Workspace;
use crate::delivery::MessageRenderer;
use crate::draft;
use crate::model::{Diagnostic, Mailbox, RenderedMessage, ReviewSnapshot, Severity, Subscriber};
use crate::segment::SegmentStats;
use crate::sending::{DryRun, FirstRecipient, PrepareError, PrepareInput, PreparedIssue, SegmentOverride};

/// Of so many readers every copy is made at a save: within a second.
const MAX_DRY_RUN_COPIES: u64 = 10_000;

/// A draft in a state in which it can be shown.
pub(super) struct LoadedDraft {
    /// The draft, its audience, its sources, and what makes its copies.
    pub(super) script: PreparedIssue,
    /// Who sends it.
    pub(super) sender: Mailbox,
    /// Which reading it is of: the frame of a page shows the same one.
    pub(super) version: u64,
    /// Makes letters whose blocks know their lines.
    annotated_renderer: Option<MessageRenderer>,
}

/// What came of making every copy, and of all that went into them.
pub(super) struct CachedDryRun {
    cache_key: (ReviewSnapshot, SegmentStats),
    dry_run: Arc<DryRun>,
}

/// A draft as it was read just now.
pub(super) struct LoadResult {
    /// What can be shown: as it is, or as it last was.
    pub(super) draft: Option<Arc<LoadedDraft>>,
    /// What is wrong with it; none when what is shown is as it is.
    pub(super) findings: Vec<Diagnostic>,
}

impl LoadedDraft {
    fn new(script: PreparedIssue, workspace: &Workspace, version: u64) -> Self {
        let marked = draft::compose_with_line_marks(workspace, &script.draft, &script.segment.list);
        let annotated_renderer = marked.and_then(|composition| script.renderer_for(composition).ok());
        Self { sender: workspace.settings.sender.from.clone(), script, version, annotated_renderer }
    }

    /// Returns a reader's letter for the frame: where it can be, with the draft's line at each block.
    pub(super) fn frame_letter(&self, reader: &Subscriber) -> Option<RenderedMessage> {
        let marked = self.annotated_renderer.as_ref().and_then(|printer| printer.letter(reader).ok());
        marked.or_else(|| self.script.renderer.letter(reader).ok())
    }
}

impl PreviewServer {
    /// Reads a draft that is in the folder of drafts; no other file can be asked for.
    pub(super) async fn load_draft(&self, slug: &str) -> Result<LoadResult, Error> {
        let drafts = draft::list_drafts(&self.workspace.drafts_dir()).map_err(Error::Drafts)?;
        let (_, path) = drafts.into_iter().find(|(known, _)| known == slug).ok_or(Error::NotFound)?;
        let workspace = match Workspace::open(Some(&self.workspace.root), &self.workspace.root) {
            Ok(workspace) => workspace,
            Err(error) => return Ok(self.last_good_result(slug, vec![diagnostic_from_config(error)])),
        };
        let segment_override = SegmentOverride::default();
        let script = PreparedIssue::prepare(PrepareInput {
            workspace: &workspace,
            database: &self.database,
            path: &path,
            segment_override: &segment_override,
            keys: self.keys.clone(),
            today: clock::now().to_zoned(workspace.settings.society.time_zone()).date(),
        });
        match script.await {
            Ok(script) => {
                let good =
                    Arc::new(LoadedDraft::new(script, &workspace, self.next_version.fetch_add(1, Ordering::Relaxed)));
                let mut all = self.last_good.lock().unwrap_or_else(PoisonError::into_inner);
                all.insert(slug.to_owned(), Arc::clone(&good));
                Ok(LoadResult { draft: Some(good), findings: Vec::new() })
            }
            Err(PrepareError::Diagnostics(findings)) => Ok(self.last_good_result(slug, findings)),
            Err(PrepareError::Failed(error)) => Ok(self.last_good_result(slug, vec![diagnostic_from_error(&error)])),
        }
    }

    /// Returns the subject that the first reader of a draft sees, and what keeps the draft from being sent, as far as that
    /// is seen without making every copy.
    pub(super) async fn first_copy(&self, reading: LoadResult) -> Result<(Option<String>, Vec<Diagnostic>), Error> {
        let Some(good) = reading.draft.as_ref().filter(|_| reading.findings.is_empty()).map(Arc::clone) else {
            return Ok((None, reading.findings));
        };
        let blocks = good.script.lint_diagnostics.iter().filter(|finding| finding.severity == Severity::Block);
        let mut wrong: Vec<_> = blocks.cloned().collect();
        let subject = match good.script.first_recipient(&self.database).await? {
            None => return Ok((None, wrong)),
            Some(FirstRecipient::EmptySegment) => Err(Diagnostic {
                id: "nobody",
                severity: Severity::Block,
                location: None,
                message: "nobody would get this letter".to_owned(),
                help: None,
            }),
            Some(FirstRecipient::Found(reader)) => match good.script.renderer.letter(&reader) {
                Ok(letter) => Ok(letter.subject),
                Err(error) => Err(with_reader_name(diagnostic_from_error(&error), &reader.mailbox().to_string())),
            },
        };
        let subject = subject.map_err(|finding| wrong.push(finding)).ok();
        Ok((subject, wrong))
    }

    /// Returns what a page shows, by the number of its reading; what is there now, if that is no more at hand.
    pub(super) async fn draft_version(
        &self,
        slug: &str,
        reading: Option<u64>,
    ) -> Result<Option<Arc<LoadedDraft>>, Error> {
        let last = self.last_good.lock().unwrap_or_else(PoisonError::into_inner).get(slug).map(Arc::clone);
        match last.filter(|good| reading == Some(good.version)) {
            Some(good) => Ok(Some(good)),
            None => Ok(self.load_draft(slug).await?.draft),
        }
    }

    /// Makes every copy of a draft, unless that was done for all that is `seen` now.
    pub(super) async fn cached_dry_run(
        &self,
        good: &LoadedDraft,
        seen: ReviewSnapshot,
        reach: SegmentStats,
    ) -> Result<Arc<DryRun>, Error> {
        let slug = &good.script.draft.slug;
        let mut all = self.dry_runs.lock().await;
        if let Some(last) = all.get(slug).filter(|last| last.cache_key == (seen, reach)) {
            return Ok(Arc::clone(&last.dry_run));
        }
        let rehearsal = Arc::new(good.script.dry_run(&self.database, Some(MAX_DRY_RUN_COPIES), clock::now()).await?);
        all.insert(slug.clone(), CachedDryRun { cache_key: (seen, reach), dry_run: Arc::clone(&rehearsal) });
        Ok(rehearsal)
    }

    fn last_good_result(&self, slug: &str, findings: Vec<Diagnostic>) -> LoadResult {
        let all = self.last_good.lock().unwrap_or_else(PoisonError::into_inner);
        LoadResult { draft: all.get(slug).map(Arc::clone), findings }
    }
}
