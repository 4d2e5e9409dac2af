//! `circular list`.

mod who;

use clap::Subcommand;

use super::app::{App, find_list};
use super::failure::Failure;
use super::output::{counted, number, say};
use crate::clock;
use crate::database::{self, Database};
use crate::model::{BadName, List, ListName, State, single_line};

/// Manage lists
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a list
    Create {
        /// The word by which drafts and commands name it, such as `members`
        name: String,
        /// What subscribers read
        #[arg(long)]
        title: String,
    },
    /// Show one list or all, or who of a list fits a condition
    Show {
        /// The list
        name: Option<String>,
        #[command(flatten)]
        who: who::Args,
    },
}

pub(super) async fn run(app: &App, command: Command) -> Result<(), Failure> {
    let database = app.database().await?;
    match command {
        Command::Create { name, title } => {
            let name: ListName = name.parse().map_err(|bad: BadName| Failure::new(bad.to_string()))?;
            let list = create(&database, &name, &title, app.workspace.settings.sender.from.address.domain()).await?;
            say(format!("Made the list `{}` ({}).", list.name, list.title));
            say(format!("Next: circular subscriber import members.csv --list {}", list.name));
        }
        Command::Show { name: Some(name), who } if who.asks_who() => {
            who::show(&database, find_list(&database, &name).await?, &who).await?;
        }
        Command::Show { name: Some(name), .. } => show(&database, &find_list(&database, &name).await?).await?,
        Command::Show { name: None, .. } => {
            let lists = database::list::all(&mut database.read().await?).await?;
            if lists.is_empty() {
                say("There is no list yet. Make one: circular list create members --title \"Our members\"");
            }
            for list in &lists {
                show(&database, list).await?;
            }
        }
    }
    Ok(())
}

/// Makes a list whose List-Id belongs to `domain` for good.
pub(super) async fn create(database: &Database, name: &ListName, title: &str, domain: &str) -> Result<List, Failure> {
    let title = single_line(title);
    if title.is_empty() {
        return Err(Failure::new("a list needs a title that people can read"));
    }
    let mut work = database.write().await?;
    let list = database::list::add(&mut work, name, &title, &format!("{name}.{domain}"), clock::now()).await?;
    let list = list.ok_or_else(|| Failure::new(format!("there is a list `{name}` already")))?;
    work.commit().await?;
    Ok(list)
}

async fn show(database: &Database, list: &List) -> Result<(), Failure> {
    let counts = database::subscription::counts(&mut database.read().await?, list.id).await?;
    let count = |state| {
        let found = counts.iter().find(|(known, _)| *known == state);
        found.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0))
    };
    let mut words = format!(
        "{}  {} — {}, {} unsubscribed",
        list.name,
        list.title,
        counted(count(State::Confirmed), "subscriber", "subscribers"),
        number(count(State::Unsubscribed))
    );
    let suppressed = count(State::Suppressed);
    if suppressed > 0 {
        words = format!("{words}, {} suppressed as their address takes no mail", number(suppressed));
    }
    say(words);
    Ok(())
}
