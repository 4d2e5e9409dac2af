//! The built binary as a person meets it: one file per command, what it says and its exit code as snapshots.

mod account;
pub(crate) mod annals;
mod annual_report;
mod api;
mod backup;
mod cancel;
mod check;
mod clean;
mod completions;
mod corpus;
mod database_copy;
mod demo;
mod dkim;
mod doctor;
mod erase;
mod gate;
mod handover;
mod help;
mod house;
mod inbound;
mod init;
mod joining;
mod ledger;
mod list;
mod man_pages;
mod new;
mod new_from;
mod pause;
mod preview;
mod replies;
mod report;
mod resolve;
mod resume;
mod running;
mod said;
mod send;
pub(crate) mod serve;
mod settings;
mod show;
mod signing_key;
mod status;
mod subscriber;
mod suppression;
mod test;
mod views;
mod workspace;

pub(crate) use house::TestWorkspace;
pub(crate) use running::RunningCommand;
pub(crate) use said::CommandOutput;

use circular::mail_catcher::{CatcherScript, MailCatcher};

/// Three members.
const MEMBERS: &str = "email,first_name,category\n\
    ann@example.org,Ann,student\nbob@example.org,Bob,retired\ncat@example.org,Cat,student\n";

/// A draft without a fault.
const SPRING: &str = "---\nsubject: \"Spring for {{first_name}}\"\nto: members\n---\n\n\
    Dear {{first_name}},\n\nSpring is here.\n";

/// Two dozen members, for what happens in mid-run.
fn two_dozen() -> String {
    let rows: Vec<_> = (10..34).map(|number| format!("s{number}@example.org,{number}")).collect();
    format!("email,first_name\n{}\n", rows.join("\n"))
}

async fn catcher(script: CatcherScript) -> MailCatcher {
    MailCatcher::start(([127, 0, 0, 1], 0).into(), script).await.unwrap()
}

/// Returns who got a copy, sorted, one entry per copy.
fn reached(catcher: &MailCatcher) -> Vec<String> {
    let mut reached: Vec<_> = catcher.messages().iter().map(|caught| caught.to.clone()).collect();
    reached.sort();
    reached
}

/// Returns the addresses of a member list, sorted.
fn addresses(csv: &str) -> Vec<String> {
    let mut all: Vec<_> = csv.lines().skip(1).filter_map(|row| Some(row.split_once(',')?.0.to_owned())).collect();
    all.sort();
    all
}
