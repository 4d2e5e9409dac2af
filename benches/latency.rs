//! Sends to a distant relay, compared with lettre's own pool.

use super::delay::Delay;
use super::measure::median;
use super::peer::Peer;
use super::plan::Size;
use super::relay::LETTER;
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::Workspace;

const CONNECTIONS: usize = 8;
/// The number of messages sent by lettre.
const FEW: usize = 200;

pub(crate) fn run(size: &Size) {
    let (rounds, recipients) = (size.rounds(5), size.recipients(800));
    let peer = Peer::build();
    let mut workspace = Workspace::new(LETTER, recipients);
    let copy = workspace.copy();
    let sink = Sink::start();
    let far = Delay::start(sink.address);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        theirs.push(peer.send(far.address, &copy, FEW, CONNECTIONS));
        ours.push(workspace.send(far.address, CONNECTIONS));
    }
    let rate = median(&ours, |sending| sending.rate);
    let lettre = median(&theirs, |rate| *rate);
    let octets = copy.len();
    heading(&format!(
        "latency: 50 ms there and back, copies of {octets} octets, {CONNECTIONS} connections, median of {rounds}"
    ));
    line(&format!("circular, {recipients} copies"), rate, "copies/s");
    line(&format!("lettre's pool, {FEW} copies"), lettre, "copies/s");
    line("circular / lettre", rate / lettre, "");
}
