//! A draft made ready for its list: read, composed, linted, with the renderer of its copies.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;

use super::answer_diagnostics::answer_diagnostics;
use super::content_check::ContentCheck;
use super::content_digest::content_snapshot;
use super::event_changes::{event_diagnostics, event_history};
use super::prepare_error::PrepareError;
use super::repeated_question::repeated_question;
use super::segment_override::{SegmentOverride, resolve_segment};
use super::web_diagnostics::web_diagnostics;
use crate::config::{ChosenRelay, Settings, Workspace};
use crate::database::Database;
use crate::delivery::{MessageRenderError, MessageRenderer, RendererSettings};
use crate::draft::{self, Draft, EventHistory};
use crate::lint::{self, FieldUsage, LintContext};
use crate::model::{
    Attachment, Composition, Diagnostic, IssueContent, IssueId, Language, RelayName, ReviewSnapshot, SETTINGS_FILE,
    Severity, SigningKeys, SourceLocation, WebCopy, is_same_organization,
};
use crate::{segment, subscription};

/// The digest of an issue that is not frozen yet, as a part of Message-IDs.
pub(super) const DIGEST_PLACEHOLDER: &str = "dry-run";

/// The base of unsubscribe links when no page is configured; `.invalid` leads nowhere (RFC 2606 §2).
const PLACEHOLDER_URL: &str = "https://unsubscribe.invalid";

/// A draft ready for its list: the only value that previews, dry runs and freezing start from.
pub struct PreparedIssue {
    /// The draft as parsed.
    pub draft: Draft,
    /// Its recipients.
    pub segment: segment::Segment,
    /// The names of all fields that a subscriber may have.
    pub fields: BTreeSet<String>,
    /// The fields of subscribers that the draft uses.
    pub field_usage: BTreeMap<String, FieldUsage>,
    /// What freezing stores, and what every copy is made of.
    pub content: IssueContent,
    /// What it says on the web; none if the draft keeps it off the web.
    pub web_copy: Option<WebCopy>,
    /// Renders copies that belong to no issue yet.
    pub renderer: MessageRenderer,
    /// The relay that copies go through, by the settings of today; none for the one in `[relay]`.
    pub relay: Option<RelayName>,
    /// What lint found, regardless of who the recipients are.
    pub lint_diagnostics: Vec<Diagnostic>,
    /// What readers were told before of its event.
    pub event_history: EventHistory,
    pub(super) content_check: ContentCheck,
    pub(super) snapshot: ReviewSnapshot,
    renderer_settings: RendererSettings,
}

/// What a draft is prepared from.
pub struct PrepareInput<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The database.
    pub database: &'a Database,
    /// The draft's file.
    pub path: &'a Path,
    /// The list and conditions to use instead of the draft's own.
    pub segment_override: &'a SegmentOverride,
    /// The keys that seal unsubscribe tokens.
    pub keys: SigningKeys,
    /// The present time.
    pub now: Timestamp,
}

impl PreparedIssue {
    /// Finds a draft by its name or path and prepares it.
    ///
    /// # Errors
    /// See [`PreparedIssue::prepare`].
    pub async fn prepare_named(
        workspace: &Workspace,
        database: &Database,
        name: &str,
        segment_override: &SegmentOverride,
        now: Timestamp,
    ) -> Result<Self, PrepareError> {
        let path = draft::find_draft(&workspace.drafts_dir(), name)?;
        let keys = subscription::signing_keys(database, now).await?;
        Self::prepare(PrepareInput { workspace, database, path: &path, segment_override, keys, now }).await
    }

    /// Reads, composes and lints a draft.
    ///
    /// If recipients have no way to unsubscribe, the links lead nowhere and one of the diagnostics says so.
    ///
    /// # Errors
    /// Returns every diagnostic that prevents copies from being made, with the other diagnostics; or the database failed.
    pub async fn prepare(input: PrepareInput<'_>) -> Result<Self, PrepareError> {
        let draft = draft::read_draft(input.path)?;
        Self::prepare_draft(input, draft).await
    }

    /// Composes and lints a draft that was read from its file, or from a text that is not saved yet.
    ///
    /// # Errors
    /// See [`PreparedIssue::prepare`].
    pub async fn prepare_draft(input: PrepareInput<'_>, draft: Draft) -> Result<Self, PrepareError> {
        let PrepareInput { workspace, database, path, segment_override, keys, now } = input;
        let today = now.to_zoned(workspace.settings.society.time_zone()).date();
        let lint = |files: &[Attachment], names, fields, list_language: Option<&Language>| {
            let language = draft.language.as_ref().or(list_language);
            let context = LintContext::new(workspace, path, &draft, files, names, today).in_language(language);
            lint::lint_draft(&draft, &LintContext { fields, ..context })
        };
        let composed = compose(workspace, database, &draft, segment_override, now).await;
        let (segment, fields, content, event_history) = match composed {
            Ok(composed) => composed,
            Err(PrepareError::Diagnostics(mut diagnostics)) => {
                diagnostics.extend(lint(&draft.attachments, BTreeSet::new(), BTreeSet::new(), None));
                lint::sort_diagnostics(&mut diagnostics);
                return Err(PrepareError::Diagnostics(lint::limit_diagnostics(diagnostics)));
            }
            Err(failed) => return Err(failed),
        };
        let names = segment::known_names(database, &segment).await?;
        let list_language = segment.list.language.as_ref();
        let mut lint_diagnostics = lint(&content.attachments, names, fields.clone(), list_language);
        let told = content.event.as_ref();
        lint_diagnostics.extend(event_diagnostics(workspace, database, &draft, &event_history, told, today).await?);
        let question = content.question.as_ref();
        lint_diagnostics.extend(answer_diagnostics(&workspace.settings, &draft, question, told, now));
        let web_copy = draft::compose_web_copy(workspace, &draft, &segment.list, &fields, &event_history);
        lint_diagnostics.extend(web_diagnostics(&draft, &segment, &web_copy));
        let web_copy = web_copy.ok().flatten();
        lint_diagnostics.extend(foreign_sender(&workspace.settings, &draft));
        let (renderer_settings, can_unsubscribe) = renderer_settings(&workspace.settings, keys);
        if !can_unsubscribe {
            lint_diagnostics.push(no_unsubscribe_link());
        }
        let settings = renderer_settings.clone();
        let renderer =
            MessageRenderer::new(&content, &fields, &segment.list, settings, IssueId::NONE, DIGEST_PLACEHOLDER)?;
        let mut field_usage = lint::field_usage(&draft);
        field_usage.retain(|field, _| fields.contains(field));
        let relay = workspace.settings.relay_for(&segment.list.name, content.sender.address.domain());
        let snapshot = content_snapshot(workspace, &draft, &content, relay.settings);
        let relay = relay.name.cloned();
        let content_check = ContentCheck::new(&draft, &content.composition, &fields, renderer.shared_lines());
        Ok(Self {
            draft,
            segment,
            fields,
            field_usage,
            content,
            web_copy,
            renderer,
            relay,
            lint_diagnostics,
            event_history,
            content_check,
            snapshot,
            renderer_settings,
        })
    }

