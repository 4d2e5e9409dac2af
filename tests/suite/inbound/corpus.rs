//! Labelled mails of a public collection, read from `CIRCULAR_TEST_BOUNCES`: they are not part of this repository.
#![expect(clippy::print_stdout, reason = "the table is what one reads of this test")]
#![expect(clippy::cast_precision_loss, reason = "there are fewer than 2^52 mails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use circular::inbound::{self, Classification};
use circular::model::{BounceReason, InboundKind, SigningKeys};

const FOLDER_VARIABLE: &str = "CIRCULAR_TEST_BOUNCES";
/// The longest time for one mail; builds for tests are not optimized.
const LONGEST: Duration = Duration::from_millis(20);

/// A mail and its label.
struct LabelledMail {
    file: String,
    kind: String,
    classes: Vec<String>,
    recipients: Vec<String>,
}

impl LabelledMail {
    fn class_of(&self, position: usize) -> &str {
        self.classes.get(position).or(self.classes.first()).map_or("", String::as_str)
    }

    fn hard(&self) -> BTreeSet<String> {
        let positions = 0..self.recipients.len();
        positions.filter(|at| self.class_of(*at) == "hard").map(|at| self.recipients[at].clone()).collect()
    }
}

fn labels(folder: &Path) -> Vec<LabelledMail> {
    let list = |cell: &str| cell.split(',').filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let table = fs::read_to_string(folder.join("labels.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|row| LabelledMail {
        file: row[0].to_owned(),
        kind: row[1].to_owned(),
        classes: list(row[2]),
        recipients: list(row[3]),
    })
    .collect()
}

/// Returns the folder with `labels.tsv`, or says that it is not there.
fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os(FOLDER_VARIABLE).map(PathBuf::from);
    let folder = folder.map(|folder| if folder.join("given").is_dir() { folder.join("given") } else { folder });
    if folder.is_none() {
        println!("left out: {FOLDER_VARIABLE} does not name the folder with the labelled mails");
    }
    folder
}

fn word(kind: InboundKind) -> &'static str {
    match kind {
        InboundKind::Bounce => "bounce",
        InboundKind::Delayed => "delayed",
        InboundKind::Delivered => "delivered",
        InboundKind::Complaint => "complaint",
        InboundKind::AutoReply | InboundKind::FilterRejection => "auto-reply",
        InboundKind::Unsubscribe
        | InboundKind::Join
        | InboundKind::Answer
        | InboundKind::Reply
        | InboundKind::Other => "not-a-bounce",
    }
}

/// Returns the middle time of several readings, so that what else the machine does counts less.
fn median_time(read: impl Fn()) -> Duration {
    let mut times = [(); 5].map(|()| {
        let start = Instant::now();
        read();
        start.elapsed()
    });
    times.sort();
    times[2]
}

fn share(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64
}

#[test]
fn labelled_mails_are_classified() {
    let Some(folder) = folder() else { return };
    let keys = SigningKeys::new(Vec::new());
    let mails = labels(&folder);
    let mut table: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let (mut right_kind, mut right_addresses) = (0, 0);
    let (mut hard, mut found_hard, mut called_hard, mut wrongly_hard) = (0, 0, 0, 0);
    let mut slowest = (Duration::ZERO, String::new());
    let mut log = String::new();
    for mail in &mails {
        let bytes = fs::read(folder.join(&mail.file)).unwrap();
        let found: Classification = inbound::classify_message(&keys, &bytes);
        let took = median_time(|| drop(inbound::classify_message(&keys, &bytes)));
        if took > slowest.0 {
            slowest = (took, mail.file.clone());
        }
        *table.entry((mail.kind.clone(), word(found.kind))).or_default() += 1;
        right_kind += usize::from(word(found.kind) == mail.kind);
        let expected: BTreeSet<String> = mail.recipients.iter().cloned().collect();
        let named: BTreeSet<String> =
            found.recipients.iter().map(|one| one.address.to_lowercase()).filter(|one| !one.is_empty()).collect();
        right_addresses += usize::from(expected == named);
        let is_hard = |one: &&inbound::FailedRecipient| one.reason.is_some_and(BounceReason::is_hard);
        let called: BTreeSet<String> = if found.kind == InboundKind::Bounce {
            found.recipients.iter().filter(is_hard).map(|one| one.address.to_lowercase()).collect()
        } else {
            BTreeSet::new()
        };
        let labelled = mail.hard();
        // An address may be spelled otherwise: what counts is whether somebody would be suppressed.
        let both = labelled.len().min(called.len());
        (hard, called_hard, found_hard) = (hard + labelled.len(), called_hard + called.len(), found_hard + both);
        wrongly_hard += called.len() - both;
        if word(found.kind) != mail.kind || expected != named || labelled.len() != called.len() {
            let reasons: Vec<String> =
                found.recipients.iter().map(|one| format!("{}={:?}", one.address, one.reason)).collect();
            let (file, kind, classes) = (&mail.file, &mail.kind, &mail.classes);
            writeln!(log, "{file}: {kind} {classes:?} {expected:?}, found {} {reasons:?}", found.kind).unwrap();
        }
    }
    println!("{log}");
    for ((label, found), count) in &table {
        println!("{label:>12} found as {found:<12} {count}");
    }
    let all = mails.len();
    println!("kind right: {right_kind} of {all}; addresses right: {right_addresses} of {all}");
    println!("hard found: {found_hard} of {hard}; wrongly called hard: {wrongly_hard} of {called_hard}");
    println!("slowest: {:?} {}", slowest.0, slowest.1);
    assert!(share(right_kind, all) >= 0.98 && share(right_addresses, all) >= 0.95);
    assert!(share(found_hard, hard) >= 0.90 && share(wrongly_hard, called_hard) <= 0.05);
    assert!(slowest.0 < LONGEST * if cfg!(debug_assertions) { 10 } else { 1 }, "{slowest:?}");
}
