//! `circular status --watch`.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::time::sleep;

use super::{Args, Shown, look, text};
use crate::cli::app::App;
use crate::cli::failure::Failure;
use crate::cli::output::say;
use crate::cli::signal::Ear;
use crate::cli::standing;
use crate::clock;
use crate::database::Database;
use crate::model::{IssueState, Status};

/// How often it is shown anew.
const EVERY: Duration = Duration::from_secs(1);

/// Shows the standing anew each second, or as often as it changes where nobody sees it move, until nothing moves.
pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), Failure> {
    let zone = app.workspace.settings.society.time_zone();
    let mut ear = Ear::open()?;
    let painted = std::io::stdout().is_terminal().then(|| {
        let sheet = ProgressBar::with_draw_target(None, ProgressDrawTarget::stdout());
        sheet.set_style(ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
        sheet
    });
    let mut last = String::new();
    loop {
        let all = look(app, database, args).await?;
        let words = text(&all, clock::now(), &zone);
        let moves = all.iter().any(moves);
        match &painted {
            Some(sheet) => sheet.set_message(words.clone()),
            None if words != last => say(&words),
            None => {}
        }
        last = words;
        let stopped = tokio::select! {
            () = sleep(EVERY), if moves => false,
            () = ear.asked_to_stop(), if moves => true,
            else => true,
        };
        if stopped {
            break;
        }
    }
    if let Some(sheet) = painted {
        // What stays on the screen is plain text, whole and in its full length.
        sheet.finish_and_clear();
        say(last);
    }
    Ok(())
}

/// Tells whether something more will happen by itself.
fn moves(shown: &Shown) -> bool {
    let counts = &shown.standing.counts;
    let waits = shown.standing.issue.state == IssueState::Sending && standing::waiting(counts) > 0;
    waits || counts.of(Status::Sending) > 0
}
