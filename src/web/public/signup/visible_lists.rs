//! The lists that a form offers: the one in its path, or all that are public.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Serialize;

use super::super::page_language::{PageLanguage, common_language};
use super::super::public_pages::ReaderPages;
use super::super::{PublicSite, service_unavailable};
use super::signup_form::SignupForm;
use crate::database;
use crate::model::{ConsentBasis, Language, List, OptIn};

/// The path of the form for all public lists; the form for one list adds its name.
const SUBSCRIBE_PATH: &str = "/subscribe";

/// The public lists that a form offers. A private list is not found, like one that does not exist.
#[derive(Debug)]
pub(super) struct VisibleLists {
    /// The lists that people can join now, at least one; all lists if the form is closed.
    pub(super) lists: Vec<List>,
    /// Whether nobody can join any of them now.
    pub(super) is_closed: bool,
    /// The form's path, without the prefix that a reverse proxy removes.
    pub(super) path: String,
    request: PageLanguage,
}

/// A list as the templates name it.
#[derive(Debug, Serialize)]
pub(super) struct ListChoice<'a> {
    name: &'a str,
    /// The list's title. The page has a `title` of its own.
    list_title: &'a str,
    selected: bool,
    /// Whether somebody looks at each request before the first letter is sent.
    needs_approval: bool,
}

impl<'a> ListChoice<'a> {
    /// Creates a choice for each list; those among `selected` are ticked.
    pub(super) fn from_lists(lists: &'a [List], selected: &[List]) -> Vec<Self> {
        let choice = |list: &'a List| Self {
            name: list.name.as_str(),
            list_title: &list.title,
            selected: selected.iter().any(|chosen| chosen.name == list.name),
            needs_approval: list.opt_in == OptIn::Approved,
        };
        lists.iter().map(choice).collect()
    }

    /// Creates `count` choices to check a template.
    pub(super) fn samples(count: usize) -> Vec<Self> {
        let sample = |_| Self { name: "a", list_title: "A list", selected: true, needs_approval: true };
        (0..count).map(sample).collect()
    }
}

/// Returns the title if there is only one list, else an empty text.
pub(super) fn single_title<'a>(choices: &[ListChoice<'a>]) -> &'a str {
    if let [only] = choices { only.list_title } else { "" }
}

impl VisibleLists {
    /// Returns the language of the only list, or that which all of them have.
    pub(super) fn language(&self) -> Option<&Language> {
        common_language(&self.lists)
    }

    /// Returns the pages in the language of this reader.
    pub(super) fn pages<'a>(&'a self, site: &'a PublicSite) -> ReaderPages<'a> {
        site.pages.for_reader(&self.request, None, self.language())
    }

    /// Returns the list if there is only one.
    pub(super) fn single(&self) -> Option<&List> {
        if let [only] = &self.lists[..] { Some(only) } else { None }
    }

    /// Returns the basis of the only list. Of several lists, people tick those that they want, which is consent.
    pub(super) fn basis(&self) -> ConsentBasis {
        self.single().map_or(ConsentBasis::Consent, |list| list.basis)
    }

    /// Returns the lists that were ticked. If the form offers only one, it is that one.
    pub(super) fn selected(&self, form: &SignupForm) -> Vec<List> {
        let only = self.single().is_some();
        self.lists
            .iter()
            .filter(|list| only || form.lists.iter().any(|name| name == list.name.as_str()))
            .cloned()
            .collect()
    }
}

impl FromRequestParts<Arc<PublicSite>> for VisibleLists {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<PublicSite>) -> Result<Self, StatusCode> {
        let read = async { database::lists::all(&mut site.database.begin_read().await?).await };
        let mut lists = read.await.map_err(service_unavailable)?;
        lists.retain(|list| list.public);
        let name = parts.uri.path().strip_prefix(SUBSCRIBE_PATH).and_then(|rest| rest.strip_prefix('/'));
        if let Some(name) = name {
            lists.retain(|list| list.name.as_str() == name);
        }
        if lists.is_empty() {
            return Err(StatusCode::NOT_FOUND);
        }
        let path = name.map_or_else(|| SUBSCRIBE_PATH.to_owned(), |name| format!("{SUBSCRIBE_PATH}/{name}"));
        let is_open = |list: &List| site.signup.is_open_for(&list.name);
        let is_closed = !lists.iter().any(is_open);
        lists.retain(|list| is_closed || is_open(list));
        let request = PageLanguage::of(&parts.uri, &parts.headers);
        Ok(Self { lists, is_closed, path, request })
    }
}
