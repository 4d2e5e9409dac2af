//! Reads and composes drafts. It alone knows Markdown and YAML.

mod attachments;
mod calendar;
mod calendar_event;
mod compose;
mod document;
mod document_reader;
mod draft_file;
mod draft_files;
mod field_checks;
mod footnotes;
mod front_matter;
mod html_body;
mod image_size;
mod inline_images;
mod letter_layout;
mod letter_parts;
mod letter_templates;
mod markdown;
mod plain_subject;
mod plain_text;
mod source_line_marks;
mod source_positions;
mod split_lists;
mod standalone_tags;
mod table_of_contents;
mod text_blocks;
mod text_table;
mod typed_scalar;
mod typed_values;

pub use attachments::read_adjacent_file;
pub use compose::{compose_draft, compose_with_line_marks};
pub use document::{Document, DocumentBody};
pub use draft_file::{Draft, draft_slug, read_draft};
pub use draft_files::{find_draft, list_drafts};
pub use plain_subject::plain_subject;
pub use text_blocks::{BlockKind, DocumentLink, FIELD_PLACEHOLDER, NumberedList, TextBlock};
