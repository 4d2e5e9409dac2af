//! `circular database`.

use clap::Subcommand;
use secrecy::{ExposeSecret as _, SecretString};

use super::app::App;
use super::error::CommandError;
use super::output::{format_count, print_line, print_status};
use crate::database::{self, CopiedTable, CopyError, Database};

/// Copy the database to another one, as from a file to a PostgreSQL server
#[derive(Debug, Subcommand)]
pub(super) enum DatabaseCommand {
    /// Copy everything into an empty database, and compare both
    ///
    /// Stop `circular serve` first: nobody can write while it copies, and what is written later is not in the copy. The
    /// database that you copy from is not changed. Each table is compared by its number of rows and a checksum. After an
    /// error, the database that you copy to is empty. Then set `url` in `[database]`, and send from the new one only.
    ///
    /// Leave the password of a server out, because every user of this machine sees arguments: set `PGPASSWORD`, or
    /// write it into `~/.pgpass`.
    Copy(CopyArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct CopyArgs {
    /// The database with the rows: `sqlite:FILE` or `postgres://USER@HOST/DATABASE` [default: that of the settings]
    #[arg(long, value_name = "URL")]
    from: Option<SecretString>,
    /// The empty database: `sqlite:FILE` or `postgres://USER@HOST/DATABASE`
    #[arg(long, value_name = "URL")]
    to: SecretString,
}

pub(super) async fn run(app: &App, command: DatabaseCommand) -> Result<(), CommandError> {
    let DatabaseCommand::Copy(args) = command;
    let root = &app.workspace.root;
    let from = args.from.as_ref().unwrap_or(&app.workspace.settings.database.url);
    if from.expose_secret() == args.to.expose_secret() {
        return Err(CommandError::new("`--from` and `--to` are the same database"));
    }
    let source = Database::open_existing(from, root).await.map_err(|error| named(error, "--from"))?;
    let target = Database::open(&args.to, root).await.map_err(|error| named(error, "--to"))?;
    let copied = source.copy_to(&target, &mut print_table).await?;
    target.close().await;
    let rows = copied.iter().map(|table| table.rows).sum();
    print_line(format!(
        "Copied {} in {}. Both databases have the same rows in every table, by count and by checksum.",
        format_count(rows, "row", "rows"),
        format_count(copied.len() as u64, "table", "tables")
    ));
    print_line(
        "Next: set `url` in `[database]` to the new database. Send nothing from the old one any more, or people get \
         letters twice.",
    );
    Ok(())
}

fn print_table(table: &CopiedTable) {
    if table.rows > 0 {
        let short = table.checksum.get(..16).unwrap_or(&table.checksum);
        print_status(format!("{}: {}, checksum {short}", table.name, format_count(table.rows, "row", "rows")));
    }
}

/// Says which of the two databases cannot be opened.
fn named(error: database::Error, option: &str) -> CommandError {
    match error {
        database::Error::Url => CommandError::new(format!("`{option}` names no database that this program knows"))
            .with_hint("write `sqlite:FILE` or `postgres://USER@HOST/DATABASE`"),
        other => CommandError::from(other),
    }
}

impl From<CopyError> for CommandError {
    fn from(error: CopyError) -> Self {
        let failure = Self::from_error(&error);
        match error {
            CopyError::Database(error) => error.into(),
            CopyError::NotEmpty(_) => failure.with_hint("make a new database, or name a file that is not there yet"),
            CopyError::InProgress(_) => failure.with_hint(
                "stop `circular serve` and `circular send`, then try again; `circular status` names copies that a \
                 killed program left behind, and `circular resolve` settles them",
            ),
            CopyError::TablesDiffer(_) => {
                failure.with_hint("open both with this version of circular first, for example with `circular status`")
            }
            CopyError::Row { .. } | CopyError::NotTheSame(_) => failure,
        }
    }
}
