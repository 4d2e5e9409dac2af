//! How far a run is: a bar on a terminal, plain lines elsewhere.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::time::Instant;

use crate::cli::output::{number, tell};
use crate::delivery::Progress;
use crate::model::Status;

/// How often a plain line is written.
const EVERY: Duration = Duration::from_secs(10);

/// Shows a run's progress.
pub(super) struct Bar {
    drawn: Option<ProgressBar>,
    begun: Instant,
    told: Instant,
}

impl Bar {
    /// Makes a bar where somebody can see it move.
    pub(super) fn new() -> Self {
        let drawn = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self { drawn, begun: Instant::now(), told: Instant::now() }
    }

    /// Shows how far it is.
    pub(super) fn show(&mut self, progress: &Progress) {
        let words = self.words(progress);
        if let Some(bar) = &self.drawn {
            bar.set_length(progress.counts.total());
            bar.set_position(progress.counts.settled());
            bar.set_message(words);
        } else if self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            tell(format!("{} of {}  {words}", number(progress.counts.settled()), number(progress.counts.total())));
        }
    }

    fn words(&self, progress: &Progress) -> String {
        let seconds = self.begun.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for the eye")]
        let rate = progress.handled as f64 / seconds.max(0.001);
        let mut words = format!("{rate:.0}/s  sent {}", number(progress.counts.of(Status::Sent)));
        for (status, label) in
            [(Status::Deferred, "deferred"), (Status::Bounced, "bounced"), (Status::InDoubt, "in doubt")]
        {
            let count = progress.counts.of(status);
            if count > 0 || status != Status::InDoubt {
                let _ = write!(words, "  {label} {}", number(count));
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "an estimate for the eye")]
        let left = progress.counts.of(Status::Queued) as f64 / rate;
        if progress.handled > 0 && left.is_finite() {
            let _ = write!(words, "  {} left", span(left));
        }
        if let Some(trouble) = &progress.trouble {
            let _ = write!(words, "  ({trouble}; trying again)");
        }
        words
    }
}

impl Drop for Bar {
    /// Takes the bar away, so that the last words stand alone.
    fn drop(&mut self) {
        if let Some(bar) = &self.drawn {
            bar.finish_and_clear();
        }
    }
}

fn span(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5_400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3_600.0),
    }
}
