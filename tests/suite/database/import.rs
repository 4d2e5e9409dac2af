//! What an import takes, refuses and leaves alone.

use circular::model::State;
use circular::subscription::{self, Import};

use super::{at, find, import, list, state};
use crate::engine::on_both;

const ODD: &str = "\u{feff}Email,First name,Note\r\n\
    ann@example.org,Ann,\"a quoted\r\nnewline\"\r\n\
    bob@example,Bob,\r\n\
    cat@example.org,\"Cat\r\nBcc: all@example.org\",\r\n\
    dan@example.org,Dan,\"=HYPERLINK(\"\"http://example.org\"\")\"\r\n\
    Ann@EXAMPLE.org,Ann again,\r\n\
    eve@example.org,Eve\r\n";

fn lines(import: &Import) -> Vec<u64> {
    import.refused.iter().map(|refused| refused.line).collect()
}

on_both! {
    async fn an_odd_file_gives_its_good_rows(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let report = import(database, &members, ODD).await;
        assert_eq!(report.fields, ["first_name", "note"]);
        assert_eq!((report.new, report.written), (3, true));
        assert_eq!(lines(&report), [4, 8, 9]);
        assert!(report.refused[0].reason.contains("without a dot"), "{:?}", report.refused);
        assert!(report.refused[1].reason.contains("same address as line 2"), "{:?}", report.refused);
        let cat = find(database, "cat@example.org").await.unwrap();
        assert_eq!(cat.fields["first_name"], "Cat Bcc: all@example.org".into());
        let ann = find(database, "ANN@example.org").await.unwrap();
        assert_eq!(ann.address.as_str(), "ann@example.org");
        assert_eq!(ann.fields["note"], "a quoted newline".into());
        let dan = find(database, "dan@example.org").await.unwrap();
        assert_eq!(dan.fields["note"], "=HYPERLINK(\"http://example.org\")".into());
        assert_eq!(find(database, "eve@example.org").await, None);
    }

    async fn strict_takes_all_or_nothing(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        let report = subscription::import(database, &members, ODD.as_bytes(), "m.csv", true, at(1)).await.unwrap();
        assert!(!report.written);
        assert_eq!(find(database, "ann@example.org").await, None);
        let good = "email\nann@example.org\n";
        let report = subscription::import(database, &members, good.as_bytes(), "m.csv", true, at(1)).await.unwrap();
        assert!(report.written);
        assert!(find(database, "ann@example.org").await.is_some());
    }

    async fn a_second_import_changes_only_what_is_new(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email,town\nann@example.org,Leeds\nbob@example.org,Hull\n").await;
        let again = import(database, &members, "email,category\nann@example.org,student\nbob@example.org,\n").await;
        assert_eq!((again.new, again.changed), (0, 2));
        let ann = find(database, "ann@example.org").await.unwrap();
        assert_eq!((ann.fields["town"].as_text(), ann.fields["category"].as_text()), (Some("Leeds"), Some("student")));
        let same = import(database, &members, "email,category\nann@example.org,student\n").await;
        assert_eq!((same.changed, same.unchanged), (0, 1));
        let friends = list(database, "friends").await;
        assert_eq!(import(database, &friends, "email\nann@example.org\n").await.joined, 1);
    }

    async fn who_left_stays_away(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        import(database, &members, "email\nann@example.org\n").await;
        let ann = find(database, "ann@example.org").await.unwrap();
        assert!(subscription::take_off(database, &members, &ann.address, at(2)).await.unwrap().unwrap());
        let report = import(database, &members, "email\nAnn@example.org\n").await;
        assert_eq!((report.left_before, report.new, report.joined), (1, 0, 0));
        assert_eq!(state(database, &members, ann.id).await, Some(State::Unsubscribed));
    }

    async fn a_file_that_is_no_list_is_refused(ground) {
        let database = &ground.database;
        let members = list(database, "members").await;
        for (csv, word) in [
            (&b""[..], "empty"),
            (b"name,town\nAnn,Leeds\n", "no column `email`"),
            (b"email,Town,town\n", "two columns"),
            (b"email,list\n", "a word that letters use themselves"),
            (b"email,\xff\n", "UTF-8"),
        ] {
            let error = subscription::import(database, &members, csv, "m.csv", false, at(1)).await.unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
        let report = subscription::import(
            database, &members, &b"email,town\nann@example.org,K\xf6ln\nbob@example.org,Leeds\n"[..], "m.csv", false, at(1),
        ).await.unwrap();
        assert_eq!((report.new, lines(&report)), (1, vec![2]));
    }
}
