//! Where something stands in a draft: the lines around a block that was clicked in its letter.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Html;
use serde_json::json;

use super::trouble::lines;
use super::{Desk, Error};
use crate::draft;
use crate::model::Place;

/// Shows a line of a draft with its neighbours, as a piece of a page.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Path((_, slug, line)): Path<(String, String, usize)>,
) -> Result<Html<String>, Error> {
    let drafts = draft::all(&desk.workspace.newsletters()).map_err(Error::Drafts)?;
    let (_, path) = drafts.into_iter().find(|(known, _)| *known == slug).ok_or(Error::NotFound)?;
    let file = path.strip_prefix(&desk.workspace.root).unwrap_or(&path).to_owned();
    let place = Place { file, line, column: 0 };
    let lines = lines(&place, &desk.workspace.root);
    if !lines.iter().any(|line| line["here"] == true) {
        return Err(Error::NotFound);
    }
    desk.fill_piece("spot", &json!({ "place": place.to_string(), "lines": lines }))
}
