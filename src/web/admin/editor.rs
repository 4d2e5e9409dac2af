//! The page on which a letter is written, and the files behind it.

pub(super) mod editor_page;

mod draft_picture;
mod edited_file;
mod live_letter;
mod pasted_text;
mod version_history;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::AdminServer;

/// The largest picture that can be dropped on a letter, as a camera makes it; `check` says what is too large to be sent.
const MAX_PICTURE_BYTES: usize = 20_000_000;

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    vec![editor_page::TEMPLATE]
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    let pictures = post(draft_picture::store).layer(DefaultBodyLimit::max(MAX_PICTURE_BYTES));
    let attachments = post(draft_picture::store_attachment).layer(DefaultBodyLimit::max(MAX_PICTURE_BYTES));
    let paste = post(pasted_text::clean).layer(DefaultBodyLimit::max(MAX_PICTURE_BYTES));
    Router::new()
        .route("/{token}/draft/{slug}/edit", get(editor_page::show))
        .route("/{token}/draft/{slug}/file", get(edited_file::read).put(edited_file::save))
        .route("/{token}/draft/{slug}/live", post(live_letter::render))
        .route("/{token}/draft/{slug}/versions", get(version_history::list).post(version_history::keep))
        .route("/{token}/draft/{slug}/versions/{id}", get(version_history::read))
        .route("/{token}/draft/{slug}/pictures", pictures)
        .route("/{token}/draft/{slug}/attachments", attachments)
        .route("/{token}/draft/{slug}/paste", paste)
        .route("/{token}/draft/{slug}/pictures/{name}", get(draft_picture::show))
        .route("/{token}/letter-frame", get(editor_page::letter_frame))
        .route("/{token}/editor.js", get(editor_page::script))
        .route("/{token}/editor.css", get(editor_page::stylesheet))
        .route("/{token}/text_view.js", get(editor_page::text_view_script))
        .route("/{token}/text_view.css", get(editor_page::text_view_stylesheet))
}
