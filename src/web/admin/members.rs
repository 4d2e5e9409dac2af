//! The members and the lists: who they are, what is stored of each, who comes in and who leaves.

pub(super) mod consent_form;
pub(super) mod form_input;
pub(super) mod form_values;
pub(super) mod history_words;
pub(super) mod page_notices;
pub(super) mod person_fields;

mod add_page;
mod change_page;
mod directory_page;
mod erase_page;
pub(super) mod held_import;
mod import_choices;
mod import_page;
mod import_review;
mod import_upload;
mod list_page;
mod lists_page;
mod member_desk;
mod member_export;
mod person_acts;
mod person_page;
mod suppression_acts;
mod unknown_address;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{AdminServer, script, stylesheet};
use held_import::MAX_FILE_BYTES;
pub(super) use member_desk::MemberDesk;

/// The room for what a form has beside its file, in bytes.
const FORM_BYTES: usize = 64 * 1024;

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    [
        &form_input::TEMPLATES[..],
        &[
            page_notices::TEMPLATE,
            directory_page::TEMPLATE,
            person_page::TEMPLATE,
            change_page::TEMPLATE,
            add_page::TEMPLATE,
            erase_page::TEMPLATE,
            suppression_acts::TEMPLATE,
            import_upload::TEMPLATE,
        ],
        &import_page::TEMPLATES,
        &list_page::TEMPLATES,
        &lists_page::TEMPLATES,
    ]
    .concat()
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    let upload = get(import_upload::show).post(import_upload::upload);
    Router::new()
        .route("/{token}/members/import", upload.layer(DefaultBodyLimit::max(MAX_FILE_BYTES + FORM_BYTES)))
        .route("/{token}/members/import/{key}", get(import_page::show).post(import_page::choose))
        .route("/{token}/members", get(directory_page::show))
        .route("/{token}/members/export", get(member_export::download))
        .route("/{token}/members/add", get(add_page::show).post(add_page::add))
        .route("/{token}/members/unknown", post(unknown_address::decide))
        .route("/{token}/members/{id}", get(person_page::show))
        .route("/{token}/members/{id}/export", get(member_export::download_person))
        .route("/{token}/members/{id}/change", get(change_page::show).post(change_page::change))
        .route("/{token}/members/{id}/off", post(person_acts::take_off))
        .route("/{token}/members/{id}/back", post(person_acts::undo_take_off))
        .route("/{token}/members/{id}/stop", post(suppression_acts::suppress))
        .route("/{token}/members/{id}/mail-again", get(suppression_acts::show).post(suppression_acts::mail_again))
        .route("/{token}/members/{id}/erase", get(erase_page::show).post(erase_page::erase))
        .route("/{token}/lists", get(lists_page::show))
        .route("/{token}/lists/new", get(lists_page::show_new).post(lists_page::create))
        .route("/{token}/lists/{name}", get(list_page::show).post(list_page::change))
        .route("/{token}/lists/{name}/requests", post(list_page::decide))
        .route("/{token}/lists/{name}/delete", get(list_page::show_delete).post(list_page::delete))
        .route("/{token}/members.css", stylesheet(include_str!("../../../templates/admin/members.css")))
        .route("/{token}/members.js", script(include_str!("../../../templates/admin/members.js")))
}
