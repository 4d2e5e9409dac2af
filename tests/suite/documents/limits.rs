//! Damaged and hostile documents: a clear error, at once.

use std::time::{Duration, Instant};

use circular::documents::{clean_pasted_html, read_document};
use circular::image_files::fit_image;

use crate::sheets::packed::{pack, unpack};

/// The longest time that a document may take in an unoptimised build on a busy machine; a release takes a tenth.
const MAX_TIME: Duration = Duration::from_secs(15);

const HEAD: &str = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
const TAIL: &str = "</w:body></w:document>";

fn docx(body: &str) -> Vec<u8> {
    pack(&vec![("word/document.xml".to_owned(), format!("{HEAD}{body}{TAIL}").into_bytes())])
}

fn odt(body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    pack(&vec![
        ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.text".to_vec()),
        ("content.xml".to_owned(), content.into_bytes()),
    ])
}

fn result(bytes: &[u8]) -> String {
    let started = Instant::now();
    let result = match read_document(bytes, fit_image) {
        Ok(document) => document.markdown,
        Err(error) => format!("error: {error}"),
    };
    assert!(started.elapsed() < MAX_TIME, "{:?}: {}", started.elapsed(), result.get(..80).unwrap_or(&result));
    result
}

#[test]
fn huge_documents_are_refused() {
    let too_large = "error: it is too large for a letter";
    assert_eq!(result(&docx(&"<w:p><w:r><w:t>words </w:t></w:r></w:p>".repeat(2_600_000))), too_large);
    assert_eq!(result(&odt(&"<text:p>words</text:p>".repeat(3_000_000))), too_large);
    let one = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "x".repeat(100_000_000));
    assert_eq!(result(&docx(&one)), too_large);
    let bomb = pack(&vec![("word/document.xml".to_owned(), vec![b' '; 200_000_000])]);
    assert_eq!(result(&bomb), too_large);
    assert_eq!(result(format!("<p>{}", "<i>a</i> ".repeat(1_000_000)).as_bytes()), too_large);
}

#[test]
fn entities_and_deep_nesting_are_refused() {
    let entities = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
    let file = pack(&vec![("word/document.xml".to_owned(), entities.as_bytes().to_vec())]);
    assert_eq!(result(&file), "error: it is damaged: it declares entities of its own");
    let deep = format!("{}{}", "<w:sdt><w:sdtContent>".repeat(5_000), "</w:sdtContent></w:sdt>".repeat(5_000));
    assert_eq!(result(&docx(&deep)), "error: it is damaged: its elements are nested too deeply");
    for tag in ["<div>", "<b>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<span>", "<font>"] {
        let error = clean_pasted_html(&format!("{}words", tag.repeat(40_000)), fit_image).unwrap_err().to_string();
        assert_eq!(error, "its parts are nested too deeply", "{tag}");
    }
    for tag in ["<div>", "<ul><li>", "<blockquote>"] {
        let document = clean_pasted_html(&format!("{}words", tag.repeat(60)), fit_image).unwrap();
        assert!(document.markdown.contains("words"), "{tag}");
    }
}

#[test]
fn circular_references_end() {
    let styles = "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"a\"><w:basedOn w:val=\"b\"/></w:style>\
                  <w:style w:type=\"paragraph\" w:styleId=\"b\"><w:basedOn w:val=\"a\"/></w:style></w:styles>";
    let footnotes = "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:t>round</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>\
                     </w:footnote></w:footnotes>";
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let links = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{kind}/styles\" Target=\"styles.xml\"/>\
         <Relationship Id=\"b\" Type=\"{kind}/footnotes\" Target=\"footnotes.xml\"/></Relationships>"
    );
    let body =
        "<w:p><w:pPr><w:pStyle w:val=\"a\"/></w:pPr><w:r><w:t>words</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>";
    let part = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let file = pack(&vec![
        part("word/document.xml", &format!("{HEAD}{body}{TAIL}")),
        part("word/_rels/document.xml.rels", &links),
        part("word/styles.xml", styles),
        part("word/footnotes.xml", footnotes),
    ]);
    assert_eq!(result(&file), "words[^1]\n\n[^1]: round\n");
}

#[test]
fn damaged_documents_end_without_a_panic() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/documents/samples");
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below.max(1) as u64).unwrap()
    };
    for name in ["trust.docx", "rules.docx", "typed.docx"] {
        let parts = unpack(&std::fs::read(samples.join(name)).unwrap());
        for _ in 0..40 {
            let mut parts = parts.clone();
            let at = parts.iter().position(|(name, _)| name == "word/document.xml").unwrap();
            let xml = &mut parts[at].1;
            for _ in 0..=random(4) {
                let (from, length) = (random(xml.len()), random(40));
                let piece: Vec<u8> = xml[from..(from + length).min(xml.len())].to_vec();
                let to = random(xml.len());
                match random(3) {
                    0 => drop(xml.splice(to..to, piece)),
                    1 => drop(xml.drain(to..(to + length).min(xml.len()))),
                    _ => xml[to] = b"<>/&\"0"[random(6)],
                }
            }
            result(&pack(&parts));
        }
    }
    for name in ["paste.html", "notes.txt"] {
        let text = std::fs::read(samples.join(name)).unwrap();
        for _ in 0..200 {
            let mut text = text.clone();
            for _ in 0..=random(6) {
                let at = random(text.len());
                text[at] = b"<>/&\"0\n\t-*"[random(10)];
            }
            result(&text);
        }
    }
}
