//! `circular list delete`.

use serde_json::json;

use crate::cli::error::CommandError;
use crate::cli::output::{format_count, print_line, print_status, prompt};
use crate::clock;
use crate::database::Database;
use crate::model::List;
use crate::subscription::{self, ListDeletion};

/// Delete a list and take everybody off it
///
/// Nobody is erased. Its sent issues, their reports and the record of who joined and left stay. People who left it stay
/// off it if you make a list of this name again.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The list
    pub(super) name: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(database: &Database, list: &List, args: &Args) -> Result<(), CommandError> {
    let delete = async |dry_run| {
        let deletion = subscription::delete_list(database, list, dry_run, clock::now()).await?;
        counts(deletion, list)
    };
    if !args.yes {
        let (people, left) = delete(true).await?;
        print_status(format!("{} ({}): {people} on it, {left} who left it", list.name, list.title));
        confirm_deletion(list, &people.to_string())?;
    }
    let (people, left) = delete(false).await?;
    if args.json {
        let deleted = json!({ "list": list.name.as_str(), "removed": people.0, "unsubscribed": left.0 });
        print_line(format!("{deleted:#}"));
        return Ok(());
    }
    print_line(format!("Deleted the list `{}`: {people} taken off it, nobody erased.", list.name));
    if left.0 > 0 {
        print_line(format!("{left} had left it, and will stay off it if you make a list of this name again."));
    }
    Ok(())
}

/// A number of people.
#[derive(Clone, Copy)]
struct People(u64);

impl std::fmt::Display for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&format_count(self.0, "person", "people"))
    }
}

/// Returns who is taken off and who had left; an issue under way is an error.
fn counts(deletion: ListDeletion, list: &List) -> Result<(People, People), CommandError> {
    match deletion {
        ListDeletion::Deleted { removed, unsubscribed } => Ok((People(removed), People(unsubscribed))),
        ListDeletion::IssuesUnderWay(issues) => {
            let names: Vec<_> = issues.iter().map(|issue| format!("`{issue}`")).collect();
            let error = CommandError::new(format!(
                "{} to the list `{}` is not finished: nothing has changed",
                names.join(", "),
                list.name
            ));
            let first = issues.first().map_or("ISSUE", String::as_str);
            Err(error.with_hint(format!("wait until it is sent, or stop it: `circular cancel {first}`")))
        }
    }
}

fn confirm_deletion(list: &List, people: &str) -> Result<(), CommandError> {
    let name = list.name.as_str();
    let question = format!("Type the name of the list ({name}) to take {people} off it and delete it:");
    match prompt(&question) {
        Some(answer) if answer == name => Ok(()),
        Some(_) => Err(CommandError::new("nothing was deleted")),
        None => Err(CommandError::new("not deleted: no terminal to confirm on").with_hint("pass `--yes` in scripts")),
    }
}
