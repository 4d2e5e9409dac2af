//! `circular api`.

use clap::{Subcommand, ValueEnum};

use super::app::App;
use super::error::CommandError;
use super::output::{format_long_time, print_line, print_status};
use crate::model::{ApiPermission, ApiTokenName};
use crate::{account, clock, database};

/// Manage the tokens with which your website calls `circular serve`
#[derive(Debug, Subcommand)]
pub(super) enum ApiCommand {
    /// Manage tokens
    #[command(subcommand)]
    Token(TokenCommand),
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Make a token, and print it once
    New {
        /// A name by which you know which program has it, such as `website`
        name: ApiTokenName,
        /// What the program may do
        #[arg(long, value_enum, required = true, value_delimiter = ',', value_name = "WHAT")]
        may: Vec<PermissionArg>,
    },
    /// List the tokens
    List,
    /// Revoke a token: from now on, nobody can use it
    Revoke {
        /// Which token
        name: ApiTokenName,
    },
}

/// What a program may do.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum PermissionArg {
    /// Ask for somebody to join a public list
    Join,
    /// Take somebody off a list
    Leave,
    /// Read the lists, and how far issues are
    Read,
    /// Read health and metrics
    Monitor,
}

impl From<PermissionArg> for ApiPermission {
    fn from(permission: PermissionArg) -> Self {
        match permission {
            PermissionArg::Join => Self::Join,
            PermissionArg::Leave => Self::Leave,
            PermissionArg::Read => Self::Read,
            PermissionArg::Monitor => Self::Monitor,
        }
    }
}

pub(super) async fn run(app: &App, command: ApiCommand) -> Result<(), CommandError> {
    let database = app.database().await?;
    let ApiCommand::Token(command) = command;
    match command {
        TokenCommand::New { name, may } => {
            let permissions = may.into_iter().map(ApiPermission::from).collect();
            let Some(secret) = account::new_api_token(&database, name.clone(), permissions, clock::now()).await? else {
                return Err(CommandError::new(format!("there is a token `{name}`"))
                    .with_hint(format!("choose another name, or run `circular api token revoke {name}`")));
            };
            print_status(format!("The token `{name}`, shown only now. Keep it as safe as a password:"));
            print_line(secret);
        }
        TokenCommand::List => {
            let zone = app.workspace.settings.society.time_zone();
            let tokens = database::api_tokens::all(&mut database.begin_read().await?).await?;
            if tokens.is_empty() {
                print_line("There are no tokens: no program can call `circular serve`.");
            }
            for token in &tokens {
                let may: Vec<&str> = token.permissions.iter().map(Into::into).collect();
                let made = format_long_time(token.created_at, &zone);
                print_line(format!("{}  may {}; made {made}", token.name, may.join(", ")));
            }
        }
        TokenCommand::Revoke { name } => {
            let mut work = database.begin_write().await?;
            let is_deleted = database::api_tokens::delete(&mut work, &name).await?;
            work.commit().await?;
            if !is_deleted {
                return Err(
                    CommandError::new(format!("there is no token `{name}`")).with_hint("see `circular api token list`")
                );
            }
            print_line(format!("`{name}` is revoked."));
        }
    }
    Ok(())
}
