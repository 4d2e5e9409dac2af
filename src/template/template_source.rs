//! A source with its `{{…}}`, parsed once.

use super::Error;
use super::field_references::{FieldReference, references};
use super::link_targets::has_link;
use super::restricted_template::compile_restricted;
use super::tag_positions::unclosed_construct;
use super::template_tags::{TemplateTag, parse_tags};

/// A source whose tags have been found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSource {
    text: String,
    tags: Vec<TemplateTag>,
}

impl TemplateSource {
    /// Finds the tags of a source.
    ///
    /// # Errors
    /// A brace or a block is not closed, or a tag is of a kind that letters do not use.
    pub fn parse(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        let tags = parse_tags(&text)?;
        Ok(Self { text, tags })
    }

    /// Returns the source as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns its tags, in order.
    #[must_use]
    pub fn tags(&self) -> &[TemplateTag] {
        &self.tags
    }

    /// Returns every name that the source reads, in order.
    ///
    /// Names that a block defines are left out: `this`, `@index`, `../name`, and all names within `{{#each}}` and
    /// `{{#with}}`, except those that these two read themselves.
    #[must_use]
    pub fn references(&self) -> Vec<FieldReference> {
        references(&self.text, &self.tags)
    }

    /// Returns whether the source, as HTML, has a link whose `href` is this field; links in comments do not count.
    #[must_use]
    pub fn has_link_to(&self, field: &str) -> bool {
        has_link(&self.text, &self.tags, field)
    }

    /// Returns the start of what hides the rest of the source, as HTML: a comment, or an element that holds only text.
    #[must_use]
    pub fn unclosed_construct(&self) -> Option<&'static str> {
        unclosed_construct(&self.text, &self.tags)
    }

    /// Compiles the source to find errors that only the engine notices.
    ///
    /// # Errors
    /// The source cannot be compiled, is too long, or does something that letters must not do.
    pub fn validate(&self) -> Result<(), Error> {
        compile_restricted(&self.text, &self.tags).map(drop)
    }
}
