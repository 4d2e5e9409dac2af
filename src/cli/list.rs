//! `circular list`.

mod join_requests;
mod list_deletion;
mod list_details;
mod list_options;
mod matching_subscribers;
mod signup_form;
mod still_wanted;
mod welcome_option;

use clap::Subcommand;

use super::app::{App, find_list};
use super::error::CommandError;
use super::output::print_line;
use crate::database::{self, Database};
use crate::model::{ArchiveAccess, List, ListName, ParseListNameError};
use crate::{clock, subscription};
pub(super) use join_requests::approval_line;
pub(super) use list_details::basis_words;
use list_options::ListOptions;
pub(super) use matching_subscribers::condition_error;

/// Manage lists
#[derive(Debug, Subcommand)]
pub(super) enum ListCommand {
    /// Create a list
    Create {
        /// The name that drafts and commands use, such as `members`
        name: String,
        /// The title that subscribers see
        #[arg(long)]
        title: String,
        #[command(flatten)]
        shape: ListOptions,
    },
    /// Change the title or the options of a list
    Edit {
        /// The list
        name: String,
        /// The title that subscribers see
        #[arg(long)]
        title: Option<String>,
        #[command(flatten)]
        shape: ListOptions,
        #[command(flatten)]
        welcome: welcome_option::WelcomeOption,
    },
    /// Show lists, or the people of a list who match a condition
    Show {
        /// The list
        name: Option<String>,
        #[command(flatten)]
        who: matching_subscribers::Args,
    },
    Form(signup_form::Args),
    Requests(join_requests::RequestsArgs),
    Approve(join_requests::ApproveArgs),
    Decline(join_requests::DeclineArgs),
    AskAgain(still_wanted::AskAgainArgs),
    DropSilent(still_wanted::DropSilentArgs),
    Delete(list_deletion::Args),
}

pub(super) async fn run(app: &App, command: ListCommand) -> Result<(), CommandError> {
    let database = app.database().await?;
    match command {
        ListCommand::Create { name, title, shape } => {
            let name: ListName = name.parse().map_err(|bad: ParseListNameError| CommandError::new(bad.to_string()))?;
            let list = create(&database, &name, &title, app.workspace.settings.sender.from.address.domain()).await?;
            let list = shape.apply(&database, list, None).await?;
            print_line(format!("Made the list `{}` ({}).", list.name, list.title));
            print_line(format!("Next: circular subscriber import members.csv --list {}", list.name));
            if list.public {
                list_details::print_signup(app, &database, &list).await?;
            }
        }
        ListCommand::Edit { name, title, shape, welcome } => {
            let list = find_list(&database, &name).await?;
            if title.is_none() && shape.is_empty() && welcome.is_empty() {
                return Err(CommandError::new("nothing to change")
                    .with_hint("pass `--title TITLE`, `--public`, `--private`, `--joining HOW`, `--basis BASIS`, `--welcome DRAFT`, `--language LANGUAGE`, `--join-address ADDRESS` or `--archive WHO`"));
            }
            let list = welcome.apply(app, &database, list).await?;
            let list = shape.apply(&database, list, title.as_deref()).await?;
            list_details::print_counts(&database, &list).await?;
            list_details::print_signup(app, &database, &list).await?;
        }
        ListCommand::Show { name: Some(name), who } if who.lists_subscribers() => {
            matching_subscribers::show_matching(&database, find_list(&database, &name).await?, &who).await?;
        }
        ListCommand::Show { name: Some(name), .. } => {
            let list = find_list(&database, &name).await?;
            list_details::print_counts(&database, &list).await?;
            list_details::print_signup(app, &database, &list).await?;
        }
        ListCommand::Show { name: None, .. } => {
            let lists = database::lists::all(&mut database.begin_read().await?).await?;
            if lists.is_empty() {
                print_line("There is no list yet. Make one: circular list create members --title \"Our members\"");
            }
            for list in &lists {
                list_details::print_counts(&database, list).await?;
                if list.public || list.archive != ArchiveAccess::Off {
                    list_details::print_signup(app, &database, list).await?;
                }
            }
        }
        ListCommand::Delete(args) => {
            list_deletion::run(&database, &find_list(&database, &args.name).await?, &args).await?;
        }
        ListCommand::Requests(args) => join_requests::show(app, &database, &args).await?,
        ListCommand::Approve(args) => join_requests::approve(&database, &args).await?,
        ListCommand::Decline(args) => join_requests::decline(&database, &args).await?,
        ListCommand::AskAgain(args) => still_wanted::ask_again(app, &database, &args).await?,
        ListCommand::DropSilent(args) => still_wanted::drop_silent(&database, &args).await?,
        ListCommand::Form(args) => signup_form::run(app, &find_list(&database, &args.name).await?)?,
    }
    Ok(())
}

/// Creates a list; its List-Id (RFC 2919) belongs to `domain` for good.
pub(super) async fn create(
    database: &Database,
    name: &ListName,
    title: &str,
    domain: &str,
) -> Result<List, CommandError> {
    Ok(subscription::create_list(database, name, title, domain, clock::now()).await?)
}

impl From<subscription::ListSettingsError> for CommandError {
    fn from(error: subscription::ListSettingsError) -> Self {
        match error {
            subscription::ListSettingsError::Database(error) => error.into(),
            subscription::ListSettingsError::JoinAddress(_) => Self::from_error(&error)
                .with_hint("the answers that people give come to it with a `+` and a token before the @"),
            error => Self::from_error(&error),
        }
    }
}
