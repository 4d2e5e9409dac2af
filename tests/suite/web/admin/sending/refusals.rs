//! Nothing is sent unless what was shown is still true and the number was typed.

use std::fs;

use circular::mail_catcher::CatcherScript;

use super::{SPRING, SendingAdmin, hidden};
use crate::engine::{TestDatabase, on_both};
use crate::web::client::send;

#[tokio::test]
async fn wrong_number_sends_nothing() {
    let ground = TestDatabase::sqlite().await;
    let desk = SendingAdmin::new(&ground, 3).await;
    let shown = desk.shown().await;
    for (typed, words) in [
        ("2", "You typed 2, but 3 letters would go out. Nothing was sent."),
        ("", "Type 3, the number of letters that go out. Nothing was sent."),
        ("all", "Type 3, the number of letters that go out. Nothing was sent."),
        ("99999999999999999999", "Type 3, the number"),
    ] {
        let refused = desk.post("draft/spring/send", &[("shown", &shown), ("count", typed)]).await;
        assert_eq!(refused.status, 422, "{typed}: {}", refused.body);
        assert!(refused.body.contains(words), "{typed}: {}", refused.body);
        assert!(refused.body.contains("href=\"#count\"") && refused.body.contains("id=\"count\""), "{}", refused.body);
        assert!(refused.body.contains("aria-invalid"), "{}", refused.body);
    }
    assert!(desk.issues().await.is_empty());
    assert_eq!(desk.catcher.command_log().len(), 0);
}

on_both! {
    async fn change_since_the_page_was_opened_sends_nothing(ground) {
        let desk = SendingAdmin::new(ground, 3).await;
        let shown = desk.shown().await;
        desk.write(&SPRING.replace("spring*", "summer*"));
        let refused = desk.post("draft/spring/send", &[("shown", &shown), ("count", "3")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("Nothing was sent.") && refused.body.contains("changed: the draft"), "{}", refused.body);

        let shown = hidden(&refused.body);
        desk.import("email,first_name\nlate@example.org,Late\n").await;
        let refused = desk.post("draft/spring/send", &[("shown", &shown), ("count", "3")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("changed: 1 recipient more"), "{}", refused.body);
        assert!(refused.body.contains("Type how many letters go out: 4"), "{}", refused.body);

        let settings = desk.workspace.settings_file();
        let text = fs::read_to_string(&settings).unwrap();
        let shown = hidden(&refused.body);
        fs::write(&settings, text.replace("The Chair", "The Vice Chair")).unwrap();
        let refused = desk.post("draft/spring/send", &[("shown", &shown), ("count", "4")]).await;
        assert!(refused.body.contains("changed: the settings"), "{}", refused.body);
        for damaged in ["", "AAAA"] {
            let refused = desk.post("draft/spring/send", &[("shown", damaged), ("count", "4")]).await;
            assert_eq!(refused.status, 409, "{}", refused.body);
        }
        assert!(desk.issues().await.is_empty());
        assert_eq!(desk.catcher.command_log().len(), 0);
    }
}

#[tokio::test]
async fn draft_that_cannot_be_rendered_is_not_sent() {
    let ground = TestDatabase::sqlite().await;
    let desk = SendingAdmin::new(&ground, 3).await;
    let shown = desk.shown().await;
    desk.write(&SPRING.replace("it is", "it is {{frist_name}}"));
    for page in [
        desk.get("draft/spring/send").await,
        desk.post("draft/spring/send", &[("shown", &shown), ("count", "3")]).await,
    ] {
        assert_eq!(page.status, 409);
        for words in ["1 to mend", "frist_name", "Line 8", "It cannot be sent yet", "draft/spring/edit"] {
            assert!(page.body.contains(words), "no “{words}” in {}", page.body);
        }
    }
    for path in ["draft/none/send", "draft/none/test", "draft/..%2Fcircular/send", "issue/1", "issue/x"] {
        let status = desk.get(path).await.status;
        assert!([400, 404].contains(&status), "{path}: {status}");
    }
    assert!(desk.issues().await.is_empty());
}

#[tokio::test]
async fn list_without_members_is_not_sent_to() {
    let ground = TestDatabase::sqlite().await;
    let desk = SendingAdmin::new(&ground, 0).await;
    let page = desk.get("draft/spring/send").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Nobody would get this letter."), "{}", page.body);
    assert!(page.body.contains("It cannot go until this is mended.") && !page.body.contains("id=\"send\""));
    let refused = desk.post("draft/spring/send", &[("shown", &hidden(&page.body)), ("count", "0")]).await;
    assert_eq!(refused.status, 422);
    assert!(desk.issues().await.is_empty());
}

#[tokio::test]
async fn foreign_pages_cannot_send() {
    let ground = TestDatabase::sqlite().await;
    let desk = SendingAdmin::new(&ground, 2).await;
    let body = format!("shown={}&count=2", desk.shown().await);
    for path in ["draft/spring/send", "draft/spring/test", "issue/1/pause", "issue/1/resume", "issue/1/stop"] {
        for origin in ["https://evil.example", "null"] {
            let path = format!("{}{path}", desk.home);
            let answer = send(desk.address, "POST", &path, &[("Origin", origin)], body.as_bytes()).await;
            assert_eq!(answer.status, 403, "{path} {origin}");
        }
        assert_eq!(desk.get(path).await.status == 200, path.ends_with("send") || path.ends_with("test"), "{path}");
    }
    assert!(desk.issues().await.is_empty());
    assert_eq!(desk.catcher.command_log().len(), 0);
}

#[tokio::test]
async fn relay_that_cannot_be_used_freezes_nothing() {
    let ground = TestDatabase::sqlite().await;
    let relay = "[relay]\nurl = 'smtps://chair@mail.example.org'\n[dns]\nresolver = 'off'\n";
    let desk = SendingAdmin::with_script(&ground, 2, CatcherScript::default(), relay).await;
    let refused = desk.post("draft/spring/send", &[("shown", &desk.shown().await), ("count", "2")]).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("The mail server cannot be used"), "{}", refused.body);
    assert!(refused.body.contains("href=\"#send\""), "{}", refused.body);
    assert!(desk.issues().await.is_empty());
}
