//! Which lists a page offers: the one in its path, or all that are public.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::super::{Site, unavailable};
use super::given::Given;
use crate::database;
use crate::model::List;

/// The page of all public lists; that of one list has the list's name behind it.
const PATH: &str = "/subscribe";

/// The public lists of a page. A list that is private is not found, just as one that is not there.
#[derive(Debug)]
pub(super) struct Offer {
    /// The lists, at least one.
    pub(super) lists: Vec<List>,
    /// The page's path, without what a web server in front took off it.
    pub(super) path: String,
}

impl Offer {
    /// Returns the only list that there is to choose.
    pub(super) fn only(&self) -> Option<&List> {
        if let [only] = &self.lists[..] { Some(only) } else { None }
    }

    /// Returns the lists that were chosen; where there is no choice, it is the one.
    pub(super) fn chosen(&self, given: &Given) -> Vec<List> {
        let only = self.only().is_some();
        self.lists
            .iter()
            .filter(|list| only || given.lists.iter().any(|name| name == list.name.as_str()))
            .cloned()
            .collect()
    }
}

impl FromRequestParts<Arc<Site>> for Offer {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, StatusCode> {
        let read = async { database::list::all(&mut site.database.read().await?).await };
        let mut lists = read.await.map_err(unavailable)?;
        lists.retain(|list| list.public);
        let name = parts.uri.path().strip_prefix(PATH).and_then(|rest| rest.strip_prefix('/'));
        if let Some(name) = name {
            lists.retain(|list| list.name.as_str() == name);
        }
        if lists.is_empty() {
            return Err(StatusCode::NOT_FOUND);
        }
        let path = name.map_or_else(|| PATH.to_owned(), |name| format!("{PATH}/{name}"));
        Ok(Self { lists, path })
    }
}
