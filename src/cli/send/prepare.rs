//! Everything before the first mail: the draft composed, each copy made once.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::app::App;
use crate::cli::failure::Failure;
use crate::clock;
use crate::database::Database;
use crate::delivery::{self, Printer, Rehearsal, Unprintable};
use crate::draft::{self, Around, Draft, Flaw, Instead, Proof};
use crate::model::{Attachment, BadName, Finding, ListName, Look, Place, Severity};
use crate::subscription;

/// What stands in place of an issue's digest while there is no issue.
const REHEARSAL: &str = "rehearsal";

/// A draft that could be sent, with what its rehearsal found.
pub(in crate::cli) struct Prepared {
    pub(in crate::cli) proof: Proof,
    pub(in crate::cli) rehearsal: Rehearsal,
    /// What is wrong in what the draft says.
    pub(in crate::cli) remarks: Vec<Finding>,
    /// What is to be seen of it.
    pub(in crate::cli) look: Look,
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
    let path = draft::find(&app.workspace.newsletters(), name).map_err(|finding| Unready::Found(vec![finding]))?;
    let list: Option<ListName> =
        whom.list.as_deref().map(str::parse).transpose().map_err(|bad: BadName| Failure::new(bad.to_string()))?;
    let (condition, exclusion) = (whom.condition.as_deref(), whom.exclusion.as_deref());
    let instead = Instead { list: list.as_ref(), condition, exclusion };
    let proof = draft::proof(&app.workspace, database, &path, instead).await.map_err(|flaw| match flaw {
        Flaw::Draft(findings) => Unready::Found(with_remarks(app, &path, findings)),
        Flaw::Database(error) => error.into(),
    })?;
    let printer = Printer::new(
        &app.workspace.settings,
        &proof.content,
        &proof.fields,
        &proof.audience.list,
        subscription::keys(database, clock::now()).await?,
        (0, REHEARSAL),
    )
    .map_err(|error| match error {
        Unprintable::NoWayOut => Unready::Found(vec![no_way_out(&error)]),
        error => error.into(),
    })?;
    let rehearsal = delivery::rehearse(database, &proof.audience, &printer, &proof.used, clock::now()).await?;
    let people = draft::people(database, &proof.audience).await.map_err(delivery::Error::from)?;
    let remarks = remarks(app, &path, &proof.draft, &proof.content.attachments, people);
    let seen = draft::look(&app.workspace, &proof);
    let look = Look { recipients: rehearsal.roll, people: rehearsal.recipients, ..seen };
    Ok(Prepared { proof, rehearsal, remarks, look })
}

/// Adds what is wrong in what the draft says to what keeps it from being composed.
fn with_remarks(app: &App, path: &Path, mut findings: Vec<Finding>) -> Vec<Finding> {
    if let Ok(draft) = draft::read(path) {
        findings.extend(remarks(app, path, &draft, &draft.attachments, BTreeSet::new()));
        draft::sort(&mut findings);
    }
    findings
}

fn remarks(app: &App, path: &Path, draft: &Draft, files: &[Attachment], people: BTreeSet<String>) -> Vec<Finding> {
    let today = clock::now().to_zoned(app.workspace.settings.society.time_zone()).date();
    draft::inspect(draft, &Around::new(&app.workspace, path, draft, files, people, today))
}

fn no_way_out(error: &Unprintable) -> Finding {
    let place = Some(Place { file: "circular.toml".into(), line: 0, column: 0 });
    Finding { id: "unsub-missing", severity: Severity::Block, place, sentence: error.to_string(), hint: None }
}
