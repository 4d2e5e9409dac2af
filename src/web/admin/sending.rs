//! Trying a letter, sending it, and watching it go.

pub(super) mod sending_desk;

mod check_words;
mod issue_actions;
mod issue_page;
mod issue_people;
mod letter_release;
mod letter_summary;
mod opened_letter;
mod progress_stream;
mod recipient_names;
mod send_form;
mod send_page;
mod stop_page;
mod test_page;
mod web_copy_panel;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::{AdminServer, script, stylesheet};

/// A sentence, whose parts may be code.
const PARTS: (&str, &str) = ("parts", include_str!("../../../templates/admin/parts.html.hbs"));

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    vec![
        PARTS,
        send_page::TEMPLATE,
        send_page::CLOSED_TEMPLATE,
        recipient_names::TEMPLATE,
        test_page::TEMPLATE,
        issue_page::TEMPLATE,
        issue_people::TEMPLATE,
        stop_page::TEMPLATE,
    ]
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    Router::new()
        .route("/{token}/draft/{slug}/test", get(test_page::show).post(test_page::send))
        .route("/{token}/draft/{slug}/send", get(send_page::show).post(letter_release::send))
        .route("/{token}/draft/{slug}/send/names", get(recipient_names::show))
        .route("/{token}/issue/{id}", get(issue_page::show))
        .route("/{token}/issue/{id}/changes", get(progress_stream::stream))
        .route("/{token}/issue/{id}/pause", post(issue_actions::pause))
        .route("/{token}/issue/{id}/resume", post(issue_actions::resume))
        .route("/{token}/issue/{id}/retry", post(issue_actions::retry))
        .route("/{token}/issue/{id}/resolve", post(issue_actions::resolve))
        .route("/{token}/issue/{id}/web", post(web_copy_panel::change))
        .route("/{token}/issue/{id}/stop", get(stop_page::show).post(issue_actions::stop))
        .route("/{token}/sending.js", script(include_str!("../../../templates/admin/sending.js")))
        .route("/{token}/sending.css", stylesheet(include_str!("../../../templates/admin/sending.css")))
}
