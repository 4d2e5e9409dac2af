//! Sends over one connection, compared with lettre's own pool.

use super::measure::median;
use super::peer::Peer;
use super::plan::Size;
use super::relay::LETTER;
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::Workspace;

/// The number of messages sent by lettre: at about 23 a second, more would only take longer.
const FEW: usize = 100;

pub(crate) fn run(size: &Size) {
    let (rounds, recipients) = (size.rounds(5), size.recipients(5_000));
    let peer = Peer::build();
    let mut workspace = Workspace::new(LETTER, recipients);
    let copy = workspace.copy();
    let sink = Sink::start();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        theirs.push(peer.send(sink.address, &copy, FEW, 1));
        ours.push(workspace.send(sink.address, 1));
    }
    let rate = median(&ours, |sending| sending.rate);
    let lettre = median(&theirs, |rate| *rate);
    heading(&format!("one: copies of {} octets, one connection, median of {rounds}", copy.len()));
    line(&format!("circular, {recipients} copies"), rate, "copies/s");
    line(&format!("lettre's pool, {FEW} copies"), lettre, "copies/s");
    line("circular / lettre", rate / lettre, "(goal 50)");
}
