//! Files of JSON objects.

use circular::import::ImportOptions;
use circular::model::{FieldKind, FieldValue};

use super::super::{find, import_with, list};
use super::lines;
use crate::engine::on_both;

const LINES: &str = r#"{"address": "ann@example.org", "state": "confirmed", "fields": {"town": "Leeds", "paid": true, "joined": {"date": "2019-06-01"}, "tags": ["a", "b"], "code": "2019-06-01"}}
{"address": "bob@example.org", "fields": {"town": null, "number": 7}}
{"address": "bad", "fields": {}}
nonsense
{"address": "cat@example.org", "state": "unsubscribed", "fields": {"paid": 5}}
{"address": "dan@example.org", "fields": {"paid": "maybe"}}
"#;

on_both! {
    async fn json_lines_and_array_are_read(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let maps = vec!["paid=paid:flag".parse().unwrap()];
        let report = import_with(database, &members, LINES, ImportOptions { mappings: maps.clone(), ..ImportOptions::named("m.jsonl") }).await;
        assert_eq!((report.new, report.left_out, lines(&report)), (2, 0, vec![3, 4, 5, 6]));
        let ann = find(database, "ann@example.org").await.unwrap().fields;
        assert_eq!((&ann["town"], &ann["paid"]), (&"Leeds".into(), &FieldValue::Flag(true)));
        assert_eq!((ann["joined"].kind(), ann["tags"].kind()), (FieldKind::Date, FieldKind::Tags));
        assert_eq!(ann["code"], "2019-06-01".into(), "a text is a text there");
        let bob = find(database, "bob@example.org").await.unwrap().fields;
        assert_eq!((bob.get("town"), &bob["number"]), (None, &"7".into()));
        let good: Vec<_> = LINES.lines().take(2).collect();
        let array = format!("[\n{}\n]", good.join(",\n"));
        let report = import_with(database, &members, array, ImportOptions { mappings: maps, ..ImportOptions::named("m.json") }).await;
        assert_eq!((report.new, report.unchanged, report.refused_rows), (0, 2, 0));
    }

    async fn flat_objects_are_read_as_rows(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let file = r#"[{"E-mail": "ann@example.org", "Joined": "2019-06-01"}, {"Town": "Hull", "E-mail": "bob@example.org"}]"#;
        let report = import_with(database, &members, file, ImportOptions::named("m.json")).await;
        assert_eq!((report.new, report.fields.join(" ").as_str()), (2, "joined town"));
        assert_eq!(find(database, "ann@example.org").await.unwrap().fields["joined"].kind(), FieldKind::Date);
        // What an object does not mention stays.
        let file = r#"{"email": "bob@example.org", "joined": null}"#;
        assert_eq!(import_with(database, &members, file, ImportOptions::named("m.json")).await.unchanged, 1);
        assert_eq!(find(database, "bob@example.org").await.unwrap().fields["town"], "Hull".into());
    }
}
