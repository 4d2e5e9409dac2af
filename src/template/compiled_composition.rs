//! All parts of a composition, compiled together.

use handlebars::{Handlebars, Template};
use serde_json::{Map, Value};

use super::compiled_part::CompiledPart;
use super::part_lines::{HtmlPartLines, TextPartLines};
use super::recipient_values::{RecipientValues, ValueSlot, ValueSlots};
use super::shared_text::SharedText;
use crate::model::{RenderedParts, single_line};

/// The lines that all messages of an issue share, as they are before they are encoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SharedPartLines {
    /// Runs of lines of the HTML part.
    pub html: Vec<String>,
    /// Runs of lines of the text part, wrapped.
    pub text: Vec<String>,
}

/// The templates of a composition, ready to be rendered.
#[derive(Clone, Copy)]
pub(super) struct SourceParts<'a> {
    pub(super) subject: &'a Template,
    pub(super) html: &'a Template,
    pub(super) text: &'a Template,
}

/// A composition without what all messages share.
#[derive(Debug)]
pub(super) struct CompiledComposition {
    pub(super) slots: Vec<ValueSlot>,
    pub(super) shared: SharedPartLines,
    subject: CompiledPart,
    html: CompiledPart,
    text: CompiledPart,
}

impl CompiledComposition {
    pub(super) fn new(parts: SourceParts<'_>, base_data: &Map<String, Value>) -> Self {
        let mut slots = ValueSlots::new(base_data);
        let mut shared = SharedPartLines::default();
        let subject = CompiledPart::new(parts.subject, false, &mut slots, &mut SharedText::unshared);
        let html = CompiledPart::new(parts.html, true, &mut slots, &mut |text| SharedText::new(text, &mut shared.html));
        let text =
            CompiledPart::new(parts.text, false, &mut slots, &mut |text| SharedText::wrapped(text, &mut shared.text));
        Self { slots: slots.into_slots(), shared, subject, html, text }
    }

    /// Returns whether a tag is left to the engine.
    pub(super) fn needs_engine(&self) -> bool {
        [&self.subject, &self.html, &self.text].iter().any(|part| part.needs_engine)
    }

    /// Renders the message of one recipient; `None` if only the engine can say what becomes of it.
    pub(super) fn render(
        &self,
        recipient: &RecipientValues<'_>,
        plain: &Handlebars<'_>,
        escaping: &Handlebars<'_>,
    ) -> Option<RenderedParts> {
        let (mut subject, mut html, mut text) = (String::new(), HtmlPartLines::new(), TextPartLines::new());
        self.subject.render(recipient, plain, &mut subject)?;
        self.html.render(recipient, escaping, &mut html)?;
        self.text.render(recipient, plain, &mut text)?;
        Some(RenderedParts { subject: single_line(&subject).into_owned(), html: html.finish()?, text: text.finish()? })
    }
}
