//! Reads a draft again at each request, and remembers the last version that could be rendered.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::audience::LetterAudience;
use super::diagnostic_json::{diagnostic_from_config, diagnostic_from_error};
use crate::config::Workspace;
use crate::delivery::MessageRenderer;
use crate::model::{Diagnostic, Issue, IssueState, Mailbox, RenderedMessage, ReviewSnapshot, Severity, Subscriber};
use crate::segment::SegmentStats;
use crate::sending::{
    DryRun, FirstRecipient, LetterPreview, PrepareError, PrepareInput, PreparedIssue, SegmentOverride,
};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, draft};

/// How many copies are rendered after a save: this takes about a second.
const MAX_DRY_RUN_COPIES: u64 = 100_000;

/// A draft that can be rendered.
pub(in crate::web::admin) struct LoadedDraft {
    pub(in crate::web::admin) prepared: PreparedIssue,
    pub(in crate::web::admin) sender: Mailbox,
    /// Counts the times that drafts were read: the frame of a page shows the same version as the page.
    pub(in crate::web::admin) version: u64,
    /// Renders letters whose blocks know their lines in the draft.
    annotated_renderer: Option<MessageRenderer>,
}

/// A dry run, and the state of everything that it was made from.
pub(in crate::web::admin) struct CachedDryRun {
    cache_key: (ReviewSnapshot, SegmentStats),
    dry_run: Arc<DryRun>,
}

/// A draft as it was just read.
pub(in crate::web::admin) struct LoadResult {
    /// The current version, or the last one that could be rendered.
    pub(in crate::web::admin) draft: Option<Arc<LoadedDraft>>,
    /// Why the current version cannot be rendered; empty when `draft` is the current version.
    pub(in crate::web::admin) diagnostics: Vec<Diagnostic>,
}

impl LoadedDraft {
    fn new(prepared: PreparedIssue, workspace: &Workspace, version: u64) -> Self {
        let marked =
            draft::compose_with_line_marks(workspace, &prepared.draft, &prepared.segment.list, &prepared.event_history);
        let annotated_renderer = marked.and_then(|composition| prepared.renderer_for(composition).ok());
        Self { sender: prepared.content.sender.clone(), prepared, version, annotated_renderer }
    }

    /// Renders a reader's letter, if possible with the draft's line at each block.
    pub(in crate::web::admin) fn annotated_letter(&self, reader: &Subscriber) -> Option<RenderedMessage> {
        let annotated = self.annotated_renderer.as_ref().and_then(|renderer| renderer.render(reader).ok());
        annotated.or_else(|| self.prepared.renderer.render(reader).ok())
    }
}

impl AdminServer {
    /// Reads a draft from the folder of the drafts; no other file can be requested.
    pub(in crate::web::admin) async fn load_draft(&self, slug: &str) -> Result<LoadResult, Error> {
        let path = self.draft_file(slug)?.ok_or(Error::NotFound)?;
        self.load_draft_at(slug, &path).await
    }

    /// Reads a draft from its file, which was found in that folder.
    pub(in crate::web::admin) async fn load_draft_at(&self, slug: &str, path: &Path) -> Result<LoadResult, Error> {
        let workspace = match Workspace::open(Some(&self.workspace.root), &self.workspace.root) {
            Ok(workspace) => workspace,
            Err(error) => return Ok(self.last_good_result(slug, vec![diagnostic_from_config(error)])),
        };
        let prepared = self.prepare(&workspace, path, None);
        match prepared.await {
            Ok(prepared) => {
                let loaded =
                    Arc::new(LoadedDraft::new(prepared, &workspace, self.next_version.fetch_add(1, Ordering::Relaxed)));
                let mut last_good = self.last_good.lock().unwrap_or_else(PoisonError::into_inner);
                last_good.insert(slug.to_owned(), Arc::clone(&loaded));
                Ok(LoadResult { draft: Some(loaded), diagnostics: Vec::new() })
            }
            Err(PrepareError::Diagnostics(diagnostics)) => Ok(self.last_good_result(slug, diagnostics)),
            Err(PrepareError::Failed(error)) => Ok(self.last_good_result(slug, vec![diagnostic_from_error(&error)])),
        }
    }

