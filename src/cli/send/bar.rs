//! How far a run is: a bar on a terminal, plain lines elsewhere, or lines of JSON.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use tokio::time::Instant;

use super::events;
use super::meter::Meter;
use crate::cli::output::{number, say, span, tell};
use crate::cli::standing;
use crate::config::Throttle;
use crate::delivery::Progress;
use crate::model::Status;

/// How often a plain line is written, and a line of JSON.
const PLAIN: Duration = Duration::from_secs(10);
const JSON: Duration = Duration::from_secs(1);

/// Shows a run's progress.
pub(super) struct Bar {
    issue: String,
    throttle: Throttle,
    json: bool,
    drawn: Option<ProgressBar>,
    meter: Meter,
    told: Option<Instant>,
}

impl Bar {
    /// Makes one for an issue that goes at a pace.
    pub(super) fn new(issue: &str, throttle: Throttle, json: bool) -> Self {
        Self { issue: issue.to_owned(), throttle, json, drawn: None, meter: Meter::new(Instant::now()), told: None }
    }

    /// Begins to measure a run, with a bar where somebody can see it move.
    pub(super) fn begin(&mut self) {
        self.meter = Meter::new(Instant::now());
        if !self.json && std::io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            self.drawn = Some(bar);
        }
    }

    /// Shows how far it is.
    pub(super) fn show(&mut self, progress: &Progress) {
        self.meter.note(progress.handled, Instant::now());
        if let Some(bar) = &self.drawn {
            bar.set_length(progress.counts.total());
            bar.set_position(progress.counts.settled());
            bar.set_message(self.words(progress));
        } else if self.json {
            if self.is_time(JSON) {
                self.event(progress, None);
            }
        } else if self.told.is_none() {
            // The first line is due when the run has gone on for a while.
            self.told = Some(Instant::now());
        } else if self.is_time(PLAIN) {
            let counts = &progress.counts;
            tell(format!("{} of {}  {}", number(counts.settled()), number(counts.total()), self.words(progress)));
        }
    }

    /// Takes the bar away, so that the last words stand alone.
    pub(super) fn end(&mut self) {
        if let Some(bar) = self.drawn.take() {
            bar.finish_and_clear();
        }
    }

    /// Tells that nothing goes until a moment.
    pub(super) fn wait(&mut self, progress: &Progress, until: Timestamp, words: &str) {
        if self.json {
            self.event(progress, Some(until));
        } else {
            tell(words);
        }
    }

    fn event(&mut self, progress: &Progress, until: Option<Timestamp>) {
        let left = self.meter.left(standing::waiting(&progress.counts), &self.throttle).filter(|_| until.is_none());
        say(events::progress(&self.issue, progress, self.meter.rate(), left, until).to_string());
    }

    fn is_time(&mut self, every: Duration) -> bool {
        let due = self.told.is_none_or(|told| told.elapsed() >= every);
        if due {
            self.told = Some(Instant::now());
        }
        due
    }

    fn words(&self, progress: &Progress) -> String {
        if let Some(trouble) = &progress.trouble {
            return format!("trying again: {trouble}");
        }
        let counts = &progress.counts;
        let rate = self.meter.rate();
        // Slow paces are easier to read by the minute.
        let rate = if rate < 1.0 { format!("{:.0}/min", rate * 60.0) } else { format!("{rate:.0}/s") };
        let mut words = format!("{rate}  sent {}", number(counts.of(Status::Sent)));
        for (status, label) in
            [(Status::Deferred, "deferred"), (Status::Bounced, "bounced"), (Status::InDoubt, "in doubt")]
        {
            let count = counts.of(status);
            if count > 0 {
                let _ = write!(words, "  {label} {}", number(count));
            }
        }
        let queued = counts.of(Status::Queued);
        if let Some(left) = self.meter.left(queued, &self.throttle).filter(|_| queued > 0) {
            let _ = write!(words, "  {} left", span(left));
        }
        words
    }
}
