//! Any octets as a document, as pasted HTML and as a draft: reading them ends.
#![no_main]

use circular::documents::{clean_markdown, clean_pasted_html, read_document};
use circular::image_files::fit_image;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = read_document(bytes, fit_image) {
        assert!(document.changes.iter().all(|change| change.line.is_none_or(|line| line > 0)));
    }
    let text = String::from_utf8_lossy(bytes);
    let _ = clean_pasted_html(&text, fit_image);
    let _ = clean_markdown(&text);
});
