//! A draft that can be rehearsed: read, held against the checks, composed, its press ready.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;

use super::Error;
use crate::config::{Settings, Workspace};
use crate::database::{self, Database};
use crate::delivery::{self, MessageRenderError, MessageRenderer, UnsubscribeLinks};
use crate::draft::{self, ComposeError, ComposedDraft, Draft, FieldUsage, LintContext, SegmentOverride};
use crate::model::{
    Attachment, Composition, Diagnostic, Digest, IssueContent, IssueId, Keys, ReviewSnapshot, SETTINGS_FILE, Severity,
    SourceLocation, Subscriber,
};

/// What stands in place of an issue's digest while there is no issue.
const DIGEST_PLACEHOLDER: &str = "rehearsal";

/// Where the link of a letter leads that nobody could leave: nowhere (RFC 2606 §2).
const PLACEHOLDER_URL: &str = "https://unsubscribe.invalid";

/// Of how many pages of the list, a thousand people each, the first reader is looked for where haste is asked for.
const FIRST_RECIPIENT_PAGES: usize = 3;

/// Who comes first in an audience.
pub enum FirstRecipient {
    /// This one.
    Found(Box<Subscriber>),
    /// There is nobody in it.
    EmptySegment,
}

/// A draft that can be rehearsed.
pub struct PreparedDraft {
    /// The draft, its audience, its sources.
    pub composed: ComposedDraft,
    /// What makes its copies, for no issue.
    pub renderer: MessageRenderer,
    /// The fields of subscribers that it prints.
    pub field_usage: BTreeMap<String, FieldUsage>,
    /// What is wrong in what it says, whoever gets it.
    pub lint_diagnostics: Vec<Diagnostic>,
    snapshot: ReviewSnapshot,
    settings: Settings,
    keys: Keys,
}

/// What a draft is read by.
pub struct PrepareInput<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The database.
    pub database: &'a Database,
    /// The draft's file.
    pub path: &'a Path,
    /// What takes the place of what it says of whom it goes to.
    pub segment_override: SegmentOverride<'a>,
    /// What seals the links of its copies.
    pub keys: Keys,
    /// Today, on the society's clocks.
    pub today: Date,
}

/// Why a draft cannot be rehearsed.
pub enum PrepareError {
    /// Something in it must be mended first.
    Diagnostics(Vec<Diagnostic>),
    /// It could not be looked at.
    Failed(Error),
}

impl<E: Into<Error>> From<E> for PrepareError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl PreparedDraft {
    /// Reads and composes a draft, and reads it for slips.
    ///
    /// Where there is no way to leave, its links lead nowhere, and that is one of the remarks.
    ///
    /// # Errors
    /// Everything that keeps its copies from being made, together with what else is wrong in it; or the database refused.
    pub async fn prepare(source: PrepareInput<'_>) -> Result<Self, PrepareError> {
        let PrepareInput { workspace, database, path, segment_override: instead, keys, today } = source;
        let proof = match draft::compose_for_segment(workspace, database, path, instead).await {
            Ok(proof) => proof,
            Err(ComposeError::Diagnostics(findings)) => {
                return Err(PrepareError::Diagnostics(with_lint_diagnostics(workspace, path, findings, today)));
            }
            Err(ComposeError::Database(error)) => return Err(error.into()),
        };
        let people = draft::segment_names(database, &proof.segment).await?;
        let mut remarks = run_lint(workspace, path, &proof.draft, &proof.content.attachments, people, today);
        let mut settings = workspace.settings.clone();
        remarks.extend(ensure_unsubscribe_link(&mut settings));
        let printer = MessageRenderer::new(
            &settings,
            &proof.content,
            &proof.fields,
            &proof.segment.list,
            keys.clone(),
            IssueId::NONE,
            DIGEST_PLACEHOLDER,
        )
        .map_err(delivery::Error::from)?;
        let mut fields = draft::field_usage(&proof.draft);
        fields.retain(|field, _| proof.fields.contains(field));
        let look = draft::draft_snapshot(workspace, &proof);
        Ok(Self {
            composed: proof,
            renderer: printer,
            field_usage: fields,
            lint_diagnostics: remarks,
            snapshot: look,
            settings,
            keys,
        })
    }

