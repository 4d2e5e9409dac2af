//! Renders Handlebars sources: messages and web pages.
//!
//! The HTML part and web pages escape field values; the text part and the subject do not. This is the only module
//! that uses the Handlebars crate.

mod bounded_writer;
mod call_checks;
mod compiled_composition;
mod compiled_part;
mod expression;
mod field_references;
mod helpers;
mod iteration_limit;
mod layout;
mod link_helpers;
mod link_targets;
mod neutral_text;
mod page_templates;
mod part_lines;
mod precompute;
mod quick_compile;
mod recipient_values;
mod restricted_template;
mod sentence_helper;
mod sentence_markup;
mod sentence_tags;
mod shared_text;
mod tag_lists;
mod tag_placeholders;
mod tag_positions;
mod template_error;
mod template_renderer;
mod template_source;
mod template_tags;
mod template_visitor;
mod text_functions;

pub use call_checks::CallFault;
pub use compiled_composition::SharedPartLines;
pub use field_references::FieldReference;
pub use layout::LayoutComposer;
pub use link_targets::guard_target;
pub use neutral_text::{NeutralText, render_neutral_html, render_neutral_text};
pub use page_templates::PageTemplates;
pub use recipient_values::{ANSWER_LINK_PREFIX, PREFERENCES_FIELD, STILL_WANTED_FIELD, UNSUBSCRIBE_FIELD};
pub use tag_placeholders::{PlaceholderSpan, TagPlaceholders};
pub use template_error::Error;
pub use template_renderer::TemplateRenderer;
pub use template_source::TemplateSource;
pub use template_tags::{TagRole, TemplateTag};
