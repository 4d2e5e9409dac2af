//! Damaged, hostile and foreign files end in an error of their own, soon and without much memory.

use std::io::Cursor;
use std::time::{Duration, Instant};

use circular::import::{Error, ImportOptions, inspect};

use super::packed::{ods, pack, row, unpack, xlsx};
use super::{SHEETS, bytes};
use crate::engine::TestDatabase;

/// How long any file may take.
const LONGEST: Duration = Duration::from_secs(5);
/// How many damaged files are made of each sheet.
const DAMAGED: u64 = 12;

async fn outcome(ground: &TestDatabase, file: Vec<u8>) -> String {
    let started = Instant::now();
    let found = inspect(&ground.database, Cursor::new(file), ImportOptions::named("members.xlsx")).await;
    assert!(started.elapsed() < LONGEST, "{:?}", started.elapsed());
    match found {
        Ok(inspection) => format!("read {}", inspection.sheet.unwrap_or_default()),
        Err(Error::Workbook { source, .. }) => source.to_string(),
        Err(error) => error.to_string(),
    }
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    fn damage(&mut self, data: &mut Vec<u8>) {
        for _ in 0..=self.roll(4) {
            let at = self.roll(data.len());
            let to = (at + self.roll(200)).min(data.len());
            match self.roll(5) {
                0 if at < data.len() => data[at] = u8::try_from(self.roll(256)).unwrap(),
                1 => data.truncate(at),
                2 => drop(data.drain(at..to)),
                3 => {
                    let piece = data[at..to].to_vec();
                    data.splice(at..at, piece);
                }
                _ => {
                    let words: [&[u8]; 6] = [b"99999999999", b"-1", b"<", b"&amp;", b"\0", b"\xFF"];
                    data.splice(at..at, words[self.roll(6)].to_vec());
                }
            }
        }
    }
}

#[tokio::test]
async fn damaged_files_never_panic_or_hang() {
    let ground = TestDatabase::sqlite().await;
    let mut dice = Dice(7);
    for (name, _) in SHEETS {
        let whole = bytes(name);
        let parts = unpack(&whole);
        for _ in 0..DAMAGED {
            let mut file = whole.clone();
            dice.damage(&mut file);
            outcome(&ground, file).await;
            let mut inner = parts.clone();
            let at = dice.roll(inner.len());
            dice.damage(&mut inner[at].1);
            outcome(&ground, pack(&inner)).await;
        }
    }
}

#[tokio::test]
async fn files_beyond_all_measure_are_refused() {
    let ground = TestDatabase::sqlite().await;
    let head = row(&["Email", "Name"]);
    let spaces = " ".repeat(5 * 1_024 * 1_024);
    let large = "it is too large: save the sheet as CSV";
    let huge_row = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"3\" office:value-type=\"string\"><text:p>ann@example.org</text:p></table:table-cell></table:table-row>";
    let nested = "<a>".repeat(1_000);
    let entity = "<!DOCTYPE a [<!ENTITY b \"c\">]>";
    let mut with_entity = unpack(&xlsx(&head, ""));
    with_entity[4].1.splice(0..0, entity.bytes());
    let merged = "<mergeCell ref=\"A1:A1048576\"/>".repeat(3_000);
    let people: String = (0..2_000).map(|number| row(&[&format!("a{number}@example.org"), "Ann"])).collect();
    for (file, words) in [
        (xlsx(&format!("{head}<row><c t=\"inlineStr\"><is><t>{spaces}</t></is></c></row>"), ""), large),
        (ods(huge_row), large),
        (xlsx(&format!("{head}{people}"), &format!("<mergeCells>{merged}</mergeCells>")), large),
        (xlsx(&format!("{head}{nested}"), ""), "it is damaged: its elements are nested too deeply"),
        (pack(&with_entity), "it is damaged: it declares entities of its own"),
        (xlsx("<row><c><v>&b;</v></c></row>", ""), "it is damaged: it uses an entity that is not declared"),
        (xlsx("<row><c>", ""), "it is damaged: its XML is damaged"),
        (b"PK\x03\x04, but no archive".to_vec(), "the file is damaged or is not a spreadsheet"),
    ] {
        assert_eq!(outcome(&ground, file).await, words);
    }
}

#[tokio::test]
async fn empty_rows_without_end_are_nothing() {
    let ground = TestDatabase::sqlite().await;
    let person = row(&["ann@example.org", "Ann"]);
    let empty: Vec<String> =
        (3..60_000).map(|line| format!("<row r=\"{line}\"><c r=\"A{line}\" s=\"1\"/></row>")).collect();
    let file = xlsx(&format!("{}{person}{}", row(&["Email", "Name"]), empty.concat()), "");
    assert_eq!(outcome(&ground, file).await, "read People");
}

#[tokio::test]
async fn other_formats_are_refused_by_their_name() {
    let ground = TestDatabase::sqlite().await;
    let ole = |name: &str| {
        let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        file.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        file
    };
    let zip =
        |name: &str| pack(&vec![(name.to_owned(), b"x".to_vec()), ("[Content_Types].xml".to_owned(), Vec::new())]);
    for (file, words) in [
        (ole("Workbook"), "an Excel workbook of the old kind (.xls)"),
        (ole("EncryptedPackage"), "an Excel workbook protected by a password"),
        (ole("WordDocument"), "a Word document of the old kind (.doc)"),
        (zip("xl/workbook.bin"), "a binary Excel workbook (.xlsb)"),
        (zip("word/document.xml"), "a Word document (.docx)"),
        (zip("Index/Document.iwa"), "a file of Apple Numbers, Pages or Keynote"),
        (zip("members.csv"), "a ZIP archive"),
        (b"%PDF-1.7\n\0\0".to_vec(), "a PDF"),
        (b"<html><body><table><tr><td>email".to_vec(), "a web page (HTML)"),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "a picture"),
        (b"\x1f\x8b\x08\0\0".to_vec(), "a compressed archive"),
        ([b"\x01\x02\0\x03".as_slice(); 40].concat(), "a file that is not text"),
    ] {
        let said = outcome(&ground, file).await;
        assert!(said.contains(words) && !said.contains("NUL"), "{said}");
    }
}
