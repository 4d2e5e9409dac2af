//! Judges this machine: its clock, its disk, and who can read the passwords.

use std::path::PathBuf;

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};

use super::doctor_report::{DoctorFinding, DoctorReport};
use crate::model::{Severity, format_number};

/// How wrong the clock may be: Yahoo refuses a `Date` that is out of range.
const MAX_CLOCK_ERROR: SignedDuration = SignedDuration::from_mins(5);
/// How much room there should be, in octets.
const LITTLE_SPACE: u64 = 200_000_000;
const MEGABYTE: u64 = 1_000_000;

/// What is known about this machine.
#[derive(Debug, Default)]
pub(super) struct MachineFacts {
    pub(super) now: Timestamp,
    /// The time that another machine told, as it wrote it, and which one.
    pub(super) told_time: Option<ToldTime>,
    /// How many octets are free on the disk.
    pub(super) free_space: Option<u64>,
    /// The files with a password that everybody can read.
    pub(super) exposed_files: Vec<PathBuf>,
}

/// A time that another machine told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ToldTime {
    /// In the answer of the public page.
    Page(String),
    /// By the database server.
    Database(Timestamp),
}

/// Judges this machine.
pub(super) fn judge(facts: &MachineFacts, report: &mut DoctorReport) {
    let told = match &facts.told_time {
        Some(ToldTime::Page(date)) => {
            rfc2822::parse(date).ok().map(|date| (date.timestamp(), "the server of the public page"))
        }
        Some(ToldTime::Database(time)) => Some((*time, "the database server")),
        None => None,
    };
    match told {
        None => report.skip("Clock", "no other machine that was asked tells the time"),
        Some((time, who)) => {
            let ahead = facts.now.duration_since(time);
            if ahead.abs() <= MAX_CLOCK_ERROR {
                report.pass("Clock", format!("it agrees with {who}"));
            } else {
                let direction = if ahead.is_positive() { "ahead of" } else { "behind" };
                let minutes = format_number(ahead.abs().as_mins().unsigned_abs());
                let message = format!("this machine's clock is {minutes} minutes {direction} {who}");
                let help = "Switch on time synchronization; letters with a wrong date are refused or taken for spam.";
                report.add(DoctorFinding::new("clock-wrong", Severity::Block, message, help));
            }
        }
    }
    if let Some(free) = facts.free_space.filter(|free| *free < LITTLE_SPACE) {
        let message = format!("only {} MB are free on the disk", format_number(free / MEGABYTE));
        let help = "Make room: when the disk is full, sending stops.";
        report.add(DoctorFinding::new("disk-full", Severity::Warning, message, help));
    }
    for file in &facts.exposed_files {
        let message = format!("`{}` holds a secret, and every user of this machine can read it", file.display());
        let help = format!("Run `chmod 600 {}`.", file.display());
        report.add(DoctorFinding::new("password-exposed", Severity::Warning, message, help));
    }
}
