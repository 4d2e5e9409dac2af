//! Hostile documents take little memory: each is read in a process of its own, which is asked for its most.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use circular::documents::read_document;
use circular::image_files::fit_image;

use crate::sheets::packed::pack;

/// Names the document that the process reads.
const DOCUMENT: &str = "CIRCULAR_TEST_ONE_DOCUMENT";

/// The most memory that a document may take beyond the process itself, in KiB: 100 MB.
const MOST_MEMORY: u64 = 100_000_000 / 1_024;

/// The longest time in a build without optimisation on a busy machine; `benches/documents` states that of a release.
const MOST_TIME: Duration = Duration::from_secs(20);

fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Reads a document in a process of its own; returns what came of it, and the memory that it took in KiB.
fn read_apart(bytes: &[u8]) -> (String, u64) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let mut inside = Command::new(std::env::current_exe().unwrap());
    inside.args(["--exact", "documents::memory::one_document_is_read", "--nocapture"]).env(DOCUMENT, file.path());
    let output = inside.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = said.lines().find_map(|line| line.strip_prefix("read: ")).unwrap_or_else(|| panic!("{said}"));
    let (memory, outcome) = line.split_once(' ').unwrap();
    (outcome.to_owned(), memory.parse().unwrap())
}

#[test]
fn one_document_is_read() {
    use std::io::Write as _;
    let Some(path) = std::env::var_os(DOCUMENT) else { return };
    let bytes = std::fs::read(Path::new(&path)).unwrap();
    let (before, started) = (most_memory(), Instant::now());
    let outcome = read_document(&bytes, fit_image).map_or_else(|error| error.to_string(), |_| "a letter".to_owned());
    assert!(started.elapsed() < MOST_TIME, "{:?}", started.elapsed());
    writeln!(std::io::stderr(), "read: {} {outcome}", most_memory() - before).unwrap();
}

fn docx(body: &str) -> Vec<u8> {
    let head = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
    pack(&vec![("word/document.xml".to_owned(), format!("{head}{body}</w:body></w:document>").into_bytes())])
}

#[test]
fn hostile_documents_take_little_memory() {
    let too_large = "it is too large for a letter";
    let paragraph = "<w:p><w:r><w:t>words </w:t></w:r></w:p>";
    let styles = format!("<w:styles>{}</w:styles>", "<w:style w:styleId=\"a\"/>".repeat(4_000_000));
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles";
    let link = format!("<Relationships><Relationship Id=\"a\" Type=\"{kind}\" Target=\"styles.xml\"/></Relationships>");
    let part = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    let entities = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>".to_owned();
    for (file, expected) in [
        (docx(&paragraph.repeat(2_600_000)), too_large),
        (docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "x".repeat(100_000_000))), too_large),
        (docx(&"<w:tbl>".repeat(3_000_000)), "it is damaged: its elements are nested too deeply"),
        (docx(&format!("<w:p {}/>", "a=\"b\" ".repeat(600_001))), too_large),
        (docx(&format!("<w:p {}/>", "a=\"\" ".repeat(400_000)).repeat(40)), too_large),
        (docx(&format!("<{0}/>", "x".repeat(4_000_000)).repeat(20)), too_large),
        (pack(&vec![("word/document.xml".to_owned(), vec![b' '; 200_000_000])]), too_large),
        (pack(&vec![part("word/document.xml", entities)]), "it is damaged: it declares entities of its own"),
        (
            pack(&vec![
                part("word/document.xml", "<document><body/></document>".to_owned()),
                part("word/_rels/document.xml.rels", link),
                part("word/styles.xml", styles),
            ]),
            too_large,
        ),
        (format!("<p>{}", "<i>a</i> ".repeat(1_000_000)).into_bytes(), too_large),
        (format!("<p>{}", "<b a=b>".repeat(1_000_000)).into_bytes(), "its parts are nested too deeply"),
    ] {
        let (outcome, memory) = read_apart(&file);
        assert_eq!(outcome, expected);
        assert!(memory < MOST_MEMORY, "{memory} KiB for a file of {} bytes: {outcome}", file.len());
    }
}
