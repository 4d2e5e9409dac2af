//! The lines of a draft around a block that was clicked in its letter.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Html;
use serde_json::json;

use super::diagnostic_json::source_lines_json;
use crate::draft;
use crate::model::SourceLocation;
use crate::web::admin::{AdminServer, Error};

pub(super) const TEMPLATE: (&str, &str) =
    ("source-excerpt", include_str!("../../../../templates/admin/source-excerpt.html.hbs"));

/// Shows a line of a draft with its neighbours, as a fragment of a page.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug, line)): Path<(String, String, usize)>,
) -> Result<Html<String>, Error> {
    let drafts = draft::list_drafts(&admin.workspace.drafts_dir()).map_err(Error::Drafts)?;
    let (_, path) = drafts.into_iter().find(|(known, _)| *known == slug).ok_or(Error::NotFound)?;
    let file = path.strip_prefix(&admin.workspace.root).unwrap_or(&path).to_owned();
    let location = SourceLocation { file, line, column: 0 };
    let lines = source_lines_json(&location, &admin.workspace.root);
    if !lines.iter().any(|line| line["highlighted"] == true) {
        return Err(Error::NotFound);
    }
    admin.render_fragment(TEMPLATE.0, &json!({ "location": location.to_string(), "lines": lines }))
}
