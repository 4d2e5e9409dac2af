//! Notices about what was done: kept for the page that is shown next.

use std::sync::PoisonError;

use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use crate::web::admin::AdminServer;

pub(super) const TEMPLATE: (&str, &str) =
    ("page-notice", include_str!("../../../../templates/admin/page-notice.html.hbs"));

/// How many notices are kept: a page that is loaded again shows its own.
const MAX_NOTICES: usize = 100;

/// A notice on top of a page.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::web::admin) struct PageNotice {
    pub(in crate::web::admin) words: String,
    pub(in crate::web::admin) details: Vec<String>,
    pub(in crate::web::admin) is_bad: bool,
    pub(in crate::web::admin) undo: Option<UndoForm>,
}

/// A form that takes back what was done.
#[derive(Debug, Clone, Serialize)]
pub(in crate::web::admin) struct UndoForm {
    pub(in crate::web::admin) url: String,
    /// The name of the list, if it is about one.
    pub(in crate::web::admin) list: String,
}

/// The number of a notice in the query of a page.
#[derive(Debug, Default, Deserialize)]
pub(in crate::web::admin) struct NoticeQuery {
    said: Option<u64>,
}

impl PageNotice {
    pub(in crate::web::admin) fn done(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }

    pub(in crate::web::admin) fn refused(words: impl Into<String>) -> Self {
        Self { is_bad: true, ..Self::done(words) }
    }
}

impl AdminServer {
    /// Goes to a page of this server, given its path after the token, and shows a notice there.
    pub(in crate::web::admin) fn go_with_notice(&self, path: &str, notice: PageNotice) -> Response {
        let mut notices = self.members.notices.lock().unwrap_or_else(PoisonError::into_inner);
        let number = notices.back().map_or(1, |(last, _)| last + 1);
        notices.push_back((number, notice));
        if notices.len() > MAX_NOTICES {
            notices.pop_front();
        }
        let sign = if path.contains('?') { '&' } else { '?' };
        Redirect::to(&format!("{}/{path}{sign}said={number}", self.base_path())).into_response()
    }

    /// Returns the notice for a page.
    pub(in crate::web::admin) fn notice_of(&self, query: &NoticeQuery) -> Option<PageNotice> {
        let notices = self.members.notices.lock().unwrap_or_else(PoisonError::into_inner);
        notices.iter().find(|(number, _)| Some(*number) == query.said).map(|(_, notice)| notice.clone())
    }
}