    /// Reads a draft from a text that is not saved; what it becomes is not remembered.
    pub(in crate::web::admin) async fn load_text(&self, slug: &str, text: Vec<u8>) -> Result<LoadResult, Error> {
        let path = self.draft_file(slug)?.unwrap_or_else(|| self.workspace.drafts_dir().join(format!("{slug}.md")));
        let workspace = match Workspace::open(Some(&self.workspace.root), &self.workspace.root) {
            Ok(workspace) => workspace,
            Err(error) => return Ok(LoadResult { draft: None, diagnostics: vec![diagnostic_from_config(error)] }),
        };
        let (draft, diagnostics) = match self.prepare(&workspace, &path, Some(text)).await {
            Ok(prepared) => (Some(Arc::new(LoadedDraft::new(prepared, &workspace, 0))), Vec::new()),
            Err(PrepareError::Diagnostics(diagnostics)) => (None, diagnostics),
            Err(PrepareError::Failed(error)) => (None, vec![diagnostic_from_error(&error)]),
        };
        Ok(LoadResult { draft, diagnostics })
    }

    /// Composes a text that is not saved, to be shown to one reader after another; returns what prevents it.
    pub(in crate::web::admin) async fn compose_text(
        &self,
        slug: &str,
        text: Vec<u8>,
        line_marks: bool,
    ) -> Result<Result<LetterPreview, Vec<Diagnostic>>, Error> {
        let path = self.draft_file(slug)?.unwrap_or_else(|| self.workspace.drafts_dir().join(format!("{slug}.md")));
        let workspace = match Workspace::open(Some(&self.workspace.root), &self.workspace.root) {
            Ok(workspace) => workspace,
            Err(error) => return Ok(Err(vec![diagnostic_from_config(error)])),
        };
        let draft = match draft::parse_draft(&path, text) {
            Ok(draft) => draft,
            Err(diagnostic) => return Ok(Err(vec![diagnostic])),
        };
        let segment_override = SegmentOverride::default();
        let input = PrepareInput {
            workspace: &workspace,
            database: &self.database,
            path: &path,
            segment_override: &segment_override,
            keys: self.keys.clone(),
            now: clock::now(),
        };
        Ok(match LetterPreview::compose(input, &draft, line_marks).await {
            Ok(preview) => Ok(preview),
            Err(PrepareError::Diagnostics(diagnostics)) => Err(diagnostics),
            Err(PrepareError::Failed(error)) => Err(vec![diagnostic_from_error(&error)]),
        })
    }

    /// Prepares a draft from its file, or from a text in its place.
    async fn prepare(
        &self,
        workspace: &Workspace,
        path: &Path,
        text: Option<Vec<u8>>,
    ) -> Result<PreparedIssue, PrepareError> {
        let segment_override = SegmentOverride::default();
        let (database, keys, now) = (&self.database, self.keys.clone(), clock::now());
        let input = PrepareInput { workspace, database, path, segment_override: &segment_override, keys, now };
        match text {
            Some(text) => PreparedIssue::prepare_draft(input, draft::parse_draft(path, text)?).await,
            None => PreparedIssue::prepare(input).await,
        }
    }

    /// Returns the file of a draft; no other file can be requested.
    pub(in crate::web::admin) fn draft_file(&self, slug: &str) -> Result<Option<PathBuf>, Error> {
        let drafts = draft::list_drafts(&self.workspace.drafts_dir()).map_err(Error::Drafts)?;
        Ok(drafts.into_iter().find(|(known, _)| known == slug).map(|(_, path)| path))
    }

    /// Returns the issue of a draft that is being sent or was sent: what it froze cannot be changed any more.
    pub(in crate::web::admin) async fn sent_issue(&self, slug: &str) -> Result<Option<Issue>, Error> {
        let issues = database::issues::by_slug(&mut self.database.begin_read().await?, slug).await?;
        Ok(issues.into_iter().rev().find(|issue| !issue.trial && issue.state != IssueState::Cancelled))
    }

