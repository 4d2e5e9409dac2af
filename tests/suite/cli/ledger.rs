//! `circular ledger archive`: old letters keep who got them and how many, in less room.

use circular::database::{self, Database};
use circular::model::{EventChannel, IssueId, IssueState};

use super::TestWorkspace;
use super::annals::HistoryFixture;

/// A letter of 2024 to forty members, two of whom it did not reach, and one of today.
async fn house() -> HistoryFixture {
    let fixture = HistoryFixture::open().await;
    let members = fixture.list("members", "Our members", "2024-01-05T09:00:00Z").await;
    fixture.import(&members, 0..40, "2024-01-06T09:00:00Z").await;
    let spring = fixture.send("spring", &members, "2024-03-20T09:00:00Z", &[7, 9]).await;
    let autumn = fixture.send("autumn", &members, "2024-10-01T09:00:00Z", &[]).await;
    finish(&fixture, spring).await;
    finish(&fixture, autumn).await;
    fixture.leave(&members, 3, spring, EventChannel::OneClick, "2024-03-20T12:00:00Z", "Too many letters").await;
    fixture
}

async fn finish(fixture: &HistoryFixture, issue: IssueId) {
    let mut work = fixture.database.begin_write().await.unwrap();
    database::issues::set_state(&mut work, issue, IssueState::Finished, None).await.unwrap();
    work.commit().await.unwrap();
}

fn personal(house: &TestWorkspace) -> String {
    house.run(["subscriber", "show", "m5@example.org"]).out
}

#[tokio::test(flavor = "multi_thread")]
async fn archived_letter_keeps_its_numbers_and_who_got_it() {
    let fixture = house().await;
    let house = &fixture.house;
    let (status, list) = (house.run(["status", "spring"]), house.run(["report", "--list", "members"]));
    let year = house.run(["annual-report", "2024"]);
    assert!(personal(house).contains("spring"), "{}", personal(house));
    insta::assert_snapshot!(house.run(["ledger", "archive", "spring"]), @"
    --- standard error
    Archive the copies of 1 letter? This cannot be undone. Type `yes`:
    error: not archived: no terminal to confirm on
    hint: pass `--yes` in scripts
    --- exit code 1
    ");
    insta::assert_snapshot!(house.run_typing("yes\n", ["ledger", "archive", "spring"]), @"
    `spring`: archived 38 copies.
    --- standard error
    Archive the copies of 1 letter? This cannot be undone. Type `yes`:
    --- exit code 0
    ");
    assert_eq!(house.run(["status", "spring"]), status);
    assert_eq!(house.run(["report", "--list", "members"]), list);
    assert_eq!(house.run(["annual-report", "2024"]), year);
    assert!(personal(house).contains("spring"), "{}", personal(house));
    insta::assert_snapshot!(house.run(["report", "spring"]), @"
    spring to members
      recipients         40
      sent               38
      bounced             2
      unsubscribed        1  (1 by one click)
      per 1,000        26.3

      Time from delivery to unsubscribing:
        within an hour       0
        within a day         1  ################################
        within a week        0
        within 30 days       0
        later                0
      Half of them within 3.0 h.

      In their own words:
        “Too many letters”
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["ledger", "archive", "spring", "--yes"]), @"
    `spring`: archived 0 copies.
    --- exit code 0
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn old_letters_are_archived_together() {
    let fixture = house().await;
    let house = &fixture.house;
    insta::assert_snapshot!(house.run(["ledger", "archive", "--older-than", "1y", "--yes"]), @"
    `spring`: archived 38 copies.
    `autumn`: archived 38 copies.
    Archived 76 copies in all.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["ledger", "archive", "--older-than", "1y", "--yes"]), @"
    No letter can be archived.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["ledger", "archive", "--older-than", "50y", "--yes"]), @"
    No letter can be archived.
    --- exit code 0
    ");
    insta::assert_snapshot!(house.run(["ledger", "archive", "--older-than", "soon", "--yes"]), @"
    --- standard error
    error: invalid value 'soon' for '--older-than <TIME>': `soon` is no such time: write `1y` or `18m`

    For more information, try '--help'.
    --- exit code 2
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn letter_whose_copies_are_still_needed_is_refused() {
    let fixture = house().await;
    let members = "members".parse().unwrap();
    let members = database::lists::by_name(&mut fixture.database.begin_read().await.unwrap(), &members).await;
    let members = members.unwrap().unwrap();
    fixture.send("winter", &members, "2024-12-01T09:00:00Z", &[]).await;
    let now = circular::clock::now().to_string();
    let young = fixture.send("today", &members, &now, &[]).await;
    finish(&fixture, young).await;
    insta::assert_snapshot!(fixture.house.run(["ledger", "archive", "winter", "--yes"]), @"
    --- standard error
    error: `winter` is not finished: its copies are still needed
    hint: see `circular status winter`
    --- exit code 1
    ");
    insta::assert_snapshot!(fixture.house.run(["ledger", "archive", "today", "--yes"]), @"
    --- standard error
    error: `today` was sent less than 90 days ago: copies may still come back
    --- exit code 1
    ");
    let mut work = fixture.database.begin_write().await.unwrap();
    let issues = database::issues::by_slug(&mut work, "winter").await.unwrap();
    database::issues::set_state(&mut work, issues[0].id, IssueState::Cancelled, None).await.unwrap();
    work.commit().await.unwrap();
    insta::assert_snapshot!(fixture.house.run(["ledger", "archive", "winter", "--yes"]), @"
    --- standard error
    error: `winter` was cancelled: only letters that were sent to everybody are archived
    --- exit code 1
    ");
    let Database::Sqlite { writer, .. } = &fixture.database else { unreachable!() };
    sqlx::query("UPDATE issue SET is_trial = 1 WHERE slug = 'winter'").execute(writer).await.unwrap();
    insta::assert_snapshot!(fixture.house.run(["ledger", "archive", "winter", "--yes"]), @"
    --- standard error
    error: `winter` is a trial: only letters that were sent to everybody are archived
    --- exit code 1
    ");
}
