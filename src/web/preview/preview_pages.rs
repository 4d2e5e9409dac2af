//! The desk's own pages, compiled.

use axum::response::Html;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Error, PreviewServer};
use crate::template::PageTemplates;

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../templates/desk/", $name, ".html.hbs")))),*]
    };
}

/// The compiled pages.
pub(super) struct PreviewPages(PageTemplates);

/// What a page of the desk is told.
#[derive(Serialize)]
struct PreviewContext<'a, T> {
    base: String,
    society: &'a str,
    has_inbox: bool,
    section: Value,
    #[serde(flatten)]
    page: T,
}

impl PreviewPages {
    pub(super) fn new() -> Result<Self, Error> {
        let sources = sources![
            "page", "home", "sight", "trouble", "draft", "inbox", "mail", "report", "paper", "spot", "source",
            "beside", "named", "remarks"
        ];
        let sources = sources.into_iter().map(|(name, source)| (name.to_owned(), source.to_owned()));
        Ok(Self(PageTemplates::new(sources.collect())?))
    }
}

impl PreviewServer {
    /// Fills a piece of a page: the slip above a letter on paper, the lines around a place.
    pub(super) fn render_fragment(&self, name: &str, piece: &Value) -> Result<Html<String>, Error> {
        Ok(Html(self.pages.0.render(name, piece)?))
    }

    /// Fills a page in a section: `drafts`, `inbox` or `report`.
    pub(super) fn render_page(&self, name: &str, section: &str, own: impl Serialize) -> Result<Html<String>, Error> {
        let here = |word: &str| word == section;
        let section = json!({ "drafts": here("drafts"), "inbox": here("inbox"), "report": here("report") });
        let society = self.workspace.settings.society.name.as_str();
        let sheet =
            PreviewContext { base: self.base_path(), society, has_inbox: self.catcher.is_some(), section, page: own };
        Ok(Html(self.pages.0.render(name, &sheet)?))
    }
}
