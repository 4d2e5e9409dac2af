//! The page that replaces an error without words of its own.

use axum::http::StatusCode;
use serde::Serialize;

use super::public_pages::{ReaderPages, SiteContext};
use crate::template;

const NOT_FOUND: &str = "not-found";
const ERROR: &str = "error";
/// The templates of this file.
pub(super) const TEMPLATES: [&str; 2] = [NOT_FOUND, ERROR];

/// The page if the templates fail.
const FALLBACK_PAGE: &str = "<!doctype html><title>Sorry</title><h1>Sorry, this did not work</h1>";

#[derive(Debug, Serialize)]
struct ErrorPageContext<'a> {
    #[serde(flatten)]
    site: SiteContext<'a>,
    /// The name of the sentence that says what happened.
    message: &'a str,
}

/// Renders the page for a status that is an error.
pub(super) fn render(pages: ReaderPages<'_>, status: StatusCode) -> String {
    let message = match status {
        StatusCode::TOO_MANY_REQUESTS => "error-many",
        StatusCode::GONE => "error-gone",
        status if status.is_server_error() => "error-server",
        _ => "error-unreadable",
    };
    let template = if status == StatusCode::NOT_FOUND { NOT_FOUND } else { ERROR };
    let page = pages.render(template, &ErrorPageContext { site: pages.site_context(), message });
    page.unwrap_or_else(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "cannot render a page");
        FALLBACK_PAGE.to_owned()
    })
}

/// Renders each template once.
pub(super) fn check_templates(pages: ReaderPages<'_>) -> Result<(), (&'static str, template::Error)> {
    let context = ErrorPageContext { site: pages.site_context(), message: "error-server" };
    TEMPLATES.into_iter().try_for_each(|name| pages.render(name, &context).map(drop).map_err(|error| (name, error)))
}
