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
/// Takes AVX512-IFMA from OpenSSL: bit 21 of what CPUID says in EBX for leaf 7.
const WITHOUT_IFMA: (&str, &str) = ("OPENSSL_ia32cap", "::~0x200000");

pub(crate) fn run(size: &Size) {
    let (rounds, recipients) = (size.rounds(5), size.recipients(10_000));
    let mut workspace = Workspace::new(LETTER, recipients);
    workspace.make_dkim_keys();
    let sink = Sink::start();
    let mut sendings = [Signature::None, Signature::Ed25519, Signature::Rsa].map(|signature| (signature, Vec::new()));
    let (mut openssl, mut one_core, mut plain_core) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        openssl.push(openssl_rate());
        one_core.push(openssl_rate_by_cpu(None));
        plain_core.push(openssl_rate_by_cpu(Some(WITHOUT_IFMA)));
        for (signature, sendings) in &mut sendings {
            sendings.push(workspace.send_signed(sink.address, CONNECTIONS, *signature));
        }
    }
    let [unsigned, ed25519, rsa] = sendings.each_ref().map(|(_, sendings)| median(sendings, |sending| sending.rate));
    let openssl = median(&openssl, |rate| *rate);
    let by_cpu = |rates: &[f64]| 1e6 / median(rates, |rate| *rate);
    let (one_core, plain_core) = (by_cpu(&one_core), by_cpu(&plain_core));
    let each = 1e6 / figure(recipients);
    let cpu = |all: &[Sending]| median(all, |sending| (sending.whole.user + sending.whole.system) * each);
    heading(&format!("signing: {recipients} copies, {CONNECTIONS} connections, median of {rounds}"));
    line("openssl speed rsa2048, all cores", openssl, "signatures/s");
    line("without signatures", unsigned, "copies/s");
    line("with ed25519", ed25519, "copies/s");
    line("with RSA of 2,048 bits", rsa, "copies/s");
    line("ed25519 / without", ed25519 / unsigned, "(goal 0.9)");
    line("RSA / openssl", rsa / openssl, "(goal 0.85)");
    line("openssl, by CPU time", one_core, "µs of CPU per signature");
    line("openssl without AVX512-IFMA", plain_core, "µs of CPU per signature");
    let [unsigned, ed25519, rsa] = sendings.each_ref().map(|(_, sendings)| cpu(sendings));
    line("ed25519 / without, by CPU time", unsigned / ed25519, "of the whole command");
    line("RSA / openssl, by CPU time", one_core / rsa, "of the whole command");
    line("RSA / openssl without AVX512-IFMA", plain_core / rsa, "of the whole command");
    for ((_, sendings), name) in sendings.iter().zip(["without signatures", "with ed25519", "with RSA"]) {
        line(&format!("{name}, both"), cpu(sendings), "µs of CPU per copy");
    }
}

/// Returns how many signatures of RSA with 2,048 bits OpenSSL makes in a second on all cores.
fn openssl_rate() -> f64 {
    let cores = available_parallelism().unwrap().to_string();
    let mut command = Command::new("openssl");
    command.args(["speed", "-elapsed", "-seconds", OPENSSL_SECONDS, "-multi", &cores, "-mr", "rsa2048"]);
    signatures_per_second(&mut command)
}

/// Returns how many it makes in a second of CPU time; what else runs counts little.
fn openssl_rate_by_cpu(variable: Option<(&str, &str)>) -> f64 {
    let mut command = Command::new("openssl");
    command.args(["speed", "-seconds", OPENSSL_SECONDS, "-mr", "rsa2048"]).envs(variable);
    signatures_per_second(&mut command)
}

fn signatures_per_second(command: &mut Command) -> f64 {
    let output = command.output().expect("OpenSSL is installed");
    let text = String::from_utf8_lossy(&output.stdout);
    // +F2:NUMBER:BITS:SIGNATURES PER SECOND:CHECKS PER SECOND
    let result = text.lines().rfind(|line| line.starts_with("+F2:")).expect("a line with the result");
    result.split(':').nth(3).unwrap().parse().unwrap()
}
