//! Damaged or unusual address books: each person is imported, or named by line.

use super::Imported;

#[test]
fn damaged_address_books_lose_nobody() {
    let (ann, ben) =
        ("BEGIN:VCARD\r\nFN:Ann\r\nEMAIL:ann@example.org\r\n", "BEGIN:VCARD\r\nFN:Ben\r\nEMAIL:ben@example.org\r\n");
    let end = "END:VCARD\r\n";
    let both = ["ann@example.org", "ben@example.org"];
    for (name, file, mailed, says) in [
        (
            "a.vcf",
            format!("{ann}{ben}{end}"),
            &both[..],
            &["1 contact has no line `BEGIN:VCARD` or `END:VCARD` (line 1)"][..],
        ),
        ("a.vcf", format!("{ann}{end}{ben}"), &both, &["has no line `BEGIN:VCARD` or `END:VCARD` (line 5)"]),
        ("a.vcf", ann.to_owned(), &both[..1], &["1 joined"]),
        ("a.vcf", format!("{ann}{end}BEGIN:VCARD\r\nFN:Cy\r\n{end}"), &both[..1], &["line 5: has no address"]),
        ("a.vcf", format!("BEGIN:VCARD\r\nFN:Cy\r\n{end}"), &[], &["line 1: has no address"]),
        ("a.vcf", format!("\r\n# saved on Monday\r\n{ann}{end}{ben}{end}"), &both, &["contacts (vCard)", "2 joined"]),
        (
            "a.vcf",
            format!("{ann}{end}{}", ben.trim_end()),
            &both[..1],
            &["line 5: is a vCard that breaks off within an address"],
        ),
        (
            "a.ldif",
            "dn: cn=Ann\nmail: ann@example.org\ndn: cn=Ben\nmail: ben@example.org\n\ndn: cn=Choir\nmember: cn=Ann\n"
                .to_owned(),
            &both,
            &["1 group was passed over", "2 joined"],
        ),
        (
            "a.ldif",
            "cn: Ann\nmail: ann@example.org\n\nuid: 7\ncn: Cy\n".to_owned(),
            &both[..1],
            &["line 4: has no address"],
        ),
        ("a.ldif", "dn: cn=Cy\nsn: Cy\n".to_owned(), &[], &["line 1: has no address"]),
    ] {
        let imported = Imported::bytes(name, file.as_bytes(), &[]);
        assert_eq!(imported.mailed(), mailed, "{file}: {}", imported.output);
        imported.says(says);
    }
}

#[test]
fn name_with_a_semicolon_is_no_list_of_tags() {
    let file = b"BEGIN:VCARD\nFN:Lee;Ann\nEMAIL:ann@example.org\nCATEGORIES:choir\nEND:VCARD\n";
    let imported = Imported::bytes("a.vcf", file, &[]);
    assert_eq!(imported.people[0]["fields"], serde_json::json!({ "name": "Lee, Ann", "tags": ["choir"] }));
}

#[test]
fn comma_of_a_name_is_kept() {
    for (name, first, last) in [("Lee\\, Jr.;Ann", "Ann", "Lee, Jr."), ("Lee;Ann,Maria", "Ann Maria", "Lee")] {
        let file = format!("BEGIN:VCARD\r\nVERSION:3.0\r\nN:{name}\r\nEMAIL:ann@example.org\r\nEND:VCARD\r\n");
        let imported = Imported::bytes("a.vcf", file.as_bytes(), &[]);
        assert_eq!(imported.people[0]["fields"]["first_name"], first, "{name}: {}", imported.output);
        assert_eq!(imported.people[0]["fields"]["last_name"], last, "{name}: {}", imported.output);
    }
}
