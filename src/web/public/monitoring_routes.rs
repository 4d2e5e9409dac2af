//! Health and metrics: in full on a listener of this machine, or with a token; on the public pages only whether they work.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use tokio::net::TcpListener;

use super::api::{ApiError, authorize, json_response};
use super::{CONNECTION_LIMITS, PublicSite};
use crate::model::ApiPermission;
use crate::monitoring::Monitor;
use crate::web::http_server::serve_http;

/// The media type of the text format of Prometheus.
const EXPOSITION_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The routes on the public pages.
pub(super) fn routes() -> Router<Arc<PublicSite>> {
    Router::new().route("/health", get(public_health)).route("/metrics", get(public_metrics))
}

/// Serves health and metrics on a listener that only this machine can reach, until `stop` is done.
pub async fn serve_monitoring(
    listener: TcpListener,
    monitor: Monitor,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let full_health = async |State(monitor): State<Monitor>| health(&monitor).await;
    let all_metrics = async |State(monitor): State<Monitor>| metrics(&monitor).await;
    let pages = Router::new().route("/health", get(full_health)).route("/metrics", get(all_metrics));
    serve_http(listener, pages.with_state(monitor), CONNECTION_LIMITS, stop).await;
}

/// Says whether the pages work; everything, with a token. A relay that fails is no reason to take the pages away.
async fn public_health(State(site): State<Arc<PublicSite>>, headers: HeaderMap, parts: Parts) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return match authorize(&site, &parts, ApiPermission::Monitor).await {
            Ok(_) => health(&site.monitor).await,
            Err(refused) => refused.into_response(),
        };
    }
    match site.monitor.check_database().await {
        Ok(()) => json_response(StatusCode::OK, &json!({ "status": "ok" })),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the database does not answer");
            json_response(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "failing" }))
        }
    }
}

async fn public_metrics(State(site): State<Arc<PublicSite>>, parts: Parts) -> Result<Response, ApiError> {
    authorize(&site, &parts, ApiPermission::Monitor).await?;
    Ok(metrics(&site.monitor).await)
}

async fn health(monitor: &Monitor) -> Response {
    let report = monitor.health().await;
    let status = if report.is_healthy() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    json_response(status, &report)
}

async fn metrics(monitor: &Monitor) -> Response {
    match monitor.metrics().await {
        Ok(text) => ([(header::CONTENT_TYPE, EXPOSITION_TYPE)], text).into_response(),
        Err(error) => ApiError::unavailable(&error).into_response(),
    }
}
