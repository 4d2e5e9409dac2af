//! What the commands say of a spreadsheet.

use serde_json::Value;

use super::bytes;
use super::packed::{row, xlsx};
use crate::cli::TestWorkspace;

fn house(name: &str, file: &[u8]) -> TestWorkspace {
    let house = TestWorkspace::new();
    std::fs::write(house.path(name), file).unwrap();
    house.run(["list", "create", "members", "--title", "Our members"]).is_well();
    house
}

#[test]
fn everything_is_said_before_anything_is_written() {
    let house = house("chor.xlsx", &bytes("chor.xlsx"));
    insta::assert_snapshot!(house.run(["subscriber", "import", "chor.xlsx", "--list", "members", "--dry-run"]), @r#"
    Nothing was written. `chor.xlsx` into `members` would be: 12 joined.
    Letters can use {{last_name}}, {{first_name}}, {{stimme}}, {{vorstand}}, {{eintritt}}.
    What they agreed to is not recorded; to record it, pass `--basis "ticked “news” on the membership form"`.
    --- standard error
    chor.xlsx: a spreadsheet, the sheet `Mitglieder`
      Nachname → last_name   text  such as `Achterfeld`
      Vorname  → first_name  text  such as `Gisela`
      E-Mail   → address           such as `gisela.achterfeld@example.org`
      Stimme   → stimme      text  such as `Sopran`
      Vorstand → vorstand    flag  such as `yes`
      Eintritt → eintritt    date  such as `1998-04-01`
    chor.xlsx: the sheet `Mitglieder` was read: `Diagramm` is a chart, `Übersicht` has no list of addresses and `Ausgetreten` is hidden and was left out
    chor.xlsx: 3 rows that a filter hides (lines 3, 7 and 12) were taken
    --- exit code 0
    "#);
}

#[test]
fn json_holds_the_notes_and_the_refused_rows() {
    let house = house("theatre.xlsx", &bytes("theatre-strict.xlsx"));
    let run = house.run(["subscriber", "import", "theatre.xlsx", "--list", "members", "--dry-run", "--json"]);
    let found: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&found["format"], &found["sheet"]), (&"spreadsheet".into(), &"Troupe".into()));
    assert_eq!(found["notes"][0]["note"], "two_addresses");
    assert_eq!(found["notes"][0]["lines"]["lines"], serde_json::json!([4, 6]));
    assert!(found["notes"][0]["text"].as_str().unwrap().starts_with("lines 4 and 6 were refused"), "{found}");
    assert_eq!(found["columns"][2]["target"], "address");
    assert_eq!((&found["result"]["new"], &found["result"]["written"]), (&5.into(), &false.into()));
    assert_eq!(found["result"]["refused"][1]["line"], 6);
}

#[test]
fn a_sheet_is_chosen_by_its_name() {
    let people =
        |address: &str| [row(&["Email", "Name"]), row(&[address, "Ann"]), row(&["b@example.org", "Ben"])].concat();
    let mut parts = super::packed::unpack(&xlsx(&people("ann@example.org"), ""));
    let add = |parts: &mut super::packed::Parts, name: &str, before: &str, text: &str| {
        let part = parts.iter_mut().find(|(known, _)| known == name).unwrap();
        part.1 = String::from_utf8(part.1.clone()).unwrap().replace(before, &format!("{text}{before}")).into_bytes();
    };
    add(&mut parts, "xl/workbook.xml", "</sheets>", "<sheet name=\"Youth\" sheetId=\"2\" r:id=\"r2\"/>");
    add(
        &mut parts,
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        "<Relationship Id=\"r2\" Type=\"x/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/>",
    );
    let second = format!("<worksheet><sheetData>{}</sheetData></worksheet>", people("cat@example.org"));
    parts.push(("xl/worksheets/sheet2.xml".to_owned(), second.into_bytes()));
    let house = house("two.xlsx", &super::packed::pack(&parts));
    let import = |sheet: &str| house.run(["subscriber", "import", "two.xlsx", "--list", "members", "--sheet", sheet]);
    let asked = house.run(["subscriber", "import", "two.xlsx", "--list", "members"]).to_string();
    assert!(asked.contains("`People` and `Youth`: choose one with `--sheet`"), "{asked}");
    let chosen = import("Youth").to_string();
    assert!(chosen.contains("`People` was not asked for") && chosen.contains("2 joined"), "{chosen}");
    assert!(
        house.run(["subscriber", "show", "ann@example.org"]).to_string().contains("no subscriber has"),
        "only one sheet is read"
    );
    let wrong = import("Adults").to_string();
    assert!(wrong.contains("no sheet `Adults`; its sheets are `People`, `Youth`"), "{wrong}");
}

