//! `circular database copy`: a workspace moves to a server and back.

use circular::mail_catcher::CatcherScript;
use secrecy::ExposeSecret as _;

use super::{MEMBERS, SPRING, TestWorkspace, catcher};
use crate::engine::TestDatabase;

#[test]
fn unknown_url_is_refused_in_words() {
    let house = TestWorkspace::new().with_list(MEMBERS);
    for url in ["mysql://ann:secret@db.example.org/news", "news.db", "sqlite:", "", "postgres:news"] {
        let said = house.run(["database", "copy", "--to", url]);
        insta::allow_duplicates! {
            insta::assert_snapshot!(said, @"
            --- standard error
            error: `--to` names no database that this program knows
            hint: write `sqlite:FILE` or `postgres://USER@HOST/DATABASE`
            --- exit code 1
            ");
        }
    }
    insta::assert_snapshot!(house.run(["database", "copy", "--from", "sqlite:nowhere.db", "--to", "sqlite:new.db"]), @"
    --- standard error
    error: there is no database `[folder]/nowhere.db`
    --- exit code 1
    ");
    assert!(!house.path("nowhere.db").exists() && !house.path("new.db").exists());
    insta::assert_snapshot!(house.run(["database", "copy", "--to", "sqlite:circular.db"]), @"
    --- standard error
    error: `--from` and `--to` are the same database
    --- exit code 1
    ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workspace_moves_to_another_database_and_says_the_same() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    house.run(["send", "spring", "--yes"]).is_well();
    let questions = [["status", "spring"], ["list", "show"], ["report", "spring"]];
    let before = questions.map(|question| house.run(question).to_string());
    let said = house.run(["database", "copy", "--to", "sqlite:moved.db"]);
    assert!(said.err.contains("subscriber: ") && said.err.contains(", checksum "), "{said}");
    assert!(said.out.contains("Both databases have the same rows in every table"), "{said}");
    let moved = TestDatabase::postgres().await;
    let mut urls = vec!["sqlite:moved.db".to_owned()];
    if let Some(server) = &moved {
        let url = server.url.expose_secret().to_owned();
        house.run_all(&["database", "copy", "--from", "sqlite:moved.db", "--to", &url]).is_well();
        let full = house.run_all(&["database", "copy", "--to", &url]);
        assert!(full.code() == 1 && full.err.contains("is not empty: its table `"), "{full}");
        house.run_all(&["database", "copy", "--from", &url, "--to", "sqlite:back.db"]).is_well();
        urls.extend([url, "sqlite:back.db".to_owned()]);
    }
    for url in urls {
        let there = questions.map(|question| house.run_with("CIRCULAR_DATABASE_URL", &url, &question).to_string());
        assert_eq!(before, there, "{url}");
    }
    if let Some(server) = moved {
        server.clear().await;
    }
}
