//! Measures the memory, planning time and database size for a list of a million recipients.

use super::measure::median;
use super::plan::Size;
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::Workspace;

const CONNECTIONS: usize = 32;
/// A draft of a few lines with its own layout: messages of 2 KB.
pub(crate) const LETTER: &str =
    "Dear {{default first_name \"friend\"}},\n\nthe lock is open again, and we meet there on Sunday.\n";
pub(crate) const LAYOUT: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<body>\n{{{heading}}}\n{{{body}}}\n\
    <p>For {{email}}. <a href=\"{{unsubscribe_url}}\">Unsubscribe</a></p>\n</body>\n</html>\n";

pub(crate) fn run(size: &Size) {
    let (rounds, recipients) = (size.rounds(1), size.recipients(1_000_000));
    let mut workspace = Workspace::new(LETTER, recipients);
    workspace.put("templates/letter/layout.html.hbs", LAYOUT);
    let octets = workspace.copy().len();
    let sink = Sink::start();
    let source = sink.source(recipients, octets, CONNECTIONS);
    let ours: Vec<_> = (0..rounds).map(|_| workspace.send(sink.address, CONNECTIONS)).collect();
    heading(&format!("million: {recipients} copies of {octets} octets, {CONNECTIONS} connections, median of {rounds}"));
    line("the import of the list", workspace.import.wall, "s");
    line("the import, most memory", workspace.import.peak / 1e6, "MB");
    line("from the freezing to the first settled copy", median(&ours, |sending| sending.planning), "s (goal 10)");
    line("sending", median(&ours, |sending| sending.rate), "copies/s");
    line("the whole command", median(&ours, |sending| sending.whole.wall), "s");
    line("smtp-source", source.wall, "s");
    line("smtp-source / circular", source.wall / median(&ours, |sending| sending.whole.wall), "(goal 0.7)");
    line("most memory", median(&ours, |sending| sending.whole.peak / 1e6), "MB (goal 45)");
    line("growth of the database", median(&ours, |sending| sending.growth), "bytes per recipient (goal 56)");
}