#[test]
fn contacts_and_copied_addresses_are_imported() {
    let vcard = "BEGIN:VCARD\nVERSION:3.0\nN:Lee;Ann;;;\nFN:Ann Lee\nEMAIL:old@example.org\nEMAIL;TYPE=pref:ann@example.org\nCATEGORIES:choir\nEND:VCARD\n";
    let ldif = "dn: cn=Ben Ray,mail=ben@example.org\ngivenName: Ben\nsn: Ray\nmail: ben@example.org\n";
    let lines = "Poe, Cat <cat@example.org>; \"Roe, Dan\" <dan@example.org>\n";
    for (name, file, address, words) in [
        ("book.vcf", vcard, "ann@example.org", "1 contact has several addresses"),
        ("book.ldif", ldif, "ben@example.org", "contacts (LDIF)"),
        ("copied.txt", lines, "dan@example.org", "addresses as in a mail program"),
    ] {
        let house = house(name, file.as_bytes());
        let run = house.run(["subscriber", "import", name, "--list", "members"]).to_string();
        assert!(run.contains(words), "{run}");
        let shown = house.run(["subscriber", "show", address]).to_string();
        assert!(shown.contains("first_name") && shown.contains("last_name"), "{shown}");
        assert!(
            house.run(["subscriber", "show", "old@example.org"]).to_string().contains("no subscriber has"),
            "one letter a person"
        );
    }
}

#[test]
fn an_old_workbook_is_refused_by_its_name() {
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.extend("Workbook".encode_utf16().flat_map(u16::to_le_bytes));
    let house = house("members.xls", &file);
    insta::assert_snapshot!(house.run(["subscriber", "import", "members.xls", "--list", "members"]), @"
    --- standard error
    error: `members.xls` is an Excel workbook of the old kind (.xls): open it in a spreadsheet program and save it as .xlsx or CSV
    --- exit code 1
    ");
}

#[test]
fn opt_outs_without_results_stop_the_import() {
    let head = row(&["Email", "Unsubscribed"]);
    let person =
        |address: &str| format!("<row><c t=\"inlineStr\"><is><t>{address}</t></is></c><c><f>LEN(C2)</f></c></row>");
    let file = xlsx(&format!("{head}{}{}", person("ann@example.org"), person("ben@example.org")), "");
    let house = house("members.xlsx", &file);
    let import = ["subscriber", "import", "members.xlsx", "--list", "members"];
    let stopped = house.run(import);
    assert_eq!(stopped.code(), 1, "{stopped}");
    assert!(stopped.err.contains("the formulas in `Unsubscribed` of `members.xlsx` have no results"), "{stopped}");
    assert!(stopped.err.contains("save it and import it again"), "{stopped}");
    for option in [["--not-opted-out", "Unsubscribed"], ["--opted-out", "subscribe"]] {
        let imported = house.run_all(&[&import[..], &option, &["--dry-run"]].concat());
        assert!(imported.out.contains("2 joined"), "{imported}");
    }
}

#[test]
fn own_address_is_taken_before_that_of_a_parent() {
    let rows = [
        row(&["Parent e-mail", "Mail", "Unsubscribed"]),
        row(&["x@example.org", "ann@example.org", "no"]),
        row(&["y@example.org", "ben@example.org", "2024-05-01"]),
    ];
    let hidden = "<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols>";
    let house = house("members.xlsx", &xlsx(&rows.concat(), hidden));
    let imported = house.run(["subscriber", "import", "members.xlsx", "--list", "members"]);
    assert!(imported.out.contains("1 joined, 1 left out, as they opted out"), "{imported}");
    let people = house.run(["subscriber", "export", "--list", "members", "--format", "json"]);
    assert!(
        people.out.contains("ann@example.org") && !people.out.contains("\"address\":\"x@example.org\""),
        "{people}"
    );
}
