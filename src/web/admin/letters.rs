//! The letters: their list, and each draft as each reader will see it.

pub(super) mod diagnostic_json;
pub(super) mod draft_loader;
pub(super) mod draft_page;
pub(super) mod draft_sidebar;
pub(super) mod letter_export;
pub(super) mod letter_frame;
pub(super) mod letter_view;
pub(super) mod reader_picker;

mod drafts_page;
mod new_letter;
mod source_excerpt;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::{AdminServer, script};

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    let pages = [
        drafts_page::TEMPLATE,
        draft_page::TEMPLATE,
        letter_view::TEMPLATE,
        source_excerpt::TEMPLATE,
        letter_export::TEMPLATE,
    ];
    [&pages[..], &draft_sidebar::TEMPLATES, &diagnostic_json::TEMPLATES].concat()
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    Router::new()
        .route("/{token}/", get(drafts_page::show))
        .route("/{token}/drafts", post(new_letter::create))
        .route("/{token}/draft/{slug}", get(draft_page::show))
        .route("/{token}/draft/{slug}/letter", get(letter_frame::show))
        .route("/{token}/draft/{slug}/line/{line}", get(source_excerpt::show))
        .route("/{token}/letter-view.js", script(include_str!("../../../templates/admin/letter-view.js")))
}
