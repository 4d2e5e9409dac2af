//! Reads a draft, finds its mistakes, composes the issue. It alone knows Markdown and YAML.
//!
//! The chair's own words for what is wrong are made here, as findings with their places in the draft.

mod attachments;
mod calendar;
mod calendar_event;
mod compose;
mod draft_file;
mod draft_files;
mod footnotes;
mod front_matter;
mod html_body;
mod image_size;
mod inline_images;
mod letter_templates;
mod lint;
mod local_links;
mod markdown;
mod plain_subject;
mod plain_text;
mod source_line_marks;
mod split_lists;
mod standalone_tags;
mod table_of_contents;
mod text_table;
mod unquoted_conditions;

pub use compose::{compose_draft, compose_with_line_marks};
pub use draft_file::{Draft, draft_slug, read_draft};
pub use draft_files::{find_draft, list_drafts};
pub use lint::{
    FieldUsage, LINT_RULES, LintContext, LintRule, check_template_fields, clipped_html, field_usage, find_rule,
    lint_draft, segment_names, sort_by_diagnostic, sort_diagnostics,
};
pub use plain_subject::plain_subject;
