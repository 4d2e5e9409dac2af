//! The letters: their list, and each draft as each reader will see it.

pub(super) mod audience;
pub(super) mod diagnostic_json;
pub(super) mod draft_loader;
pub(super) mod draft_page;
pub(super) mod draft_sidebar;
pub(super) mod letter_export;
pub(super) mod letter_frame;
pub(super) mod letter_view;
pub(super) mod reader_picker;

mod letter_copy;
mod letter_row;
mod letters_page;
pub(super) mod new_letter;
mod sent_letter;
mod source_excerpt;
mod unread_notes;
mod word_document;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{AdminServer, script};

/// The largest document that is read, in bytes; as `circular new --from` takes it.
const MAX_DOCUMENT_BYTES: usize = 64 * 1_024 * 1_024;

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    let pages = [
        letters_page::TEMPLATE,
        letter_row::TEMPLATE,
        new_letter::TEMPLATE,
        sent_letter::TEMPLATE,
        word_document::TEMPLATE,
        draft_page::TEMPLATE,
        letter_view::TEMPLATE,
        source_excerpt::TEMPLATE,
        letter_export::TEMPLATE,
    ];
    [&pages[..], &draft_sidebar::TEMPLATES, &diagnostic_json::TEMPLATES].concat()
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    Router::new()
        .route("/{token}/", get(letters_page::show))
        .route("/{token}/notes/read", post(unread_notes::mark_read))
        .route("/{token}/new", get(new_letter::show).post(new_letter::create))
        .route("/{token}/new/document", post(word_document::create).layer(DefaultBodyLimit::max(MAX_DOCUMENT_BYTES)))
        .route("/{token}/draft/{slug}/changes", get(word_document::show_changes))
        .route("/{token}/sent/{issue}", get(sent_letter::show))
        .route("/{token}/sent/{issue}/letter", get(sent_letter::show_letter))
        .route("/{token}/sent/{issue}/copy", post(letter_copy::create))
        .route("/{token}/draft/{slug}", get(draft_page::show))
        .route("/{token}/draft/{slug}/letter", get(letter_frame::show))
        .route("/{token}/draft/{slug}/line/{line}", get(source_excerpt::show))
        .route("/{token}/letter-view.js", script(include_str!("../../../templates/admin/letter-view.js")))
}
