//! `circular subscriber import`.

use std::fs::File;
use std::path::PathBuf;

use crate::cli::app::find_list;
use crate::cli::failure::Failure;
use crate::cli::output::{counted, number, say, tell};
use crate::clock;
use crate::database::Database;
use crate::model::List;
use crate::subscription::{self, Import};

/// Bring people onto a list from a CSV file
///
/// The first line names the columns; one of them is `email`, the others become fields that letters can use.
/// Good rows are taken, bad ones are named by their line. Who has unsubscribed stays unsubscribed.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The CSV file, in UTF-8
    file: PathBuf,
    /// The list
    #[arg(long)]
    list: String,
    /// Take nothing if one row is bad
    #[arg(long)]
    strict: bool,
}

pub(super) async fn run(database: &Database, args: &Args) -> Result<(), Failure> {
    let list = find_list(database, &args.list).await?;
    let file = &args.file;
    let open = File::open(file).map_err(|error| Failure::new(format!("cannot read `{}`: {error}", file.display())))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let import = subscription::import(database, &list, open, &name, args.strict, clock::now()).await?;
    tell_import(&import, &name, &list)
}

fn tell_import(import: &Import, file: &str, list: &List) -> Result<(), Failure> {
    for refused in &import.refused {
        tell(format!("{file}, line {}: {}", refused.line, refused.reason));
    }
    let refused = import.refused.len() as u64;
    if !import.written {
        let bad = counted(refused, "bad row", "bad rows");
        return Err(Failure::new(format!("{bad}, so nothing was imported"))
            .hint("mend the rows, or leave `--strict` out to import the others"));
    }
    let mut parts = vec![format!("{} joined", number(import.new + import.joined))];
    for (count, words) in [
        (import.changed, "changed"),
        (import.unchanged, "unchanged"),
        (import.left_before, "unsubscribed before and left so"),
        (import.suppressed, "suppressed, as their address takes no mail"),
        (refused, "refused"),
    ] {
        if count > 0 {
            parts.push(format!("{} {words}", number(count)));
        }
    }
    say(format!("Imported `{file}` into `{}`: {}.", list.name, parts.join(", ")));
    if !import.fields.is_empty() {
        let fields: Vec<_> = import.fields.iter().map(|name| format!("{{{{{name}}}}}")).collect();
        say(format!("Letters can use {}.", fields.join(", ")));
    }
    Ok(())
}
