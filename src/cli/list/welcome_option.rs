//! The welcome letter of a list, as an option of `circular list edit`.

use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::cli::lint_words::format_found;
use crate::cli::output::print_status;
use crate::clock;
use crate::database::Database;
use crate::draft;
use crate::model::{List, Severity};
use crate::sending::{PrepareError, RecipientDiagnostic, WelcomeLetter};
use crate::subscription;

/// The letter that a person gets once when they have joined.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct WelcomeOption {
    /// Send this draft once to each person who has confirmed that they join; not to people whom you import or add
    #[arg(long, value_name = "DRAFT", conflicts_with = "no_welcome")]
    welcome: Option<String>,
    /// Send no welcome letter any more, not even to people who still wait for it
    #[arg(long)]
    no_welcome: bool,
}

impl WelcomeOption {
    /// Returns whether neither option is given.
    pub(super) fn is_empty(&self) -> bool {
        self.welcome.is_none() && !self.no_welcome
    }

    /// Checks the draft and keeps it, unless something blocks it.
    pub(super) async fn apply(&self, app: &App, database: &Database, list: List) -> Result<List, CommandError> {
        let now = clock::now();
        let slug = match &self.welcome {
            None if self.no_welcome => return Ok(subscription::set_welcome(database, &list, None, now).await?),
            None => return Ok(list),
            Some(name) => draft::draft_slug(name.as_ref()),
        };
        let found = match WelcomeLetter::prepare(&app.workspace, database, &list, &slug, now).await {
            Ok(letter) => letter.diagnostics,
            Err(PrepareError::Diagnostics(found)) => found.into_iter().map(RecipientDiagnostic::from).collect(),
            Err(PrepareError::Failed(error)) => return Err(error.into()),
        };
        for found in &found {
            print_status(format_found(found, &app.workspace.root));
        }
        if found.iter().any(|found| found.diagnostic.severity == Severity::Block) {
            return Err(CommandError::new(format!(
                "`{slug}` cannot be the welcome letter of `{}` as it is",
                list.name
            )));
        }
        Ok(subscription::set_welcome(database, &list, Some(slug), now).await?)
    }
}
