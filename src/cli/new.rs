//! `circular new`.

use clap::builder::PossibleValuesParser;

use super::app::App;
use super::error::CommandError;
use super::output::print_line;
use crate::config::archetypes;
use crate::draft::{self, NewDraftError};

/// Create a draft under `newsletters/`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The subject of the letter; the file is named after it
    title: String,
    /// The kind of letter
    #[arg(long, default_value = "letter", value_parser = PossibleValuesParser::new(archetypes().iter().map(|(kind, _)| *kind)))]
    kind: String,
}

pub(super) fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let archetype = archetypes().iter().find(|(kind, _)| *kind == args.kind).map_or("", |(_, text)| *text);
    let created = draft::create_draft(&app.workspace.drafts_dir(), &args.title, archetype);
    let slug = created.map_err(|error| match error {
        NewDraftError::Unwritable(error) => CommandError::from(error),
        NewDraftError::Exists(_) => CommandError::new(error.to_string()).with_hint("choose another title"),
        NewDraftError::NoName => CommandError::new(error.to_string()),
    })?;
    print_line(format!("Wrote `newsletters/{slug}.md`. See it with `circular preview {slug}`."));
    Ok(())
}