    /// Returns the relay that copies go through.
    #[must_use]
    pub fn chosen_relay<'a>(&self, settings: &'a Settings) -> ChosenRelay<'a> {
        settings.relay_for(&self.segment.list.name, self.content.sender.address.domain())
    }

    /// Returns a renderer of copies that belong to no issue, whose Message-IDs contain the start of `digest`.
    ///
    /// # Errors
    /// The composition is not valid Handlebars source.
    pub(super) fn renderer_with_digest(&self, digest: &str) -> Result<MessageRenderer, MessageRenderError> {
        let (list, settings) = (&self.segment.list, self.renderer_settings.clone());
        MessageRenderer::new(&self.content, &self.fields, list, settings, IssueId::NONE, digest)
    }

    /// Returns a renderer of another composition for the same recipients, for the preview.
    ///
    /// # Errors
    /// The composition is not valid Handlebars source.
    pub fn renderer_for(&self, composition: Composition) -> Result<MessageRenderer, MessageRenderError> {
        let content = IssueContent {
            sender: self.content.sender.clone(),
            reply_to: None,
            composition,
            attachments: Vec::new(),
            event: None,
            question: self.content.question.clone(),
            question_issue: self.content.question_issue,
            call: self.content.call.clone(),
        };
        let settings = self.renderer_settings.clone();
        MessageRenderer::new(&content, &self.fields, &self.segment.list, settings, IssueId::NONE, DIGEST_PLACEHOLDER)
    }
}

/// Returns how copies are rendered, and whether their readers can unsubscribe; otherwise the links lead nowhere.
pub(super) fn renderer_settings(settings: &Settings, keys: SigningKeys) -> (RendererSettings, bool) {
    let mut renderer_settings = RendererSettings::new(settings, keys);
    if renderer_settings.answers.is_empty() {
        renderer_settings.answers.public_url = Some(PLACEHOLDER_URL.to_owned());
    }
    let can_unsubscribe = !renderer_settings.links.is_empty();
    if !can_unsubscribe {
        renderer_settings.links.public_url = Some(PLACEHOLDER_URL.to_owned());
    }
    (renderer_settings, can_unsubscribe)
}

/// Resolves the recipients of a draft and composes it for them.
pub(super) async fn compose(
    workspace: &Workspace,
    database: &Database,
    draft: &Draft,
    segment_override: &SegmentOverride,
    now: Timestamp,
) -> Result<(segment::Segment, BTreeSet<String>, IssueContent, EventHistory), PrepareError> {
    let names = segment::condition_names(database).await?;
    let segment = resolve_segment(database, draft, segment_override, &names).await?;
    let fields: BTreeSet<String> = names.fields.into_keys().collect();
    let mut history = event_history(workspace, database, draft, segment.list.id, now).await?;
    history.question = repeated_question(database, draft, &segment.list).await?;
    let content = draft::compose_draft(workspace, draft, &segment.list, &fields, &history);
    Ok((segment, fields, content.map_err(PrepareError::Diagnostics)?, history))
}

/// Returns a finding if nothing in the settings is for letters from the draft's own sender.
fn foreign_sender(settings: &Settings, draft: &Draft) -> Option<Diagnostic> {
    let domain = draft.from.as_ref()?.address.domain();
    let usual = settings.sender.from.address.domain();
    let is_known = |relay: ChosenRelay<'_>| relay.settings.from.iter().any(|known| known == domain);
    if is_same_organization(domain, usual) || settings.all_relays().any(is_known) {
        return None;
    }
    Some(Diagnostic {
        id: "sender-foreign",
        severity: Severity::Block,
        location: Some(draft.key_location("from")),
        message: format!("the sender is in `{domain}`, and no relay is for letters from there"),
        help: Some(format!(
            "write an address in `{usual}`, or name `{domain}` in `from` of the relay that sends for it, such as \
             `[relays.youth]`"
        )),
        suggestion: None,
    })
}

fn no_unsubscribe_link() -> Diagnostic {
    Diagnostic {
        id: "unsub-missing",
        severity: Severity::Block,
        location: Some(SourceLocation { file: SETTINGS_FILE.into(), line: 0, column: 0 }),
        message: "nobody could unsubscribe: set `public_url` in `[web]`, or `unsubscribe` in `[sender]`".to_owned(),
        help: None,
        suggestion: None,
    }
}
