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
fn alphabets_of_other_countries_are_asked_for() {
    for (label, name, word) in [
        ("windows-1250", b"\xa3ukasz \xaf\xf3\xb3\xe6".as_slice(), "Łukasz"),
        ("windows-1250", b"\xa3\xf3d\x9f", "Łódź"),
        ("iso-8859-2", b"\xa9im\xf9nek", "Šimůnek"),
        ("windows-1254", b"\xde\xfckr\xfc I\xfe\xfdk", "Şükrü"),
        ("shift_jis", b"\x8eR\x93c\x91\xbe\x98Y", "山田太郎"),
        ("windows-1255", b"\xf9\xec\xe5\xed", "שלום"),
        ("gb18030", b"\xcd\xf5\xd0\xa1\xc3\xf7", "王小明"),
    ] {
        let file = [b"email;name\nann@example.org;Ann\nben@example.org;", name, b"\n"].concat();
        let asked = Imported::bytes("a.csv", &file, &[]);
        assert!(asked.people.is_empty(), "{label}: {}", asked.output);
        asked.says(&["the encoding of `a.csv` is not clear", &format!("`{word}` with `--encoding {label}`")]);
        let imported = Imported::bytes("a.csv", &file, &["--encoding", label]);
        let found = imported.people[1]["fields"]["name"].as_str().unwrap_or_default();
        assert!(found.starts_with(word), "{label}: {}", imported.output);
    }
    let icelandic = "email;name\nann@example.org;Þorður Guðrún Ýmir\n";
    let bytes: Vec<u8> = icelandic.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let good = Imported::bytes("a.csv", &bytes, &[]);
    assert_eq!(good.people[0]["fields"]["name"], "Þorður Guðrún Ýmir", "{}", good.output);
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
