//! Documents in a folder that is given, each with its expected letter `NAME.expected.md`.
//!
//! `CIRCULAR_TEST_DOCUMENTS=DIR cargo test --test suite documents::given` shows a table if too few blocks are right.
//! `CIRCULAR_TEST_READERS` names a folder with the letters of other readers, `READER/NAME.md`: then it is always shown.
//! `benches/documents` makes that folder.

use std::io::Write as _;
use std::path::PathBuf;

use circular::documents::read_document;
use circular::image_files::fit_image;

use super::block_score::{BlockScore, blocks, score};

/// The least share of blocks that must be right, in thousandths: 178 of 180.
const MIN_RIGHT_PER_MILLE: usize = 988;

#[test]
fn given_documents_become_their_letters() {
    let Some(folder) = std::env::var_os("CIRCULAR_TEST_DOCUMENTS").map(PathBuf::from) else { return };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let readers = Reader::others();
    let column = |text: &str| format!("{text:>13}");
    let names: Vec<String> = readers.iter().map(|reader| column(&reader.name)).collect();
    let names = names.concat();
    let mut table = vec![format!("{:<40}{:>13}{names}", "right blocks", "circular")];
    let mut sums = vec![BlockScore { expected: 0, right: 0, extra: 0 }; readers.len() + 1];
    for path in paths {
        let wanted = PathBuf::from(format!("{}.expected.md", path.display()));
        let Ok(wanted) = std::fs::read_to_string(wanted) else { continue };
        let ours = read_document(&std::fs::read(&path).unwrap(), fit_image).map(|document| document.markdown);
        let ours = ours.unwrap_or_else(|error| format!("error: {error}"));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let letters = readers.iter().map(|reader| reader.letter(&name)).collect::<Vec<_>>();
        let scores = std::iter::once(Some(ours.as_str())).chain(letters.iter().map(Option::as_deref));
        let mut line = vec![format!("{name:<40}")];
        for (letter, sum) in scores.zip(&mut sums) {
            let found = score(&wanted, letter.unwrap_or_default());
            line.push(column(&letter.map_or_else(|| "–".to_owned(), |_| shown(found))));
            (sum.expected, sum.right, sum.extra) =
                (sum.expected + found.expected, sum.right + found.right, sum.extra + found.extra);
        }
        table.push(line.concat());
        let found = score(&wanted, &ours);
        if found.right < found.expected || found.extra > 0 {
            table.extend(differences(&wanted, &ours));
        }
    }
    let all: Vec<String> = sums.iter().map(|sum| column(&shown(*sum))).collect();
    table.push(format!("{:<40}{}", "all", all.concat()));
    let table = table.join("\n");
    if !readers.is_empty() {
        writeln!(std::io::stderr(), "{table}").unwrap();
    }
    assert!(sums[0].right * 1_000 >= sums[0].expected * MIN_RIGHT_PER_MILLE, "{table}");
}

/// Another reader, whose letters are in a folder.
struct Reader {
    name: String,
    folder: PathBuf,
}

impl Reader {
    fn others() -> Vec<Self> {
        let Some(folder) = std::env::var_os("CIRCULAR_TEST_READERS") else { return Vec::new() };
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let mut readers: Vec<Self> = entries
            .filter(|entry| entry.path().is_dir() && entry.file_name() != "venv")
            .map(|entry| Self { name: entry.file_name().to_string_lossy().into_owned(), folder: entry.path() })
            .collect();
        readers.sort_by(|one, two| one.name.cmp(&two.name));
        readers
    }

    /// Returns the letter that it made of a document; `None` if it made none.
    fn letter(&self, document: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(format!("{document}.md"))).ok()
    }
}

fn shown(score: BlockScore) -> String {
    let extra = if score.extra > 0 { format!("+{}", score.extra) } else { String::new() };
    format!("{}/{}{extra}", score.right, score.expected)
}

fn differences(wanted: &str, ours: &str) -> Vec<String> {
    let (wanted, ours) = (blocks(wanted), blocks(ours));
    let missing = wanted.iter().filter(|block| !ours.contains(block)).map(|block| format!("    - {block}"));
    let extra = ours.iter().filter(|block| !wanted.contains(block)).map(|block| format!("    + {block}"));
    missing.chain(extra).collect()
}
