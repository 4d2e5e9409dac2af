//! Everything before the first mail: the draft composed, each copy made once.

use crate::cli::app::App;
use crate::cli::failure::Failure;
use crate::clock;
use crate::database::Database;
use crate::draft::{self, Instead};
use crate::model::{BadName, Finding, ListName, Look, Severity};
use crate::rehearsal::{Rehearsal, Remark, Script, Source, Unready as NoScript};
use crate::subscription;

/// A draft that could be sent, with what its rehearsal found.
pub(in crate::cli) struct Prepared {
    pub(in crate::cli) script: Script,
    pub(in crate::cli) rehearsal: Rehearsal,
}

impl Prepared {
    /// Returns all that was found, the gravest first.
    pub(in crate::cli) fn found(&self) -> Vec<Remark> {
        self.script.found(&self.rehearsal)
    }

    /// Returns what is to be seen of it.
    pub(in crate::cli) fn look(&self) -> Look {
        self.script.seen(self.rehearsal.roll, self.rehearsal.recipients)
    }
}

/// Why a draft was not prepared.
pub(in crate::cli) enum Unready {
    /// Something in it must be mended first.
    Found(Vec<Finding>),
    /// It could not be looked at.
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for Unready {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Unready {
    /// Says both kinds the same way.
    pub(in crate::cli) fn into_failure(self) -> Failure {
        match self {
            Self::Found(mut findings) => {
                findings.retain(|finding| finding.severity > Severity::Note);
                Failure::found(findings)
            }
            Self::Failed(failure) => failure,
        }
    }
}

/// Whom a draft goes to, where that is not what it says itself.
#[derive(Debug, Default, clap::Args)]
pub(in crate::cli) struct Whom {
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
pub(in crate::cli) async fn prepare(
    app: &App,
    database: &Database,
    name: &str,
    whom: &Whom,
) -> Result<Prepared, Unready> {
    let script = read(app, database, name, whom).await?;
    let rehearsal = script.rehearse(database, None, clock::now()).await?;
    Ok(Prepared { script, rehearsal })
}

/// Composes a draft, and renders it for nobody yet.
pub(in crate::cli) async fn read(app: &App, database: &Database, name: &str, whom: &Whom) -> Result<Script, Unready> {
    let workspace = &app.workspace;
    let path = draft::find(&workspace.newsletters(), name).map_err(|finding| Unready::Found(vec![finding]))?;
    let list: Option<ListName> =
        whom.list.as_deref().map(str::parse).transpose().map_err(|bad: BadName| Failure::new(bad.to_string()))?;
    let (condition, exclusion) = (whom.condition.as_deref(), whom.exclusion.as_deref());
    let now = clock::now();
    let script = Script::read(Source {
        workspace,
        database,
        path: &path,
        instead: Instead { list: list.as_ref(), condition, exclusion },
        keys: subscription::keys(database, now).await?,
        today: now.to_zoned(workspace.settings.society.time_zone()).date(),
    });
    script.await.map_err(|unready| match unready {
        NoScript::Found(findings) => Unready::Found(findings),
        NoScript::Failed(error) => error.into(),
    })
}
