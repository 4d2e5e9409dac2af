//! What the chair sees of a draft, a mail, an issue.

use std::sync::Arc;

use circular::catcher::{Catcher, Script};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::open;

#[tokio::test]
async fn a_draft_is_shown_as_each_reader_sees_it() {
    let desk = open(None).await;
    let home = desk.get("").await;
    assert!(home.body.contains("Spring for {{first_name}}") && home.body.contains("Ready"), "{}", home.body);
    let page = desk.get("draft/spring").await;
    assert!(page.body.contains("<h1>Spring for Ann</h1>") && page.body.contains("1 of 2"), "{}", page.body);
    assert!(page.body.contains("2 people on “The Members’ Letter” will get it"));
    let second = desk.get("draft/spring?view=text&reader=2").await;
    assert!(second.body.contains("Dear Ben,") && second.body.contains("2 of 2"), "{}", second.body);
    assert!(desk.get("draft/spring?reader=99").await.body.contains("2 of 2"));
    assert!(desk.get("draft/spring?find=BEN").await.body.contains("<h1>Spring for Ben</h1>"));
    for place in ["2", "99"] {
        assert!(desk.get(&format!("draft/spring/letter?reader={place}")).await.body.contains("Dear Ben"), "{place}");
    }
    let headers = desk.get("draft/spring?view=source").await.body;
    assert!(headers.contains("<dt>Subject</dt><dd>Spring for Ann</dd>"), "{headers}");
    assert!(desk.get("draft/spring?view=source").await.body.contains("Content-Type: multipart/alternative"));
    assert!(desk.get("draft/spring?view=phone").await.body.contains("class=\"phone\""));
}

#[tokio::test]
async fn the_link_of_a_shown_letter_opens_nothing() {
    let desk = open(None).await;
    desk.write(&super::DRAFT.replace("it is", "{{unsubscribe_url}} it is"));
    let text = desk.get("draft/spring?view=text").await.body;
    let token = text.split("/u/").nth(1).unwrap().split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    assert_eq!(desk.society.keys.open(token.into_iter().next().unwrap()), None);
}

#[tokio::test]
async fn a_broken_draft_stands_above_its_last_good_letter() {
    let desk = open(None).await;
    assert_eq!(desk.get("draft/spring").await.status, 200);
    desk.write(&super::DRAFT.replace("Dear {{first_name}}", "Dear {{frist_name}}"));
    let page = desk.get("draft/spring").await;
    assert!(page.body.contains("newsletters/spring.md, line 6, column"), "{}", page.body);
    assert!(page.body.contains("value=\"6\"><code>Dear {{frist_name}},</code>"), "{}", page.body);
    assert!(
        page.body.contains("class=\"here\"") && page.body.contains("Did you mean <code>first_name</code>?"),
        "{}",
        page.body
    );
    assert!(page.body.contains("class=\"stage stale\"") && page.body.contains("<h1>Spring for Ann</h1>"));
    assert!(desk.get("draft/spring/letter").await.body.contains("Dear Ann"));
    assert!(desk.get("").await.body.contains("newsletters/spring.md, line 6"));
    desk.write(super::DRAFT);
    assert!(!desk.get("draft/spring").await.body.contains("stale"));
}

#[tokio::test]
async fn broken_settings_are_shown_with_their_line() {
    let desk = open(None).await;
    let file = desk.society.workspace.settings_file();
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{good}reply_two = 'x'\n")).unwrap();
    let page = desk.get("draft/spring").await;
    assert!(page.body.contains("circular.toml, line 5, column 1"), "{}", page.body);
    assert!(page.body.contains("will appear here once this is put right"));
}

#[tokio::test]
async fn a_caught_mail_is_shown_and_its_links_open() {
    let catcher = Arc::new(Catcher::start(([127, 0, 0, 1], 0).into(), Script::default()).await.unwrap());
    let mut line = TcpStream::connect(catcher.address()).await.unwrap();
    let talk = "EHLO x\r\nMAIL FROM:<chair@example.org>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n";
    let mail = "From: The Chair <chair@example.org>\r\nTo: =?utf-8?Q?Se=C3=A1n?= <ann@example.org>\r\nSubject: Spring\r\n\
                Content-Type: text/html\r\n\r\n<html><head></head><a href=\"http://127.0.0.1/u/x\">out</a>\r\n.\r\n";
    for part in [talk, mail, "QUIT\r\n"] {
        line.write_all(part.as_bytes()).await.unwrap();
    }
    line.read_to_end(&mut Vec::new()).await.unwrap();
    assert_eq!(catcher.count(), 1);

    let desk = open(Some(catcher)).await;
    assert!(desk.get("inbox").await.body.contains("<strong>Seán</strong> <span>Spring</span>"));
    let page = desk.get("inbox/1").await;
    assert!(page.body.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""), "{}", page.body);
    assert!(desk.get("inbox/1/letter").await.body.contains("<head><base target=\"_blank\">"));
    for path in ["inbox/0", "inbox/2", "inbox/x", "inbox/-1"] {
        assert!([400, 404].contains(&desk.get(path).await.status), "{path}");
    }
    assert!(desk.get("report").await.body.contains("Nothing has been sent yet"));
}

#[tokio::test]
async fn what_the_checks_find_stands_beside_the_letter() {
    let desk = open(None).await;
    assert!(!desk.get("draft/spring").await.body.contains("class=\"remarks\""));
    desk.write(&super::DRAFT.replace("it is *spring*", "we meet on Thursday 17 May 2017"));
    let page = desk.get("draft/spring").await.body;
    assert!(page.contains("<span class=\"block\">block</span> 17 May 2017 is a Wednesday, not a Thursday."), "{page}");
    assert!(page.contains("newsletters/spring.md, line 8, column 12") && page.contains("date-weekday"), "{page}");
    assert!(page.contains("<h1>Spring for Ann</h1>") && !page.contains("stale"), "{page}");
    let home = desk.get("").await.body;
    assert!(home.contains("newsletters/spring.md, line 8, column 12: 17 May 2017 is a Wednesday"), "{home}");
    let list =
        circular::database::list::all(&mut desk.society.database.read().await.unwrap()).await.unwrap().remove(0).id;
    let mut work = desk.society.database.read().await.unwrap();
    let look = circular::database::look::get(&mut work, "spring", list).await.unwrap().unwrap();
    assert_eq!(look.people, 2);
}
