//! Sends with DKIM signatures, compared with sending without them and with `openssl speed`.

use std::process::Command;
use std::thread::available_parallelism;

use super::measure::{figure, median};
use super::plan::Size;
use super::relay::{CONNECTIONS, LETTER};
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::{Sending, Signature, Workspace};

/// How long `openssl speed` signs in each round, in seconds.
const OPENSSL_SECONDS: &str = "3";

pub(crate) fn run(size: &Size) {
    let (rounds, recipients) = (size.rounds(5), size.recipients(10_000));
    let mut workspace = Workspace::new(LETTER, recipients);
    workspace.make_dkim_keys();
    let sink = Sink::start();
    let mut sendings = [Signature::None, Signature::Ed25519, Signature::Rsa].map(|signature| (signature, Vec::new()));
    let mut openssl = Vec::new();
    for _ in 0..rounds {
        openssl.push(openssl_rate());
        for (signature, sendings) in &mut sendings {
            sendings.push(workspace.send_signed(sink.address, CONNECTIONS, *signature));
        }
    }
    let [unsigned, ed25519, rsa] = sendings.each_ref().map(|(_, sendings)| median(sendings, |sending| sending.rate));
    let openssl = median(&openssl, |rate| *rate);
    let each = 1e6 / figure(recipients);
    let cpu = |all: &[Sending]| median(all, |sending| (sending.whole.user + sending.whole.system) * each);
    heading(&format!("signing: {recipients} copies, {CONNECTIONS} connections, median of {rounds}"));
    line("openssl speed rsa2048, all cores", openssl, "signatures/s");
    line("without signatures", unsigned, "copies/s");
    line("with ed25519", ed25519, "copies/s");
    line("with RSA of 2,048 bits", rsa, "copies/s");
    line("ed25519 / without", ed25519 / unsigned, "(goal 0.9)");
    line("RSA / openssl", rsa / openssl, "(goal 0.85)");
    for ((_, sendings), name) in sendings.iter().zip(["without signatures", "with ed25519", "with RSA"]) {
        line(&format!("{name}, both"), cpu(sendings), "µs of CPU per copy");
    }
}

/// Returns how many signatures of RSA with 2,048 bits OpenSSL makes in a second on all cores.
fn openssl_rate() -> f64 {
    let cores = available_parallelism().unwrap().to_string();
    let mut command = Command::new("openssl");
    command.args(["speed", "-elapsed", "-seconds", OPENSSL_SECONDS, "-multi", &cores, "-mr", "rsa2048"]);
    let output = command.output().expect("OpenSSL is installed");
    let text = String::from_utf8_lossy(&output.stdout);
    // +F2:NUMBER:BITS:SIGNATURES PER SECOND:CHECKS PER SECOND
    let result = text.lines().rfind(|line| line.starts_with("+F2:")).expect("a line with the result");
    result.split(':').nth(3).unwrap().parse().unwrap()
}
