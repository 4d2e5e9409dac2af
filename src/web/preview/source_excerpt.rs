//! Where something stands in a draft: the lines around a block that was clicked in its letter.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Html;
use serde_json::json;

use super::diagnostic_json::source_lines;
use super::{Error, PreviewServer};
use crate::draft;
use crate::model::SourceLocation;

/// Shows a line of a draft with its neighbours, as a piece of a page.
pub(super) async fn page(
    State(desk): State<Arc<PreviewServer>>,
    Path((_, slug, line)): Path<(String, String, usize)>,
) -> Result<Html<String>, Error> {
    let drafts = draft::list_drafts(&desk.workspace.drafts_dir()).map_err(Error::Drafts)?;
    let (_, path) = drafts.into_iter().find(|(known, _)| *known == slug).ok_or(Error::NotFound)?;
    let file = path.strip_prefix(&desk.workspace.root).unwrap_or(&path).to_owned();
    let place = SourceLocation { file, line, column: 0 };
    let lines = source_lines(&place, &desk.workspace.root);
    if !lines.iter().any(|line| line["here"] == true) {
        return Err(Error::NotFound);
    }
    desk.render_fragment("spot", &json!({ "place": place.to_string(), "lines": lines }))
}
