//! Files as they come: what is taken of each, and which line is refused.

use circular::import::ImportOptions;

use super::super::{find, import_with, list};
use super::lines;
use crate::engine::TestDatabase;

/// A file, who is in the database afterwards with their town, and which lines are refused with which words.
struct UnusualFile {
    name: &'static str,
    file: Vec<u8>,
    taken: &'static [(&'static str, &'static str)],
    refused: &'static [(u64, &'static str)],
}

fn odd(
    name: &'static str,
    file: impl AsRef<[u8]>,
    taken: &'static [(&'static str, &'static str)],
    refused: &'static [(u64, &'static str)],
) -> UnusualFile {
    UnusualFile { name, file: file.as_ref().to_vec(), taken, refused }
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[rustfmt::skip]
fn files() -> Vec<UnusualFile> {
    let plain = "email,town\nann@example.org,Köln\nbad,Ulm\n";
    let giant = format!("email,town\nann@example.org,\"{}\"\nbob@example.org,Hull\n", "x\n".repeat(1_200_000));
    let long = format!("email,town\nann@example.org,{}\nbob@example.org,Hull\n", "x".repeat(1_001));
    let wide = format!("email,town\nann@example.org,Köln{}\nbob@example.org,Hull\n", ",x".repeat(250));
    let both: &[_] = &[("ann@example.org", "Köln"), ("bob@example.org", "Hull")];
    vec![
        odd("BOM", format!("\u{feff}{plain}"), &[("ann@example.org", "Köln")], &[(3, "has no @")]),
        odd("UTF-16LE", utf16(&format!("\u{feff}{plain}"), u16::to_le_bytes), &[("ann@example.org", "Köln")], &[(3, "has no @")]),
        odd("UTF-16BE", utf16(&format!("\u{feff}{plain}"), u16::to_be_bytes), &[("ann@example.org", "Köln")], &[(3, "has no @")]),
        odd("UTF-16LE without a mark", utf16(plain, u16::to_le_bytes), &[("ann@example.org", "Köln")], &[(3, "has no @")]),
        odd("Windows-1252", b"email,town\nann@example.org,K\xf6ln\nbob@example.org,\x80uro\n",
            &[("ann@example.org", "Köln"), ("bob@example.org", "€uro")], &[]),
        odd("one bad name among good ones", b"email,town\nann@example.org,K\xc3\xb6ln\ncat@example.org,Z\xc3\xbcrich\nbob@example.org,K\xf6ln\n",
            &[("ann@example.org", "Köln"), ("cat@example.org", "Zürich")], &[(4, "is not UTF-8")]),
        odd("semicolons", "email;town\nann@example.org;Köln, am Rhein\nbob@example.org\n",
            &[("ann@example.org", "Köln, am Rhein")], &[(3, "has 1 column, the header has 2")]),
        odd("tabs", "email\ttown\nann@example.org\tKöln\nbob@example.org\tHull\n", both, &[]),
        odd("CR only", "email,town\rann@example.org,Köln\r\rbad,x\rbob@example.org,Hull", both, &[(4, "has no @")]),
        odd("quoted newlines", "email,town\r\nann@example.org,\"Köln\"\r\nbad,\"a\r\nb\"\r\nworse,\r\nbob@example.org,Hull\r\n",
            both, &[(3, "has no @"), (5, "has no @")]),
        odd("a quotation mark that nothing closes", "email,town\nann@example.org,Köln\nbob@example.org,\"Hull\ncat@example.org,York\n",
            &[("ann@example.org", "Köln")], &[(3, "never closed")]),
        odd("a quotation mark that another row closes", "email,town\nann@example.org,Köln\nbob@example.org,\"Hull\n\"cat@example.org\",\"York\"\n",
            &[("ann@example.org", "Köln")], &[(3, "goes on to line 4: is a quotation mark missing?")]),
        odd("NUL", "email,town\nann@example.org,Köln\ncat@example.org,a\0b\nbob@example.org,Hull\n", both, &[(3, "NUL")]),
        odd("ragged rows", "email,town\nann@example.org,Köln,,\ncat@example.org\neve@example.org,York,more\n,,,\nbob@example.org,Hull\n",
            both, &[(3, "has 1 column"), (4, "has 3 columns")]),
        odd("two headers alike", "email,town,Town\nann@example.org,Köln,Ulm\n", &[("ann@example.org", "Köln")], &[]),
        odd("one giant cell", giant, &[("bob@example.org", "Hull")], &[(2, "larger than 1 MiB")]),
        odd("a cell that is too long", long, &[("bob@example.org", "Hull")], &[(2, "more than 1000 characters in `town`")]),
        odd("too many columns", wide, &[("bob@example.org", "Hull")], &[(2, "has more than 200 columns")]),
        odd("formulas", "email,town\nann@example.org,'=1+1\nbob@example.org,=1+1\ncat@example.org,''@x\n",
            &[("ann@example.org", "=1+1"), ("bob@example.org", "=1+1"), ("cat@example.org", "'@x")], &[]),
        odd("addresses that look like formulas", "email,town\n'+ann@example.org,x\n", &[("+ann@example.org", "x")], &[]),
        odd("header only", "email,town\n", &[], &[]),
        odd("addresses found by their look", "who,town\nann@example.org,Köln\nbob@example.org,Hull\n", both, &[]),
        odd("JSON by its look", "[{\"email\": \"ann@example.org\", \"town\": \"Köln\"},\n{\"email\": \"bad\"}]",
            &[("ann@example.org", "Köln")], &[(2, "has no @")]),
    ]
}

#[tokio::test]
async fn unusual_file_imports_valid_rows() {
    for UnusualFile { name, file, taken, refused } in files() {
        let ground = TestDatabase::sqlite().await;
        let database = &ground.database;
        let members = list(database, "members").await;
        let report = import_with(database, &members, &file, ImportOptions::named("m.csv")).await;
        assert_eq!(report.new, taken.len() as u64, "{name}: {report:?}");
        for (address, town) in taken {
            let found = find(database, address).await.unwrap_or_else(|| panic!("{name}: {address}"));
            assert_eq!(found.fields["town"], (*town).into(), "{name}");
        }
        let expected: Vec<u64> = refused.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines(&report), expected, "{name}: {:?}", report.refused);
        for (found, (_, words)) in report.refused.iter().zip(refused) {
            assert!(found.to_string().contains(words), "{name}: {}", found.reason);
        }
        let again = import_with(database, &members, &file, ImportOptions::named("m.csv")).await;
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, report.new), "{name}, once more");
    }
}

#[tokio::test]
async fn given_encoding_overrides_detection() {
    let ground = TestDatabase::sqlite().await;
    let members = list(&ground.database, "members").await;
    let file = b"email,town\nann@example.org,\xa4uro\n";
    let options = ImportOptions { encoding: Some("iso-8859-15".parse().unwrap()), ..ImportOptions::named("m.csv") };
    import_with(&ground.database, &members, file, options).await;
    assert_eq!(find(&ground.database, "ann@example.org").await.unwrap().fields["town"], "€uro".into());
    let options = ImportOptions { encoding: Some("utf-8".parse().unwrap()), ..ImportOptions::named("m.csv") };
    assert_eq!(lines(&import_with(&ground.database, &members, file, options).await), [2]);
}
