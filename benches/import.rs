//! Imports a million rows, compared with `sqlite3`, which checks nothing and fills one table without an index.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use super::measure::{self, Cost, figure, median};
use super::plan::Size;
use super::table::{heading, line};
use super::workspace::Workspace;

const FIRST: [&str; 7] = ["Ada", "Björn", "Carys", "Dafydd", "Grace", "Kofi", "Priya"];
const LAST: [&str; 5] = ["Abbott", "Begum", "Clarke", "O'Neill", "Zimmermann"];
const TOWNS: [&str; 4] = ["Norwich", "Leeds", "Cardiff", "Belfast"];
const CATEGORIES: [&str; 3] = ["student", "practitioner", "retired"];

pub(crate) fn run(size: &Size) {
    let (rounds, rows) = (size.rounds(3), size.recipients(1_000_000));
    for (order, file) in
        [("in the order of addresses", table(rows, |number| number)), ("in no order", table_in_no_order(rows))]
    {
        let (mut ours, mut again, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            theirs.push(peer(&file));
            let workspace = Workspace::empty();
            workspace.put("list.csv", &file);
            ours.push(workspace.import("list.csv"));
            again.push(workspace.import("list.csv"));
        }
        let rate = |all: &[Cost]| figure(rows) / median(all, |cost| cost.wall);
        let peak = |all: &[Cost]| median(all, |cost| cost.peak / 1e6);
        heading(&format!("import: {rows} rows {order}, {} MB, median of {rounds}", file.len() / 1_000_000));
        line("sqlite3 .import", rate(&theirs), "rows/s");
        line("circular subscriber import", rate(&ours), "rows/s");
        line("ratio", rate(&ours) / rate(&theirs), "(goals 0.45 in order, 0.35 in none)");
        line("the same file again", rate(&again), "rows/s");
        line("sqlite3, most memory", peak(&theirs), "MB");
        line("circular, most memory", peak(&ours), "MB");
        line("circular, most memory, again", peak(&again), "MB");
        line("CPU per row", median(&ours, |cost| cost.user + cost.system) * 1e6 / figure(rows), "µs");
    }
}

/// Returns a file with rows in no order.
pub(crate) fn table_in_no_order(rows: usize) -> String {
    table(rows, shuffled)
}

fn table(rows: usize, place: fn(usize) -> usize) -> String {
    let mut csv = "email,first_name,last_name,category,town,joined\n".to_owned();
    for row in 0..rows {
        let number = place(row);
        let (first, last) = (FIRST[number % FIRST.len()], LAST[number / 3 % LAST.len()]);
        let (category, town) = (CATEGORIES[number % CATEGORIES.len()], TOWNS[number % TOWNS.len()]);
        let (year, month, day) = (1990 + number % 30, 1 + number % 12, 1 + number % 28);
        writeln!(csv, "reader{number:09}@example.org,{first},{last},{category},{town},{year}-{month:02}-{day:02}")
            .unwrap();
    }
    csv
}

/// Maps each number below 2^30 to a unique number, far from those of its neighbours.
fn shuffled(number: usize) -> usize {
    number * 0x2545_F491 % (1 << 30)
}

fn peer(file: &str) -> Cost {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("list.csv"), file).unwrap();
    let mut command = Command::new("sqlite3");
    measure::run(command.current_dir(folder.path()).args(["list.db", ".import --csv list.csv member"]))
}
