//! What columns become.

use circular::import::ImportOptions;
use circular::model::{FieldKind, FieldValue};
use jiff::civil::date;

use super::super::{at, find, import, import_with, list};
use super::lines;
use crate::engine::{TestDatabase, on_both};

const TYPED: &str = "E-Mail-Adresse;Vorname;Beitritt;Zahlt;Gruppen\n\
    ann@example.org;Ann;01.06.2019;ja;\"Student; Norwich\"\n\
    bob@example.org;Bob;1/6/2019;nein;Norwich\n\
    cat@example.org;Cat;;;\n";

async fn kinds(ground: &TestDatabase) -> Vec<(String, FieldKind)> {
    let mut work = ground.database.begin_read().await.unwrap();
    circular::database::fields::all(&mut work).await.unwrap().into_iter().collect()
}

on_both! {
    async fn column_type_uses_all_values(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let report = import(database, &members, TYPED).await;
        assert_eq!((report.new, report.refused_rows), (3, 0));
        let found = kinds(ground).await;
        let found: Vec<_> = found.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
        assert_eq!(found, [
            ("beitritt", FieldKind::Date),
            ("first_name", FieldKind::Text),
            ("gruppen", FieldKind::Tags),
            ("zahlt", FieldKind::Flag),
        ]);
        let ann = find(database, "ann@example.org").await.unwrap().fields;
        assert_eq!(ann["beitritt"], FieldValue::date(date(2019, 6, 1)));
        assert_eq!(ann["zahlt"], FieldValue::Flag(true));
        assert_eq!(ann["gruppen"], FieldValue::Tags(vec!["Student".to_owned(), "Norwich".to_owned()]));
        let bob = find(database, "bob@example.org").await.unwrap().fields;
        assert_eq!((&bob["beitritt"], &bob["zahlt"]), (&ann["beitritt"], &FieldValue::Flag(false)));
        let cat = find(database, "cat@example.org").await.unwrap().fields;
        assert_eq!(cat.keys().collect::<Vec<_>>(), ["first_name"]);
        assert_eq!(import(database, &members, TYPED).await.unchanged, 3);
    }

    async fn known_field_keeps_its_type(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, TYPED).await;
        let report = import(database, &members, "email,beitritt,zahlt\nann@example.org,soon,yes\nbob@example.org,2020-01-31,1\n").await;
        assert_eq!((report.changed, lines(&report)), (1, vec![2]));
        assert!(report.refused[0].to_string().contains("`soon` in `beitritt`, which is no date"), "{:?}", report.refused);
        let bob = find(database, "bob@example.org").await.unwrap().fields;
        assert_eq!((&bob["beitritt"], &bob["zahlt"]), (&FieldValue::date(date(2020, 1, 31)), &FieldValue::Flag(true)));
    }

    async fn mapped_columns_go_to_named_fields(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let maps = ["Post=address", "Joined on=joined:date", "Notes=", "Member=number:text"];
        let maps = maps.map(|map| map.parse().unwrap()).to_vec();
        let file = "Post,Joined on,Notes,Member\nann@example.org,1 June 2019,x,yes\nbob@example.org,soon,,no\n";
        let report = import_with(database, &members, file, ImportOptions { mappings: maps, ..ImportOptions::named("m.csv") }).await;
        assert_eq!((report.fields.join(" ").as_str(), lines(&report)), ("joined number", vec![3]));
        let ann = find(database, "ann@example.org").await.unwrap().fields;
        assert_eq!(ann["joined"], FieldValue::date(date(2019, 6, 1)));
        assert_eq!((&ann["number"], ann.get("notes")), (&"yes".into(), None));
    }
}

#[tokio::test]
async fn column_plan_is_known_before_writing() {
    let ground = TestDatabase::sqlite().await;
    list(&ground.database, "members").await;
    let options = ImportOptions { language: "en-US".to_owned(), ..ImportOptions::named("m.csv") };
    let file = std::io::Cursor::new("Mail\tJoined\tPaid\nann@example.org\t1/6/2019\tyes\n");
    let inspection = circular::import::inspect(&ground.database, file, options).await.unwrap();
    let words: Vec<_> =
        inspection.columns.iter().map(|column| format!("{:?} {:?}", column.example, column.note)).collect();
    assert_eq!(
        words,
        [
            r#"Some("ann@example.org") None"#,
            r#"Some("1/6/2019") Some(DateOrder(MonthFirst, Language))"#,
            r#"Some("yes") None"#,
        ]
    );
    assert_eq!(kinds(&ground).await, []);
    let members = list(&ground.database, "others").await;
    circular::import::write_rows(&ground.database, &members, inspection, at(1)).await.unwrap();
    let ann = find(&ground.database, "ann@example.org").await.unwrap().fields;
    assert_eq!(ann["joined"], FieldValue::date(date(2019, 1, 6)));
}
