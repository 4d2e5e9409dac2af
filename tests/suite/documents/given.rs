//! Documents in a folder that is given, each with its expected letter `NAME.expected.md`, beside pandoc if it is there.
//!
//! `CIRCULAR_TEST_DOCUMENTS=DIR cargo test --test suite documents::given` shows the table if too few blocks are right.

use std::path::{Path, PathBuf};
use std::process::Command;

use circular::documents::read_document;

use super::block_score::{BlockScore, blocks, score};

/// The least share of blocks that must be right, in thousandths: 178 of 180.
const MIN_RIGHT_PER_MILLE: usize = 988;

#[test]
fn given_documents_become_their_letters() {
    let Some(folder) = std::env::var_os("CIRCULAR_TEST_DOCUMENTS").map(PathBuf::from) else { return };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut right, mut expected) = (0, 0);
    let mut table = vec![format!("{:<44} {:>8} {:>8}", "document", "circular", "pandoc")];
    for path in paths {
        let wanted = PathBuf::from(format!("{}.expected.md", path.display()));
        let Ok(wanted) = std::fs::read_to_string(wanted) else { continue };
        let ours = read_document(&std::fs::read(&path).unwrap()).map(|document| document.markdown);
        let ours = ours.unwrap_or_else(|error| format!("error: {error}"));
        let found = score(&wanted, &ours);
        let pandoc = pandoc(&path).map_or_else(|| "–".to_owned(), |markdown| shown(score(&wanted, &markdown)));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        table.push(format!("{name:<44} {:>8} {pandoc:>8}", shown(found)));
        if found.right < found.expected || found.extra > 0 {
            table.extend(differences(&wanted, &ours));
        }
        right += found.right;
        expected += found.expected;
    }
    assert!(right * 1_000 >= expected * MIN_RIGHT_PER_MILLE, "{right} of {expected}:\n{}", table.join("\n"));
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

fn pandoc(path: &Path) -> Option<String> {
    let output = Command::new("pandoc").args(["-t", "gfm", "--wrap=none"]).arg(path).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
