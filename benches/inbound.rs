//! Classifies mails that came back, compared with `flufl.bounce`, which Mailman uses.

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use circular::inbound::classify_message;
use circular::model::{InboundKind, SigningKey, SigningKeys};

use super::measure::{figure, median};
use super::plan::Size;
use super::table::{heading, line};

const FOLDER_VARIABLE: &str = "CIRCULAR_TEST_BOUNCES";
/// How often each mail is read, one after the other; the fastest time counts, so that what else runs does not.
const READINGS: usize = 5;
/// How often all cores read all mails in turn, so that starting the threads does not count.
const REPETITIONS: usize = 20;
const PEER: &str = "flufl.bounce==4.0";
/// Prints the seconds for all mails, those for the slowest, and the number of bounces whose recipients it finds.
const PEER_SCRIPT: &str = r"
import pathlib, sys, time
from email import message_from_bytes
from flufl.bounce import scan_message
folder, readings = pathlib.Path(sys.argv[1]), int(sys.argv[2])
rows = [row.split('\t') for row in (folder / 'labels.tsv').read_text().splitlines()[1:]]
mails = [(row, (folder / row[0]).read_bytes()) for row in rows]
times, right = [], 0
for row, mail in mails:
    took = []
    for _ in range(readings):
        begun = time.perf_counter()
        found = scan_message(message_from_bytes(mail))
        took.append(time.perf_counter() - begun)
    times.append(min(took))
    found = {(address if isinstance(address, str) else address.decode('ascii', 'replace')).lower() for address in found}
    right += row[1] == 'bounce' and found == set(filter(None, row[3].lower().split(',')))
print(sum(times), max(times), right)
";

/// What a program needed for all mails, and found.
struct Reading {
    /// All mails, in seconds.
    total: f64,
    /// The slowest mail, in seconds.
    slowest: f64,
    /// The bounces whose recipients were found, no more and no fewer.
    right: usize,
}

struct LabelledMail {
    bytes: Vec<u8>,
    is_bounce: bool,
    recipients: BTreeSet<String>,
}

pub(crate) fn run(size: &Size) {
    let rounds = size.rounds(5);
    let folder = PathBuf::from(std::env::var_os(FOLDER_VARIABLE).expect("it names the folder with `labels.tsv`"));
    let mails = labelled_mails(&folder);
    let bounces = mails.iter().filter(|mail| mail.is_bounce).count();
    let environment = tempfile::tempdir().unwrap();
    let python = find_peer(environment.path());
    let (mut ours, mut theirs, mut on_all) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        theirs.extend(python.as_ref().map(|python| run_peer(python, &folder)));
        ours.push(read_all(&mails));
        on_all.push(seconds_on_all_cores(&mails));
    }
    let on_all = figure(mails.len()) / median(&on_all, |seconds| *seconds);
    let rate = |all: &[Reading]| figure(mails.len()) / median(all, |reading| reading.total);
    let slowest = |all: &[Reading]| median(all, |reading| reading.slowest * 1e3);
    let right = |all: &[Reading]| median(all, |reading| figure(reading.right) / figure(bounces) * 100.0);
    heading(&format!("inbound: {} mails, of which {bounces} are bounces, median of {rounds}", mails.len()));
    line("circular, one thread", rate(&ours), "mails/s");
    line("circular, a thread for each core", on_all, "mails/s");
    line("circular, slowest mail", slowest(&ours), "ms (goal 20)");
    line("circular, bounces with the right addresses", right(&ours), "%");
    if theirs.is_empty() {
        println!("  {PEER} could not be installed: there is nothing to compare with");
        return;
    }
    line("flufl.bounce", rate(&theirs), "mails/s");
    line("flufl.bounce, slowest mail", slowest(&theirs), "ms");
    line("flufl.bounce, bounces with the right addresses", right(&theirs), "%");
    line("ratio, one thread", rate(&ours) / rate(&theirs), "(goal 50)");
    line("ratio, a thread for each core", on_all / rate(&theirs), "(goal 50)");
}

fn labelled_mails(folder: &Path) -> Vec<LabelledMail> {
    let labels = fs::read_to_string(folder.join("labels.tsv")).unwrap();
    let rows = labels.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    rows.map(|row| LabelledMail {
        bytes: fs::read(folder.join(row[0])).unwrap(),
        is_bounce: row[1] == "bounce",
        recipients: row[3].split(',').filter(|address| !address.is_empty()).map(str::to_lowercase).collect(),
    })
    .collect()
}

fn read_all(mails: &[LabelledMail]) -> Reading {
    let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
    let mut reading = Reading { total: 0.0, slowest: 0.0, right: 0 };
    for mail in mails {
        let (mut found, mut took) = (None, f64::MAX);
        for _ in 0..READINGS {
            let begun = Instant::now();
            found = Some(black_box(classify_message(&keys, black_box(&mail.bytes))));
            took = begun.elapsed().as_secs_f64().min(took);
        }
        let found = found.unwrap();
        reading.total += took;
        reading.slowest = reading.slowest.max(took);
        let named = found.recipients.iter().map(|recipient| recipient.address.to_lowercase());
        let named: BTreeSet<String> = named.filter(|address| !address.is_empty()).collect();
        let is_right = found.kind == InboundKind::Bounce && named == mail.recipients;
        reading.right += usize::from(mail.is_bounce && is_right);
    }
    reading
}

/// Returns the seconds in which all mails are read once, by as many threads as there are cores, each of which takes the
/// next mail; the fastest of some readings.
fn seconds_on_all_cores(mails: &[LabelledMail]) -> f64 {
    let threads = std::thread::available_parallelism().unwrap().get();
    let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
    let next = AtomicUsize::new(0);
    let all = mails.len() * REPETITIONS;
    let read = || {
        while let Some(mail) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|place| *place < all) {
            black_box(classify_message(&keys, black_box(&mails[mail % mails.len()].bytes)));
        }
    };
    let mut fastest = f64::MAX;
    for _ in 0..READINGS {
        next.store(0, Ordering::Relaxed);
        let begun = Instant::now();
        std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(read))));
        fastest = begun.elapsed().as_secs_f64().min(fastest);
    }
    fastest / figure(REPETITIONS)
}

/// Returns a Python that has the peer: the one of this machine, or one in an environment for which it is installed.
fn find_peer(environment: &Path) -> Option<PathBuf> {
    let succeeds = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    let (name, version) = PEER.split_once("==").unwrap();
    let check = format!("from importlib.metadata import version; assert version({name:?}) == {version:?}");
    if succeeds(Command::new("python3").args(["-c", &check]).stderr(Stdio::null())) {
        return Some("python3".into());
    }
    let python = environment.join("bin/python");
    let is_installed = succeeds(Command::new("python3").args(["-m", "venv"]).arg(environment))
        && succeeds(Command::new(&python).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            PEER,
        ]));
    is_installed.then_some(python)
}

fn run_peer(python: &Path, folder: &Path) -> Reading {
    let output = Command::new(python).args(["-c", PEER_SCRIPT]).arg(folder).arg(READINGS.to_string()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let figures: Vec<f64> = said.split_whitespace().map(|word| word.parse().unwrap()).collect();
    let right = said.split_whitespace().nth(2).unwrap().parse().unwrap();
    Reading { total: figures[0], slowest: figures[1], right }
}
