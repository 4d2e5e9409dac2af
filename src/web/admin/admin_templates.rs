//! The compiled templates of the admin, and what is the same on each page.

use axum::response::Html;
use serde::Serialize;
use serde_json::{Value, json};

use super::{AdminServer, Error};
use crate::template::PageTemplates;

const LAYOUT: (&str, &str) = ("page", include_str!("../../../templates/admin/page.html.hbs"));

/// The compiled templates.
pub(super) struct AdminTemplates(PageTemplates);

#[derive(Serialize)]
struct PageContext<'a, T> {
    base_path: String,
    society: &'a str,
    has_inbox: bool,
    section: Value,
    #[serde(flatten)]
    page: T,
}

impl AdminTemplates {
    /// Compiles templates, given by name and source.
    pub(super) fn new(sources: &[(&str, &str)]) -> Result<Self, Error> {
        let sources = sources.iter().chain([&LAYOUT]);
        let sources = sources.map(|(name, source)| ((*name).to_owned(), (*source).to_owned()));
        Ok(Self(PageTemplates::new(sources.collect())?))
    }
}

impl AdminServer {
    /// Renders a fragment of a page.
    pub(super) fn render_fragment(&self, name: &str, context: &Value) -> Result<Html<String>, Error> {
        Ok(Html(self.pages.0.render(name, context)?))
    }

    /// Renders a page of a section: `drafts`, `inbox` or `report`.
    pub(super) fn render_page(&self, name: &str, section: &str, page: impl Serialize) -> Result<Html<String>, Error> {
        let is = |name: &str| name == section;
        let section = json!({ "drafts": is("drafts"), "inbox": is("inbox"), "report": is("report") });
        let society = self.workspace.settings.society.name.as_str();
        let (base_path, has_inbox) = (self.base_path(), self.catcher.is_some());
        let context = PageContext { base_path, society, has_inbox, section, page };
        Ok(Html(self.pages.0.render(name, &context)?))
    }
}
