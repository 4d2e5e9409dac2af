//! Addresses copied from a mail program: each person is imported, and each bad entry is named by its line.

use super::Imported;

#[test]
fn bad_lines_among_copied_addresses_are_named() {
    let imported = Imported::new("lists/pasted.txt", &[]);
    let expected = ["chair", "ann", "cam", "ben", "dee", "fay", "joerg", "hal", "gus"];
    assert_eq!(imported.mailed(), expected.map(|name| format!("{name}@example.org")), "{}", imported.output);
    let names: Vec<_> = imported.people.iter().map(|person| person["fields"].to_string()).collect();
    assert_eq!(names[2], "{\"first_name\":\"Cam\",\"last_name\":\"Lee\"}");
    assert_eq!(names[6], "{\"name\":\"Jörg\"}");
    assert_eq!(names[8], "{\"name\":\"Gus\"}");
    imported.says(&[
        "line 2: is the line `Subject:` of a mail, not an address",
        "line 4: `anna@localhost` has a domain without a dot",
        "line 5: has no address next to `Please find the list below`",
        "line 8: has `gil(at)example.org`: write the address with an @",
        "line 11: has `x@example.org` before an address: a name cannot contain an @ or <",
        "9 joined, 5 refused",
    ]);
}

#[test]
fn many_addresses_on_one_line_are_imported() {
    let entries: Vec<_> =
        (0..30_000).map(|number| format!("Ann Lee-Morgan {number} <ann{number}@example.org>; ")).collect();
    let line = entries.concat();
    assert!(line.len() > 1_024 * 1_024);
    let imported = Imported::bytes("a.txt", line.as_bytes(), &[]);
    assert_eq!(imported.people.len(), 30_000, "{}", imported.output);
    imported.says(&["30,000 joined."]);
}

#[test]
fn people_under_a_label_that_says_they_opted_out_are_refused() {
    let text = "Ann Lee <ann@example.org>\nunsubscribed: sam@example.org\nBounced: di@example.org, ed@example.org\n\
        Choir: ben@example.org\n";
    let imported = Imported::bytes("a.txt", text.as_bytes(), &[]);
    assert_eq!(imported.mailed(), ["ann@example.org", "ben@example.org"], "{}", imported.output);
    imported.says(&["line 2: is marked `unsubscribed:`", "line 3: is marked `Bounced:`", "2 joined, 2 refused"]);
}
