//! `circular subscriber import`.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::basis_args::BasisArgs;
use super::{import_json, import_summary};
use crate::cli::app::{App, find_list};
use crate::cli::error::CommandError;
use crate::cli::output::print_line;
use crate::clock;
use crate::database::Database;
use crate::import::{ColumnMapping, Encoding, ImportOptions, find_opted_out_members, inspect, write_rows};
use crate::model::io_reason;

/// The name of what comes from another program.
const STANDARD_INPUT: &str = "-";

/// Bring people onto a list from a file
///
/// The file is CSV, a spreadsheet (.xlsx or .ods), JSON as `export` writes it, contacts (vCard or LDIF), or addresses as
/// copied from a mail program. A row of a table names the columns: one holds the addresses, the others become fields that
/// letters can use. What each column becomes is shown before anything is written; `--dry-run` shows all that would happen.
///
/// Good rows are taken, bad ones are named by their line. Two people with one address are kept as one, with both names.
/// Who has unsubscribed stays unsubscribed, and an address that must not be mailed is not mailed again.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(in crate::cli) struct Args {
    /// The file; `-` for standard input
    file: PathBuf,
    /// The list
    #[arg(long)]
    list: String,
    /// Where a column goes: `COLUMN=address`, `COLUMN=field`, `COLUMN=field:date` (or `text`, `flag`, `tags`), or
    /// `COLUMN=first_name+last_name` to split whole names, `COLUMN=opted_out` if it marks people who opted out,
    /// `COLUMN=` to leave it out; can be given several times
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<ColumnMapping>,
    #[command(flatten)]
    basis: BasisArgs,
    /// Show what would happen, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Take nothing if one row is bad
    #[arg(long)]
    strict: bool,
    /// The sheet of a spreadsheet, or the key of a list in a JSON file, where several hold addresses
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The file's encoding, such as `windows-1252`, if it is not what is guessed
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// What to do with people who opted out in another program, as columns such as `unsubscribed_at`, `Do Not Email`
    /// or `status` say: leave them out, suppress their addresses on every list, or subscribe them, as they have agreed
    /// again
    #[arg(long, value_name = "WHAT", value_parser = ["skip", "suppress", "subscribe"])]
    opted_out: Option<String>,
    /// A column that does not mark people who opted out, although its name looks like it; can be given several times
    #[arg(long, value_name = "COLUMN")]
    not_opted_out: Vec<String>,
    /// Take a quotation mark before `=`, `+`, `-` or `@` as part of the value
    #[arg(long)]
    raw: bool,
    /// Print what is found and done as JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), CommandError> {
    let list = find_list(database, &args.list).await?;
    let unreadable = |error: std::io::Error| {
        CommandError::new(format!("cannot read `{}`: {}", args.file.display(), io_reason(&error)))
    };
    let (file, name) = open_source(&args.file, &app.workspace.root).map_err(unreadable)?;
    let basis = args.basis.record_text(&list, app.workspace.settings.society.time_zone())?;
    let options = ImportOptions {
        strict: args.strict,
        dry_run: args.dry_run,
        raw: args.raw,
        basis,
        encoding: args.encoding,
        sheet: args.sheet.clone(),
        not_opt_outs: args.not_opted_out.clone(),
        mappings: args.map.clone(),
        opt_outs: args.opted_out.as_deref().and_then(|policy| policy.parse().ok()).unwrap_or_default(),
        language: app.workspace.settings.society.language.to_string(),
        ..ImportOptions::named(&name)
    };
    let (opt_outs, split_names) = (options.opt_outs, options.splits_names());
    let inspection = inspect(database, file, options).await?;
    import_summary::print_columns(&inspection, &name);
    import_summary::print_questions(&inspection, &name, opt_outs, split_names);
    let (inspection, members) = find_opted_out_members(database, &list, inspection).await?;
    import_summary::print_opted_out_members(&members, &name, &list);
    let found = args.json.then(|| import_json::inspection(&inspection, &name));
    let report = write_rows(database, &list, inspection, clock::now()).await?;
    if let Some(found) = found {
        print_line(serde_json::to_string_pretty(&import_json::report(found, &report, &members, args.dry_run))?);
        return import_summary::check_written(&report, args.dry_run);
    }
    import_summary::print_report(&report, &name, &list, args.basis.has_words(), args.dry_run)
}

/// Opens the file; what comes from another program is put into one that has no name, as it is read twice.
fn open_source(file: &Path, root: &Path) -> io::Result<(File, String)> {
    if file.as_os_str() != STANDARD_INPUT {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return Ok((File::open(file)?, name));
    }
    let mut spool = tempfile::tempfile_in(root)?;
    io::copy(&mut io::stdin().lock(), &mut spool)?;
    Ok((spool, "standard input".to_owned()))
}
