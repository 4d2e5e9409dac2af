//! `circular list`.

mod form;
mod shape;
mod show;
mod who;

use clap::Subcommand;

use super::app::{App, find_list};
use super::failure::Failure;
use super::output::say;
use crate::clock;
use crate::database::{self, Database};
use crate::model::{BadName, List, ListName, single_line};
use shape::Shape;

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
        #[command(flatten)]
        shape: Shape,
    },
    /// Change a list's title, who may see it, or how one joins it
    Edit {
        /// The list
        name: String,
        /// What subscribers read
        #[arg(long)]
        title: Option<String>,
        #[command(flatten)]
        shape: Shape,
    },
    /// Show one list or all, or who of a list fits a condition
    Show {
        /// The list
        name: Option<String>,
        #[command(flatten)]
        who: who::Args,
    },
    Form(form::Args),
}

pub(super) async fn run(app: &App, command: Command) -> Result<(), Failure> {
    let database = app.database().await?;
    match command {
        Command::Create { name, title, shape } => {
            let name: ListName = name.parse().map_err(|bad: BadName| Failure::new(bad.to_string()))?;
            let list = create(&database, &name, &title, app.workspace.settings.sender.from.address.domain()).await?;
            let list = shape.put_on(&database, list, None).await?;
            say(format!("Made the list `{}` ({}).", list.name, list.title));
            say(format!("Next: circular subscriber import members.csv --list {}", list.name));
            if list.public {
                show::joining(app, &database, &list).await?;
            }
        }
        Command::Edit { name, title, shape } => {
            let list = find_list(&database, &name).await?;
            let list = shape.put_on(&database, list, title.as_deref()).await?;
            show::list(&database, &list).await?;
            show::joining(app, &database, &list).await?;
        }
        Command::Show { name: Some(name), who } if who.asks_who() => {
            who::show(&database, find_list(&database, &name).await?, &who).await?;
        }
        Command::Show { name: Some(name), .. } => {
            let list = find_list(&database, &name).await?;
            show::list(&database, &list).await?;
            show::joining(app, &database, &list).await?;
        }
        Command::Show { name: None, .. } => {
            let lists = database::list::all(&mut database.read().await?).await?;
            if lists.is_empty() {
                say("There is no list yet. Make one: circular list create members --title \"Our members\"");
            }
            for list in &lists {
                show::list(&database, list).await?;
                if list.public {
                    show::joining(app, &database, list).await?;
                }
            }
        }
        Command::Form(args) => form::run(app, &find_list(&database, &args.name).await?)?,
    }
    Ok(())
}

/// Makes a list whose List-Id belongs to `domain` for good.
pub(super) async fn create(database: &Database, name: &ListName, title: &str, domain: &str) -> Result<List, Failure> {
    let title = readable(title)?;
    let mut work = database.write().await?;
    let list = database::list::add(&mut work, name, &title, &format!("{name}.{domain}"), clock::now()).await?;
    let list = list.ok_or_else(|| Failure::new(format!("there is a list `{name}` already")))?;
    work.commit().await?;
    Ok(list)
}

/// Returns a title on one line; one that is empty is refused.
fn readable(title: &str) -> Result<String, Failure> {
    let title = single_line(title).into_owned();
    if title.is_empty() {
        return Err(Failure::new("a list needs a title that people can read"));
    }
    Ok(title)
}
