//! What an import takes, refuses and leaves alone.

mod blocked;
mod json;
mod keys;
mod kinds;
mod no_order;
mod odd;
mod one_record;
mod round_trip;
mod shared;
mod together;

use std::io::Cursor;

use circular::import::{ImportOptions, ImportReport};

use super::{at, find, import, import_with, list};
use crate::engine::on_both;

const ODD: &str = "\u{feff}Email,First name,Note\r\n\
    ann@example.org,Ann,\"a quoted\r\nnewline\"\r\n\
    bob@example,Bob,\r\n\
    cat@example.org,\"Cat\r\nBcc: all@example.org\",\r\n\
    dan@example.org,Dan,\"=HYPERLINK(\"\"http://example.org\"\")\"\r\n\
    Ann@EXAMPLE.org,Ann,\r\n\
    eve@example.org,Eve\r\n";

fn lines(import: &ImportReport) -> Vec<u64> {
    import.refused.iter().map(|refused| refused.line).collect()
}

on_both! {
    async fn mixed_file_imports_valid_rows(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let report = import(database, &members, ODD).await;
        assert_eq!(report.fields, ["first_name", "note"]);
        assert_eq!((report.new, report.written), (3, true));
        assert_eq!(lines(&report), [4, 9]);
        assert!(report.refused[0].to_string().contains("without a dot"), "{:?}", report.refused);
        assert_eq!((&report.duplicates[0].lines[..], &report.duplicates[0].names), (&[2, 8][..], &None));
        let cat = find(database, "cat@example.org").await.unwrap();
        assert_eq!(cat.fields["first_name"], "Cat Bcc: all@example.org".into());
        assert_eq!(cat.fields.get("note"), None, "what is empty is not kept");
        let ann = find(database, "ANN@example.org").await.unwrap();
        assert_eq!(ann.address.as_str(), "ann@example.org");
        assert_eq!(ann.fields["note"], "a quoted newline".into());
        let dan = find(database, "dan@example.org").await.unwrap();
        assert_eq!(dan.fields["note"], "=HYPERLINK(\"http://example.org\")".into());
        assert_eq!(find(database, "eve@example.org").await, None);
    }

    async fn strict_import_is_all_or_nothing(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let many = (0..1_200).map(|number| format!("s{number}@example.org\n")).collect::<Vec<_>>().concat();
        let bad = format!("email\n{many}bad\n");
        let report = import_with(database, &members, &bad, ImportOptions::named("m.csv").strictly()).await;
        assert!(!report.written);
        assert_eq!(lines(&report), [1_202]);
        assert_eq!(find(database, "s0@example.org").await, None);
        let good = format!("email\n{many}");
        let report = import_with(database, &members, &good, ImportOptions::named("m.csv").strictly()).await;
        assert_eq!((report.written, report.new), (true, 1_200));
        assert!(find(database, "s1199@example.org").await.is_some());
    }

    async fn dry_run_reports_and_writes_nothing(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email,town\nann@example.org,Leeds\nbob@example.org,Hull\n").await;
        let dry = ImportOptions { dry_run: true, ..ImportOptions::named("m.csv") };
        let file = "email,town,joined\nann@example.org,York,2019-06-01\nbob@example.org,Hull,\ncat@example.org,,\nx,,\n";
        let report = import_with(database, &members, file, dry).await;
        assert_eq!((report.new, report.changed, report.unchanged, lines(&report)), (1, 1, 1, vec![5]));
        let words: Vec<_> = report.changes.iter().map(|change| [&change.field[..], &change.from, &change.to]).collect();
        assert_eq!(words, [["joined", "", "2019-06-01"], ["town", "Leeds", "York"]]);
        assert!(!report.written);
        assert_eq!(find(database, "cat@example.org").await, None);
        assert_eq!(find(database, "ann@example.org").await.unwrap().fields["town"], "Leeds".into());
        let fields = circular::database::fields::all(&mut database.begin_read().await.unwrap()).await.unwrap();
        assert_eq!(fields.into_keys().collect::<Vec<_>>(), ["town"]);
    }

    async fn second_import_updates_only_changes(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email,town\nann@example.org,Leeds\nbob@example.org,Hull\n").await;
        let again = import(database, &members, "email,category\nann@example.org,student\nbob@example.org,\n").await;
        assert_eq!((again.new, again.changed, again.unchanged), (0, 1, 1));
        let ann = find(database, "ann@example.org").await.unwrap();
        assert_eq!((ann.fields["town"].as_text(), ann.fields["category"].as_text()), (Some("Leeds"), Some("student")));
        let same = import(database, &members, "email,category\nann@example.org,student\n").await;
        assert_eq!((same.changed, same.unchanged), (0, 1));
        let mended = import(database, &members, "email,category\nann@example.org,\n").await;
        assert_eq!(mended.changed, 1);
        assert_eq!(find(database, "ann@example.org").await.unwrap().fields.get("category"), None);
        let friends = list(database, "friends").await;
        assert_eq!(import(database, &friends, "email\nann@example.org\n").await.joined, 1);
    }

    async fn empty_text_is_not_a_change(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email,town\nann@example.org,\n").await;
        ground.execute("UPDATE subscriber SET fields = '{\"town\":\"\"}'").await;
        let again = import(database, &members, "email,town\nann@example.org,\n").await;
        assert_eq!((again.changed, again.unchanged), (0, 1));
    }

    async fn a_file_that_is_no_list_is_refused(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        for (csv, word) in [
            (&b""[..], "empty"),
            (b"\n\r\n", "empty"),
            (b"name,town\nAnn,Leeds\n", "no column `email`"),
            (b"email,list\n", "a word that letters use themselves"),
            (b"ann@example.org,Ann\n", "begins with an address"),
        ] {
            let file = Cursor::new(csv.to_vec());
            let error = circular::import::import_file(database, &members, file, ImportOptions::named("m.csv"), at(1)).await.unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
    }

    async fn long_file_is_written_in_batches(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let row = |number: u32| format!("s{number}@example.org,{}\n", number % 7);
        let first: String = (0..1_500).map(row).collect();
        let report = import(database, &members, &format!("email,group\n{first}")).await;
        assert_eq!(report.new, 1_500);
        // Every other one is known.
        let second: String = (0..2_000).map(|number| row(number * 2)).collect();
        let report = import(database, &members, &format!("email,group\n{second}")).await;
        assert_eq!((report.new, report.unchanged), (1_250, 750));
        let changed: Vec<_> = (0..1_500).map(|number| format!("s{number}@example.org,x{number}\n")).collect();
        let report = import(database, &members, &format!("email,group\n{}", changed.concat())).await;
        assert_eq!((report.new, report.changed), (0, 1_500));
        assert_eq!(find(database, "s1234@example.org").await.unwrap().fields["group"], "x1234".into());
    }
}
