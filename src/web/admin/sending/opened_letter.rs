//! A draft made ready to be tried or sent, with the settings of this moment.

use crate::clock;
use crate::config::Workspace;
use crate::model::Diagnostic;
use crate::sending::{PrepareError, PreparedIssue, SegmentOverride};
use crate::web::admin::letters::diagnostic_json::{diagnostic_from_config, diagnostic_from_error};
use crate::web::admin::{AdminServer, Error};

/// A draft that can be rendered.
pub(super) struct OpenedLetter {
    pub(super) workspace: Workspace,
    pub(super) prepared: PreparedIssue,
}

impl AdminServer {
    /// Reads a draft, or returns what keeps it from being rendered.
    pub(super) async fn open_letter(&self, slug: &str) -> Result<Result<OpenedLetter, Vec<Diagnostic>>, Error> {
        // No other file can be requested.
        self.draft_file(slug)?.ok_or(Error::NotFound)?;
        let workspace = match Workspace::open(Some(&self.workspace.root), &self.workspace.root) {
            Ok(workspace) => workspace,
            Err(error) => return Ok(Err(vec![diagnostic_from_config(error)])),
        };
        let everybody = SegmentOverride::default();
        let prepared = PreparedIssue::prepare_named(&workspace, &self.database, slug, &everybody, clock::now()).await;
        Ok(match prepared {
            Ok(prepared) => Ok(OpenedLetter { workspace, prepared }),
            Err(PrepareError::Diagnostics(diagnostics)) => Err(diagnostics),
            Err(PrepareError::Failed(error)) => Err(vec![diagnostic_from_error(&error)]),
        })
    }
}
