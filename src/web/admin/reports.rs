//! What became of the letters, and the messages that the demo caught.

mod inbox_page;
mod report_page;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::AdminServer;

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    [&[report_page::TEMPLATE][..], &inbox_page::TEMPLATES].concat()
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    Router::new()
        .route("/{token}/inbox", get(inbox_page::list))
        .route("/{token}/inbox/{number}", get(inbox_page::show))
        .route("/{token}/inbox/{number}/letter", get(inbox_page::show_letter))
        .route("/{token}/report", get(report_page::show))
}
