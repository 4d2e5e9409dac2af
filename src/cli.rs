//! The commands: arguments in, words and exit codes out. One file per command: `Args`, whose comments are the help, and `run`.

mod account;
mod annual_report;
mod api;
mod app;
mod backup;
mod bar_chart;
mod cancel;
mod check;
mod clean;
mod completions;
mod database;
mod demo;
mod dkim;
mod doctor;
mod document_changes;
mod error;
mod first_start;
mod handover;
mod inbound;
mod init;
mod issue_status;
mod json_log;
mod ledger;
mod lint_words;
mod list;
mod mailbox_task;
mod man_pages;
mod new;
mod open_relays;
mod output;
mod pause;
mod preview;
mod replies;
mod report;
mod resolve;
mod resume;
mod return_ways;
mod segment_args;
mod segment_json;
mod send;
mod serve;
mod shutdown;
mod signing_key;
mod status;
mod subscriber;
mod suppression;
mod test;
mod views;
mod web_archive;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::Layer as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use app::App;
use error::CommandError;
use json_log::JsonLines;

use crate::config::log_filter;

/// The stack of each of the runtime's threads, on which letters are laid out. The usual two megabytes are nearly used up
/// by two letters at once in a build without optimization.
const STACK_BYTES: usize = 8 << 20;

/// Newsletters as files: previewed as each member will see them, sent by SMTP, with one-click unsubscribe.
#[derive(Debug, Parser)]
#[command(name = "circular", version, max_term_width = 100)]
#[command(
    after_help = "Without a command, the letters of the nearest workspace open in the browser, or a page that makes one."
)]
struct Cli {
    /// The folder with `circular.toml` [default: the nearest one from here upward]
    #[arg(long, global = true, value_name = "DIR")]
    workspace: Option<PathBuf>,
    /// Without a command: do not open a browser
    #[arg(long)]
    no_open: bool,
    /// How the log on standard error is written
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Option<Command>,
}

/// How log records are written: lines for people, or one JSON object on each line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    New(new::Args),
    Preview(preview::Args),
    Clean(clean::Args),
    Check(check::Args),
    Test(test::Args),
    Send(send::Args),
    Status(status::Args),
    Pause(pause::Args),
    Resume(resume::Args),
    Cancel(cancel::Args),
    Resolve(resolve::Args),
    #[command(subcommand)]
    List(list::ListCommand),
    #[command(subcommand)]
    Subscriber(subscriber::SubscriberCommand),
    #[command(subcommand)]
    Suppression(suppression::SuppressionCommand),
    #[command(subcommand)]
    Inbound(inbound::InboundCommand),
    Replies(replies::Args),
    #[command(subcommand)]
    Archive(web_archive::ArchiveCommand),
    Report(report::Args),
    AnnualReport(annual_report::Args),
    Views(views::Args),
    Serve(serve::Args),
    #[command(subcommand)]
    Account(account::AccountCommand),
    #[command(subcommand)]
    Api(api::ApiCommand),
    #[command(subcommand)]
    SigningKey(signing_key::SigningKeyCommand),
    #[command(subcommand)]
    Dkim(dkim::DkimCommand),
    #[command(subcommand)]
    Ledger(ledger::LedgerCommand),
    Backup(backup::Args),
    #[command(subcommand)]
    Database(database::DatabaseCommand),
    Handover(handover::Args),
    Doctor(doctor::Args),
    Demo(demo::Args),
    Completions(completions::Args),
    ManPages(man_pages::Args),
}

/// Writes log records to standard error, as many as `CIRCULAR_LOG` allows.
fn start_log(command: Option<&Command>, format: LogFormat) {
    // A server shows what it does; a command, only what goes wrong.
    let ours = if matches!(command, Some(Command::Serve(_))) { LevelFilter::INFO } else { LevelFilter::WARN };
    // What the database driver says of a lost connection, we say in our own words, and once.
    let usual = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("circular", ours)
        .with_target("sqlx", LevelFilter::ERROR);
    let filter = log_filter()
        .filter(|text| !text.trim().is_empty())
        .and_then(|text| text.parse::<Targets>().ok())
        .unwrap_or(usual);
    let layer = fmt::layer().with_writer(std::io::stderr);
    let layer = match format {
        LogFormat::Text => layer.with_ansi(std::io::stderr().is_terminal()).with_target(false).boxed(),
        LogFormat::Json => layer.with_ansi(false).event_format(JsonLines).boxed(),
    };
    tracing_subscriber::registry().with(filter).with(layer).init();
}

