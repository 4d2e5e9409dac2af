//! A test goes to the chair through the real relay, and the page remembers which version it was.

use circular::clock;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::subscription;

use super::{SPRING, SendingAdmin};
use crate::engine::{TestDatabase, on_both};
use crate::web::client::send;

on_both! {
    async fn test_is_remembered_by_its_version(ground) {
        let desk = SendingAdmin::new(ground, 3).await;
        let form = desk.get("draft/spring/test").await.body;
        assert!(form.contains("value=\"chair@example.org\"") && !form.contains("Sent at"), "{form}");
        assert_eq!(desk.catcher.message_count(), 0);
        let sent = desk.post("draft/spring/test", &[]).await;
        assert_eq!(sent.status, 303);
        let page = desk.get(sent.header("location").unwrap()).await.body;
        for words in ["Sent at ", "The mail server took it for chair@example.org: 250", "As Name0 gets it."] {
            assert!(page.contains(words), "no “{words}” in {page}");
        }
        assert_eq!(desk.reached(), ["chair@example.org"]);
        let caught = desk.catcher.messages();
        assert!(caught[0].content().subject.starts_with("[TEST "), "{}", caught[0].content().subject);
        assert!(caught[0].content().text.contains("Dear Name0"));
        let page = desk.get("draft/spring/send").await.body;
        assert!(page.contains("This version came to you at "), "{page}");
        desk.write(&SPRING.replace("spring*", "summer*"));
        let page = desk.get("draft/spring/send").await.body;
        assert!(page.contains("An earlier version came to you at "), "{page}");
        assert!(page.contains("this one has not"), "{page}");
        assert!(desk.issues().await.is_empty(), "a test is no issue");
    }
}

#[tokio::test]
async fn test_shows_the_copy_of_a_chosen_member_to_several() {
    let ground = TestDatabase::sqlite().await;
    let desk = SendingAdmin::new(&ground, 3).await;
    let form = [("to", "me@example.net, you@example.net"), ("as", "s2@example.org")];
    let sent = desk.post("draft/spring/test", &form).await;
    let page = desk.get(sent.header("location").unwrap()).await.body;
    assert!(page.contains("As Name2 gets it.") && page.contains("value=\"me@example.net, you@example.net\""), "{page}");
    assert_eq!(desk.reached(), ["me@example.net", "you@example.net"]);
    // The editor asks for an answer that it can show beside the letter.
    let own = format!("http://{}", desk.address);
    let headers = [("Origin", own.as_str()), ("Accept", "application/json")];
    let answer = send(desk.address, "POST", &format!("{}draft/spring/test", desk.home), &headers, b"").await;
    let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(answer["sent"], true);
    assert!(answer["words"].as_str().unwrap().contains("the mail server took it"), "{answer}");
}

#[tokio::test]
async fn test_that_is_not_sent_says_why() {
    let ground = TestDatabase::sqlite().await;
    let script = CatcherScript::with_responder(|at| match at.step {
        SmtpStep::Recipient => CatcherAction::reply("550 5.7.1 we do not relay for you"),
        _ => CatcherAction::Accept,
    });
    let desk = SendingAdmin::with_script(&ground, 2, script, "").await;
    let gone = "gone@example.net".parse().unwrap();
    subscription::suppress_address(&desk.database, &gone, None, clock::now()).await.unwrap();
    for (to, reader, words) in [
        ("me@example.net", "", "we do not relay for you"),
        ("gone@example.net", "", "must not be mailed, not even a test"),
        ("nonsense", "", "“nonsense” is no address"),
        ("me@example.net", "Zoe", "obody who gets this letter has “Zoe”"),
        (
            "a@b.example,b@b.example,c@b.example,d@b.example,e@b.example,f@b.example,g@b.example,h@b.example,i@b.example,j@b.example,k@b.example",
            "",
            "10 addresses at most, not to 11",
        ),
    ] {
        let sent = desk.post("draft/spring/test", &[("to", to), ("as", reader)]).await;
        let page = desk.get(sent.header("location").unwrap()).await.body;
        assert!(page.contains("Not sent") && page.contains(words), "no “{words}” in {page}");
        assert!(page.contains(&format!("value=\"{to}\"")), "what was typed is kept: {page}");
    }
    let page = desk.get("draft/spring/send").await.body;
    assert!(page.contains("You have not sent yourself a test"), "{page}");
}