    /// Makes a printer of other sources for the same readers: for the preview.
    ///
    /// # Errors
    /// The composition is no valid source.
    pub fn renderer_for(&self, composition: Composition) -> Result<MessageRenderer, MessageRenderError> {
        let proof = &self.composed;
        let sender = proof.content.sender.clone();
        let content = IssueContent { sender, reply_to: None, composition, attachments: Vec::new() };
        let keys = self.keys.clone();
        MessageRenderer::new(
            &self.settings,
            &content,
            &proof.fields,
            &proof.segment.list,
            keys,
            IssueId::NONE,
            DIGEST_PLACEHOLDER,
        )
    }

    /// Finds the first reader whose name or address holds `part`, or the first of all.
    ///
    /// # Errors
    /// The database refused.
    pub async fn find_recipient(
        &self,
        database: &Database,
        part: Option<&str>,
    ) -> Result<Option<Subscriber>, database::Error> {
        let part = part.map(str::to_lowercase);
        let mut pages = self.composed.segment.pages();
        while let Some(page) = pages.next(&mut database.begin_read().await?).await? {
            let fits = |reader: &Subscriber| part.as_ref().is_none_or(|part| reader.matches_name(part));
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
    pub async fn first_recipient(&self, database: &Database) -> Result<Option<FirstRecipient>, database::Error> {
        let mut pages = self.composed.segment.pages();
        for _ in 0..FIRST_RECIPIENT_PAGES {
            match pages.next(&mut database.begin_read().await?).await? {
                None => return Ok(Some(FirstRecipient::EmptySegment)),
                Some(page) => {
                    if let Some(reader) = page.into_iter().next() {
                        return Ok(Some(FirstRecipient::Found(Box::new(reader))));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Returns all that is to be seen of it, its recipients with it: who they are, and how many.
    #[must_use]
    pub fn seen(&self, roll: Digest, people: u64) -> ReviewSnapshot {
        ReviewSnapshot { recipients: roll, recipient_count: people, ..self.snapshot }
    }
}

/// Adds what is wrong in what the draft says to what keeps it from being composed.
fn with_lint_diagnostics(
    workspace: &Workspace,
    path: &Path,
    mut findings: Vec<Diagnostic>,
    today: Date,
) -> Vec<Diagnostic> {
    if let Ok(draft) = draft::read_draft(path) {
        findings.extend(run_lint(workspace, path, &draft, &draft.attachments, BTreeSet::new(), today));
        draft::sort_diagnostics(&mut findings);
    }
    findings
}

fn run_lint(
    workspace: &Workspace,
    path: &Path,
    draft: &Draft,
    files: &[Attachment],
    people: BTreeSet<String>,
    today: Date,
) -> Vec<Diagnostic> {
    draft::lint_draft(draft, &LintContext::new(workspace, path, draft, files, people, today))
}

/// Finds that nobody could leave, and gives the links somewhere to lead.
fn ensure_unsubscribe_link(settings: &mut Settings) -> Option<Diagnostic> {
    let links = UnsubscribeLinks::from_settings(settings);
    if links.public_url.is_some() || links.mailto.is_some() {
        return None;
    }
    settings.web.public_url = Some(PLACEHOLDER_URL.to_owned());
    Some(Diagnostic {
        id: "unsub-missing",
        severity: Severity::Block,
        location: Some(SourceLocation { file: SETTINGS_FILE.into(), line: 0, column: 0 }),
        message: "nobody could leave: set `public_url` in `[web]`, or `unsubscribe` in `[sender]`".to_owned(),
        help: None,
    })
}
