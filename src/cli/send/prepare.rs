//! Everything before the first mail: the draft composed, each copy made once.

use super::find;
use crate::cli::app::App;
use crate::cli::failure::Failure;
use crate::clock;
use crate::database::Database;
use crate::delivery::{self, Printer, Rehearsal};
use crate::draft::{self, Flaw, Proof};
use crate::model::{BadName, ListName};
use crate::subscription;

/// A draft that could be sent, with what its rehearsal found.
pub(in crate::cli) struct Prepared {
    pub(in crate::cli) proof: Proof,
    pub(in crate::cli) rehearsal: Rehearsal,
}

/// Composes a draft and rehearses it for everyone.
pub(in crate::cli) async fn prepare(
    app: &App,
    database: &Database,
    draft: &str,
    list: Option<&str>,
    condition: Option<&str>,
) -> Result<Prepared, Failure> {
    let path = find(app, draft)?;
    let list: Option<ListName> =
        list.map(str::parse).transpose().map_err(|bad: BadName| Failure::new(bad.to_string()))?;
    let proof = draft::proof(&app.workspace, database, &path, list.as_ref(), condition).await.map_err(|flaw| {
        match flaw {
            Flaw::Draft(findings) => Failure::found(findings),
            Flaw::Database(error) => error.into(),
        }
    })?;
    let printer = Printer::new(
        &app.workspace.settings,
        &proof.composition,
        &proof.fields,
        proof.draft.reply_to.as_ref(),
        &proof.draft.attachments,
        &proof.audience.list,
        subscription::keys(database, clock::now()).await?,
        (0, ""),
    )?;
    let rehearsal = delivery::rehearse(database, &proof.audience, &printer, &proof.used, clock::now()).await?;
    Ok(Prepared { proof, rehearsal })
}
