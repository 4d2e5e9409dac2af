//! Damaged files of all formats: an import neither panics, nor hangs, nor takes much memory.
//!
//! `CIRCULAR_TEST_MUTATIONS=20000` says how many; the usual number is for every day. With
//! `CIRCULAR_TEST_MUTATIONS_FROM=3000` it begins with a later file, such as one that failed.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use circular::import::{ImportOptions, inspect, write_rows};
use jiff::Timestamp;

use crate::engine::TestDatabase;

/// How many files are made where nothing else is said.
const USUAL: u64 = 500;
/// How long one file may take.
const LONGEST: Duration = Duration::from_secs(5);
/// How much memory all of them may take, in KiB.
const MOST_MEMORY: u64 = 200 * 1_024;
/// Set in the process that imports: its memory is measured, so it runs nothing else.
const INSIDE: &str = "CIRCULAR_TEST_MUTATIONS_INSIDE";

/// A small generator of numbers, the same for each seed (Marsaglia's xorshift64).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (end.max(1) as u64)).unwrap()
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Returns whole files with their names.
fn files() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in ["reports/lists", "reports/programs", "sheets", "sheets/files", "reports/sheets"] {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        paths.extend(entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()));
    }
    paths.retain(|path| path.extension().is_some_and(|ending| ending != "rs" && ending != "md"));
    paths.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut files: Vec<_> = paths.iter().map(|path| (name(path), fs::read(path).unwrap())).collect();
    assert!(files.len() > 20, "{} files", files.len());
    let rows = |count: usize, row: &str| row.repeat(count);
    let long = format!("email;name;town\n{}", rows(3_000, "ann@example.org;Zoë Müller;Köln\n"));
    files.push(("utf-16.csv".to_owned(), long.encode_utf16().flat_map(u16::to_le_bytes).collect()));
    files.push(("latin.csv".to_owned(), long.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()));
    files.push(("long.csv".to_owned(), long.into_bytes()));
    let object = "{\"address\":\"ann@example.org\",\"fields\":{\"n\":12.50,\"tags\":[\"a\",\"b\"],\"on\":{\"date\":\"2019-06-01\"}}}\n";
    files.push(("long.jsonl".to_owned(), rows(1_000, object).into_bytes()));
    files.push(("array.json".to_owned(), format!("[\n{}]", rows(100, &object.replace('\n', ",\n"))).into_bytes()));
    files.push(("empty.csv".to_owned(), Vec::new()));
    files
}

/// What is put into files.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\t",
    b"|",
    b"@",
    b"<",
    b">",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xe4",
    b"\x80",
    b"\xf0\x9f",
    b"sep=;\n",
    b"\xd8\x00",
    b"1e999",
    b"null",
    b"\\u0000",
    b"\\ud800",
    b"ann@example.org",
    b"'=1+1",
    b" ::: ",
    b"\x1b$B",
    b"PK\x03\x04",
];

/// Damages a file, in the same way for each seed.
pub(crate) fn mutate(file: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + numbers.below(200)).min(bytes.len());
        match numbers.below(9) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => {
                let long = numbers.pick(PIECES).repeat(numbers.below(70_000));
                bytes.splice(at..at, long.into_iter().take(2_000_000));
            }
            5 => {
                // Something beyond ASCII anywhere about the edge of a buffer.
                let pad = vec![b'x'; (64 * 1_024 + numbers.below(64)).saturating_sub(bytes.len() + 32)];
                bytes.splice(at..at, pad);
            }
            6 => drop(bytes.drain(..at.min(8))),
            _ => {
                let piece = numbers.pick(PIECES).to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

async fn import_all(count: u64, current: &AtomicU64) {
    let files = files();
    let database = TestDatabase::sqlite().await;
    let mut begin = database.database.begin_write().await.unwrap();
    let name = "members".parse().unwrap();
    let list =
        circular::database::lists::add(&mut begin, &name, "Members", "members.example.org", Timestamp::UNIX_EPOCH);
    let list = list.await.unwrap().unwrap();
    begin.commit().await.unwrap();
    let from = std::env::var_os("CIRCULAR_TEST_MUTATIONS_FROM");
    let from = from.map_or(0, |from| from.into_string().unwrap().parse().unwrap());
    for seed in from..count {
        current.store(seed, Ordering::Relaxed);
        let mut numbers = Numbers::new(seed + 1);
        let (name, file) = numbers.pick(&files).clone();
        let bytes = mutate(&file, &mut numbers);
        let labels = ["utf-16le", "windows-1252", "iso-2022-jp", "gb18030", "big5", "utf-8"];
        let encoding = (numbers.below(4) == 0).then(|| numbers.pick(&labels).parse().unwrap());
        let strict = numbers.below(4) == 0;
        let options = ImportOptions { dry_run: true, strict, encoding, ..ImportOptions::named(&name) };
        if let Ok(inspection) = inspect(&database.database, Cursor::new(bytes), options).await {
            let _ = write_rows(&database.database, &list, inspection, Timestamp::UNIX_EPOCH).await;
        }
    }
}

/// Returns how long this process has had a processor.
fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    // `utime` and `stime` in ticks of 10 ms (proc_pid_stat(5)).
    let ticks = fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}

/// Returns the most memory that this process has taken, in KiB.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn damaged_files_neither_panic_nor_hang_nor_take_much_memory() {
    let count = std::env::var_os("CIRCULAR_TEST_MUTATIONS");
    let count = count.map_or(USUAL, |count| count.into_string().unwrap().parse().unwrap());
    if std::env::var_os(INSIDE).is_none() {
        let mut inside = Command::new(std::env::current_exe().unwrap());
        inside.args(["--exact", "reports::mutations::damaged_files_neither_panic_nor_hang_nor_take_much_memory"]);
        let output = inside.arg("--nocapture").env(INSIDE, "1").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}", said);
        return;
    }
    let current = Arc::new(AtomicU64::new(0));
    let watched = Arc::clone(&current);
    std::thread::spawn(move || {
        let (mut seed, mut since, mut before) = (0, Instant::now(), processor_time());
        loop {
            std::thread::park_timeout(Duration::from_millis(100));
            let now = watched.load(Ordering::Relaxed);
            if now != seed {
                (seed, since, before) = (now, Instant::now(), processor_time());
            }
            // Another program may have the processor meanwhile, but not for ever.
            if processor_time().saturating_sub(before) > LONGEST || since.elapsed() > 20 * LONGEST {
                let _ = writeln!(std::io::stderr(), "the file of seed {seed} takes longer than {LONGEST:?}");
                std::process::abort();
            }
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runtime.block_on(import_all(count, &current))));
    assert!(done.is_ok(), "the file of seed {} panics", current.load(Ordering::Relaxed));
    assert!(memory() < MOST_MEMORY, "{} KiB", memory());
}
