//! The style sheets of pages that everybody can read.

use super::page_error::PageError;
use crate::config::Workspace;
use crate::template::{self, LayoutComposer};

/// What all of them begin with.
const FRAME: &str = "pages/frame.css";
/// How they include it.
const FRAME_PARTIAL: &str = "frame";

/// Reads the style sheet at a path under `templates/`, with the colours and fonts of the settings put in.
///
/// # Errors
/// It cannot be read, or has a slot that there is not.
pub fn page_style(workspace: &Workspace, path: &str) -> Result<String, PageError> {
    let (source, frame) = (workspace.template(path)?, workspace.template(FRAME)?);
    let look = workspace.settings.look.slots();
    let slots: Vec<_> = look.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let partial = |name: &str| match name {
        FRAME_PARTIAL => Ok(frame.clone()),
        _ => Err(template::Error::PageNotFound(name.to_owned())),
    };
    let composer = LayoutComposer { partial: &partial, slots: &slots, sentences: None, is_html: false };
    composer.compose(&source).map_err(|source| PageError::Template { name: path.to_owned(), source })
}
