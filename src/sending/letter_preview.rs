//! One reader's letter as fast as it can be made: without what only sending needs, and without looking for mistakes.

use std::collections::BTreeSet;

use super::prepare_error::PrepareError;
use super::prepared_issue::{DIGEST_PLACEHOLDER, PrepareInput, compose, renderer_settings};
use crate::delivery::{MessageRenderError, MessageRenderer};
use crate::draft::{self, Draft};
use crate::model::{Attachment, IssueContent, IssueId, RenderedMessage, Subscriber};
use crate::segment::Segment;

/// A draft that can be shown to one reader after another.
pub struct LetterPreview {
    /// Its recipients.
    pub segment: Segment,
    /// The names of all fields that a subscriber may have.
    pub fields: BTreeSet<String>,
    /// Its images and files.
    pub attachments: Vec<Attachment>,
    renderer: MessageRenderer,
}

impl LetterPreview {
    /// Composes a draft; with `line_marks` its HTML has the line of the draft at each block.
    ///
    /// # Errors
    /// Returns the diagnostics that prevent copies from being made; or the database failed.
    pub async fn compose(input: PrepareInput<'_>, draft: &Draft, line_marks: bool) -> Result<Self, PrepareError> {
        let PrepareInput { workspace, database, segment_override, keys, now, .. } = input;
        let (segment, fields, content, history) = compose(workspace, database, draft, segment_override, now).await?;
        let IssueContent { sender, mut composition, attachments, question, question_issue, call, .. } = content;
        if line_marks && let Some(marked) = draft::compose_with_line_marks(workspace, draft, &segment.list, &history) {
            composition = marked;
        }
        let (attached, event) = (Vec::new(), None);
        let content = IssueContent {
            sender,
            reply_to: None,
            composition,
            attachments: attached,
            event,
            question,
            question_issue,
            call,
        };
        let (settings, _) = renderer_settings(&workspace.settings, keys);
        let renderer =
            MessageRenderer::new(&content, &fields, &segment.list, settings, IssueId::NONE, DIGEST_PLACEHOLDER)?;
        Ok(Self { segment, fields, attachments, renderer })
    }

    /// Renders the letter of a reader.
    ///
    /// # Errors
    /// The draft uses a field in a way that this reader's value does not allow.
    pub fn render(&self, reader: &Subscriber) -> Result<RenderedMessage, MessageRenderError> {
        self.renderer.render(reader)
    }
}