    /// Returns the subject of the first recipient's copy, and what keeps the draft from being sent, as far as one copy
    /// shows it.
    pub(in crate::web::admin) async fn first_copy(
        &self,
        loaded: LoadResult,
    ) -> Result<(Option<String>, Vec<Diagnostic>), Error> {
        let Some(draft) = loaded.draft.as_ref().filter(|_| loaded.diagnostics.is_empty()).map(Arc::clone) else {
            return Ok((None, loaded.diagnostics));
        };
        let blocking = draft.prepared.lint_diagnostics.iter().filter(|found| found.severity == Severity::Block);
        let mut diagnostics: Vec<_> = blocking.cloned().collect();
        let subject = match draft.prepared.first_recipient(&self.database).await? {
            None => return Ok((None, diagnostics)),
            Some(FirstRecipient::EmptySegment) => Err(Diagnostic {
                id: "nobody",
                severity: Severity::Block,
                location: None,
                message: "nobody would get this letter".to_owned(),
                help: None,
                suggestion: None,
            }),
            Some(FirstRecipient::Found(reader)) => match draft.prepared.renderer.render(&reader) {
                Ok(letter) => Ok(letter.subject),
                Err(error) => Err(with_reader_name(diagnostic_from_error(&error), &reader.mailbox().to_string())),
            },
        };
        let subject = subject.map_err(|found| diagnostics.push(found)).ok();
        Ok((subject, diagnostics))
    }

    /// Returns a version of a draft; the current one, if that version is no longer available.
    pub(in crate::web::admin) async fn draft_version(
        &self,
        slug: &str,
        version: Option<u64>,
    ) -> Result<Option<Arc<LoadedDraft>>, Error> {
        let last = self.last_good.lock().unwrap_or_else(PoisonError::into_inner).get(slug).map(Arc::clone);
        match last.filter(|loaded| version == Some(loaded.version)) {
            Some(loaded) => Ok(Some(loaded)),
            None => Ok(self.load_draft(slug).await?.draft),
        }
    }

    /// Renders every copy of a draft, unless nothing has changed since the last dry run.
    pub(in crate::web::admin) async fn cached_dry_run(
        &self,
        loaded: &LoadedDraft,
        snapshot: ReviewSnapshot,
        audience: &LetterAudience,
    ) -> Result<Arc<DryRun>, Error> {
        let slug = &loaded.prepared.draft.slug;
        let mut all = self.dry_runs.lock().await;
        let cache_key = (snapshot, audience.stats);
        if let Some(last) = all.get(slug).filter(|last| last.cache_key == cache_key) {
            return Ok(Arc::clone(&last.dry_run));
        }
        let (prepared, now) = (&loaded.prepared, clock::now());
        let dry_run = prepared.dry_run_first(&self.database, MAX_DRY_RUN_COPIES, now).await?;
        // What has seen everybody knows the counts itself, and they may be newer.
        let is_whole = dry_run.rendered < MAX_DRY_RUN_COPIES;
        let dry_run = Arc::new(if is_whole { dry_run } else { dry_run.of_all(audience.stats, audience.digest) });
        all.insert(slug.clone(), CachedDryRun { cache_key, dry_run: Arc::clone(&dry_run) });
        Ok(dry_run)
    }

    fn last_good_result(&self, slug: &str, diagnostics: Vec<Diagnostic>) -> LoadResult {
        let all = self.last_good.lock().unwrap_or_else(PoisonError::into_inner);
        LoadResult { draft: all.get(slug).map(Arc::clone), diagnostics }
    }
}

/// Adds whose copy cannot be rendered.
pub(in crate::web::admin) fn with_reader_name(diagnostic: Diagnostic, name: &str) -> Diagnostic {
    Diagnostic { message: format!("the copy for {name} cannot be made: {}", diagnostic.message), ..diagnostic }
}
