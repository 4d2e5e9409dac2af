//! Which lists a page offers: the one in its path, or all that are public.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::super::{PublicSite, service_unavailable};
use super::signup_form::SignupForm;
use crate::database;
use crate::model::List;

/// The page of all public lists; that of one list has the list's name behind it.
const SUBSCRIBE_PATH: &str = "/subscribe";

/// The public lists of a page. A list that is private is not found, just as one that is not there.
#[derive(Debug)]
pub(super) struct VisibleLists {
    /// The lists, at least one.
    pub(super) lists: Vec<List>,
    /// The page's path, without what a web server in front took off it.
    pub(super) path: String,
}

impl VisibleLists {
    /// Returns the only list that there is to choose.
    pub(super) fn single(&self) -> Option<&List> {
        if let [only] = &self.lists[..] { Some(only) } else { None }
    }

    /// Returns the lists that were chosen; where there is no choice, it is the one.
    pub(super) fn selected(&self, given: &SignupForm) -> Vec<List> {
        let only = self.single().is_some();
        self.lists
            .iter()
            .filter(|list| only || given.lists.iter().any(|name| name == list.name.as_str()))
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
        Ok(Self { lists, path })
    }
}
