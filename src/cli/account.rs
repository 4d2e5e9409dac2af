//! `circular account`.

use clap::{Subcommand, ValueEnum};

use super::app::App;
use super::error::CommandError;
use super::output::{print_line, print_status};
use crate::database::{self, Database};
use crate::model::{AccountName, AccountRole};
use crate::{account, clock};

/// Manage who may work on the letters in the browser, from other machines too
#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Add an account, and print its password once
    Add {
        /// The name with which somebody signs in, such as `ann`
        name: AccountName,
        /// What they may do
        #[arg(long, value_enum)]
        role: RoleArg,
    },
    /// List the accounts
    Show,
    /// Give somebody a new password, print it once, and sign them out everywhere
    ResetPassword {
        /// Whose password
        name: AccountName,
    },
    /// Delete an account, and sign its holder out everywhere
    Delete {
        /// Which account
        name: AccountName,
    },
}

/// What the holder of an account may do.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RoleArg {
    /// Write letters and send them as a test
    Writes,
    /// Also send letters, and change members, lists and settings
    Sends,
}

impl From<RoleArg> for AccountRole {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Writes => Self::Writes,
            RoleArg::Sends => Self::Sends,
        }
    }
}

pub(super) async fn run(app: &App, command: AccountCommand) -> Result<(), CommandError> {
    let database = app.database().await?;
    match command {
        AccountCommand::Add { name, role } => {
            match account::add_account(&database, &name, role.into(), clock::now()).await? {
                Some(password) => print_password(&name, &password),
                None => {
                    return Err(CommandError::new(format!("there is an account `{name}`"))
                        .with_hint(format!("choose another name, or run `circular account reset-password {name}`")));
                }
            }
        }
        AccountCommand::Show => show_accounts(&database).await?,
        AccountCommand::ResetPassword { name } => match account::reset_password(&database, &name).await? {
            Some(password) => print_password(&name, &password),
            None => return Err(unknown(&name)),
        },
        AccountCommand::Delete { name } => {
            let mut work = database.begin_write().await?;
            let is_deleted = database::accounts::delete(&mut work, &name).await?;
            work.commit().await?;
            if !is_deleted {
                return Err(unknown(&name));
            }
            print_line(format!("`{name}` can no longer sign in."));
        }
    }
    Ok(())
}

fn print_password(name: &AccountName, password: &str) {
    print_status(format!("The password of `{name}`, shown only now; it can be changed on the page “Account”:"));
    print_line(password);
}

async fn show_accounts(database: &Database) -> Result<(), CommandError> {
    let accounts = database::accounts::all(&mut database.begin_read().await?).await?;
    if accounts.is_empty() {
        print_line("There are no accounts: only this machine can open the pages.");
    }
    for account in &accounts {
        let role = match account.role {
            AccountRole::Writes => "writes letters and sends them as a test",
            AccountRole::Sends => "also sends letters, and changes members, lists and settings",
        };
        print_line(format!("{}  {role}", account.name));
    }
    Ok(())
}

fn unknown(name: &AccountName) -> CommandError {
    CommandError::new(format!("there is no account `{name}`")).with_hint("see `circular account show`")
}
