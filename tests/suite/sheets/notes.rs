//! What is said of each sheet before anything is written.

use circular::import::{LineNumbers, OtherSheet, SourceNote};

use super::{SHEETS, looked_at};
use crate::engine::TestDatabase;

fn lines(numbers: &[u32]) -> LineNumbers {
    LineNumbers { count: numbers.len() as u64, lines: numbers.to_vec() }
}

fn heads(line: u32, column: &str, above: &[u32]) -> SourceNote {
    SourceNote::Heads { line, column: column.to_owned(), above: lines(above) }
}

fn not_computed(column: &str, head: &str, zero: bool) -> SourceNote {
    SourceNote::NotComputed { column: column.to_owned(), head: head.to_owned(), zero, lines: None }
}

fn chosen(sheet: &str, others: &[(&str, OtherSheet)]) -> SourceNote {
    let others = others.iter().map(|(name, why)| ((*name).to_owned(), *why)).collect();
    SourceNote::SheetChosen { sheet: sheet.to_owned(), others }
}

fn drawing(line: u32, picture: bool, words: &str) -> SourceNote {
    let (head, words) = ("Mailadresse".to_owned(), words.to_owned());
    SourceNote::Drawing { line, head, on_head: line == 1, picture, words }
}

fn expected(name: &str) -> Vec<SourceNote> {
    let text = str::to_owned;
    match name {
        "allotments.xlsx" => vec![
            heads(3, "A", &[1]),
            SourceNote::MergedCells { lines: vec![(4, 5), (7, 8)] },
            SourceNote::Total { line: 12, word: text("Total") },
        ],
        "archers.xlsx" => vec![
            not_computed("D", "Greeting", false),
            SourceNote::LinkedAddresses { head: text("Contact"), lines: lines(&[2, 3, 7]) },
            SourceNote::LinkDiffers {
                line: 5,
                shown: text("beatrix.new@example.org"),
                link: text("beatrix.old@example.org"),
            },
        ],
        "beekeepers.xlsx" => vec![heads(4, "C", &[1, 2])],
        "chor.xlsx" => vec![
            chosen(
                "Mitglieder",
                &[
                    ("Diagramm", OtherSheet::Chart),
                    ("Übersicht", OtherSheet::NoList),
                    ("Ausgetreten", OtherSheet::Hidden),
                ],
            ),
            SourceNote::HiddenRows { lines: lines(&[3, 7, 12]), by_filter: true },
        ],
        "fotofreunde.ods" => vec![
            drawing(1, false, "Bitte nur nach Rücksprache mit Albrecht ändern!"),
            drawing(3, true, "Vereinsabzeichen"),
        ],
        "heimatmuseum.ods" => vec![
            chosen("Förderkreis", &[("Orte", OtherSheet::NoList)]),
            SourceNote::TrueAndFalse { head: text("Führt Gruppen") },
            SourceNote::ErrorCells { head: text("Ort"), error: text("#N/A"), lines: lines(&[4, 7]) },
        ],
        "ramblers.xlsx" => {
            vec![SourceNote::HiddenColumn { column: text("D"), head: text("Remarks"), taken: false }]
        }
        "randonneurs.xlsx" => vec![
            SourceNote::TextDates { head: text("Adhésion"), lines: lines(&[5, 7, 9, 12]) },
            SourceNote::PartOfDay { head: text("Depuis"), year: true },
            heads(3, "A", &[1]),
        ],
        "theatre-strict.xlsx" => vec![SourceNote::TwoAddresses { lines: lines(&[4, 6]) }],
        "volleybal.xlsx" => vec![
            not_computed("I", "Aanhef", true),
            SourceNote::SameHead { head: text("Telefoon"), columns: vec![text("F"), text("G")] },
        ],
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn each_sheet_is_described_before_anything_is_written() {
    let ground = TestDatabase::sqlite().await;
    for (name, _) in SHEETS {
        assert_eq!(looked_at(&ground, name).await.notes, expected(name), "{name}");
    }
}
