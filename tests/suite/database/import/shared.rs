//! Two people with one address, and one person twice.

use circular::database;
use circular::model::FieldValue;

use super::super::{find, import, list};
use crate::engine::on_both;

on_both! {
    async fn same_last_name_shares_an_address(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let file = "email,first_name,last_name,town,tags\n\
            lee@example.org,Ann,Lee,,student; choir\n\
            ray@example.org,Ray,Poe,Hull,\n\
            Lee@example.org,Ben,Lee,Leeds,choir; council\n";
        let report = import(database, &members, file).await;
        assert_eq!((report.new, report.refused_rows), (2, 0));
        assert_eq!((&report.duplicates[0].lines[..], report.duplicates[0].names.as_deref()), (&[2, 4][..], Some("Ann and Ben Lee")));
        let lee = find(database, "lee@example.org").await.unwrap();
        assert_eq!((&lee.fields["first_name"], &lee.fields["last_name"]), (&"Ann and Ben".into(), &"Lee".into()));
        assert_eq!(lee.fields["town"], "Leeds".into(), "the second says what the first does not");
        let tags = ["student", "choir", "council"].map(str::to_owned).to_vec();
        assert_eq!(lee.fields["tags"], FieldValue::Tags(tags));
        assert_eq!(lee.mailbox().name.as_deref(), Some("Ann and Ben Lee"));
        assert_eq!(import(database, &members, file).await.unchanged, 2);
    }

    async fn different_last_names_share_an_address(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let file = "email,first_name,last_name\nhome@example.org,Ann,Lee\nhome@example.org,Ben,Ray\n";
        let report = import(database, &members, file).await;
        assert_eq!(report.duplicates[0].names.as_deref(), Some("Ann Lee and Ben Ray"));
        let home = find(database, "home@example.org").await.unwrap();
        assert_eq!(home.mailbox().name.as_deref(), Some("Ann Lee and Ben Ray"));
        assert_eq!((&home.fields["first_name"], &home.fields["last_name"]), (&"Ann and Ben".into(), &"Lee and Ray".into()));
        assert_eq!(import(database, &members, file).await.unchanged, 1);
        // When one of them has moved out, the name made of both goes.
        import(database, &members, "email,first_name,last_name\nhome@example.org,Ben,Ray\n").await;
        assert_eq!(find(database, "home@example.org").await.unwrap().mailbox().name.as_deref(), Some("Ben Ray"));
    }

    async fn full_name_column_is_joined(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let file = "email,name\nx@example.org,Ann Lee\nx@example.org,Ben Ray\nx@example.org,ann lee\nx@example.org,Cat Poe\n";
        let report = import(database, &members, file).await;
        assert_eq!(report.duplicates[0].lines, [2, 3, 4, 5]);
        assert_eq!(find(database, "x@example.org").await.unwrap().fields["name"], "Ann Lee, Ben Ray and Cat Poe".into());
        assert_eq!(import(database, &members, file).await.unchanged, 1);
    }

    async fn bad_row_does_not_block_shared_address(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let file = "email,first_name\nann@example.org,Ann\nann@example.org,Ann,too,many\nbob@example.org,Bob\n";
        let report = import(database, &members, file).await;
        assert_eq!((report.new, report.refused_rows, report.duplicate_addresses), (2, 1, 0));
        assert_eq!(find(database, "ann@example.org").await.unwrap().fields["first_name"], "Ann".into());
    }

    async fn imported_subscriber_has_one_consent_event(ground) {
        let db = &ground.database;
        let members = list(db, "members").await;
        let options = circular::import::ImportOptions {
            basis: Some("the form of 2019".to_owned()),
            ..circular::import::ImportOptions::named("members.csv")
        };
        let file = "email\nx@example.org\nx@example.org\n";
        super::super::import_with(db, &members, file, options).await;
        let person = find(db, "x@example.org").await.unwrap();
        let mut work = db.begin_read().await.unwrap();
        let event = database::event_log::last_of_kind(&mut work, person.id, members.id, circular::model::EventKind::Subscribed).await.unwrap();
        let event = event.unwrap();
        assert_eq!((event.source.as_deref(), event.consent_text.as_deref()), (Some("members.csv"), Some("the form of 2019")));
        assert_eq!((event.note, event.issue, event.likely_scanner), (None, None, false));
    }
}
