//! One log line for each request: its route, never its URL, because a URL can contain a token.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

/// Logs the method, the route and the status of a request.
pub(super) async fn log_request(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    tracing::info!(%method, route, status = response.status().as_u16(), "answered");
    response
}