/// Reads the arguments, does what they say, and returns the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(cli.command.as_ref(), cli.log_format);
    let workspace = cli.workspace.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK_BYTES).enable_all().build();
    let result = match runtime {
        // The thread that waits here is none of the runtime's: what runs on it is woken across threads each time.
        Ok(runtime) => match runtime.block_on(runtime.spawn(run(cli))) {
            Ok(result) => result,
            Err(broken) => std::panic::resume_unwind(broken.into_panic()),
        },
        Err(error) => Err(error.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(&app::workspace_root(workspace.as_deref())),
    }
}

async fn run(cli: Cli) -> Result<(), CommandError> {
    let app = || App::open(cli.workspace.as_deref());
    let Some(command) = cli.command else {
        return Box::pin(first_start::run(cli.workspace.as_deref(), cli.no_open)).await;
    };
    match command {
        Command::Init(args) => init::run(&args),
        Command::New(args) => new::run(&app()?, &args).await,
        Command::Account(command) => account::run(&app()?, command).await,
        Command::Api(command) => api::run(&app()?, command).await,
        Command::Preview(args) => Box::pin(preview::run(app()?, args)).await,
        Command::Check(args) => match args.run_explain() {
            Some(explained) => explained,
            None => Box::pin(check::run(&app()?, &args)).await,
        },
        Command::Clean(args) => clean::run(&app()?, &args),
        Command::Test(args) => Box::pin(test::run(&app()?, &args)).await,
        Command::Send(args) => Box::pin(send::run(&app()?, &args)).await,
        Command::Status(args) => status::run(&app()?, &args).await,
        Command::Pause(args) => pause::run(&app()?, &args).await,
        Command::Resume(args) => resume::run(&app()?, &args).await,
        Command::Cancel(args) => cancel::run(&app()?, &args).await,
        Command::Resolve(args) => resolve::run(&app()?, &args).await,
        Command::List(command) => list::run(&app()?, command).await,
        Command::Subscriber(command) => subscriber::run(&app()?, command).await,
        Command::Suppression(command) => suppression::run(&app()?, command).await,
        Command::Inbound(command) => inbound::run(app(), command).await,
        Command::SigningKey(command) => signing_key::run(&app()?, command).await,
        Command::Dkim(command) => dkim::run(&app()?, command),
        Command::Replies(args) => replies::run(&app()?, &args).await,
        Command::Archive(command) => web_archive::run(&app()?, command).await,
        Command::Report(args) => report::run(&app()?, &args).await,
        Command::AnnualReport(args) => annual_report::run(&app()?, &args).await,
        Command::Views(args) => views::run(&app()?, &args).await,
        Command::Ledger(command) => ledger::run(&app()?, command).await,
        Command::Backup(args) => backup::run(&app()?, &args).await,
        Command::Database(command) => Box::pin(database::run(&app()?, command)).await,
        Command::Handover(args) => handover::run(app(), &args).await,
        Command::Serve(_) => Box::pin(serve::run(&app()?)).await,
        Command::Doctor(args) => Box::pin(doctor::run(&app()?, &args)).await,
        Command::Demo(_) if cli.workspace.is_some() => {
            Err(CommandError::new("the demo makes a workspace of its own").with_hint("leave `--workspace` out"))
        }
        Command::Demo(args) => Box::pin(demo::run(&args)).await,
        Command::Completions(args) => {
            completions::run::<Cli>(&args);
            Ok(())
        }
        Command::ManPages(args) => man_pages::run::<Cli>(&args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_fit_together() {
        super::Cli::command().debug_assert();
    }
}
