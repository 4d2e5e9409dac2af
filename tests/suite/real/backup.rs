//! `circular backup` on PostgreSQL: its own programs copy the database and put it back.

use std::process::Command;

use circular::database;
use circular::model::{IssueId, ListId, SubscriberId, Token};
use circular::{clock, subscription};
use secrecy::ExposeSecret as _;

use crate::cli::TestWorkspace;
use crate::engine::TestDatabase;
use crate::missing::left_out;

const MEMBERS: &str = "email,first_name\nann@example.org,Ann\nbob@example.org,Bob\n";

/// A copy is restored into an empty database, as the documentation says: `pg_restore --clean` cannot drop partitions.
const EMPTY_POSTGRES: &str = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";

/// The folder with PostgreSQL's programs.
fn programs() -> Option<String> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<_> = versions.map(|entry| entry.path().join("bin")).collect();
    folders.retain(|folder| folder.join("pg_dump").exists());
    folders.sort();
    let newest = folders.pop().map(|folder| folder.display().to_string());
    if newest.is_none() {
        left_out("pg_dump");
    }
    newest
}

#[tokio::test(flavor = "multi_thread")]
async fn pg_restore_restores_backup() {
    let (Some(programs), Some(ground), Some(other)) =
        (programs(), TestDatabase::postgres().await, TestDatabase::postgres().await)
    else {
        return;
    };
    let house =
        TestWorkspace::new().with_settings(&format!("[database]\nurl = \"{}\"\n\n", ground.url.expose_secret()));
    let house = house.with_list(MEMBERS).with_variable("PATH", &programs);
    let token = Token { list: ListId::new(1), subscriber: SubscriberId::new(1), issue: IssueId::new(1) };
    let sealed = subscription::signing_keys(&ground.database, clock::now()).await.unwrap().seal(token).unwrap();
    let said = house.run(["backup", "copy.dump"]);
    assert!(said.code() == 0 && said.out.contains("Restore it with `pg_restore`."), "{said}");

    other.execute(EMPTY_POSTGRES).await;
    other.database.close().await;
    let mut restore = Command::new(format!("{programs}/pg_restore"));
    restore.args(["--no-owner", "--exit-on-error", "--dbname"]);
    let restored = restore.arg(other.url.expose_secret()).arg(house.path("copy.dump")).output().unwrap();
    assert!(restored.status.success(), "{restored:?}");
    let copy = other.again().await;
    let ann = subscription::personal_record(&copy, &"ann@example.org".parse().unwrap()).await.unwrap();
    assert_eq!((ann.fields["first_name"].to_string(), ann.lists.len()), ("Ann".to_owned(), 1));
    let lists = database::lists::all(&mut copy.begin_read().await.unwrap()).await.unwrap();
    assert_eq!(lists.len(), 1);
    assert_eq!(subscription::signing_keys(&copy, clock::now()).await.unwrap().open(&sealed), Some(token));
    copy.close().await;

    let house = house.with_variable("PATH", "/nowhere");
    insta::assert_snapshot!(house.run(["backup", "other.dump"]), @"
    --- standard error
    error: there is no `pg_dump` on this machine
      there is no such file or folder
    hint: it comes with PostgreSQL's client: on Debian, `apt install postgresql-client`
    --- exit code 1
    ");
    assert!(!house.path("other.dump").exists());
    ground.clear().await;
    other.clear().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn handover_has_a_dump_without_accounts() {
    let (Some(programs), Some(ground), Some(other)) =
        (programs(), TestDatabase::postgres().await, TestDatabase::postgres().await)
    else {
        return;
    };
    let house =
        TestWorkspace::new().with_settings(&format!("[database]\nurl = \"{}\"\n\n", ground.url.expose_secret()));
    let house = house.with_list(MEMBERS).with_variable("PATH", &programs);
    house.run(["account", "add", "eve", "--role", "sends"]).is_well();
    house.run(["handover", "next.zip"]).is_well();
    let opened = house.run(["handover", "--open", "next.zip", "next"]);
    opened.is_well();
    assert!(opened.out.contains("Restore `database.dump` with `pg_restore"), "{opened}");

    other.execute(EMPTY_POSTGRES).await;
    other.database.close().await;
    let mut restore = Command::new(format!("{programs}/pg_restore"));
    restore.args(["--no-owner", "--exit-on-error", "--dbname"]);
    let restored = restore.arg(other.url.expose_secret()).arg(house.path("next/database.dump")).output().unwrap();
    assert!(restored.status.success(), "{restored:?}");
    let copy = other.again().await;
    let ann = subscription::personal_record(&copy, &"ann@example.org".parse().unwrap()).await.unwrap();
    assert_eq!(ann.lists.len(), 1);
    let mut work = copy.begin_read().await.unwrap();
    assert_eq!(database::accounts::all(&mut work).await.unwrap().len(), 0);
    // The new place sends, the old one does not.
    assert_eq!(database::handover_mark::handed_over_at(&mut work).await.unwrap(), None);
    drop(work);
    assert!(house.run(["status"]).out.contains("no letters are sent from here any more"));
    copy.close().await;
    ground.clear().await;
    other.clear().await;
}
