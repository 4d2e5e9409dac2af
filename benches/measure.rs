//! Measures the cost of a command from `/proc`.

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often a running command is sampled.
const GLANCE: Duration = Duration::from_millis(5);
/// Clock ticks per second in `/proc/PID/stat`; 100 on every Linux.
const TICKS: f64 = 100.0;

#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// Wall time, in seconds.
    pub(crate) wall: f64,
    /// CPU time in user mode, in seconds.
    pub(crate) user: f64,
    /// CPU time in kernel mode, in seconds.
    pub(crate) system: f64,
    /// Peak memory, in bytes.
    pub(crate) peak: f64,
}

/// Runs a command with little output to its end; a failure stops the benchmark.
pub(crate) fn run(command: &mut Command) -> Cost {
    let begun = Instant::now();
    let child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it is installed");
    let folder = format!("/proc/{}", child.id());
    let file = |name: &str| fs::read_to_string(format!("{folder}/{name}")).unwrap();
    let mut peak = 0.0_f64;
    // Until its parent waits for it, the times of a finished child can still be read.
    let stat = loop {
        let stat = file("stat");
        let stat = stat.rsplit_once(") ").unwrap().1.to_owned();
        if stat.starts_with('Z') {
            break stat;
        }
        let status = file("status");
        let high = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        peak = peak.max(high.map_or(0.0, |kib| kib.parse::<f64>().unwrap() * 1024.0));
        sleep(GLANCE);
    };
    let wall = begun.elapsed().as_secs_f64();
    let ticks = |field: usize| stat.split(' ').nth(field).unwrap().parse::<f64>().unwrap() / TICKS;
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ended.stderr));
    // The fields `utime` and `stime`, counted from `state`.
    Cost { wall, user: ticks(11), system: ticks(12), peak }
}

/// How long a service is observed after it has started.
const OBSERVED: Duration = Duration::from_secs(10);

/// Starts a service, and returns which part of a core it uses while it waits.
pub(crate) fn share_of_core(mut command: Command) -> f64 {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let used = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
        let (_, stat) = stat.rsplit_once(") ").unwrap();
        stat.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap() / TICKS).sum::<f64>()
    };
    sleep(Duration::from_secs(3));
    let before = used();
    sleep(OBSERVED);
    let share = (used() - before) / OBSERVED.as_secs_f64();
    child.kill().unwrap();
    child.wait().unwrap();
    share
}

pub(crate) fn median<T>(all: &[T], figure: impl Fn(&T) -> f64) -> f64 {
    let mut figures: Vec<f64> = all.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    if figures.len().is_multiple_of(2) { f64::midpoint(figures[middle - 1], figures[middle]) } else { figures[middle] }
}

/// Converts a count to a figure.
#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
pub(crate) fn figure(count: usize) -> f64 {
    count as f64
}
