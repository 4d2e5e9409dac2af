//! The compiled templates of the admin, and what is the same on each page.

use axum::response::Html;
use serde::Serialize;
use serde_json::{Value, json};

use super::{AdminServer, Error};
use crate::template::PageTemplates;

const LAYOUT: (&str, &str) = ("page", include_str!("../../../templates/admin/page.html.hbs"));

/// The pages in the bar on top: the section, its label, and its path after the token.
const SECTIONS: [(&str, &str, &str); 6] = [
    ("letters", "Letters", ""),
    ("members", "Members", "members"),
    ("report", "Report", "report"),
    ("settings", "Settings", "settings"),
    ("inbox", "Inbox", "inbox"),
    ("account", "Account", "account"),
];

/// The compiled templates.
pub(super) struct AdminTemplates(PageTemplates);

#[derive(Serialize)]
struct PageContext<'a, T> {
    base_path: String,
    society: &'a str,
    navigation: Vec<Value>,
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

impl AdminTemplates {
    /// Renders a page or a fragment with a whole context.
    pub(super) fn render(&self, name: &str, context: &impl Serialize) -> Result<Html<String>, Error> {
        Ok(Html(self.0.render(name, context)?))
    }
}

impl AdminServer {
    /// Renders a fragment of a page.
    pub(super) fn render_fragment(&self, name: &str, context: &Value) -> Result<Html<String>, Error> {
        self.pages.render(name, context)
    }

    /// Renders a page of a section: one of [`SECTIONS`].
    pub(super) fn render_page(&self, name: &str, section: &str, page: impl Serialize) -> Result<Html<String>, Error> {
        let society = self.workspace.settings.society.name.as_str();
        let context = PageContext { base_path: self.base_path(), society, navigation: self.navigation(section), page };
        self.pages.render(name, &context)
    }

    /// Lists the links to all sections; only the demo has an inbox, and only shared pages have accounts.
    fn navigation(&self, section: &str) -> Vec<Value> {
        let shown = SECTIONS.iter().filter(|(name, ..)| match *name {
            "inbox" => self.catcher.is_some(),
            "account" => self.accounts.is_some(),
            _ => true,
        });
        let link = |(name, label, path): &(&str, &str, &str)| json!({ "label": label, "url": format!("{}{path}", self.home_path()), "current": *name == section });
        shown.map(link).collect()
    }
}
