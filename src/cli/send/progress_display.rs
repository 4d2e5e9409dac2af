//! The progress of a run: a bar on a terminal, plain lines elsewhere, or lines of JSON.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::time::Instant;

use super::json_events;
use crate::cli::issue_status;
use crate::cli::output::{format_count, format_duration, format_number, format_time, print_line, print_status};
use crate::config::ThrottleSettings;
use crate::delivery::{ConnectionLimit, RunProgress};
use crate::model::DeliveryStatus;
use crate::sending::{RateMeter, RunEvent, WaitReason};

/// How often a plain line is printed, and how often a line of JSON.
const PLAIN_INTERVAL: Duration = Duration::from_secs(10);
const JSON_INTERVAL: Duration = Duration::from_secs(1);

/// Shows the progress of a run.
pub(super) struct ProgressDisplay {
    issue_slug: String,
    throttle: ThrottleSettings,
    zone: TimeZone,
    json: bool,
    progress_bar: Option<ProgressBar>,
    rate_meter: RateMeter,
    last_report: Option<Instant>,
    connection_limit: Option<ConnectionLimit>,
}

impl ProgressDisplay {
    pub(super) fn new(issue: &str, throttle: ThrottleSettings, zone: TimeZone, json: bool) -> Self {
        Self {
            issue_slug: issue.to_owned(),
            throttle,
            zone,
            json,
            progress_bar: None,
            rate_meter: RateMeter::new(Instant::now()),
            last_report: None,
            connection_limit: None,
        }
    }

    /// Shows what a run reports.
    pub(super) fn show(&mut self, event: &RunEvent<'_>) {
        match event {
            RunEvent::Started => self.start(),
            RunEvent::Committed(update) => self.update(&update.progress),
            // Each update has all counts, so that a missed one does not matter.
            RunEvent::Missed(_) => {}
            RunEvent::Stopping => {
                print_status("\nStopping: finishing the copies in progress. Press Ctrl-C again to stop at once.");
            }
            RunEvent::Waiting { progress, until, reason } => {
                self.finish();
                self.show_waiting(progress, *until, reason);
            }
        }
    }

    /// Begins to measure a run, with a bar if standard error is a terminal.
    fn start(&mut self) {
        self.rate_meter = RateMeter::new(Instant::now());
        if !self.json && std::io::stderr().is_terminal() {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            self.progress_bar = Some(bar);
        }
    }

    fn update(&mut self, progress: &RunProgress) {
        self.rate_meter.record(progress.handled, Instant::now());
        self.show_connection_limit(progress.connection_limit.as_ref());
        if let Some(bar) = &self.progress_bar {
            bar.set_length(progress.counts.total());
            bar.set_position(progress.counts.settled_count());
            bar.set_message(self.status_line(progress));
        } else if self.json {
            if self.is_report_due(JSON_INTERVAL) {
                self.print_event(progress, None);
            }
        } else if self.last_report.is_none() {
            // The first line is due after an interval, so that a short run prints none.
            self.last_report = Some(Instant::now());
        } else if self.is_report_due(PLAIN_INTERVAL) {
            let counts = &progress.counts;
            print_status(format!(
                "{} of {}  {}",
                format_number(counts.settled_count()),
                format_number(counts.total()),
                self.status_line(progress)
            ));
        }
    }

    /// Says once how many connections the relay takes, if it takes fewer than wanted.
    fn show_connection_limit(&mut self, limit: Option<&ConnectionLimit>) {
        let Some(limit) = limit.filter(|limit| self.connection_limit.as_ref() != Some(limit)) else { return };
        self.connection_limit = Some(limit.clone());
        let connections = format_count(limit.connections as u64, "connection", "connections");
        let words = format!("The relay takes {connections} at once, and sending goes on over that: {}", limit.reason);
        match &self.progress_bar {
            Some(bar) => bar.suspend(|| print_status(words)),
            None => print_status(words),
        }
    }

    /// Removes the bar before the last lines.
    pub(super) fn finish(&mut self) {
        if let Some(bar) = self.progress_bar.take() {
            bar.finish_and_clear();
        }
    }

    fn show_waiting(&mut self, progress: &RunProgress, until: Timestamp, reason: &WaitReason) {
        if self.json {
            return self.print_event(progress, Some(until));
        }
        let at = format_time(until, &self.zone);
        print_status(match reason {
            WaitReason::NextDue => format!("Waiting: the next copy is due at {at}."),
            WaitReason::RelayUnavailable(why) => format!("The relay is unavailable: {why}. Trying again at {at}."),
            WaitReason::SendingLimit(why) => format!("The relay takes no more for now: {why}. Trying again at {at}."),
        });
    }

    fn print_event(&mut self, progress: &RunProgress, until: Option<Timestamp>) {
        let left = self
            .rate_meter
            .time_left(issue_status::waiting_count(&progress.counts), &self.throttle)
            .filter(|_| until.is_none());
        print_line(
            json_events::progress_event(&self.issue_slug, progress, self.rate_meter.rate(), left, until).to_string(),
        );
    }

    fn is_report_due(&mut self, every: Duration) -> bool {
        let due = self.last_report.is_none_or(|last| last.elapsed() >= every);
        if due {
            self.last_report = Some(Instant::now());
        }
        due
    }

    fn status_line(&self, progress: &RunProgress) -> String {
        if let Some(problem) = &progress.relay_problem {
            return format!("trying again: {problem}");
        }
        let counts = &progress.counts;
        let rate = self.rate_meter.rate();
        // Slow rates are easier to read by the minute.
        let rate = if rate < 1.0 { format!("{:.0}/min", rate * 60.0) } else { format!("{rate:.0}/s") };
        let mut words = format!("{rate}  sent {}", format_number(counts.count(DeliveryStatus::Sent)));
        for (status, label) in [
            (DeliveryStatus::Deferred, "deferred"),
            (DeliveryStatus::Bounced, "bounced"),
            (DeliveryStatus::InDoubt, "in doubt"),
        ] {
            let count = counts.count(status);
            if count > 0 {
                let _ = write!(words, "  {label} {}", format_number(count));
            }
        }
        let queued = counts.count(DeliveryStatus::Queued);
        if let Some(left) = self.rate_meter.time_left(queued, &self.throttle).filter(|_| queued > 0) {
            let _ = write!(words, "  {} left", format_duration(left));
        }
        words
    }
}
