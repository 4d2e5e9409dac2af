//! Sends with all features on, compared with `smtp-source`, which sends one prepared message.

use super::measure::{figure, median};
use super::million::{LAYOUT, LETTER as SHORT_LETTER};
use super::plan::Size;
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::Workspace;

pub(crate) const CONNECTIONS: usize = 32;

/// A typical draft, long enough for messages of 20 KB.
pub(crate) const LETTER: &str = include_str!("letter.md");

pub(crate) fn run(size: &Size) {
    measure(size, LETTER, None);
}

/// Sends short letters: 7 KB in the usual layout, and 2 KB in a layout of its own.
pub(crate) fn run_short(size: &Size) {
    measure(size, SHORT_LETTER, None);
    measure(size, SHORT_LETTER, Some(LAYOUT));
}

fn measure(size: &Size, letter: &str, layout: Option<&str>) {
    let (rounds, recipients) = (size.rounds(5), size.recipients(20_000));
    let mut workspace = Workspace::new(letter, recipients);
    if let Some(layout) = layout {
        workspace.put("templates/letter/layout.html.hbs", layout);
    }
    let octets = workspace.copy().len();
    let sink = Sink::start();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        theirs.push(sink.source(recipients, octets, CONNECTIONS));
        ours.push(workspace.send(sink.address, CONNECTIONS));
    }
    let count = figure(recipients);
    let each = 1e6 / count;
    let rate = median(&ours, |sending| sending.rate);
    let source = median(&theirs, |cost| count / cost.wall);
    heading(&format!("relay: {recipients} copies of {octets} octets, {CONNECTIONS} connections, median of {rounds}"));
    line("circular, sending", rate, "copies/s");
    line("circular, the whole command", median(&ours, |sending| count / sending.whole.wall), "copies/s");
    line("smtp-source", source, "copies/s");
    line("sending / smtp-source", rate / source, "");
    let whole = median(&ours, |sending| count / sending.whole.wall);
    line("the whole command / smtp-source", whole / source, "(goal 0.9; 0.8 for short letters)");
    line("circular, in the program", median(&ours, |sending| sending.whole.user * each), "µs of CPU per copy");
    line("circular, in the kernel", median(&ours, |sending| sending.whole.system * each), "µs of CPU per copy");
    line("smtp-source, both", median(&theirs, |cost| (cost.user + cost.system) * each), "µs of CPU per copy");
    line("circular, most memory", median(&ours, |sending| sending.whole.peak / 1e6), "MB");
}
