//! The answers to a letter: who comes, who does not, who is silent; lists on paper, and letters that follow.

mod answer_form;
mod answer_rows;
mod answers_page;
mod follow_ups;
mod paper_lists;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::{AdminServer, stylesheet};

pub(super) fn templates() -> Vec<(&'static str, &'static str)> {
    vec![answers_page::TEMPLATE, paper_lists::TEMPLATE]
}

pub(super) fn routes() -> Router<Arc<AdminServer>> {
    Router::new()
        .route("/{token}/answers/{number}", get(answers_page::show).post(answer_form::record))
        .route("/{token}/answers/{number}/door", get(paper_lists::show_door))
        .route("/{token}/answers/{number}/export", get(paper_lists::download))
        .route("/{token}/answers/{number}/remind", post(follow_ups::remind))
        .route("/{token}/answers/{number}/thank", post(follow_ups::thank))
        .route("/{token}/answers.css", stylesheet(include_str!("../../../templates/admin/answers.css")))
}
