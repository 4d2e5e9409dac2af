//! `circular status --watch`.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::time::sleep;

use super::{Args, IssueView, load_issues, status_text};
use crate::cli::app::App;
use crate::cli::error::CommandError;
use crate::cli::issue_status;
use crate::cli::output::print_line;
use crate::cli::shutdown::ShutdownSignal;
use crate::clock;
use crate::database::Database;
use crate::model::{DeliveryStatus, IssueState};

/// How often the status is refreshed.
const REFRESH_INTERVAL: Duration = Duration::from_secs(1);

/// Refreshes the status each second, or prints it at each change without a terminal, until nothing moves.
pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), CommandError> {
    let zone = app.workspace.settings.society.time_zone();
    let mut ear = ShutdownSignal::listen()?;
    let painted = std::io::stdout().is_terminal().then(|| {
        let sheet = ProgressBar::with_draw_target(None, ProgressDrawTarget::stdout());
        sheet.set_style(ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
        sheet
    });
    let mut last = String::new();
    loop {
        let all = load_issues(app, database, args).await?;
        let words = status_text(&all, clock::now(), &zone);
        let moves = all.iter().any(is_active);
        match &painted {
            Some(sheet) => sheet.set_message(words.clone()),
            None if words != last => print_line(&words),
            None => {}
        }
        last = words;
        let stopped = tokio::select! {
            () = sleep(REFRESH_INTERVAL), if moves => false,
            () = ear.requested(), if moves => true,
            else => true,
        };
        if stopped {
            break;
        }
    }
    if let Some(sheet) = painted {
        // What stays on the screen is plain text, whole and in its full length.
        sheet.finish_and_clear();
        print_line(last);
    }
    Ok(())
}

/// Tells whether something more will happen by itself.
fn is_active(shown: &IssueView) -> bool {
    let counts = &shown.status.counts;
    let waits = shown.status.issue.state == IssueState::Sending && issue_status::waiting_count(counts) > 0;
    waits || counts.count(DeliveryStatus::Sending) > 0
}
