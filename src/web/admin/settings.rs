//! The settings: the society and its look, the sender, the mail server, the mailbox.

pub(super) mod form_fields;
pub(super) mod sample_letter;
pub(super) mod settings_form;
pub(super) mod settings_memory;
pub(super) mod settings_page;

mod handover_page;
mod mail_form;
mod test_mail;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::{AdminServer, script, stylesheet};

/// The largest file of a logo, in bytes, with the rest of its form.
const MAX_LOGO_BYTES: usize = 2_100_000;

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    [&settings_page::TEMPLATES[..], &mail_form::TEMPLATES, &[handover_page::TEMPLATE]].concat()
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    let logo = post(sample_letter::store_logo).layer(DefaultBodyLimit::max(MAX_LOGO_BYTES));
    Router::new()
        .route("/{token}/settings", get(settings_page::show))
        .route("/{token}/settings/letter", get(sample_letter::show))
        .route("/{token}/settings/logo", logo)
        .route("/{token}/settings/undo", post(settings_page::undo))
        .route("/{token}/settings/relay", post(mail_form::save_relay))
        .route("/{token}/settings/mailbox", post(mail_form::save_mailbox))
        .route("/{token}/settings/test", post(test_mail::send))
        .route("/{token}/settings/handover", get(handover_page::show).post(handover_page::pack))
        .route("/{token}/settings/handover/undo", post(handover_page::undo))
        .route("/{token}/settings/form/{form}", post(settings_page::save))
        .route("/{token}/settings.js", script(include_str!("../../../templates/admin/settings.js")))
        .route("/{token}/settings.css", stylesheet(include_str!("../../../templates/admin/settings.css")))
}
