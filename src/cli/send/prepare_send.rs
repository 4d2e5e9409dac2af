//! Everything before the first mail: the draft composed, each copy made once.

use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::clock;
use crate::database::Database;
use crate::draft::{self, SegmentOverride};
use crate::model::{Diagnostic, ListName, ParseListNameError, ReviewSnapshot, Severity};
use crate::sending::{DryRun, PrepareError as NoScript, PrepareInput, PreparedDraft, RecipientDiagnostic};
use crate::subscription;

/// A draft that could be sent, with what its rehearsal found.
pub(in crate::cli) struct PreparedSend {
    pub(in crate::cli) draft: PreparedDraft,
    pub(in crate::cli) dry_run: DryRun,
}

impl PreparedSend {
    /// Returns all that was found, the gravest first.
    pub(in crate::cli) fn diagnostics(&self) -> Vec<RecipientDiagnostic> {
        self.draft.found(&self.dry_run)
    }

    /// Returns what is to be seen of it.
    pub(in crate::cli) fn snapshot(&self) -> ReviewSnapshot {
        self.draft.seen(self.dry_run.recipient_digest, self.dry_run.recipients)
    }
}

/// Why a draft was not prepared.
pub(in crate::cli) enum PrepareSendError {
    /// Something in it must be mended first.
    Diagnostics(Vec<Diagnostic>),
    /// It could not be looked at.
    Failed(CommandError),
}

impl<E: Into<CommandError>> From<E> for PrepareSendError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl PrepareSendError {
    /// Says both kinds the same way.
    pub(in crate::cli) fn into_command_error(self) -> CommandError {
        match self {
            Self::Diagnostics(mut findings) => {
                findings.retain(|finding| finding.severity > Severity::Note);
                CommandError::from_diagnostics(findings)
            }
            Self::Failed(failure) => failure,
        }
    }
}

/// Whom a draft goes to, where that is not what it says itself.
#[derive(Debug, Default, clap::Args)]
pub(in crate::cli) struct SegmentArgs {
    /// The list [default: the draft's `to`]
    #[arg(long)]
    pub(in crate::cli) list: Option<String>,
    /// Who of the list, as a condition such as `category == "student"` [default: the draft's `where`]
    #[arg(long = "where", value_name = "CONDITION")]
    pub(in crate::cli) condition: Option<String>,
    /// Who of them not, as a condition [default: the draft's `exclude`]
    #[arg(long = "exclude", value_name = "CONDITION")]
    pub(in crate::cli) exclusion: Option<String>,
}

/// Composes a draft and rehearses it for everyone.
pub(in crate::cli) async fn prepare_send(
    app: &App,
    database: &Database,
    name: &str,
    whom: &SegmentArgs,
) -> Result<PreparedSend, PrepareSendError> {
    let script = prepare_draft(app, database, name, whom).await?;
    let rehearsal = script.dry_run(database, None, clock::now()).await?;
    Ok(PreparedSend { draft: script, dry_run: rehearsal })
}

/// Composes a draft, and renders it for nobody yet.
pub(in crate::cli) async fn prepare_draft(
    app: &App,
    database: &Database,
    name: &str,
    whom: &SegmentArgs,
) -> Result<PreparedDraft, PrepareSendError> {
    let workspace = &app.workspace;
    let path = draft::find_draft(&workspace.drafts_dir(), name)
        .map_err(|finding| PrepareSendError::Diagnostics(vec![finding]))?;
    let list: Option<ListName> = whom
        .list
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|bad: ParseListNameError| CommandError::new(bad.to_string()))?;
    let (condition, exclusion) = (whom.condition.as_deref(), whom.exclusion.as_deref());
    let now = clock::now();
    let script = PreparedDraft::prepare(PrepareInput {
        workspace,
        database,
        path: &path,
        segment_override: SegmentOverride { list: list.as_ref(), condition, exclusion },
        keys: subscription::keys(database, now).await?,
        today: now.to_zoned(workspace.settings.society.time_zone()).date(),
    });
    script.await.map_err(|unready| match unready {
        NoScript::Diagnostics(findings) => PrepareSendError::Diagnostics(findings),
        NoScript::Failed(error) => error.into(),
    })
}
