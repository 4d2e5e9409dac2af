//! The desk's own style and script.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// The style of all its pages.
pub(super) async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../../templates/desk/desk.css"))
}

/// The script that renews a page and hears the keys.
pub(super) async fn script() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("../../../templates/desk/desk.js"))
}
