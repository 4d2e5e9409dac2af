//! Fills Handlebars sources: letters for readers, pages for browsers. It alone knows Handlebars and the CSS inliner.
//!
//! The HTML part and pages escape what they are given; the text part and the subject do not.

mod bounded_writer;
mod client_emulation;
mod css_inlining;
mod dark_mode;
mod field_references;
mod helpers;
mod iteration_limit;
mod layout;
mod link_targets;
mod markup_position;
mod nesting_limit;
mod page_templates;
mod precompute;
mod snippet;
mod tag_placeholders;
mod template_error;
mod template_renderer;
mod template_tags;
mod template_visitor;
mod text_wrapping;

pub use client_emulation::ClientEmulation;
pub use css_inlining::{close_elements, inline_css};
pub use dark_mode::dark_mode_css;
pub use field_references::{FieldReference, field_references};
pub use layout::LayoutComposer;
pub use link_targets::{guard_target, has_link_to};
pub use markup_position::unclosed_construct;
pub use page_templates::PageTemplates;
pub use snippet::snippet;
pub use tag_placeholders::{PlaceholderSpan, TagPlaceholders};
pub use template_error::Error;
pub use template_renderer::{TemplateRenderer, UNSUBSCRIBE_FIELD};
pub use template_tags::{TagRole, TemplateTag, line_and_column, parse_tags};
