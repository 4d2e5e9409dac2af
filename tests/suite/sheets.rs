//! Lists in spreadsheets: each sheet of the folder is imported as its `expected.json` says.
//!
//! The people are invented. The sheets were written by openpyxl, xlsxwriter, odfpy, pandas and LibreOffice.

mod addresses;
mod commands;
mod damaged;
mod expected;
mod kinds;
mod notes;
pub(crate) mod packed;

use std::io::Cursor;
use std::path::PathBuf;

use circular::import::{ImportOptions, ImportReport, Inspection, inspect, write_rows};

use crate::database::{at, list};
use crate::engine::TestDatabase;

/// The sheets, each with the names of columns of which two answers are right, and the one that is given here.
const SHEETS: [(&str, &[(&str, &str)]); 12] = [
    ("allotments.xlsx", &[]),
    ("archers.xlsx", &[]),
    ("beekeepers.xlsx", &[]),
    ("chor.xlsx", &[]),
    ("choral-society.ods", &[]),
    ("fotofreunde.ods", &[]),
    ("heimatmuseum.ods", &[]),
    // Cells with text and without a type are read as text: what a person sees.
    ("leesclub.ods", &[("Leest nu", "text")]),
    ("ramblers.xlsx", &[]),
    ("randonneurs.xlsx", &[]),
    ("theatre-strict.xlsx", &[]),
    ("volleybal.xlsx", &[]),
];

fn bytes(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite/sheets").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

async fn looked_at(ground: &TestDatabase, name: &str) -> Inspection<Cursor<Vec<u8>>> {
    inspect(&ground.database, Cursor::new(bytes(name)), ImportOptions::named(name)).await.unwrap()
}

async fn imported(ground: &TestDatabase, name: &str) -> (Inspection<Cursor<Vec<u8>>>, ImportReport) {
    let members = list(&ground.database, "members").await;
    let report = write_rows(&ground.database, &members, looked_at(ground, name).await, at(0)).await.unwrap();
    let dry = TestDatabase::sqlite().await;
    (looked_at(&dry, name).await, report)
}
