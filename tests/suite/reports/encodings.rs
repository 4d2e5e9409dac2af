//! Files in encodings that cannot be told from Windows-1252: the import asks instead of writing wrong letters.

use super::Imported;

#[test]
fn doubtful_encoding_is_asked_for() {
    for (label, name) in [
        ("macintosh", b"J\x9arg M\x9fller".as_slice()),
        ("ibm850", b"J\x94rg M\x81ller"),
        ("cp437", b"J\x94rg M\x81ller"),
    ] {
        let file = [b"email;name\nann@example.org;Ann\njoerg@example.org;", name, b"\n"].concat();
        let asked = Imported::bytes("a.csv", &file, &[]);
        assert!(asked.people.is_empty(), "{}", asked.output);
        asked.says(&[
            "the encoding of `a.csv` is not clear: line 3 reads",
            "`Jörg` with `--encoding",
            "with `--encoding windows-1252`",
        ]);
        let imported = Imported::bytes("a.csv", &file, &["--encoding", label]);
        assert_eq!(imported.people[1]["fields"]["name"], "Jörg Müller", "{}", imported.output);
    }
    let good = Imported::bytes("a.csv", b"email;name\nann@example.org;Jos\xe9 O\x92Neil \x96 M\xfcller\n", &[]);
    assert_eq!(good.people[0]["fields"]["name"], "José O’Neil – Müller", "{}", good.output);
}

#[test]
fn row_that_is_not_utf_8_is_named() {
    let file = [
        "email,name\nann@example.org,Zoë\n".as_bytes(),
        b"ben@example.org,J\xf6rg\n",
        "cy@example.org,Åse\n".as_bytes(),
    ];
    let imported = Imported::bytes("a.csv", &file.concat(), &[]);
    assert_eq!(imported.mailed(), ["ann@example.org", "cy@example.org"], "{}", imported.output);
    imported.says(&["line 3: is not UTF-8"]);
}
