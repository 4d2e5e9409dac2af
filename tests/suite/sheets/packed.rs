//! Packs and unpacks workbooks for tests.

use std::io::{Cursor, Write as _};

use rawzip::{CompressionMethod, ZipArchive, ZipArchiveWriter};

/// The parts of a workbook by their names.
pub(crate) type Parts = Vec<(String, Vec<u8>)>;

pub(crate) fn unpack(bytes: &[u8]) -> Parts {
    let archive = ZipArchive::from_slice(bytes).unwrap();
    let mut entries = archive.entries();
    let mut parts = Vec::new();
    while let Some(entry) = entries.next_entry().unwrap() {
        let name = String::from_utf8(entry.file_path().as_ref().to_vec()).unwrap();
        let stored = entry.compression_method() == CompressionMethod::STORE;
        let data = archive.get_entry(entry.wayfinder()).unwrap().data();
        let data = if stored { data.to_vec() } else { miniz_oxide::inflate::decompress_to_vec(data).unwrap() };
        parts.push((name, data));
    }
    parts
}

pub(crate) fn pack(parts: &Parts) -> Vec<u8> {
    let mut output = Cursor::new(Vec::new());
    let mut archive = ZipArchiveWriter::new(&mut output);
    for (name, data) in parts {
        let (mut entry, config) =
            archive.new_file(name).compression_method(CompressionMethod::DEFLATE).start().unwrap();
        let mut writer = config.wrap(Vec::new());
        writer.write_all(data).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.write_all(&miniz_oxide::deflate::compress_to_vec(data, 1)).unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    output.into_inner()
}

/// Makes an Excel workbook of one sheet with these rows as XML, and whatever follows them.
pub(crate) fn xlsx(rows: &str, behind: &str) -> Vec<u8> {
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let part = |name: &str, text: String| (name.to_owned(), text.into_bytes());
    pack(&vec![
        part("[Content_Types].xml", "<Types/>".to_owned()),
        part(
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        part(
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"People\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>".to_owned(),
        ),
        part(
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        part("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData>{behind}</worksheet>")),
    ])
}

/// Makes an OpenDocument spreadsheet with these elements of one table as XML.
pub(super) fn ods(table: &str) -> Vec<u8> {
    let mimetype = "application/vnd.oasis.opendocument.spreadsheet";
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"People\">{table}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    pack(&vec![("mimetype".to_owned(), mimetype.into()), ("content.xml".to_owned(), content.into_bytes())])
}

/// Makes a row of words for [`xlsx`].
pub(crate) fn row(words: &[&str]) -> String {
    let cells: Vec<String> =
        words.iter().map(|word| format!("<c t=\"inlineStr\"><is><t>{word}</t></is></c>")).collect();
    format!("<row>{}</row>", cells.concat())
}
