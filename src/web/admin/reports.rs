//! What became of the letters, and the messages that the demo caught.

mod inbox_page;
mod issue_people;
mod issue_report_page;
mod report_page;
mod views_page;
mod year_page;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::{AdminServer, script};

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    [
        &[report_page::TEMPLATE, issue_report_page::TEMPLATE, year_page::TEMPLATE, views_page::TEMPLATE][..],
        &inbox_page::TEMPLATES,
    ]
    .concat()
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    Router::new()
        .route("/{token}/inbox", get(inbox_page::list))
        .route("/{token}/inbox/{number}", get(inbox_page::show))
        .route("/{token}/inbox/{number}/letter", get(inbox_page::show_letter))
        .route("/{token}/report", get(report_page::show))
        .route("/{token}/report/{slug}", get(issue_report_page::show))
        .route("/{token}/report/{slug}/views", get(views_page::show))
        .route("/{token}/report/{slug}/views.md", get(views_page::download))
        .route("/{token}/year", get(year_page::show))
        .route("/{token}/year/page", get(year_page::download))
        .route("/{token}/year/draft", post(year_page::write_draft))
        .route("/{token}/year/came", post(year_page::record_came))
        .route("/{token}/report.js", script(include_str!("../../../templates/admin/report.js")))
}
