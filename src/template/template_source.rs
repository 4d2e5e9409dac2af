//! A source with its parsed `{{…}}` tags.

use super::Error;
use super::call_checks::{CallFault, call_faults};
use super::field_references::{FieldReference, references};
use super::link_targets::has_link;
use super::restricted_template::compile_restricted;
use super::tag_positions::{tag_positions, unclosed_construct};
use super::template_tags::{TagRole, TemplateTag, parse_tags};
use crate::model::MarkupPosition;

/// A source whose tags have been parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSource {
    text: String,
    tags: Vec<TemplateTag>,
}

impl TemplateSource {
    /// Parses the tags of a source.
    ///
    /// # Errors
    /// Returns an error if a brace or a block is not closed, or a tag is of a kind that messages do not use.
    pub fn parse(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        let tags = parse_tags(&text)?;
        Ok(Self { text, tags })
    }

    /// Returns the original source.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns its tags, in source order.
    #[must_use]
    pub fn tags(&self) -> &[TemplateTag] {
        &self.tags
    }

    /// Returns every name that the source reads, in source order.
    ///
    /// Names that a block defines are left out: `this`, `@index`, `../name`, and all names within `{{#each}}` and
    /// `{{#with}}`, except those that the two tags read themselves.
    #[must_use]
    pub fn references(&self) -> Vec<FieldReference> {
        references(&self.text, &self.tags)
    }

    /// Returns the calls of helpers that do not exist or lack an argument, in source order.
    #[must_use]
    pub fn call_faults(&self) -> Vec<CallFault> {
        call_faults(&self.text, &self.tags)
    }

    /// Returns the expressions of tags that print a subscriber's field where it could become markup of the HTML source.
    pub fn fields_in_markup(&self) -> impl Iterator<Item = &str> {
        let positions = tag_positions(&self.text, &self.tags);
        let fields = self.tags.iter().zip(positions).filter(|(tag, position)| {
            let is_field = !["issue.", "society.", "list."].iter().any(|start| tag.expression.starts_with(start));
            tag.role == TagRole::Value && *position == MarkupPosition::Markup && is_field
        });
        fields.map(|(tag, _)| tag.expression.as_str())
    }

    /// Returns whether the HTML source has a link whose `href` is this field; links in comments do not count.
    #[must_use]
    pub fn has_link_to(&self, field: &str) -> bool {
        has_link(&self.text, &self.tags, field)
    }

    /// Returns the start of the construct that hides the rest of the HTML source: a comment, or an element that
    /// contains only text.
    #[must_use]
    pub fn unclosed_construct(&self) -> Option<&'static str> {
        unclosed_construct(&self.text, &self.tags)
    }

    /// Compiles the source to find the errors that only the engine detects.
    ///
    /// # Errors
    /// Returns an error if the source cannot be compiled, is too long, or uses a feature that is not allowed in
    /// messages.
    pub fn validate(&self) -> Result<(), Error> {
        compile_restricted(&self.text, &self.tags).map(drop)
    }
}
