//! Each shape gives the bytes it always gave.

use std::fs;
use std::path::Path;

use circular::mail_catcher::CaughtMessage;

use super::{assert_lines, parts, shapes};

/// Set it to write the files anew; look at the difference before keeping it.
const REWRITE_VARIABLE: &str = "CIRCULAR_TEST_REWRITE";

#[test]
fn messages_match_golden_files() {
    for shape in shapes::all() {
        let copy = shape.write().expect("a copy");
        assert_lines(&copy);
        assert_golden(shape.name, &copy);
    }
}

/// Compares a message with the golden file of this name.
pub(super) fn assert_golden(name: &str, copy: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/message/golden");
    let file = folder.join(name).with_extension("eml");
    if std::env::var_os(REWRITE_VARIABLE).is_some() {
        fs::write(&file, copy).expect("a golden file");
    }
    let golden = fs::read(&file).unwrap_or_default();
    assert_eq!(
        String::from_utf8_lossy(copy),
        String::from_utf8_lossy(&golden),
        "{name} has changed; {REWRITE_VARIABLE}=1 writes it anew"
    );
}

#[test]
fn images_are_found_by_content_id() {
    let shape = shapes::images();
    let (from, to) = (String::new(), String::new());
    let caught = CaughtMessage { from, to, bytes: shape.write().expect("a copy") };
    let images: Vec<_> = shape.attachments.into_iter().filter(|file| file.cid.is_some()).collect();
    assert_eq!(caught.images(), images);
    assert_eq!(caught.content().html.replace("\r\n", "\n"), shape.letter.html);
}

#[test]
fn headers_are_unique_and_allowed() {
    for shape in shapes::all() {
        let copy = shape.write().expect("a copy");
        let (headers, _) = parts(&copy);
        let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "From",
                "Reply-To",
                "List-Id",
                "Precedence",
                "X-Auto-Response-Suppress",
                "To",
                "Subject",
                "Date",
                "Message-ID",
                "List-Unsubscribe",
                "List-Unsubscribe-Post",
                "List-Post",
                "MIME-Version",
                "Content-Type",
            ]
        );
        assert!(headers.contains(&("List-Unsubscribe-Post".into(), "List-Unsubscribe=One-Click".into())));
        assert!(headers.contains(&("Date".into(), "Fri, 15 Jan 2027 08:00:00 +0000".into())), "{headers:?}");
    }
}
